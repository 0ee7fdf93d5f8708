import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startApi, type Api, type Settings } from '../support/api.ts';
import { subscribe, type EventStream, type StreamEvent } from '../support/eventStream.ts';
import { success } from '../support/otherDialer.ts';
import {
  startScriptedServer,
  type Content,
  type ScriptedRequest,
  type ScriptedServer,
} from '../support/scriptedServer.ts';
import { scopesWithout, viewer } from '../support/viewers.ts';

/** A short interval: what is tested does not depend on it. */
const INTERVAL_MS = 10;

const UPDATES = `subscription ($id: ID!) { hopper(campaignId: $id) {
  campaign { campaignId } totalCount added { hopperId leadId priority disposition } removedLeadIds observedAt } }`;

const update = z.object({
  hopper: z.object({
    campaign: z.object({ campaignId: z.string() }),
    totalCount: z.number(),
    added: z.array(
      z.object({
        hopperId: z.string(),
        leadId: z.string(),
        priority: z.number().nullable(),
        disposition: z.string().nullable(),
      }),
    ),
    removedLeadIds: z.array(z.string()),
    observedAt: z.iso.datetime(),
  }),
});

type Update = z.output<typeof update>['hopper'];

const updatesIn = (events: readonly StreamEvent[]): Update[] =>
  events.map(({ data }) => update.parse(data).hopper);

const row = (lead: number, own: object = {}): object => ({
  hopper_id: String(900 + lead),
  lead_id: lead,
  priority: 0,
  disposition: 'NEW',
  ...own,
});

/** What has been told, as a client puts it together: `1:0` is the lead 1 with priority 0. */
function known(events: readonly StreamEvent[]): string[] {
  const leads = new Map<string, string[]>();
  for (const { added, removedLeadIds } of updatesIn(events)) {
    for (const leadId of removedLeadIds) leads.delete(leadId);
    for (const { leadId } of added) leads.set(leadId, []);
    for (const { leadId, priority } of added) leads.get(leadId)?.push(`${leadId}:${priority}`);
  }
  return [...leads.values()].flat().toSorted();
}

/** What each update told: added and removed leads. */
const told = (events: readonly StreamEvent[]): unknown[] =>
  updatesIn(events).map(({ added, removedLeadIds }) => [added.map(({ leadId }) => leadId), removedLeadIds]);

async function hopperDialer(): Promise<ScriptedServer> {
  const dialer = await startScriptedServer();
  onTestFinished(() => dialer.close());
  dialer.answer(
    'goGetAllCampaigns',
    success({ rows: ['Camp1', 'CAMP2'].map((id) => ({ id, campaign_name: id, active: 'Y' })) }),
  );
  return dialer;
}

const apiTo = (dialer: ScriptedServer, settings: Settings = {}): Promise<Api> =>
  startApi({ LOG_LEVEL: 'warn', ...settings }, dialer, { liveIntervalMs: INTERVAL_MS });

/** Answers from now on, and waits until a poll that began after this has been answered. */
async function give(dialer: ScriptedServer, content: Content, polls = 1): Promise<void> {
  let asked = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  dialer.answer('getLeadsOnHopper', () => {
    asked += 1;
    // The next poll begins after the answer to the one before has been taken.
    if (asked === polls + 1) resolve();
    return content;
  });
  await promise;
}

const rows = (...list: readonly object[]): object => success({ rows: list });

const started = async (api: Api, content: Content, id = 'Camp1'): Promise<EventStream> => {
  api.dialer.answer('getLeadsOnHopper', content);
  const stream = await subscribe(api.url, UPDATES, { variables: { id } });
  await stream.until((events) => events.length > 0);
  return stream;
};

test('the first update has all entries; then come changes only', async () => {
  const api = await apiTo(await hopperDialer());
  const stream = await started(api, rows(row(1), row(2), row(2)));
  const [first] = updatesIn(stream.events);
  expect(first).toMatchObject({
    campaign: { campaignId: 'Camp1' },
    // The same row twice is one entry.
    totalCount: 2,
    added: [{ leadId: '1' }, { leadId: '2', hopperId: '902' }],
    removedLeadIds: [],
  });
  expect(Math.abs(Date.now() - Date.parse(first?.observedAt ?? ''))).toBeLessThan(60_000);

  await give(api.dialer, rows(row(2), row(1)), 3);
  expect(stream.events).toHaveLength(1);

  await give(api.dialer, rows(row(2, { priority: 5 }), row(3)));
  await stream.until((events) => events.length === 2);
  expect(updatesIn(stream.events)[1]).toMatchObject({
    totalCount: 2,
    added: [
      { leadId: '2', priority: 5 },
      { leadId: '3', priority: 0 },
    ],
    removedLeadIds: ['1'],
  });

  await give(api.dialer, rows());
  await stream.until((events) => events.length === 3);
  expect(updatesIn(stream.events)[2]).toMatchObject({ totalCount: 0, added: [], removedLeadIds: ['2', '3'] });
});

test('an empty hopper is told at once', async () => {
  const api = await apiTo(await hopperDialer());
  const stream = await started(api, { result: 'No Available Data' });
  expect(updatesIn(stream.events)[0]).toMatchObject({ totalCount: 0, added: [], removedLeadIds: [] });
});

test('all entries of a changed lead are told', async () => {
  const api = await apiTo(await hopperDialer());
  const two = (priority: number): object[] => [row(1), row(1, { hopper_id: '77', priority })];
  const stream = await started(api, rows(...two(1), row(2)));
  expect(updatesIn(stream.events)[0]).toMatchObject({ totalCount: 3 });
  await give(api.dialer, rows(...two(2), row(2)));
  await stream.until((events) => events.length === 2);
  expect(known(stream.events)).toEqual(['1:0', '1:2', '2:0']);
  await give(api.dialer, rows(row(1), row(2)));
  await stream.until((events) => events.length === 3);
  expect(known(stream.events)).toEqual(['1:0', '2:0']);
  expect(told(stream.events)[2]).toEqual([['1'], []]);
});

describe('one poller a campaign', () => {
  test('whatever the number of subscribers and the spelling of the id; it ends with the last', async () => {
    const api = await apiTo(await hopperDialer());
    const first = await started(api, rows(row(1)));
    const others = await Promise.all(
      ['camp1', 'CAMP1', 'Camp1'].map((id) => subscribe(api.url, UPDATES, { variables: { id } })),
    );
    for (const stream of others) await stream.until((events) => events.length === 1);
    expect(api.dialer.mostInFlight).toBeLessThanOrEqual(2);
    // A newcomer gets all entries from what is known.
    expect(others.map(({ events }) => told(events))).toEqual(others.map(() => [[['1'], []]]));
    const campaigns = new Set(
      api.dialer.requests
        .filter(({ action }) => action === 'getLeadsOnHopper')
        .map(({ fields }) => new Map(fields).get('campaign_id')),
    );
    expect([...campaigns]).toEqual(['Camp1']);

    await give(api.dialer, rows(row(1), row(2)));
    for (const stream of [first, ...others]) await stream.until((events) => events.length === 2);
    await leave(api.dialer, [first, ...others]);
    const { length } = api.dialer.requests;
    await pause(INTERVAL_MS * 10);
    expect(api.dialer.requests).toHaveLength(length);
  });

  test('starts afresh after the last subscriber has left', async () => {
    const api = await apiTo(await hopperDialer());
    const first = await started(api, rows(row(1)));
    await leave(api.dialer, [first]);
    const second = await started(api, rows(row(2)));
    expect(told(second.events)).toEqual([[['2'], []]]);
  });

  test('polls skip the cache, and fill it for queries', async () => {
    const api = await apiTo(await hopperDialer());
    await started(api, rows(row(1)));
    await give(api.dialer, rows(row(1), row(2)), 2);
    // From now on the dialer does not answer: only the cache can.
    api.dialer.answer('getLeadsOnHopper', () => new Promise(() => undefined));
    expect(await api.data('{ campaign(campaignId: "CAMP1") { hopper { totalCount } } }')).toEqual({
      campaign: { hopper: { totalCount: 2 } },
    });
  });
});

/** Leaves while a poll is under way, and waits until it is given up: nobody is polled for any more. */
async function leave(dialer: ScriptedServer, streams: readonly EventStream[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<ScriptedRequest>();
  dialer.answer('getLeadsOnHopper', (_, request) => {
    resolve(request);
    return new Promise(() => undefined);
  });
  const { disconnected } = await promise;
  for (const stream of streams) stream.close();
  await disconnected;
}

test('a campaign that is not in the list is refused, and costs no poll', async () => {
  const api = await apiTo(await hopperDialer());
  const stream = await subscribe(api.url, UPDATES, { variables: { id: 'Nobody' } });
  await stream.until((events) => events.length === 1);
  expect(stream.events[0]?.errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT', argument: 'campaignId' } },
  ]);
  expect(api.dialer.counts()).toEqual({ goGetAllCampaigns: 1 });
});

test('a failed poll ends nothing, and no change is lost', async () => {
  const api = await apiTo(await hopperDialer());
  const stream = await started(api, rows(row(1), row(2)));
  await give(api.dialer, { status: 500, body: '' });
  await give(api.dialer, rows(row(2), row(3)));
  await stream.until((events) => events.length === 2);
  expect(stream.isOver).toBe(false);
  expect(told(stream.events)[1]).toEqual([['3'], ['1']]);
});

describe('rows that cannot be read', () => {
  const broken = { hopper_id: '999', lead_id: '' };

  test('remove no lead while they may be its row', async () => {
    const api = await apiTo(await hopperDialer());
    const stream = await started(api, rows(row(1), row(2), row(3)));
    await give(api.dialer, rows(row(1), broken, row(3)), 3);
    expect(stream.events).toHaveLength(1);
    // Another lead leaves: the unreadable row is the one that was missing before.
    await give(api.dialer, rows(row(1), broken));
    await stream.until((events) => events.length === 2);
    expect(told(stream.events)[1]).toEqual([[], ['3']]);
    expect(updatesIn(stream.events)[1]?.totalCount).toBe(2);
    await give(api.dialer, rows(row(1), row(2), row(4)));
    await stream.until((events) => events.length === 3);
    expect(told(stream.events)[2]).toEqual([['4'], []]);
    await give(api.dialer, rows(row(1), row(4)));
    await stream.until((events) => events.length === 4);
    expect(told(stream.events)[3]).toEqual([[], ['2']]);
  });

  test('that are always there remove nothing from the removals', async () => {
    const api = await apiTo(await hopperDialer());
    const stream = await started(api, rows(row(1), broken, row(2)));
    await give(api.dialer, rows(row(1), broken));
    await stream.until((events) => events.length === 2);
    expect(told(stream.events)[1]).toEqual([[], ['2']]);
    // A second one that comes with a new entry is none of the known leads' either.
    await give(api.dialer, rows(row(1), broken, broken));
    await give(api.dialer, rows(broken, broken));
    await stream.until((events) => events.length === 3);
    expect(told(stream.events)[2]).toEqual([[], ['1']]);
  });

  test('and more missing leads than such rows: the next list decides', async () => {
    const api = await apiTo(await hopperDialer());
    const stream = await started(api, rows(row(1), row(2), row(3)));
    let polls = 0;
    api.dialer.answer('getLeadsOnHopper', () => {
      polls += 1;
      return polls === 1 ? rows(row(1), broken) : rows(row(1), row(2));
    });
    await stream.until((events) => events.length === 2);
    expect(told(stream.events)[1]).toEqual([[], ['3']]);
  });

  test('or a list that is cut short for a moment', async () => {
    const api = await apiTo(await hopperDialer());
    const whole = [1, 2, 3, 4, 5].map((lead) => row(lead));
    const stream = await started(api, rows(...whole));
    await give(api.dialer, { result: 'success', data: { rows: whole.slice(0, 2), total: 5 } }, 3);
    await give(api.dialer, rows(...whole), 2);
    expect(stream.events).toHaveLength(1);
  });
});

test('a large hopper comes in parts', async () => {
  const api = await apiTo(await hopperDialer());
  const many = Array.from({ length: 1234 }, (_, index) => row(index + 1));
  const stream = await started(api, rows(...many));
  await stream.until((events) => known(events).length === 1234);
  const parts = updatesIn(stream.events);
  expect(parts).toHaveLength(13);
  expect(new Set(parts.map(({ totalCount }) => totalCount))).toEqual(new Set([1234]));
  await give(api.dialer, rows());
  await stream.until((events) => known(events).length === 0);
  expect(stream.events).toHaveLength(26);
});

describe('access', () => {
  test.each([
    ['without leads:read', viewer(scopesWithout('leads:read'))],
    ['limited to portfolios', viewer(['leads:read'], ['NRD'])],
  ])('a viewer %s is refused', async (_, who) => {
    const dialer = await hopperDialer();
    const api = await startApi({ LOG_LEVEL: 'warn' }, dialer, { viewerOf: () => who });
    const stream = await subscribe(api.url, UPDATES, { variables: { id: 'Camp1' } });
    await stream.until((events) => events.length === 1);
    expect(stream.events[0]?.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(dialer.counts()).toEqual({});
  });

  test('personal data of entries is masked', async () => {
    const dialer = await hopperDialer();
    const api = await startApi({ LOG_LEVEL: 'warn' }, dialer, {
      liveIntervalMs: INTERVAL_MS,
      viewerOf: () => viewer(['leads:read']),
    });
    dialer.answer('getLeadsOnHopper', rows(row(1, { phone_number: '3125550187', loan_id: 'LN-1' })));
    const stream = await subscribe(
      api.url,
      'subscription { hopper(campaignId: "Camp1") { added { phoneNumber vendorLeadCode } } }',
    );
    await stream.until((events) => events.length === 1);
    expect(stream.events[0]?.data).toEqual({
      hopper: { added: [{ phoneNumber: '••••••0187', vendorLeadCode: null }] },
    });
  });
});
