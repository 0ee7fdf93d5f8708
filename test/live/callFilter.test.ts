import { describe, expect, test } from 'vitest';
import { DAY, plainCall, type PlainCall } from '../support/callDay.ts';
import { subscribe } from '../support/eventStream.ts';
import { viewer } from '../support/viewers.ts';
import { callWorld, heard, told, type CallWorld } from './callWorld.ts';

const outbound = (contact: string, own: Partial<PlainCall> = {}): PlainCall =>
  plainCall('outbound', { contact, at: `${DAY} 13:00:00`, ...own });
const inbound = (contact: string, own: Partial<PlainCall> = {}): PlainCall =>
  plainCall('inbound', { contact, at: `${DAY} 13:00:00`, uniqueId: `${contact}.1`, ...own });

/** Calls that differ in what can be asked for. */
const CALLS: readonly PlainCall[] = [
  outbound('3125550101', { agent: 'Ada.A', campaign: 'Renewals', portfolio: 'NRD', disposition: 'Sale' }),
  outbound('3125550102', { agent: 'ADA.A', campaign: 'Twins', portfolio: 'SUR', leadId: '17' }),
  outbound('3125550103', { reason: 'AGENT', reasonText: 'AGENT', type: 'MANUAL', typeText: 'Manual' }),
  inbound('3125550104', { portfolio: 'NRD', agent: 'Bob' }),
  // The portfolio's name in place of its code.
  inbound('3125550105', { portfolio: 'Name of NRD' }),
  inbound('3125550106', { portfolio: 'Name of SUR', at: `${DAY} 13:30:00` }),
];

/** The last digits of the calls that pass a filter. */
async function passing(world: CallWorld, args: string, expected: number): Promise<string[]> {
  const all = await world.listen();
  const stream = await world.listen(args);
  world.calls = CALLS;
  await stream.until((events) => events.length >= expected);
  await all.until((events) => events.length === CALLS.length);
  await world.polled();
  return heard(stream.events)
    .map(({ contactNumber }) => contactNumber?.slice(-1) ?? '')
    .toSorted();
}

test.each([
  ['agents: ["ada.a"]', '12'],
  ['campaigns: ["RENEWALS"]', '1'],
  ['portfolios: ["nrd"]', '145'],
  ['portfolios: ["SUR"]', '26'],
  ['portfolios: ["Name of NRD"]', '5'],
  ['dispositions: ["SALE"]', '1'],
  ['callTypes: [INBOUND]', '456'],
  ['callTypes: [MANUAL]', '3'],
  ['terminationReasons: [AGENT]', '3'],
  ['phoneNumber: "(312) 555-0102"', '2'],
  ['leadId: "017"', '2'],
  [`startedAt: { from: "${DAY}T13:10:00-05:00" }`, '6'],
  ['portfolios: ["NRD"], agents: ["BOB"]', '4'],
  ['handled: true', '124'],
  ['outsideHours: { from: "13:15", to: "24:00" }', '12345'],
  ['durationSeconds: { from: 0 }', ''],
])('%s', async (filter, expected) => {
  const world = await callWorld();
  expect((await passing(world, `(filter: { ${filter} })`, expected.length)).join('')).toBe(expected);
});

test('one poll serves every filter, and names are asked for only if a filter needs them', async () => {
  const world = await callWorld();
  await world.listen();
  for (const filter of ['agents: ["a"]', 'callTypes: [INBOUND]', 'campaigns: ["x"]'])
    await world.listen(`(filter: { ${filter} })`);
  expect(world.dialer.mostInFlight).toBe(1);
  const { outbound_cdr = 0, inbound_cdr = 0, ...others } = world.dialer.counts();
  expect(outbound_cdr - inbound_cdr).toBeLessThanOrEqual(1);
  expect(others).toEqual({});
  // The lists are those of queries, unfiltered.
  const { fields } = world.dialer.requests.find(({ action }) => action === 'outbound_cdr') ?? { fields: [] };
  expect(fields.map(([name]) => name)).toEqual(expect.not.arrayContaining(['tenant[]', 'profile[]']));
  const stream = await world.listen('(filter: { portfolios: ["NRD"] })');
  world.calls = CALLS;
  await stream.until((events) => events.length === 3);
  expect(world.dialer.counts()['getAllPortfolios']).toBe(1);
});

test('an empty list matches no call, and asks for none', async () => {
  const world = await callWorld();
  const stream = await subscribe(
    world.api.url,
    'subscription { callCompleted(filter: { agents: [] }) { id } }',
  );
  await new Promise((resolve) => void setTimeout(resolve, 100));
  expect(stream.isOver).toBe(false);
  expect(world.dialer.counts()).toEqual({});
});

describe('refused', () => {
  test.each([
    ['profiles: ["VIP"]', 'BAD_USER_INPUT', 'profiles'],
    ['outsideHours: { from: "9" }', 'BAD_USER_INPUT', 'from'],
    [`startedAt: { from: "${DAY}T14:00:00Z", to: "${DAY}T13:00:00Z" }`, 'BAD_USER_INPUT', 'startedAt'],
  ])('%s', async (filter, code, argument) => {
    const world = await callWorld();
    const stream = await subscribe(
      world.api.url,
      `subscription { callCompleted(filter: { ${filter} }) { id } }`,
    );
    await stream.until((events) => events.length === 1);
    expect(stream.events[0]?.errors).toMatchObject([{ extensions: { code, argument } }]);
    expect(world.dialer.counts()).toEqual({});
  });
});

describe('access', () => {
  test('a viewer limited to portfolios hears of their calls only, by code or name', async () => {
    const limited = viewer(['calls:read'], ['nrd']);
    const everything = viewer(['calls:read']);
    const world = await callWorld([], {
      viewerOf: (request) => (request.headers.has('x-limited') ? limited : everything),
    });
    const all = await world.listen();
    const stream = await world.listen('', { 'x-limited': '1' });
    const narrowed = await world.listen('(filter: { portfolios: ["SUR"] })', { 'x-limited': '1' });
    world.calls = CALLS;
    await all.until((events) => events.length === CALLS.length);
    await stream.until((events) => events.length === 3);
    await world.polled();
    expect(told(stream).toSorted()).toEqual(['••••••0101 Sale', '••••••0104 null', '••••••0105 null']);
    expect(heard(stream.events).map((call) => call['portfolio'])).toEqual(
      expect.arrayContaining([{ code: 'NRD' }, { code: 'NRD' }, { code: 'NRD' }]),
    );
    // Others read what the dialer wrote.
    expect(heard(all.events).map((call) => call['portfolio'])).toContainEqual({ code: 'Name of NRD' });
    expect(narrowed.events).toEqual([]);
  });

  test.each([
    ['calls:read is needed', viewer(['agents:read']), ''],
    [
      'pii:read is needed to ask by a number',
      viewer(['calls:read']),
      '(filter: { phoneNumber: "3125550101" })',
    ],
  ])('%s', async (_, who, args) => {
    const world = await callWorld([], { viewerOf: () => who });
    const stream = await subscribe(world.api.url, `subscription { callCompleted${args} { id } }`);
    await stream.until((events) => events.length === 1);
    expect(stream.events[0]?.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(world.dialer.counts()).toEqual({});
  });

  test('a filter by a number or a lead is a look-up: it is audited', async () => {
    const world = await callWorld([], { settings: { LOG_LEVEL: 'info' } });
    await world.listen('(filter: { phoneNumber: "3125550101" })');
    await world.listen('(filter: { leadId: "17" })');
    const lines = world.api.log.filter((line) => line.includes('look_up'));
    expect(lines).toHaveLength(2);
    expect(lines.join('')).toMatch(/"by":"phoneNumber"[^]*0101"[^]*"by":"leadId"[^]*"17"/);
  });
});
