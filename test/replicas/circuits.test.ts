import { beforeEach, describe, expect, test } from 'vitest';
import { hasRedis, redisOfBlock, startRedis } from '../support/redisServer.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { ask, askMany, leadAnswer, startReplica, type Replica, startLeadDialer } from './replicaClients.ts';

const openOf = ({ client }: Replica): readonly string[] => client.health('goAPI').openActions;

describe.skipIf(!hasRedis)('circuits and pauses of several servers', () => {
  const redis = redisOfBlock();
  let dialer: ScriptedServer;
  beforeEach(async () => {
    dialer = await startLeadDialer();
  });

  /** Servers whose login is proved. */
  async function startReplicas(): Promise<readonly [Replica, Replica, Replica]> {
    const pauses = { retryMs: 1, probeAfterMs: 1000 };
    const start = () => startReplica(redis.url, dialer.url, { pauses, timeoutMs: 5000 });
    const [one, two, three] = await Promise.all([start(), start(), start()]);
    for (const { client } of [one, two, three]) expect(await ask(client)).toBe('answered');
    dialer.clear();
    return [one, two, three];
  }

  test('a circuit that one opens is open for all, also for one that starts; one probe closes it for all', async () => {
    const [one, two, three] = await startReplicas();
    dialer.answerAll({ status: 500, body: '' });
    while (openOf(one).length === 0) await ask(one.client);
    const opened = performance.now();
    await expect
      .poll(() => [two, three].map((other) => openOf(other)), { interval: 5 })
      .toEqual([['goGetCustomerInfo'], ['goGetCustomerInfo']]);
    dialer.clear();
    const four = await startReplica(redis.url, dialer.url);
    await expect.poll(() => openOf(four), { interval: 5 }).toEqual(['goGetCustomerInfo']);
    for (const { client } of [one, two, three, four])
      expect(await ask(client)).toMatchObject({
        code: 'DIALER_UNAVAILABLE',
        shortCircuited: true,
        retryAfterSeconds: 1,
      });
    expect(dialer.requests).toHaveLength(0);

    // The probe is one call of the action, and it fails at first.
    await expect.poll(() => performance.now() - opened, { interval: 20 }).toBeGreaterThan(1050);
    dialer.answerAll({ status: 500, body: '', delayMs: 30 });
    const answers = await Promise.all([two, three, one].map(({ client }) => askMany(client, 3)));
    expect(dialer.requests).toHaveLength(1);
    expect(answers.flat().every((answer) => answer !== 'answered')).toBe(true);

    dialer.clear();
    dialer.answerAll((fields) => ({ body: leadAnswer(fields), delayMs: 30 }));
    await expect.poll(async () => (await askMany(three.client, 1))[0], { interval: 20 }).toBe('answered');
    await expect
      .poll(() => [one, two, three, four].flatMap((server) => openOf(server)), { interval: 5 })
      .toEqual([]);
    expect(await ask(two.client)).toBe('answered');
    expect(dialer.requests).toHaveLength(2);
  });

  test('a Retry-After is obeyed by all', async () => {
    const [one, two, three] = await startReplicas();
    dialer.answerAll({ status: 429, headers: { 'retry-after': '7' }, body: '' });
    await ask(one.client);
    dialer.clear();
    await expect
      .poll(async () => Promise.all([two, three].map(({ client }) => ask(client))), { interval: 20 })
      .toEqual(
        [1, 2].map(() =>
          expect.objectContaining({ code: 'RATE_LIMITED', shortCircuited: true, retryAfterSeconds: 7 }),
        ),
      );
    // At most what the two sent before they heard of it.
    expect(dialer.requests.length).toBeLessThanOrEqual(2);
  });

  test('without Redis each server has its own', async () => {
    const own = await startRedis();
    const pauses = { retryMs: 1, probeAfterMs: 30 };
    const start = () => startReplica(own.url, dialer.url, { pauses });
    const [one, two] = await Promise.all([start(), start()]);
    for (const { client } of [one, two]) await ask(client);
    own.kill('SIGKILL');
    await expect.poll(() => one.replicas.connection.isUp || two.replicas.connection.isUp).toBe(false);
    dialer.answerAll({ status: 500, body: '' });
    while (openOf(one).length === 0) await ask(one.client);
    expect(openOf(two)).toEqual([]);
    dialer.answerAll(leadAnswer);
    await expect.poll(() => ask(one.client), { interval: 20 }).toBe('answered');
  });
});
