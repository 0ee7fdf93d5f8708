/** Prometheus and Grafana in deploy/compose.yaml. They cannot be started here, so their files are held together. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { documentsOf, ROOT, textOf } from './files.ts';

const service = z.object({
  image: z.string(),
  volumes: z.array(z.string()),
  ports: z.array(z.string()),
  environment: z.record(z.string(), z.string()).default({}),
});

const { services, volumes } = z
  .object({
    services: z.object({ server: z.unknown(), prometheus: service, grafana: service }),
    volumes: z.record(z.string(), z.unknown()),
  })
  .parse(documentsOf('deploy/compose.yaml')[0]);

/** The path in the container, by the file of `deploy/` or the volume. */
const mountsOf = ({ volumes: mounted }: z.output<typeof service>): ReadonlyMap<string, string> =>
  new Map(
    mounted.map((text) => {
      const [from = '', to = ''] = text.split(':');
      return [from.replace(/^\.\//, ''), to];
    }),
  );

test('each file and volume exists, no image is the newest whatever it is, and ports are of this machine only', () => {
  for (const one of [services.prometheus, services.grafana]) {
    for (const from of mountsOf(one).keys())
      expect({ from, exists: existsSync(`${ROOT}deploy/${from}`) || from in volumes }).toEqual({
        from,
        exists: true,
      });
    expect(one.image).toMatch(/:v?\d+\.\d+\.\d+$/);
    for (const port of one.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  }
});

test('Prometheus scrapes the server, and finds the alerts', () => {
  const mounts = mountsOf(services.prometheus);
  expect(mounts.get('prometheus.yml')).toBe('/etc/prometheus/prometheus.yml');
  const config = z
    .object({
      rule_files: z.array(z.string()),
      scrape_configs: z.tuple([
        z.object({
          job_name: z.string(),
          static_configs: z.tuple([z.object({ targets: z.array(z.string()) })]),
        }),
      ]),
    })
    .parse(documentsOf('deploy/prometheus.yml')[0]);
  expect(config.rule_files.map((file) => `/etc/prometheus/${file}`)).toEqual([mounts.get('alerts.yml')]);
  const [{ job_name: job, static_configs: targets }] = config.scrape_configs;
  expect(targets[0].targets).toEqual(['server:4000']);
  // Alerts and panels name it.
  expect(textOf('deploy/alerts.yml')).toContain(`job="${job}"`);
  expect(textOf('deploy/grafana-dashboard.json')).toContain(`job=\\"${job}\\"`);
});

test('Grafana finds Prometheus, and shows the dashboard first', () => {
  const mounts = mountsOf(services.grafana);
  const { datasources } = z
    .object({ datasources: z.tuple([z.object({ type: z.literal('prometheus'), url: z.url() })]) })
    .parse(documentsOf('deploy/grafana/datasources.yml')[0]);
  expect(datasources[0].url).toBe('http://prometheus:9090');
  const { providers } = z
    .object({ providers: z.tuple([z.object({ options: z.object({ path: z.string() }) })]) })
    .parse(documentsOf('deploy/grafana/dashboards.yml')[0]);
  const dashboard = mounts.get('grafana-dashboard.json') ?? '';
  expect(dashboard.startsWith(`${providers[0].options.path}/`)).toBe(true);
  expect(services.grafana.environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']).toBe(dashboard);
  for (const [file, folder] of [
    ['grafana/datasources.yml', 'datasources'],
    ['grafana/dashboards.yml', 'dashboards'],
  ] as const)
    expect(mounts.get(file)).toMatch(new RegExp(`^/etc/grafana/provisioning/${folder}/`));
});
