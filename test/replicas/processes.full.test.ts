/** Servers as processes, while they, Redis and the connections between them are stopped, killed and cut. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { post } from '../support/api.ts';
import { startFreezingProxy } from '../support/freezingProxy.ts';
import { baseOf, emptyFolder, settings, start, startDialer, type Program } from '../support/program.ts';
import { hasRedis, startRedis } from '../support/redisServer.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { SHARED_KEY } from '../support/severalServers.ts';
import { leadAnswer } from './replicaClients.ts';
import { SHORT } from './shortTerms.ts';

const MAIN = fileURLToPath(new URL('serverMain.ts', import.meta.url));

const BUDGET = 8;
const TIMEOUT_MS = 2500;
/** The time after which a stopped server's slots are used by others. */
const ENDED_MS = SHORT.validMs + SHORT.reportMs + TIMEOUT_MS + SHORT.marginMs;

interface Server {
  readonly program: Program;
  readonly url: string;
}

async function startServer(dialer: ScriptedServer, sharedUrl: string): Promise<Server> {
  const folder = emptyFolder();
  const program = start(
    process.execPath,
    [MAIN],
    {
      ...settings(dialer),
      SHARED_URL: sharedUrl,
      SHARED_KEY,
      DIALER_CONCURRENCY: String(BUDGET),
      DIALER_TIMEOUT_MS: String(TIMEOUT_MS),
      LEAD_JOURNAL: join(folder, 'leads.db'),
    },
    { cwd: folder },
  );
  return { program, url: baseOf(await program.ready()) };
}

let number = 0;

interface Load {
  readonly answers: () => number;
  end(): Promise<void>;
}

/** Keeps so many operations under way at a server. */
function load(url: string, operations: number): Load {
  const over = new AbortController();
  let answers = 0;
  const busy = Array.from({ length: operations }, async () => {
    while (!over.signal.aborted) {
      const query = `{ lead(leadId: "${(number += 1)}") { status } }`;
      const text = await post(url, { query }, { signal: over.signal })
        .then((response) => response.text())
        .catch(() => 'errors');
      // What is turned away costs the machine as much as what is answered.
      if (text.includes('"errors"') || text === 'errors') await sleep(400);
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

/** Loses servers, Redis and all connections, one after the other. @returns the most calls that were in flight */
async function loseEachInTurn(): Promise<number> {
  const redis = await startRedis();
  const dialer = await startBusyDialer(() => 50 + Math.random() * 200);
  const begin = () => startServer(dialer, redis.url);
  const [one, two, three] = await Promise.all([begin(), begin(), begin()]);
  const loads = [one, two].map(({ url }) => load(url, 5));
  const ofThree = load(three.url, 2);
  /** Lets time pass; then each server must answer, within the budget. */
  const goOn = async (milliseconds: number): Promise<void> => {
    await sleep(milliseconds);
    const before = loads.map(({ answers }) => answers());
    const least = (): number => Math.min(...loads.map(({ answers }, at) => answers() - (before[at] ?? 0)));
    await expect.poll(least, { timeout: 20_000 }).toBeGreaterThan(3);
    expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);
  };
  // They are slow to begin with.
  await expect.poll(() => dialer.mostInFlight, { timeout: 20_000 }).toBeGreaterThan(BUDGET / 2);
  await goOn(0);

  await redis.cli('FLUSHALL');
  await goOn(SHORT.recoveryMs + 700);
  await redis.cli('CLIENT KILL TYPE normal');
  await goOn(1000);
  redis.kill('SIGSTOP');
  await goOn(SHORT.validMs + 1200);
  redis.kill('SIGCONT');
  await goOn(700);
  redis.kill('SIGKILL');
  // Long enough that each has its whole share.
  await goOn(ENDED_MS + 700);
  await redis.restart();
  await goOn(2000);

  three.program.kill('SIGKILL');
  await ofThree.end();
  const four = await begin();
  const ofFour = load(four.url, 5);
  await goOn(ENDED_MS);

  const before = ofFour.answers();
  four.program.kill('SIGSTOP');
  await goOn(ENDED_MS + 1500);
  four.program.kill('SIGCONT');
  await expect.poll(ofFour.answers, { timeout: 20_000 }).toBeGreaterThan(before + 3);
  await goOn(1000);
  return dialer.mostInFlight;
}

/** Stops one server with open calls, and takes Redis from it alone. @returns the most calls that were in flight */
async function stopOne(): Promise<number> {
  const redis = await startRedis();
  const proxy = await startFreezingProxy(redis.url);
  // The dialer works on a call for nearly as long as a server waits for it.
  const dialer = await startBusyDialer(() => TIMEOUT_MS - 800);
  const one = await startServer(dialer, redis.url);
  const two = await startServer(dialer, proxy.url.replace('http:', 'redis:'));
  const ofTwo = load(two.url, 12);
  // While the login is unproved, one call more is sent in each quarter of a call: few on a busy machine.
  await expect.poll(() => dialer.mostInFlight, { timeout: 20_000 }).toBeGreaterThan(1);
  two.program.kill('SIGSTOP');
  const ofOne = load(one.url, 12);
  await sleep(ENDED_MS + 2000);
  two.program.kill('SIGCONT');
  await sleep(2000);
  expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);

  proxy.freeze();
  await sleep(ENDED_MS + 1000);
  const before = [ofOne.answers(), ofTwo.answers()];
  const least = (): number =>
    Math.min(ofOne.answers() - (before[0] ?? 0), ofTwo.answers() - (before[1] ?? 0));
  await expect.poll(least, { timeout: 20_000 }).toBeGreaterThan(0);
  proxy.thaw();
  await sleep(2500);
  return dialer.mostInFlight;
}

describe.skipIf(!hasRedis)('servers of one Redis', () => {
  test(
    'never have more calls in flight than one may, also if one is stopped while its calls are open, or alone loses Redis',
    { timeout: 150_000 },
    async () => {
      // Both wait most of the time.
      for (const most of await Promise.all([loseEachInTurn(), stopOne()]))
        expect(most).toBeLessThanOrEqual(BUDGET);
    },
  );
});
