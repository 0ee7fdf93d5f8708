import { describe, expect, onTestFinished, test } from 'vitest';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { agentCounts } from '../support/events.ts';
import { subscribe } from '../support/eventStream.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import { leadOf, startPortfolioDialer, ZONE } from '../support/portfolioWorld.ts';
import { hasRedis, redisOfBlock, startRedis } from '../support/redisServer.ts';
import { startDialer } from '../support/program.ts';
import { QUICK, SHARED_KEY } from '../support/severalServers.ts';
import { startApi } from '../support/api.ts';
import { scopesWithout, startViewedApi, viewer } from '../support/viewers.ts';

const readiness = z.looseObject({
  status: z.string(),
  redis: z.enum(['ok', 'unavailable', 'other key']).optional(),
});

/** The code of a refused look-up. */
const LIMITED = '"RATE_LIMITED"';

const readyOf = async (url: string) => readiness.parse(await (await fetch(`${url}/ready`)).json());

const metricsOf = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();

describe.skipIf(!hasRedis)('several servers with a Redis', () => {
  const redis = redisOfBlock();

  test('count the look-ups of a viewer in sum, and without Redis each allows its part', async () => {
    const dialer = await startPortfolioDialer();
    onTestFinished(() => dialer.close());
    const account = { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
    const own = await startRedis();
    const settings = { DIALER_TIMEZONE: ZONE, LOOKUPS_PER_MINUTE: '6', SHARED_URL: own.url, SHARED_KEY };
    const apis = [await startViewedApi(account, settings), await startViewedApi(account, settings)] as const;
    const lookUp = async (api: (typeof apis)[0], who: string): Promise<string> => {
      const client = api.as(viewer(scopesWithout(), null, who));
      const { errors } = await client.query(`{ lead(leadId: "${leadOf('NRD', 1)}") { status } }`);
      return errors[0] ? JSON.stringify(errors[0].extensions['code']) : 'found';
    };
    const outcomes: string[] = [];
    for (let each = 0; each < 4; each += 1)
      for (const api of apis) outcomes.push(await lookUp(api, 'analyst'));
    expect(outcomes).toEqual([...Array.from({ length: 6 }, () => 'found'), LIMITED, LIMITED]);

    // It learns of the other by its next sign of life.
    await expect.poll(async () => await metricsOf(apis[0].url)).toMatch(/crocodial_servers 2\n/);
    own.kill('SIGKILL');
    await expect.poll(async () => (await metricsOf(apis[0].url)).includes('redis_up 0')).toBe(true);
    // What each has counted of its own before is more than its part.
    expect(await lookUp(apis[0], 'analyst')).toBe(LIMITED);
    const alone: string[] = [];
    for (let each = 0; each < 4; each += 1) alone.push(await lookUp(apis[0], 'another'));
    expect(alone).toEqual(['found', 'found', 'found', LIMITED]);
  });

  test('tell whether Redis can be used at /ready and in metrics, and serve on without it', async () => {
    const own = await startRedis();
    const terms = { replicaTerms: { retryMs: 5, mostRetryMs: 20, beatMs: 20 } };
    const api = await startApi({ SHARED_URL: own.url, SHARED_KEY }, undefined, terms);
    const { url, log } = api;
    await startApi({ SHARED_URL: own.url, SHARED_KEY }, undefined, terms);
    expect(await readyOf(url)).toMatchObject({ status: 'ok', redis: 'ok' });
    expect(await metricsOf(url)).toMatch(/redis_up 1\n/);
    own.kill('SIGKILL');
    await expect.poll(async () => (await readyOf(url)).redis).toBe('unavailable');
    expect(await readyOf(url)).toMatchObject({ status: 'ok' });
    expect(await metricsOf(url)).toMatch(/redis_up 0\n/);
    expect(await api.data('{ portfolios { code } }')).toBeTruthy();
    await own.restart();
    await expect.poll(async () => (await readyOf(url)).redis).toBe('ok');
    const told = log.filter((line) => line.includes('Redis'));
    expect(told.map((line) => /"msg":"(Redis \w+ \w+)/.exec(line)?.[1])).toEqual([
      'Redis is connected',
      'Redis cannot be',
      'Redis is connected',
    ]);
    expect(log.join('\n')).not.toContain(own.url);
  });

  test('follow what is live and tell of it if only some of their connections to Redis come back', async () => {
    const own = await startRedis(onTestFinished, { requirepass: 'first' });
    const dialer = await startDialer();
    let live = 1;
    dialer.answer('getAgentStatus', () => agentCounts(live));
    const settings = { SHARED_URL: own.url.replace('//', '//:first@'), SHARED_KEY, LIVE_INTERVAL_MS: '500' };
    const terms = { replicaTerms: { ...QUICK, pollLeaseMs: 500 } };
    const apis = await Promise.all([startApi(settings, dialer, terms), startApi(settings, dialer, terms)]);
    const streams = await Promise.all(
      apis.map(({ url }) => subscribe(url, 'subscription { agentCounts { live } }')),
    );
    const hear = async (): Promise<void> => {
      live += 1;
      const data = { agentCounts: { live } };
      for (const stream of streams)
        await stream.until((events) => isDeepStrictEqual(events.at(-1)?.data, data), 10_000);
    };
    await hear();
    await own.cli('CONFIG SET requirepass second', 'first');
    // Those that listen to channels are of another type.
    await own.cli('CLIENT KILL TYPE normal SKIPME yes', 'second');
    for (const { url } of apis) {
      await expect.poll(async () => (await readyOf(url)).redis).toBe('unavailable');
      expect(await metricsOf(url)).toMatch(/redis_up 0\n/);
    }
    await hear();
    await own.cli('CONFIG SET requirepass first', 'second');
    for (const { url } of apis) await expect.poll(async () => (await readyOf(url)).redis).toBe('ok');
    await hear();
  });

  test('tell that one of them has another key, as long as it is there', async () => {
    const terms = { replicaTerms: { beatMs: 20 } };
    const dialer = await startPortfolioDialer();
    onTestFinished(() => dialer.close());
    const settings = { SHARED_URL: redis.url, SHARED_KEY };
    const [one, two] = await Promise.all([
      startApi(settings, dialer, terms),
      startApi(settings, dialer, terms),
    ]);
    await expect.poll(() => metricsOf(one.url)).toMatch(/servers 2\n/);
    expect(await readyOf(one.url)).toMatchObject({ redis: 'ok' });
    const otherKey = `another ${SHARED_KEY}`;
    const other = await startApi({ ...settings, SHARED_KEY: otherKey }, dialer, terms);
    for (const { url } of [one, two, other]) {
      await expect.poll(async () => (await readyOf(url)).redis).toBe('other key');
      expect(await readyOf(url)).toMatchObject({ status: 'ok' });
    }
    for (const { log } of [one, two, other])
      expect(log.filter((line) => line.includes('another SHARED_KEY'))).toHaveLength(1);
    expect([...one.log, ...other.log].join('\n')).not.toContain(SHARED_KEY);
    await other.close();
    await expect.poll(async () => (await readyOf(one.url)).redis).toBe('ok');
  });

  test('a server without SHARED_URL says nothing of it', async () => {
    const { url } = await startApi();
    expect(await readyOf(url)).not.toHaveProperty('redis');
    expect(await metricsOf(url)).not.toContain('redis_up');
  });

  test('a server starts without Redis, and one that ends leaves at once', async () => {
    const gone = await startApi({ SHARED_URL: 'redis://127.0.0.1:1', SHARED_KEY });
    expect(await gone.data('{ portfolios { code } }')).toBeTruthy();
    const dialer = await startPortfolioDialer();
    onTestFinished(() => dialer.close());
    const terms = { replicaTerms: { beatMs: 20 } };
    const one = await startApi({ SHARED_URL: redis.url, SHARED_KEY }, dialer, terms);
    const two = await startApi({ SHARED_URL: redis.url, SHARED_KEY }, dialer, terms);
    await expect.poll(() => metricsOf(one.url)).toMatch(/servers 2\n/);
    await two.close();
    await expect.poll(() => metricsOf(one.url)).toMatch(/servers 1\n/);
  });
});
