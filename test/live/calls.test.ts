import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cdrAnswer, DAY, plainCall, type PlainCall } from '../support/callDay.ts';
import { subscribe } from '../support/eventStream.ts';
import { leadInfo } from '../support/otherDialer.ts';
import type { ScriptedRequest } from '../support/scriptedServer.ts';
import { callWorld, heard, INTERVAL_MS, queried, told, type CallWorld } from './callWorld.ts';

const outbound = (contact: string, own: Partial<PlainCall> = {}): PlainCall =>
  plainCall('outbound', { contact, at: `${DAY} 13:00:00`, ...own });
const inbound = (contact: string, own: Partial<PlainCall> = {}): PlainCall =>
  plainCall('inbound', { contact, at: `${DAY} 13:00:00`, uniqueId: `${contact}.1`, ...own });

/** Calls with other dispositions are alike. */
const twin = (disposition: string | null): PlainCall => outbound('1', { disposition });

const sorted = (list: readonly unknown[]): unknown[] => list.map((one) => JSON.stringify(one)).toSorted();

const planOf = async (world: CallWorld, query: string): Promise<unknown> => {
  const stream = await subscribe(world.api.url, query, { headers: { 'x-dialer-cost': 'plan' } });
  await stream.until((events) => events.length === 1);
  return stream.events[0]?.extensions;
};

describe('from now on', () => {
  test('each call is told once, with the id that queries give it, and not those of before', async () => {
    const world = await callWorld([outbound('1'), inbound('2')]);
    const stream = await world.listen();
    await world.polled(2);
    expect(stream.events).toEqual([]);

    world.calls = [...world.calls, inbound('4', { seconds: 30 }), outbound('3')];
    await stream.until((events) => events.length === 2);
    world.calls = [...world.calls, outbound('5')].toReversed();
    await stream.until((events) => events.length === 3);
    await world.polled(2);
    expect(told(stream).toSorted()).toEqual(['3 null', '4 null', '5 null']);

    const calls = await queried(world);
    expect(calls).toHaveLength(5);
    expect(calls).toEqual(expect.arrayContaining(heard(stream.events)));
  });

  test('a call that comes back is not told again, and a change is told with the same id', async () => {
    const world = await callWorld();
    const stream = await world.listen();
    world.calls = [outbound('1'), inbound('2')];
    await stream.until((events) => events.length === 2);
    world.calls = [inbound('2')];
    await world.polled();
    world.calls = [inbound('2'), outbound('1')];
    await world.polled();
    expect(stream.events).toHaveLength(2);

    world.calls = [inbound('2', { seconds: 12 }), outbound('1', { disposition: 'SALE' })];
    await stream.until((events) => events.length === 4);
    await world.polled();
    expect(told(stream).toSorted()).toEqual(['1 SALE', '1 null', '2 null', '2 null']);
    const ids = heard(stream.events).map(({ id }) => id);
    expect(ids.slice(2).toSorted()).toEqual(ids.slice(0, 2).toSorted());
    expect(await queried(world)).toEqual(expect.arrayContaining(heard(stream.events).slice(2)));
  });

  test('a change of a call of before is told', async () => {
    const world = await callWorld([outbound('1')]);
    const stream = await world.listen();
    world.calls = [outbound('1', { disposition: 'SALE' })];
    await stream.until((events) => events.length === 1);
    expect(told(stream)).toEqual(['1 SALE']);
  });

  test('within one list, calls come in the order of their start', async () => {
    const world = await callWorld();
    const stream = await world.listen();
    world.calls = [3, 1, 2].map((second) => outbound(String(second), { at: `${DAY} 13:00:0${second}` }));
    await stream.until((events) => events.length === 3);
    expect(told(stream)).toEqual(['1 null', '2 null', '3 null']);
  });
});

describe('calls that are alike', () => {
  test('are told one by one, exact duplicates too', async () => {
    const world = await callWorld([twin('A')]);
    const stream = await world.listen();
    world.calls = [twin('A'), twin('A')];
    await stream.until((events) => events.length === 1);
    world.calls = [twin('A'), twin('A'), twin('0')];
    await stream.until((events) => events.length === 2);
    await world.polled();
    expect(told(stream)).toEqual(['1 A', '1 0']);
    const calls = await queried(world);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(3);
    expect(calls).toEqual(expect.arrayContaining(heard(stream.events)));
  });

  test('keep their ids when one of them changes, here and in queries', async () => {
    const world = await callWorld();
    const stream = await world.listen();
    world.calls = [twin('B'), twin('D')];
    await stream.until((events) => events.length === 2);
    // In the order of their contents, the changed one is the last now.
    world.calls = [twin('E'), twin('D')];
    await stream.until((events) => events.length === 3);
    await world.polled(2);
    expect(told(stream)).toEqual(['1 B', '1 D', '1 E']);
    const [first, second, changed] = heard(stream.events);
    expect(changed?.id).toBe(first?.id);
    expect(sorted(await queried(world))).toEqual(sorted([second, changed]));
  });

  test('are not exchanged when one is missing from a list', async () => {
    const world = await callWorld();
    const stream = await world.listen();
    world.calls = [twin('B'), twin('D')];
    await stream.until((events) => events.length === 2);
    for (const calls of [[twin('D')], [twin('B')], [twin('D'), twin('B')]]) {
      world.calls = calls;
      await world.polled();
    }
    expect(stream.events).toHaveLength(2);
    expect(await queried(world)).toEqual(expect.arrayContaining(heard(stream.events)));
  });

  test('wait for the next list if it is open which of them has changed', async () => {
    const world = await callWorld();
    const stream = await world.listen();
    world.calls = [twin('B'), twin('D')];
    await stream.until((events) => events.length === 2);
    let lists = 0;
    world.tamper = (answer, kind) => {
      if (kind === 'inbound') return answer;
      lists += 1;
      // One list lacks B, and has D changed.
      world.calls = lists === 1 ? [twin('B'), twin('E')] : world.calls;
      return answer;
    };
    world.calls = [twin('E')];
    await stream.until((events) => events.length === 3);
    await world.polled(2);
    const [, second, changed] = heard(stream.events);
    expect(told(stream)).toEqual(['1 B', '1 D', '1 E']);
    expect(changed?.id).toBe(second?.id);
  });
});

describe('one poll', () => {
  test('answers queries too, past whose cache it asks', async () => {
    const world = await callWorld([outbound('1')]);
    await world.listen();
    world.calls = [outbound('1'), inbound('2')];
    await world.polled(2);
    // From now on the dialer does not answer: only the cache can.
    world.tamper = () => new Promise(() => undefined);
    expect(await queried(world)).toHaveLength(2);
  });

  test('ends with the last subscriber, and begins afresh with the next', async () => {
    const world = await callWorld();
    const streams = [await world.listen(), await world.listen('(filter: { agents: ["a"] })')];
    const asked = Promise.withResolvers<ScriptedRequest>();
    world.dialer.answer('inbound_cdr', (_, request) => {
      asked.resolve(request);
      return new Promise(() => undefined);
    });
    const { disconnected } = await asked.promise;
    for (const stream of streams) stream.close();
    await disconnected;
    const { length } = world.dialer.requests;
    await pause(INTERVAL_MS * 10);
    expect(world.dialer.requests).toHaveLength(length);

    world.dialer.answer('inbound_cdr', (fields) => cdrAnswer(world.calls, 'inbound', fields));
    world.calls = [outbound('1')];
    const stream = await world.listen();
    world.calls = [...world.calls, outbound('2')];
    await stream.until((events) => events.length === 1);
    await world.polled();
    expect(told(stream)).toEqual(['2 null']);
  });
});

test('the fields of a call lead where those of queries lead', async () => {
  const world = await callWorld();
  world.dialer.answer('goGetCustomerInfo', leadInfo({ lead_id: '17', first_name: 'Ana' }));
  const stream = await subscribe(
    world.api.url,
    `subscription { callCompleted { __typename id lead { firstName } agent { name } campaign { campaignId }
      portfolio { name } carrierMatch { confidence } ... on OutboundCall { toNumber } } }`,
  );
  await world.polled();
  world.calls = [
    outbound('3125550101', { leadId: '17', agent: 'agent.01', campaign: 'renewals', portfolio: 'NRD' }),
  ];
  await stream.until((events) => events.length === 1);
  expect(stream.events).toMatchObject([
    {
      errors: [],
      data: {
        callCompleted: {
          __typename: 'OutboundCall',
          lead: { firstName: 'Ana' },
          agent: { name: 'Name of Agent.01' },
          campaign: { campaignId: '101' },
          portfolio: { name: 'Name of NRD' },
          carrierMatch: null,
          toNumber: '3125550101',
        },
      },
    },
  ]);
  const { id } = z
    .object({ callCompleted: z.object({ id: z.string() }) })
    .parse(stream.events[0]?.data).callCompleted;
  expect(await world.api.data(`{ node(id: "${id}") { __typename } }`)).toEqual({
    node: { __typename: 'OutboundCall' },
  });
});

describe('the plan', () => {
  test('of calls is two polls an interval, four in the first hour, and none if they are polled for', async () => {
    const world = await callWorld([], { callsIntervalMs: 30_000 });
    const query = 'subscription { callCompleted(filter: { portfolios: ["NRD"] }) { id } }';
    expect(await planOf(world, query)).toMatchObject({
      dialer: { plan: { calls: { outbound_cdr: 2, inbound_cdr: 2, getAllPortfolios: 1 } } },
    });
    world.at = `${DAY} 00:30:00`;
    expect(await planOf(world, query)).toMatchObject({
      dialer: { plan: { calls: { outbound_cdr: 4, inbound_cdr: 4 } } },
    });
    expect(world.dialer.counts()).toEqual({});
    await subscribe(world.api.url, 'subscription { callCompleted { id } }');
    await expect.poll(() => world.dialer.requests.length).toBeGreaterThan(0);
    expect(await planOf(world, query)).toMatchObject({
      dialer: { plan: { calls: { getAllPortfolios: 1 } } },
    });
    expect(await planOf(world, query)).not.toHaveProperty('dialer.plan.calls.outbound_cdr');
  });

  test('of a refused filter is its refusal', async () => {
    const world = await callWorld();
    const query = 'subscription { callCompleted(filter: { profiles: ["VIP"] }) { id } }';
    const stream = await subscribe(world.api.url, query, { headers: { 'x-dialer-cost': 'plan' } });
    await stream.until((events) => events.length === 1);
    expect(stream.events[0]?.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('of a filter that no call can meet is nothing', async () => {
    const world = await callWorld();
    const query = 'subscription { callCompleted(filter: { portfolios: [] }) { id } }';
    const stream = await subscribe(world.api.url, query, { headers: { 'x-dialer-cost': 'plan' } });
    await stream.until((events) => events.length === 1);
    expect(stream.events[0]?.extensions).toMatchObject({ dialer: { plan: { calls: {}, total: 0 } } });
  });

  test('of a hopper is a poll an interval', async () => {
    const world = await callWorld([], { liveIntervalMs: 2000 });
    expect(await planOf(world, 'subscription { hopper(campaignId: "101") { totalCount } }')).toMatchObject({
      dialer: { plan: { calls: { getLeadsOnHopper: 30, goGetAllCampaigns: 1 }, total: 31 } },
    });
    expect(world.dialer.counts()).toEqual({});
  });
});
