/** Three servers as processes, while they, Redis and the connections between them are stopped, killed and cut. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { post } from '../support/api.ts';
import { startFreezingProxy } from '../support/freezingProxy.ts';
import { baseOf, emptyFolder, settings, startDialer, startMain, type Program } from '../support/program.ts';
import { hasRedis, startRedis } from '../support/redisServer.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { SHARED_KEY } from '../support/severalServers.ts';
import { leadAnswer } from './replicaClients.ts';

const BUDGET = 8;
const TIMEOUT_MS = 3000;
/** The time after which a stopped server's slots are used by others: valid + report + deadline + margin. */
const ENDED_MS = 3500 + TIMEOUT_MS;

interface Server {
  readonly program: Program;
  readonly url: string;
}

async function startServer(dialer: ScriptedServer, sharedUrl: string): Promise<Server> {
  const folder = emptyFolder();
  const program = startMain(
    {
      ...settings(dialer),
      SHARED_URL: sharedUrl,
      SHARED_KEY,
      DIALER_CONCURRENCY: String(BUDGET),
      DIALER_TIMEOUT_MS: String(TIMEOUT_MS),
      LEAD_JOURNAL: join(folder, 'leads.db'),
    },
    folder,
  );
  return { program, url: baseOf(await program.ready()) };
}

let number = 0;

/** Keeps so many operations under way at a server. @returns the count of answers, and its end */
function load(url: string, operations: number): { readonly answers: () => number; end(): Promise<void> } {
  const over = new AbortController();
  let answers = 0;
  const busy = Array.from({ length: operations }, async () => {
    while (!over.signal.aborted) {
      const query = `{ lead(leadId: "${(number += 1)}") { status } }`;
      const text = await post(url, { query }, { signal: over.signal })
        .then((response) => response.text())
        .catch(() => 'errors');
      if (text.includes('"errors"') || text === 'errors') await sleep(20);
      else answers += 1;
    }
  });
  const end = async (): Promise<void> => {
    over.abort();
    await Promise.all(busy);
  };
  onTestFinished(end);
  return { answers: () => answers, end };
}

/** A dialer that works on each call for a while. */
async function startBusyDialer(milliseconds: () => number): Promise<ScriptedServer> {
  const dialer = await startDialer();
  dialer.answerAll((fields) => ({ body: leadAnswer(fields), delayMs: milliseconds() }));
  return dialer;
}

describe.skipIf(!hasRedis)('three servers of one Redis', () => {
  test('never have more calls in flight than one may', { timeout: 180_000 }, async () => {
    const redis = await startRedis();
    const dialer = await startBusyDialer(() => 50 + Math.random() * 200);
    const start = () => startServer(dialer, redis.url);
    const [one, two, three] = await Promise.all([start(), start(), start()]);
    const loads = [one, two].map(({ url }) => load(url, 5));
    load(three.url, 2);
    const answersFor = async (milliseconds: number): Promise<number> => {
      const before = loads.map(({ answers }) => answers());
      await sleep(milliseconds);
      return Math.min(...loads.map(({ answers }, index) => answers() - (before[index] ?? 0)));
    };
    // They are slow to begin with.
    await answersFor(6000);
    expect(await answersFor(4000)).toBeGreaterThan(3);
    expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);

    await redis.cli('FLUSHALL');
    expect(await answersFor(3000)).toBeGreaterThan(3);
    await redis.cli('CLIENT KILL TYPE normal');
    expect(await answersFor(3000)).toBeGreaterThan(3);
    redis.kill('SIGSTOP');
    expect(await answersFor(4000)).toBeGreaterThan(3);
    redis.kill('SIGCONT');
    await sleep(1000);
    redis.kill('SIGKILL');
    // Long enough that each has its whole share.
    expect(await answersFor(ENDED_MS + 2000)).toBeGreaterThan(3);
    await redis.restart();
    expect(await answersFor(4000)).toBeGreaterThan(3);
    expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);

    three.program.kill('SIGKILL');
    await sleep(2000);
    const four = await start();
    load(four.url, 5);
    expect(await answersFor(ENDED_MS)).toBeGreaterThan(3);
    expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);

    four.program.kill('SIGSTOP');
    await sleep(ENDED_MS + 3000);
    four.program.kill('SIGCONT');
    await sleep(2000);
    expect(await answersFor(3000)).toBeGreaterThan(3);
    expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);
    expect(dialer.mostInFlight).toBeGreaterThan(BUDGET / 2);
  });

  test(
    'nor if one is stopped while its calls are open, or alone loses Redis',
    { timeout: 150_000 },
    async () => {
      const redis = await startRedis();
      const proxy = await startFreezingProxy(redis.url);
      // The dialer works on a call for nearly as long as a server waits for it.
      const dialer = await startBusyDialer(() => TIMEOUT_MS * 0.8);
      const one = await startServer(dialer, redis.url);
      const two = await startServer(dialer, proxy.url.replace('http:', 'redis:'));
      const ofTwo = load(two.url, 12);
      // While the login is unproved, one call more is sent in each quarter of a call: few on a busy machine.
      await expect.poll(() => dialer.mostInFlight, { timeout: 20_000 }).toBeGreaterThan(1);
      two.program.kill('SIGSTOP');
      const ofOne = load(one.url, 12);
      await sleep(ENDED_MS + 4000);
      two.program.kill('SIGCONT');
      await sleep(3000);
      expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);

      proxy.freeze();
      const before = [ofOne.answers(), ofTwo.answers()];
      await sleep(ENDED_MS + 8000);
      expect(ofOne.answers()).toBeGreaterThan(before[0] ?? 0);
      expect(ofTwo.answers()).toBeGreaterThan(before[1] ?? 0);
      proxy.thaw();
      await sleep(4000);
      expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);
    },
  );
});
