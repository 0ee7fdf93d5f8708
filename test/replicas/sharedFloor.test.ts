import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, STATUS, told } from '../live/floor.ts';
import { agentCounts } from '../support/events.ts';
import { cdrAnswer, DAY, plainCall, ZONE, type PlainCall } from '../support/callDay.ts';
import { subscribe, type EventStream } from '../support/eventStream.ts';
import { startFloorDialer, type FloorDialer } from '../support/floorDialer.ts';
import { success } from '../support/otherDialer.ts';
import { hasRedis, startRedis, type RedisServer } from '../support/redisServer.ts';
import { scrape } from '../support/scrape.ts';
import { startServers } from '../support/severalServers.ts';
import type { Api } from '../support/api.ts';

const INTERVAL_MS = 100;
const COUNTS = 'subscription { agentCounts { live } }';
const CALLS = 'subscription { callCompleted { ... on OutboundCall { contactNumber disposition } } }';
const HOPPER = 'subscription { hopper(campaignId: "50010") { added { leadId } removedLeadIds } }';

/** The number of pollers of a topic at all servers. */
async function pollers(servers: readonly Api[], topic: string): Promise<number> {
  const each = await Promise.all(servers.map(({ url }) => scrape(url)));
  return each.reduce((sum, { sum: of }) => sum + of('crocodial_live_pollers', { topic }), 0);
}

const lives = ({ events }: EventStream): number[] =>
  events.map(({ data }) => Number(JSON.stringify(data).replaceAll(/\D/g, '')));

describe.skipIf(!hasRedis)('the live floor of several servers', () => {
  const ends: (() => Promise<void>)[] = [];
  let redis: RedisServer;
  let dialer: FloorDialer;
  let live = 1;
  let leads: readonly number[] = [1];
  let calls: readonly PlainCall[] = [];
  const add = (contact: string): void => {
    calls = [...calls, plainCall('outbound', { contact, at: `${DAY} 13:00:00` })];
    leads = [...leads.slice(-1), Number(contact)];
  };
  const count = (action: string): number => dialer.counts()[action] ?? 0;
  const start = (servers: number): Promise<Api[]> =>
    startServers(
      redis,
      dialer,
      Array.from({ length: servers }, () => ({ DIALER_TIMEZONE: ZONE })),
      {
        liveIntervalMs: INTERVAL_MS,
        callsIntervalMs: INTERVAL_MS,
        callsShare: 1,
        liveClock: () =>
          new Date(Temporal.PlainDateTime.from(`${DAY}T14:00:00`).toZonedDateTime(ZONE).epochMilliseconds),
      },
    );

  beforeAll(async () => {
    redis = await startRedis((end) => ends.push(end));
    dialer = await startFloorDialer(['anna', 'bert']);
    ends.push(() => dialer.close());
    dialer.answer('getAgentStatus', () => agentCounts(live));
    dialer.answer(
      'goGetAllCampaigns',
      success({ rows: [{ id: '50010', campaign_name: 'One', active: 'Y' }] }),
    );
    dialer.answer('getLeadsOnHopper', () =>
      success({
        rows: leads.map((lead) => ({ hopper_id: lead, lead_id: lead, priority: 0, disposition: 'NEW' })),
      }),
    );
    for (const kind of ['outbound', 'inbound'] as const)
      dialer.answer(`${kind}_cdr`, (fields) => cdrAnswer(calls, kind, fields));
  });
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });

  test('one server polls, and the subscribers of all hear of each change', async () => {
    const servers = await start(3);
    const streams = await Promise.all(servers.map(({ url }) => subscribe(url, COUNTS)));
    await Promise.all(streams.map((stream) => stream.until((events) => events.length > 0)));
    expect(await pollers(servers, 'agentCounts')).toBe(1);
    dialer.clear();
    const began = performance.now();
    for (live = 2; live < 6; live += 1)
      await Promise.all(streams.map((stream) => stream.until(() => lives(stream).includes(live))));
    const polls = (performance.now() - began) / INTERVAL_MS;
    expect(count('getAgentStatus')).toBeLessThanOrEqual(Math.ceil(polls) + 2);
    for (const stream of streams) expect(lives(stream)).toEqual([1, 2, 3, 4, 5]);
  });

  test('when the server that polls closes, another one goes on without losing or doubling a change', async () => {
    const servers = await start(2);
    const [one, other] = servers;
    if (!one || !other) throw new Error('There are two.');
    const own = await Promise.all([CALLS, HOPPER, COUNTS].map((query) => subscribe(one.url, query)));
    await own[1]?.until((events) => events.length > 0);
    for (const topic of ['callCompleted', 'hopper', 'agentCounts'])
      await expect.poll(async () => (await scrape(one.url)).sum('crocodial_live_pollers', { topic })).toBe(1);
    const [called, hopper, counts] = await Promise.all(
      [CALLS, HOPPER, COUNTS].map((query) => subscribe(other.url, query)),
    );
    if (!called || !hopper || !counts) throw new Error('There are three.');
    await hopper.until((events) => events.length > 0);
    await counts.until((events) => events.length > 0);
    await sleep(3 * INTERVAL_MS);
    for (const contact of ['11', '12', '13', '14', '15', '16']) {
      add(contact);
      if (contact === '13') void one.close();
      await called.until((events) => JSON.stringify(events).includes(`"${contact}"`));
    }
    await hopper.until((events) => JSON.stringify(events).includes('"16"'));
    expect(called.events.map(({ data }) => JSON.stringify(data).replaceAll(/\D/g, ''))).toEqual([
      '11',
      '12',
      '13',
      '14',
      '15',
      '16',
    ]);
    for (const topic of ['callCompleted', 'hopper', 'agentCounts'])
      expect(await pollers([other], topic)).toBe(1);
  });

  test('agents are asked by one server for all, and the time of a state outlives each server', async () => {
    const servers = await start(2);
    const [one, other] = servers;
    if (!one || !other) throw new Error('There are two.');
    const first = await subscribe(one.url, STATUS, { variables: { usernames: ['anna'] } });
    await first.until((events) => events.length > 0);
    const second = await subscribe(other.url, STATUS, { variables: { usernames: ['anna', 'bert'] } });
    await second.until((events) => events.length >= 2);
    expect(await pollers(servers, 'agentStatus')).toBe(1);
    const anna = dialer.agents.get('anna');
    if (!anna) throw new Error('There is no anna.');
    anna.status = 'PAUSED';
    await Promise.all(
      [first, second].map((stream) => stream.until((events) => told(events).includes('anna PAUSED < READY'))),
    );
    const since = eventsOf(second.events).at(-1)?.status.since;
    expect(since).not.toBeNull();
    expect(eventsOf(first.events).at(-1)?.status.since).toBe(since);
    // Two agents, each once an interval, whatever the number of servers.
    dialer.clear();
    await sleep(5 * INTERVAL_MS);
    expect(count('getLiveAgentInfo')).toBeLessThanOrEqual(2 * 7);
    await one.close();
    const [third] = await start(1);
    if (!third) throw new Error('There is one.');
    const late = await subscribe(third.url, STATUS, { variables: { usernames: ['anna'] } });
    await late.until((events) => events.length > 0);
    expect(eventsOf(late.events)[0]?.status).toMatchObject({ state: 'PAUSED', since });
    // The one that goes on has taken over, and tells the changes.
    anna.status = 'READY';
    await Promise.all(
      [late, second].map((stream) => stream.until((events) => told(events).includes('anna READY < PAUSED'))),
    );
    expect(await pollers([other, third], 'agentStatus')).toBe(1);
  });

  test('while Redis is gone, every server polls; then one does again', async () => {
    const servers = await start(2);
    const streams = await Promise.all(servers.map(({ url }) => subscribe(url, COUNTS)));
    await Promise.all(streams.map((stream) => stream.until((events) => events.length > 0)));
    expect(await pollers(servers, 'agentCounts')).toBe(1);
    redis.kill('SIGKILL');
    await expect.poll(() => pollers(servers, 'agentCounts')).toBe(2);
    live = 70;
    await Promise.all(streams.map((stream) => stream.until(() => lives(stream).includes(70))));
    await redis.restart();
    await expect.poll(() => pollers(servers, 'agentCounts')).toBe(1);
    live = 71;
    await Promise.all(streams.map((stream) => stream.until(() => lives(stream).includes(71))));
  });
});
