import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { hasRedis, startRedis, type RedisServer } from '../support/redisServer.ts';
import { scrape } from '../support/scrape.ts';
import { SHARED_KEY, startServers } from '../support/severalServers.ts';
import { agentCounts } from '../support/events.ts';
import { leadInfo, refusal, startOtherDialer } from '../support/otherDialer.ts';
import { post, type Api } from '../support/api.ts';

const COUNTS = '{ dashboard { agentCounts { live } } }';
const CAMPAIGNS = '{ campaigns { campaignId name } }';
const PROFILES = '{ profiles { profileId name } }';
const LEAD = '{ lead(leadId: "77") { firstName } }';

/** The sum of the servers' looks for shared answers with a result. */
async function reads(servers: readonly Api[], result: string): Promise<number> {
  const each = await Promise.all(servers.map(({ url }) => scrape(url)));
  return each.reduce((sum, { sum: of }) => sum + of('crocodial_shared_answers_total', { result }), 0);
}

describe.skipIf(!hasRedis)('answers that servers share', () => {
  const ends: (() => Promise<void>)[] = [];
  let redis: RedisServer;
  let dialer: ScriptedServer;
  let servers: Api[];
  /** Drops all stored answers. */
  const forget = async (): Promise<void> => {
    const keys = await redis.keys('*answer*');
    if (keys.length > 0) await redis.cli(`DEL ${keys.join(' ')}`);
  };
  const count = (action: string): number => dialer.counts()[action] ?? 0;

  beforeAll(async () => {
    redis = await startRedis((end) => ends.push(end));
    dialer = await startOtherDialer();
    servers = await startServers(redis, dialer, [{}, {}, {}], {}, (end) => ends.push(end));
    ends.push(() => dialer.close());
  });
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });
  beforeEach(async () => {
    dialer.clear();
    await forget();
  });

  const first = (): Api => {
    const [one] = servers;
    if (!one) throw new Error('There are three.');
    return one;
  };

  test('a call made at three servers at once is one call', async () => {
    dialer.answer('getAgentStatus', async () => {
      await sleep(100);
      return agentCounts(41);
    });
    const answers = await Promise.all(servers.map((server) => server.data(COUNTS)));
    expect(new Set(answers.map((data) => JSON.stringify(data)))).toEqual(
      new Set(['{"dashboard":{"agentCounts":{"live":41}}}']),
    );
    expect(count('getAgentStatus')).toBe(1);
  });

  test('a stored answer is used by the others, and what is stored shows nothing', async () => {
    const data = await first().data(CAMPAIGNS);
    await expect.poll(() => redis.keys('*answer:entry*')).not.toEqual([]);
    for (const server of servers) expect(await server.data(CAMPAIGNS)).toEqual(data);
    expect(JSON.stringify(data)).toContain('COBRAN');
    expect(count('goGetAllCampaigns')).toBe(1);
    expect(await reads(servers, 'hit')).toBeGreaterThan(0);
    const keys = await redis.keys();
    expect(keys.join('\n')).not.toMatch(/50020|goGet|Campaign/i);
    for (const key of keys.filter((one) => one.includes('answer:entry')))
      expect(await redis.cli(`GET ${key}`)).not.toMatch(/COBRAN|campaign/i);
    // An entry lives as long as its action's answers: 60 s fresh and 300 s stale.
    const ttls = await Promise.all(
      keys
        .filter((one) => one.includes('answer:entry'))
        .map(async (key) => Number(await redis.cli(`PTTL ${key}`))),
    );
    for (const ttl of ttls) expect(ttl).toBeLessThanOrEqual(360_000);
    expect(Math.max(...ttls)).toBeGreaterThan(300_000);
  });

  test('an error of a call is the error of all who waited for it; nothing of it is stored', async () => {
    dialer.answer('agent_summary_stats', async () => {
      await sleep(100);
      return refusal('planted words');
    });
    const answers = await Promise.all(
      servers.map((server) => server.query('{ agents(filter: { loggedIn: true }) { totalCount } }')),
    );
    expect(new Set(answers.map(({ errors }) => errors[0]?.extensions['code'])).size).toBe(1);
    expect(answers[0]?.errors[0]?.extensions['code']).toBe('DIALER_REFUSED');
    expect(JSON.stringify(answers)).not.toContain('planted words');
    expect(count('agent_summary_stats')).toBe(1);
  });

  test('a lead is asked for once by all who wait, and never stored', async () => {
    dialer.answer('goGetCustomerInfo', async () => {
      await sleep(100);
      return leadInfo({ lead_id: '77', first_name: 'Planted', phone_number: '3125550102' });
    });
    const answers = await Promise.all(servers.map((server) => server.query(LEAD)));
    expect(answers.map(({ data }) => JSON.stringify(data))).toEqual(
      Array(3).fill('{"lead":{"firstName":"Planted"}}'),
    );
    expect(count('goGetCustomerInfo')).toBe(1);
    await sleep(50);
    expect(await redis.keys('*answer:entry*')).toEqual([]);
    await first().query(LEAD);
    expect(count('goGetCustomerInfo')).toBe(2);
  });

  test('an entry that was changed, cut short, put in another place or written by another version is a miss', async () => {
    type Change = (key: string) => string;
    // Questions of which the servers remember nothing yet.
    const changes: readonly (readonly [query: string, action: string, result: string, change: Change])[] = [
      [PROFILES, 'getAllProfiles', 'damaged', (key) => `SETRANGE ${key} 20 XYZ`],
      [
        CAMPAIGNS,
        'goGetAllCampaigns',
        'damaged',
        (key) =>
          `EVAL redis.call('SET',KEYS[1],string.sub(redis.call('GET',KEYS[1]),1,40),'KEEPTTL') 1 ${key}`,
      ],
      [
        '{ portfolios { code name } }',
        'getAllPortfolios',
        'damaged',
        (key) => `SETRANGE ${key} 20 ${'x'.repeat(2000)}`,
      ],
      ['{ callTimes { callTimeId name } }', 'goGetAllCalltimes', 'foreign', (key) => `SETRANGE ${key} 0 Z`],
      [
        '{ agents(first: 2) { nodes { username } } }',
        'goGetAllUsers',
        'foreign',
        (key) => `SET ${key} abc KEEPTTL`,
      ],
    ];
    const [one, other] = await startServers(redis, dialer, [{}, {}]);
    if (!one || !other) throw new Error('There are two.');
    for (const [query, action, result, change] of changes) {
      await forget();
      const before = await reads([other], result);
      const data = await one.data(query);
      await expect.poll(() => redis.keys('*answer:entry*')).not.toEqual([]);
      const [key = ''] = await redis.keys('*answer:entry*');
      await redis.cli(change(key));
      dialer.clear();
      expect(await other.data(query)).toEqual(data);
      expect(count(action)).toBe(1);
      expect(await reads([other], result)).toBeGreaterThan(before);
    }
  });

  test('servers with another account, or another key, share nothing', async () => {
    const [one, other] = await startServers(redis, dialer, [{}, { SHARED_KEY: `${SHARED_KEY}-other` }]);
    await one?.data(CAMPAIGNS);
    await expect.poll(() => redis.keys('*answer:entry*')).not.toEqual([]);
    await other?.data(CAMPAIGNS);
    expect(count('goGetAllCampaigns')).toBe(2);
    expect(await redis.keys('*answer:entry*')).toHaveLength(2);
  });

  test('if the client of the asking server leaves, another server takes over', async () => {
    let calls = 0;
    dialer.answer('getAgentStatus', async () => {
      calls += 1;
      await sleep(calls === 1 ? 2000 : 10);
      return agentCounts(50 + calls);
    });
    const own = await startServers(redis, dialer, [{}, {}]);
    const [one, other] = own;
    if (!one || !other) throw new Error('There are two.');
    const controller = new AbortController();
    onTestFinished(() => controller.abort());
    const left = post(one.url, { query: COUNTS }, controller).catch(() => undefined);
    await expect.poll(() => count('getAgentStatus')).toBe(1);
    const asked = other.data(COUNTS);
    await sleep(50);
    expect(count('getAgentStatus')).toBe(1);
    controller.abort();
    expect(await asked).toEqual({ dashboard: { agentCounts: { live: 52 } } });
    await left;
  });

  test('a wait for another server ends at the deadline', async () => {
    dialer.answer('getAgentStatus', () => new Promise(() => undefined));
    const [one, other] = await startServers(redis, dialer, [
      { DIALER_TIMEOUT_MS: '4000' },
      { DIALER_TIMEOUT_MS: '1000' },
    ]);
    const controller = new AbortController();
    const asked = post(one?.url ?? '', { query: COUNTS }, controller).catch(() => undefined);
    await expect.poll(() => count('getAgentStatus')).toBe(1);
    const began = performance.now();
    const answer = await other?.query(COUNTS);
    expect(performance.now() - began).toBeLessThan(3000);
    expect(answer?.errors.map(({ extensions }) => extensions['code'])).toContain('DIALER_TIMEOUT');
    controller.abort();
    await asked;
  });

  test('while Redis hangs or is gone, each server asks for itself; then they share again', async () => {
    const own = await startRedis();
    const both = await startServers(own, dialer, [{}, {}]);
    dialer.answer('goGetCustomerInfo', async (fields) => {
      await sleep(50);
      return leadInfo({ lead_id: fields.get('lead_id'), first_name: 'Planted' });
    });
    const asked = async (): Promise<number> => {
      dialer.clear();
      const answers = await Promise.all(both.map((server) => server.data(LEAD)));
      expect(answers).toEqual([1, 2].map(() => ({ lead: { firstName: 'Planted' } })));
      return count('goGetCustomerInfo');
    };
    expect(await asked()).toBe(1);
    own.kill('SIGSTOP');
    const began = performance.now();
    expect(await asked()).toBe(2);
    expect(performance.now() - began).toBeLessThan(2500);
    own.kill('SIGKILL');
    expect(await asked()).toBe(2);
    await own.restart();
    await expect.poll(() => asked()).toBe(1);
  });
});
