/** There is no cluster where the tests run, so the manifest is held against the project and against itself. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { configOf, documentsOf, unknownIn } from './files.ts';

const NAME = 'app.kubernetes.io/name';
const label = z.object({ [NAME]: z.string() });
const probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }),
  timeoutSeconds: z.number().default(1),
});

const configMap = z.object({
  kind: z.literal('ConfigMap'),
  metadata: z.object({ name: z.string() }),
  data: z.record(z.string(), z.string()),
});
const claim = z.object({
  kind: z.literal('PersistentVolumeClaim'),
  metadata: z.object({ name: z.string() }),
});
const service = z.object({
  kind: z.literal('Service'),
  spec: z.object({ selector: label, ports: z.array(z.object({ port: z.number(), targetPort: z.string() })) }),
});
const deployment = z.object({
  kind: z.literal('Deployment'),
  spec: z.object({
    replicas: z.literal(1),
    strategy: z.object({ type: z.literal('Recreate') }),
    selector: z.object({ matchLabels: label }),
    template: z.object({
      metadata: z.object({ labels: label }),
      spec: z.object({
        terminationGracePeriodSeconds: z.number(),
        automountServiceAccountToken: z.literal(false),
        securityContext: z.object({ runAsNonRoot: z.literal(true), fsGroup: z.number() }),
        containers: z.tuple([
          z.object({
            envFrom: z.tuple([z.object({ configMapRef: z.object({ name: z.string() }) })]),
            env: z.array(z.object({ name: z.string(), value: z.string() })),
            ports: z.tuple([z.object({ name: z.string(), containerPort: z.number() })]),
            startupProbe: probe,
            livenessProbe: probe,
            readinessProbe: probe,
            securityContext: z.object({
              readOnlyRootFilesystem: z.literal(true),
              allowPrivilegeEscalation: z.literal(false),
            }),
            volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
          }),
        ]),
        volumes: z.array(
          z.object({
            name: z.string(),
            persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
            secret: z.object({ secretName: z.string() }).optional(),
          }),
        ),
      }),
    }),
  }),
});

const [map, storage, deployed, served] = z
  .tuple([configMap, claim, deployment, service])
  .parse(documentsOf('deploy/kubernetes.yaml'));
const pod = deployed.spec.template;
const [container] = pod.spec.containers;
const env = {
  ...map.data,
  ...Object.fromEntries(container.env.map(({ name, value }) => [name, value])),
};

test('its variables are the server’s, and a server accepts them', () => {
  expect(unknownIn(Object.keys(env))).toEqual([]);
  expect(configOf({ HOST: '0.0.0.0', ...env })).toMatchObject({
    timezone: 'America/Chicago',
    drainSeconds: 10,
  });
  expect(container.envFrom[0].configMapRef.name).toBe(map.metadata.name);
});

test('a pod is killed only after it has drained, and its operations had 15 seconds', () => {
  const { drainSeconds } = configOf({ HOST: '0.0.0.0', ...env });
  expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(drainSeconds + 15);
});

test('the probes call what they mean: /health is alive, /ready is served', () => {
  const { startupProbe, livenessProbe, readinessProbe, ports } = container;
  expect([startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet)).toEqual([
    { path: '/health', port: ports[0].name },
    { path: '/health', port: ports[0].name },
    { path: '/ready', port: ports[0].name },
  ]);
  // A probe of a dialer that is down takes twice two seconds.
  expect(readinessProbe.timeoutSeconds).toBeGreaterThan(5);
  expect(served.spec.ports[0]?.targetPort).toBe(ports[0].name);
});

test('each selector, volume and secret is there', () => {
  expect(deployed.spec.selector.matchLabels).toEqual(pod.metadata.labels);
  expect(served.spec.selector).toEqual(pod.metadata.labels);
  const { volumes } = pod.spec;
  expect(container.volumeMounts.map(({ name }) => name)).toEqual(volumes.map(({ name }) => name));
  expect(volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [])).toEqual([
    storage.metadata.name,
  ]);
  const secrets = container.volumeMounts.find(({ name }) => name === 'secrets')?.mountPath ?? '';
  const named = Object.entries(env).filter(([name]) => name.endsWith('_FILE'));
  expect(named.map(([, value]) => value.slice(0, value.lastIndexOf('/')))).toEqual([secrets, secrets]);
});
