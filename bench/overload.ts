import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { startSimulator, type Simulator } from '../src/simulator/server.ts';
import type { ClientsTask, Operations } from './overloadClients.ts';
import type { Queries, Task } from './overloadQueries.ts';

const CONCURRENCY = 8;
const LATENCY_MS = 100;
/** Calls per second that the dialer can answer with this latency and concurrency. */
const CAPACITY = (CONCURRENCY * 1000) / LATENCY_MS;
const LOADS = [0.5, 1, 2, 5, 10];
const WARM_UP_SECONDS = 3;
const SECONDS = 6;

/**
 * Sends queries at up to 10 times the rate that the dialer can serve. Each is for another lead, so that no call is
 * shared or cached. They are sent at a steady rate, whether or not earlier ones were answered. The server runs in its
 * own process.
 */
export async function benchOverload(): Promise<void> {
  const simulator = await startSimulator({ agents: 12, callsPerDay: 100, latencyMs: LATENCY_MS });
  const folder = mkdtempSync(join(tmpdir(), 'overload-bench-'));
  const { child, url } = await startServer(simulator, folder);

  console.log(
    `overload: a dialer that serves ${CAPACITY} calls/s, ${CONCURRENCY} at a time; one call for each query`,
  );
  const results: Result[] = [];
  for (const load of LOADS) {
    const result = await under(load * CAPACITY, url, simulator);
    results.push(result);
    console.log(`  ${String(load).padStart(4)} ×  ${line(result)}`);
    // Waiting calls finish, so that the next load starts with an empty queue.
    await pause(500);
  }
  const best = Math.max(...results.map(({ answered }) => answered));
  const last = results.at(-1)?.answered ?? 0;
  console.log(`  goodput at 10 ×: ${((100 * last) / best).toFixed(0)} % of its best\n`);
  await benchWholeOperations(url);
  await benchFairness(url);

  child.kill('SIGTERM');
  await once(child, 'close');
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Clients that each send operations of many look-ups, one after the other, and retry after `retryAfterSeconds`. */
async function benchWholeOperations(url: string): Promise<void> {
  const lookups = 60;
  console.log(`operations of ${lookups} look-ups; each client sends one after the other`);
  const rateOf = async (clients: number): Promise<number> => {
    const [done] = await clientsAt(url, [{ name: 'all', clients, lookups, key: 'hog' }], 20);
    if (!done) throw new Error('The clients reported no result.');
    const { wholeMs, refusedMs, partial, other } = done;
    const rate = (wholeMs.length * lookups) / 20;
    console.log(
      `  ${String(clients).padStart(2)} clients: ${rate.toFixed(0)} calls/s in whole operations (${ms(sorted(wholeMs), 0.5)}), ${refusedMs.length} refused whole in ${ms(sorted(refusedMs), 0.5)} (99 %: ${ms(sorted(refusedMs), 0.99)}), ${partial} answered in part, ${JSON.stringify(other)} others`,
    );
    return rate;
  };
  const baseline = await rateOf(3);
  const rate = await rateOf(30);
  console.log(
    `  30 clients: ${((100 * rate) / CAPACITY).toFixed(0)} % of what the dialer can serve, ${((100 * rate) / baseline).toFixed(0)} % of what 3 clients get\n`,
  );
}

/** The time of one look-up at a time: alone, and while another viewer has 100 calls under way. */
async function benchFairness(url: string): Promise<void> {
  const polite = { name: 'polite', clients: 1, lookups: 1, key: 'polite' };
  const hog = { name: 'hog', clients: 100, lookups: 1, key: 'hog' };
  const medianOf = async (groups: ClientsTask['groups']): Promise<number> => {
    const [first] = await clientsAt(url, groups, SECONDS);
    const times = sorted(first?.wholeMs ?? []);
    return times[Math.floor(times.length / 2)] ?? Number.NaN;
  };
  const alone = await medianOf([polite]);
  const beside = await medianOf([polite, hog]);
  console.log('one lead at a time');
  console.log(`  alone                                   ${alone.toFixed(0)} ms`);
  console.log(`  beside a viewer with 100 calls under way ${beside.toFixed(0)} ms`);
  console.log(`  ratio                                   ${(beside / alone).toFixed(2)} × the time\n`);
}

async function clientsAt(
  url: string,
  groups: ClientsTask['groups'],
  seconds: number,
): Promise<readonly Operations[]> {
  const workerData: ClientsTask = { url, groups, warmUpSeconds: WARM_UP_SECONDS, seconds };
  const worker = new Worker(new URL('overloadClients.ts', import.meta.url), { workerData });
  const [operations]: (readonly Operations[])[] = await once(worker, 'message');
  if (!operations) throw new Error('The clients reported no result.');
  // Waiting calls finish, so that the next measurement starts with an empty queue.
  await pause(500);
  return operations;
}

interface Result {
  /** Per second, after the warm-up. */
  readonly answered: number;
  /** Per second. */
  readonly refused: number;
  /** Per second: late answers, and everything else. */
  readonly other: number;
  readonly answeredMs: readonly number[];
  readonly refusedMs: readonly number[];
  readonly mostInFlight: number;
}

/** Measures one load. A worker thread sends it, so that it does not slow down the simulated dialer. */
async function under(perSecond: number, url: string, simulator: Simulator): Promise<Result> {
  simulator.clear();
  const task: Task = { url, perSecond, warmUpSeconds: WARM_UP_SECONDS, seconds: SECONDS };
  const worker = new Worker(new URL('overloadQueries.ts', import.meta.url), { workerData: task });
  const [queries]: Queries[] = await once(worker, 'message');
  if (!queries) throw new Error('The worker reported no result.');
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
      API_KEYS_FILE: keysIn(folder),
      LOOKUPS_PER_MINUTE: '1000000',
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

/** Writes an API keys file with two viewers. The key of each is its name. @returns the path */
function keysIn(folder: string): string {
  const file = join(folder, 'keys.json');
  const keys = ['hog', 'polite'].map((name) => ({
    name,
    sha256: createHash('sha256').update(name).digest('hex'),
    scopes: ['leads:read'],
  }));
  writeFileSync(file, JSON.stringify(keys));
  return file;
}

const sorted = (times: readonly number[]): readonly number[] => times.toSorted((a, b) => a - b);

const line = ({ answered, refused, other, answeredMs, refusedMs, mostInFlight }: Result): string =>
  [
    `${answered.toFixed(0).padStart(4)} answered/s`,
    `${refused.toFixed(0).padStart(5)} refused/s`,
    `${other.toFixed(0).padStart(3)} other/s`,
    `answered in ${ms(answeredMs, 0.5)} (99 %: ${ms(answeredMs, 0.99)})`,
    `refused in ${ms(refusedMs, 0.5)} (99 %: ${ms(refusedMs, 0.99)}, all: ${ms(refusedMs, 1)})`,
    `at most ${mostInFlight} calls in flight`,
  ].join(', ');

/** A percentile of sorted times: 0.5 = the median. */
const ms = (times: readonly number[], share: number): string => {
  const time = times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return time === undefined ? '–' : `${time.toFixed(0)} ms`;
};
