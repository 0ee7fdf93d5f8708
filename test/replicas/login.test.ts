import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { everythingIn, hasRedis, redisOfBlock, startRedis } from '../support/redisServer.ts';
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

const REFUSED = '{"result":"error","message":"Invalid Username/Password"}';

const askAll = (replicas: readonly Replica[]) =>
  Promise.all(replicas.map(({ client }) => askMany(client, 5)));

describe.skipIf(!hasRedis)('the login of several servers', () => {
  const redis = redisOfBlock();
  let dialer: ScriptedServer;
  /** The password that the dialer accepts. */
  let right: string;
  beforeEach(async () => {
    dialer = await startLeadDialer();
    right = 'right';
    dialer.answerAll((fields) => ({
      body: fields.get('goPass') === right ? leadAnswer(fields) : REFUSED,
      delayMs: 10,
    }));
  });

  const startReplicas = (options: ReplicaOptions, url = redis.url): Promise<readonly Replica[]> =>
    Promise.all([1, 2, 3].map(() => startReplica(url, dialer.url, options)));

  test('is tried by one of them, after each pause again, and never ten times', async () => {
    const pauses = { loginMs: [1000, ...Array<number>(7).fill(1), 1000] };
    const replicas = await startReplicas({ pass: 'wrong', pauses });
    const answers = await askAll(replicas);
    expect(dialer.requests).toHaveLength(1);
    // All of them are told, and say when to come back.
    for (const error of answers.flat())
      expect(error).toMatchObject({ code: 'DIALER_UNAUTHORIZED', retryAfterSeconds: 1 });
    await askAll(replicas);
    expect(dialer.requests).toHaveLength(1);
    for (const { client } of replicas) keepAsking(client, 4);
    await expect.poll(() => dialer.requests.length).toBe(9);
    await sleep(50);
    expect(dialer.requests).toHaveLength(9);
    // A server that starts knows it, too.
    const { client } = await startReplica(redis.url, dialer.url, { pass: 'wrong', pauses });
    await ask(client);
    expect(await ask(client)).toMatchObject({ shortCircuited: true });
    expect(dialer.requests).toHaveLength(9);
    // Somebody mends the login at the dialer, and restarts a server: it tries after the last of the pauses.
    right = 'wrong';
    await expect.poll(() => ask(client)).toBe('answered');
    expect(dialer.requests.length).toBeGreaterThan(9);
    for (const { client: other } of replicas) await expect.poll(() => ask(other)).toBe('answered');
  });

  test('is tried once by servers that are restarted again and again, until a pause is over', async () => {
    const pauses = { loginMs: [...Array<number>(8).fill(1), 60_000] };
    const options = { pass: 'wrong', pauses };
    const first = await startReplica(redis.url, dialer.url, options);
    await expect.poll(() => ask(first.client).then(() => dialer.requests.length), { timeout: 5000 }).toBe(9);
    for (let restart = 0; restart < 3; restart += 1) {
      const { client } = await startReplica(redis.url, dialer.url, options);
      await askMany(client, 3);
    }
    expect(dialer.requests).toHaveLength(9);
  });

  test('that one of them finds accepted is tried by the others at once; a changed secret starts anew', async () => {
    const pass = { current: 'old' };
    const replicas = await startReplicas({ pass, pauses: { loginMs: [60_000] } });
    await askAll(replicas);
    expect(dialer.requests).toHaveLength(1);
    pass.current = right;
    for (const { client } of replicas) client.renewLogin('goAPI');
    expect(new Set((await askAll(replicas)).flat())).toEqual(new Set(['answered']));

    right = 'changed at the dialer';
    dialer.clear();
    for (const { client } of replicas) await askMany(client, 2);
    const refused = dialer.requests.length;
    expect(refused).toBeLessThanOrEqual(3);
    pass.current = right;
    for (const { client } of replicas) client.renewLogin('goAPI');
    expect(new Set((await askAll(replicas)).flat())).toEqual(new Set(['answered']));
  });

  test('refused while many calls are under way is tried three times at most, in sum', async () => {
    const replicas = await startReplicas({ pauses: { loginMs: [60_000] }, timeoutMs: 5000 });
    dialer.answerAll(async (fields) => {
      const isRefused = fields.get('goPass') !== right;
      await sleep(isRefused ? 5 : 400);
      return isRefused ? REFUSED : leadAnswer(fields);
    });
    await askAll(replicas);
    const busy = replicas.map(({ client }) => keepAsking(client, 8));
    await expect.poll(() => dialer.mostInFlight).toBeGreaterThan(6);
    right = 'another';
    dialer.clear();
    await sleep(450);
    await Promise.all(busy.map((end) => end()));
    expect(dialer.requests.length).toBeGreaterThanOrEqual(1);
    expect(dialer.requests.length).toBeLessThanOrEqual(3);
  });

  test('stays below ten refusals without Redis, and is counted together when Redis is back', async () => {
    const own = await startRedis();
    const replicas = await startReplicas({ pass: 'wrong', pauses: { loginMs: [1] } }, own.url);
    await askAll(replicas);
    own.kill('SIGKILL');
    for (const { client } of replicas) keepAsking(client, 2);
    await expect.poll(() => dialer.requests.length).toBeGreaterThan(4);
    await sleep(100);
    await own.restart();
    await expect.poll(() => replicas.every((one) => one.replicas.connection.isUp)).toBe(true);
    await sleep(150);
    expect(dialer.requests.length).toBeLessThan(10);
  });

  test('leaves no password in Redis', async () => {
    const [one] = await startReplicas({ pass: 'hunter2' });
    if (one) await ask(one.client);
    const stored = await everythingIn(redis);
    expect(stored).toContain(':login-');
    expect(stored).not.toMatch(/hunter2|MyUser/);
  });
});
