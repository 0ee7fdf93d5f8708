/** Prometheus with the example's configuration, where it is installed (Debian: apt-get install prometheus). */
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { z } from 'zod';
import { freePort } from '../support/freePort.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { ROOT, textOf } from './files.ts';

export const hasPrometheus = ['prometheus', 'promtool'].every(
  (program) => spawnSync(program, ['--version']).status === 0,
);

/** An alert whose expression is true: pending, or firing. */
export interface ActiveAlert {
  readonly name: string;
  /** `127.0.0.1:4000` */
  readonly instance: string | undefined;
}

export interface RunningPrometheus {
  alerts(): Promise<readonly ActiveAlert[]>;
  /** The values of an instant query. */
  values(query: string): Promise<readonly number[]>;
}

const alerts = z.object({
  data: z.object({ alerts: z.array(z.object({ labels: z.record(z.string(), z.string()) })) }),
});

const vector = z.object({
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

/**
 * Starts Prometheus with deploy/prometheus.yml and deploy/alerts.yml, until the test ends. It scrapes every second; the
 * expressions and their windows are the example's own.
 */
export async function startPrometheus(targets: readonly string[]): Promise<RunningPrometheus> {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const config = textOf('deploy/prometheus.yml')
    .replaceAll('15s', '1s')
    .replace('alerts.yml\n', `${ROOT}deploy/alerts.yml\n`)
    .replace('[server:4000]', JSON.stringify(targets));
  writeFileSync(join(path, 'prometheus.yml'), config);
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(path, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(path, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = new Promise((resolve) => void child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const ask = async (url: string): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}${url}`)).json();
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/-/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
  return {
    alerts: async () =>
      alerts
        .parse(await ask('/api/v1/alerts'))
        .data.alerts.map(({ labels }) => ({ name: labels['alertname'] ?? '', instance: labels['instance'] })),
    values: async (query) =>
      vector
        .parse(await ask(`/api/v1/query?query=${encodeURIComponent(query)}`))
        .data.result.map(({ value: [, value] }) => Number(value)),
  };
}
