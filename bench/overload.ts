import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { startSimulator, type Simulator } from '../src/simulator/server.ts';
import type { Queries, Task } from './overloadQueries.ts';

const CONCURRENCY = 8;
const LATENCY_MS = 100;
/** What a dialer can serve that takes so long for a call, and so many at once. */
const CAPACITY = (CONCURRENCY * 1000) / LATENCY_MS;
const LOADS = [0.5, 1, 2, 5, 10];
const WARM_UP_SECONDS = 3;
const SECONDS = 6;

/**
 * Queries at up to ten times the rate the dialer can serve, each for another lead, so that nothing is shared or
 * remembered. They come whether earlier ones were answered or not. The server is a process of its own.
 */
export async function benchOverload(): Promise<void> {
  const simulator = await startSimulator({ agents: 12, callsPerDay: 100, latencyMs: LATENCY_MS });
  const folder = mkdtempSync(join(tmpdir(), 'overload-bench-'));
  const { child, url } = await startServer(simulator, folder);

  console.log(
    `overload: a dialer that serves ${CAPACITY} calls/s, ${CONCURRENCY} at a time; a call for each query`,
  );
  const results: Result[] = [];
  for (const load of LOADS) {
    const result = await under(load * CAPACITY, url, simulator);
    results.push(result);
    console.log(`  ${String(load).padStart(4)} ×  ${line(result)}`);
    // What still waits is answered, so that the next load starts from nothing.
    await pause(500);
  }
  const best = Math.max(...results.map(({ answered }) => answered));
  const last = results.at(-1)?.answered ?? 0;
  console.log(`  goodput at 10 ×: ${((100 * last) / best).toFixed(0)} % of its best\n`);

  child.kill('SIGTERM');
  await once(child, 'close');
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
}

interface Result {
  /** A second, after the warm-up. */
  readonly answered: number;
  readonly refused: number;
  /** Neither: late, or anything else. */
  readonly other: number;
  readonly answeredMs: readonly number[];
  readonly refusedMs: readonly number[];
  readonly mostInFlight: number;
}

/** One load, put on the server by a thread of its own, so that the simulated dialer is not slowed down by it. */
async function under(perSecond: number, url: string, simulator: Simulator): Promise<Result> {
  simulator.clear();
  const task: Task = { url, perSecond, warmUpSeconds: WARM_UP_SECONDS, seconds: SECONDS };
  const worker = new Worker(new URL('overloadQueries.ts', import.meta.url), { workerData: task });
  const [queries]: Queries[] = await once(worker, 'message');
  if (!queries) throw new Error('The queries brought nothing.');
  const { answeredMs, refusedMs, other } = queries;
  for (const failure of queries.failures) console.log(`  ${failure}`);
  return {
    answered: answeredMs.length / SECONDS,
    refused: refusedMs.length / SECONDS,
    other: other / SECONDS,
    answeredMs: answeredMs.toSorted((a, b) => a - b),
    refusedMs: refusedMs.toSorted((a, b) => a - b),
    mostInFlight: simulator.mostInFlight,
  };
}

const readyLine = z.object({ msg: z.literal('ready'), url: z.string() });

async function startServer(
  simulator: Simulator,
  folder: string,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
    cwd: folder,
    env: {
      ...process.env,
      PORT: '0',
      LOG_LEVEL: 'info',
      DIALER_URL: simulator.url,
      DIALER_USER: simulator.user,
      DIALER_PASS: simulator.pass,
      DIALER_CONCURRENCY: String(CONCURRENCY),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  createInterface(child.stdout).on('line', (text) => {
    const ready = readyLine.safeParse(JSON.parse(text));
    if (ready.success) resolve(ready.data.url);
  });
  return { child, url: await promise };
}

const line = ({ answered, refused, other, answeredMs, refusedMs, mostInFlight }: Result): string =>
  [
    `${answered.toFixed(0).padStart(4)} answered/s`,
    `${refused.toFixed(0).padStart(5)} refused/s`,
    `${other.toFixed(0).padStart(3)} other/s`,
    `answered in ${ms(answeredMs, 0.5)} (99 %: ${ms(answeredMs, 0.99)})`,
    `refused in ${ms(refusedMs, 0.5)} (99 %: ${ms(refusedMs, 0.99)}, all: ${ms(refusedMs, 1)})`,
    `at most ${mostInFlight} calls in flight`,
  ].join(', ');

/** A share of the sorted times is no longer than this. */
const ms = (times: readonly number[], share: number): string => {
  const time = times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return time === undefined ? '–' : `${time.toFixed(0)} ms`;
};
