import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { hasRedis, redisOfBlock, startRedis, type RedisServer } from '../support/redisServer.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import {
  ask,
  askMany,
  keepAsking,
  leadAnswer,
  startReplica,
  type Replica,
  type ReplicaOptions,
  startLeadDialer,
} from './replicaClients.ts';

const BUDGET = 8;

const figures = ({ client }: Replica) => {
  const [dialerFigures] = client.figures();
  if (!dialerFigures) throw new Error('The client has no upstream.');
  return dialerFigures;
};
/** The least that one of them could get. */
const reach = (replicas: readonly Replica[]): number =>
  Math.min(...replicas.map((replica) => figures(replica).reachable));
const slotsOf = (replicas: readonly Replica[]): number[] => replicas.map((replica) => figures(replica).slots);

const scriptsOf = async (redis: RedisServer): Promise<number> =>
  Number(/cmdstat_evalsha:calls=(\d+)/.exec(await redis.cli('INFO commandstats'))?.[1]);

describe.skipIf(!hasRedis)('calls in flight of several servers', () => {
  const redis = redisOfBlock();
  let dialer: ScriptedServer;
  beforeEach(async () => {
    dialer = await startLeadDialer();
  });

  /** Answers after a while. */
  const answersAfter = (milliseconds: number): void =>
    dialer.answerAll((fields) => ({ body: leadAnswer(fields), delayMs: milliseconds }));

  /** Servers that have the whole budget among them. */
  async function startReplicas(
    count: number,
    url = redis.url,
    options: ReplicaOptions = {},
  ): Promise<readonly Replica[]> {
    const replicas = await Promise.all(
      Array.from({ length: count }, () => startReplica(url, dialer.url, options)),
    );
    // All of the budget can be had once Redis's data counts as complete.
    await expect.poll(() => reach(replicas)).toBeGreaterThanOrEqual(Math.floor(BUDGET / count));
    return replicas;
  }

  test('are no more than one may have, are shared fairly, and one alone gets nearly all', async () => {
    answersAfter(15);
    const replicas = await startReplicas(3);
    // Each proves its login by one call.
    for (const { client } of replicas) expect(await ask(client)).toBe('answered');
    // While all are busy, each has its fair part.
    const busy = replicas.map(({ client }) => keepAsking(client, 12));
    await expect.poll(() => slotsOf(replicas).toSorted((a, b) => a - b)).toEqual([2, 3, 3]);
    dialer.clear();
    await expect.poll(() => dialer.requests.length).toBeGreaterThan(60);
    expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);
    expect(dialer.mostInFlight).toBeGreaterThan(BUDGET / 2);
    await Promise.all(busy.map((end) => end()));
    // The others keep one each, to begin with.
    const [one] = replicas;
    if (!one) throw new Error('There are three.');
    const end = keepAsking(one.client, 12);
    await expect.poll(() => slotsOf(replicas)).toEqual([6, 1, 1]);
    await end();
    expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);
  });

  test('need hardly a word with Redis', async () => {
    answersAfter(1);
    // No regular reports, so that all others are counted.
    const seldom = 60_000;
    const replicaTerms = { beatMs: seldom, reportMs: seldom, validMs: seldom, recoveryMs: 0 };
    const replicas = await startReplicas(2, redis.url, { replicaTerms });
    for (const { client } of replicas) await ask(client);
    const before = await scriptsOf(redis);
    await Promise.all(
      replicas.map(async ({ client }) => {
        for (let round = 0; round < 10; round += 1) await askMany(client, 20);
      }),
    );
    expect((await scriptsOf(redis)) - before).toBeLessThan(40);
    expect(dialer.requests.length).toBeGreaterThan(400);
  });

  test('of a server that was killed are free after its calls’ deadline; its share somewhat later', async () => {
    answersAfter(15);
    const [one, two] = await startReplicas(2, redis.url, { timeoutMs: 500 });
    if (!one || !two) throw new Error('There are two.');
    await ask(one.client);
    const end = keepAsking(one.client, 12);
    await expect.poll(() => figures(one).slots).toBe(7);
    one.vanish();
    const gone = performance.now();
    await end();
    keepAsking(two.client, 12);
    // valid + report + deadline + margin: 875 ms after the last report.
    await expect.poll(() => figures(two).slots).toBe(4);
    expect(performance.now() - gone).toBeGreaterThan(500);
    await expect.poll(() => figures(two).slots).toBe(8);
    expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);
  });

  test('of servers that start and are killed again and again leave one to a server that lives', async () => {
    answersAfter(15);
    const replicaTerms = { reservedMs: 60_000 };
    const [living] = await startReplicas(1, redis.url, { replicaTerms, timeoutMs: 60_000 });
    if (!living) throw new Error('There is one.');
    await ask(living.client);
    keepAsking(living.client, 12);
    for (let killed = 0; killed < BUDGET + 2; killed += 1) {
      const killedSoon = await startReplica(redis.url, dialer.url, { replicaTerms, timeoutMs: 60_000 });
      await sleep(60);
      killedSoon.vanish();
    }
    await sleep(100);
    expect(slotsOf([living])).toEqual([1]);
    expect(reach([living])).toBe(1);
    dialer.clear();
    await expect.poll(() => dialer.requests.length).toBeGreaterThan(3);
    expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);
  });

  test('are no more than one may have if Redis loses its data, ends, hangs and comes back', async () => {
    const own = await startRedis();
    answersAfter(15);
    const replicas = await startReplicas(3, own.url, { timeoutMs: 1000 });
    for (const { client } of replicas) expect(await ask(client)).toBe('answered');
    // Unequal needs: the first holds more than its share.
    for (const [index, { client }] of replicas.entries()) keepAsking(client, index === 0 ? 12 : 1);
    await expect.poll(() => slotsOf(replicas)[0]).toBe(6);
    await own.cli('FLUSHALL');
    await sleep(250);
    own.kill('SIGKILL');
    // Each goes on with its share.
    await expect.poll(() => slotsOf(replicas)).toEqual([2, 1, 1]);
    await expect.poll(() => slotsOf(replicas)).toEqual([2, 2, 2]);
    const sent = dialer.requests.length;
    await own.restart();
    await expect.poll(() => slotsOf(replicas)[0]).toBe(6);
    own.kill('SIGSTOP');
    await expect.poll(() => slotsOf(replicas)).toEqual([2, 1, 1]);
    own.kill('SIGCONT');
    await expect.poll(() => slotsOf(replicas)[0]).toBe(6);
    expect(dialer.requests.length).toBeGreaterThan(sent);
    expect(dialer.mostInFlight).toBeLessThanOrEqual(BUDGET);
  });
});
