import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  callsFrom,
  cdrAnswer,
  DAY,
  dayPeriod,
  startCallDialer,
  ZONE,
  type PlainCall,
} from '../support/callDay.ts';
import { hasRedis, startRedis, type RedisServer } from '../support/redisServer.ts';
import { scrape } from '../support/scrape.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { startServers } from '../support/severalServers.ts';

const QUERY = /* GraphQL */ `
  query Day($period: PeriodInput!) {
    outboundCalls(period: $period, first: 500) {
      totalCount
      unreadableCount
      nodes { id startedAt contactNumber agentUsername disposition portfolio { code } leadId }
      groups(by: [DISPOSITION, AGENT]) { count }
    }
  }
`;

/** A text that hardly gets shorter by compression. */
const noise = (seed: string): string => createHash('sha512').update(seed).digest('base64');

describe.skipIf(!hasRedis)('large answers that servers share', () => {
  const ends: (() => Promise<void>)[] = [];
  let redis: RedisServer;
  let dialer: ScriptedServer;
  beforeAll(async () => {
    redis = await startRedis((end) => ends.push(end));
    dialer = await startCallDialer([], (end) => ends.push(end));
  });
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });
  const outbound = (): number => dialer.counts()['outbound_cdr'] ?? 0;
  const settings = { DIALER_TIMEZONE: ZONE, LOG_LEVEL: 'warn' };

  test('a day in columns is asked for once, and is the same at each server', async () => {
    const some = callsFrom('outbound');
    const many: PlainCall[] = Array.from({ length: 4000 }, (_, index) => {
      const call = some[index % some.length];
      if (!call) throw new Error('The day has no calls.');
      return { ...call, contact: String(3_125_550_000 + index) };
    });
    const answer = JSON.stringify(
      cdrAnswer(many, 'outbound', new URLSearchParams({ fromDate: DAY, toDate: DAY })),
    );
    // From 1 MB on, rows are read into columns.
    expect(answer.length).toBeGreaterThan(1024 * 1024);
    dialer.answer('outbound_cdr', answer);
    const [one, other] = await startServers(redis, dialer, [settings, settings]);
    const first = await one?.query(QUERY, { period: dayPeriod() });
    expect(first?.data).toMatchObject({ outboundCalls: { totalCount: 4000 } });
    await expect.poll(() => redis.keys('*answer:entry*')).not.toEqual([]);
    const second = await other?.query(QUERY, { period: dayPeriod() });
    expect(second?.data).toEqual(first?.data);
    expect(outbound()).toBe(1);
    const { sum } = await scrape(other?.url ?? '');
    expect(sum('crocodial_shared_answers_total', { result: 'hit' })).toBe(1);
  });

  test('all stored answers together stay below the limit, and the oldest make room', async () => {
    await redis.cli(`DEL ${(await redis.keys('*answer*')).join(' ')}`);
    const [one] = await startServers(redis, dialer, [{ ...settings, SHARED_CACHE_MB: '1' }]);
    const sums: number[] = [];
    for (let day = 10; day < 30; day += 1) {
      dialer.answer('inbound_cdr', {
        ...cdrAnswer(callsFrom('inbound'), 'inbound', new URLSearchParams({ fromDate: DAY, toDate: DAY })),
        noise: Array.from({ length: 700 }, (_, index) => noise(`${day} ${index}`)),
      });
      const period = { from: `2026-04-${day}`, to: `2026-04-${day}` };
      await one?.query('query ($period: PeriodInput!) { inboundCalls(period: $period) { totalCount } }', {
        period,
      });
      await expect.poll(() => redis.keys('*answers:sum*')).not.toEqual([]);
      sums.push(Number(await redis.cli(`GET ${(await redis.keys('*answers:sum*')).join('')}`)));
    }
    const entries = await redis.keys('*answer:entry*');
    // Each has about 60 kB, and 20 of them would have 1.2 MB.
    expect(entries.length).toBeGreaterThan(8);
    expect(entries.length).toBeLessThan(20);
    expect(Math.max(...sums)).toBeLessThanOrEqual(1024 * 1024);
    const lengths = await Promise.all(entries.map(async (key) => Number(await redis.cli(`STRLEN ${key}`))));
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(1024 * 1024);
  });
});
