/** The rules of deploy/alerts.yml and the panels of deploy/grafana-dashboard.json against what a server tells. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startApi } from '../support/api.ts';
import { scrape } from '../support/scrape.ts';
import { SHARED_KEY } from '../support/severalServers.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { documentsOf, ROOT, textOf } from './files.ts';
import { hasPrometheus } from './runningPrometheus.ts';

const rules = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            labels: z.object({ severity: z.enum(['page', 'ticket']) }),
            annotations: z.object({ summary: z.string(), runbook: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(documentsOf('deploy/alerts.yml')[0])
  .groups.flatMap((group) => group.rules);

const target = z.object({ expr: z.string() });
const panel = z.object({
  type: z.string(),
  title: z.string(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }).optional(),
  targets: z.array(target).default([]),
});
const { panels } = z
  .object({ panels: z.array(panel) })
  .parse(JSON.parse(textOf('deploy/grafana-dashboard.json')));

/** The metrics that an expression reads, as they are declared. */
const metricsIn = (expression: string): readonly string[] =>
  [...expression.matchAll(/\b(?:crocodial|nodejs|process)_[a-z0-9_]+/g)].map(([name]) =>
    /_duration_seconds_(?:bucket|sum|count)$/.test(name) ? name.replace(/_[a-z]+$/, '') : name,
  );

let known: ReadonlySet<string>;
let labels: ReadonlyMap<string, ReadonlySet<string>>;

beforeAll(async () => {
  const ends: (() => Promise<void>)[] = [];
  // Nothing listens there: the metrics of several servers exist all the same.
  const shared = { SHARED_URL: 'redis://127.0.0.1:1', SHARED_KEY };
  const api = await startApi(shared, undefined, {}, (end) => ends.push(end));
  await api.query('query Floor { dashboard { agentsInCall } }');
  const { names, samples } = await scrape(api.url);
  known = names;
  const found = new Map<string, Set<string>>();
  for (const sample of samples.keys()) {
    const [name = ''] = sample.split('{');
    const of = found.get(name) ?? new Set();
    found.set(name, of);
    for (const [, label = ''] of sample.matchAll(/[{,]([a-z_]+)="/g)) of.add(label);
  }
  labels = found;
  for (const end of ends) await end();
});

describe('deploy/alerts.yml', () => {
  test.skipIf(!hasPrometheus).each([
    ['check', 'rules', 'deploy/alerts.yml'],
    ['check', 'config', 'deploy/prometheus.yml'],
    ['test', 'rules', 'test/deploy/alerts.test.yml'],
  ])('promtool %s %s %s', (...args) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: ROOT, encoding: 'utf8' });
    expect(`${stdout}${stderr}`).toContain('SUCCESS');
    expect(status).toBe(0);
  });

  test('every alert has its test: in alerts.full.test.ts or in alerts.test.yml', () => {
    const tests = textOf('test/deploy/alerts.full.test.ts').replace(
      /const (?:DOWN|UNKNOWN|OF_TIME) = .*/g,
      '',
    );
    const tested = `${tests}${textOf('test/deploy/alerts.test.yml')}`;
    const untested = rules.filter(({ alert }) => !new RegExp(`\\b${alert}\\b`).test(tested));
    expect(untested.map(({ alert }) => alert)).toEqual([]);
  });

  test('every alert has its chapter in docs/operations.md', () => {
    const headings = new Set(
      [...textOf('docs/operations.md').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading.toLowerCase().replaceAll(' ', '-'),
      ),
    );
    for (const { alert, annotations } of rules) {
      expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(headings).toContain(alert.toLowerCase());
    }
  });

  test('every metric of an expression exists, with its labels', () => {
    for (const { alert, expr } of rules) {
      for (const name of metricsIn(expr))
        expect({ alert, name, known: known.has(name) }).toMatchObject({ known: true });
      for (const [, name = '', matchers = ''] of expr.matchAll(/\b(crocodial_[a-z0-9_]+)\{([^}]*)\}/g)) {
        for (const [, label = ''] of matchers.matchAll(/([a-z_]+)[=!]/g))
          expect({ alert, label, has: labels.get(name)?.has(label) }).toMatchObject({ has: true });
      }
    }
  });
});

describe('deploy/grafana-dashboard.json', () => {
  test('has its rows', () => {
    const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).toEqual(['Traffic', 'Dialer', 'Leads', 'Live', 'Process']);
  });

  test('every panel reads metrics that exist', () => {
    for (const { title, type, targets } of panels) {
      if (type === 'row') continue;
      expect(targets.length).toBeGreaterThan(0);
      for (const { expr } of targets) {
        if (expr.startsWith('up{')) continue;
        const names = metricsIn(expr);
        expect({ title, names: names.length }).not.toMatchObject({ names: 0 });
        for (const name of names)
          expect({ title, name, known: known.has(name) }).toMatchObject({ known: true });
      }
    }
  });

  test('every panel has the unit of its metric', () => {
    const units: readonly (readonly [RegExp, readonly string[]])[] = [
      [/rate\(\S*_bytes_total/, ['Bps']],
      [/_bytes\b/, ['bytes']],
      [/histogram_quantile|eventloop_lag|start_time_seconds/, ['s']],
      [/rate\(process_cpu|rate\(nodejs_gc|\) \/ sum/, ['percentunit']],
      [/rate\(/, ['ops', 'reqps']],
      [/./, ['short']],
    ];
    for (const { title, fieldConfig, targets } of panels) {
      for (const { expr } of targets) {
        const wanted = units.find(([pattern]) => pattern.test(expr))?.[1];
        expect({ title, unit: wanted?.includes(fieldConfig?.defaults.unit ?? '') }).toEqual({
          title,
          unit: true,
        });
      }
    }
  });

  test('no two panels overlap', () => {
    for (const [index, { gridPos: a, title }] of panels.entries()) {
      expect(a.x + a.w).toBeLessThanOrEqual(24);
      for (const { gridPos: b, title: other } of panels.slice(index + 1)) {
        const overlap = a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
        expect({ title, other, overlap }).toMatchObject({ overlap: false });
      }
    }
  });

  test.skipIf(!hasPrometheus)('Prometheus can parse every expression', () => {
    const file = {
      groups: [
        {
          name: 'dashboard',
          rules: panels.flatMap(({ targets }) =>
            targets.map(({ expr }, index) => ({
              record: `a${index}`,
              expr: expr.replaceAll('$__rate_interval', '1m'),
            })),
          ),
        },
      ],
    };
    const { path, remove } = temporaryFolder();
    onTestFinished(remove);
    writeFileSync(`${path}/panels.yml`, JSON.stringify(file));
    const args = ['check', 'rules', '--lint=none', `${path}/panels.yml`];
    const { stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
    expect(`${stdout}${stderr}`).toContain('SUCCESS');
  });
});
