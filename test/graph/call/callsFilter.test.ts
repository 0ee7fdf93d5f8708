import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AGENT,
  ALL_CALLS,
  callApiTo,
  callApiOfFile,
  callsFrom,
  contents,
  dateTime,
  DAY,
  dayPeriod,
  daysAsked,
  FIRST_DAY,
  giveCalls,
  INBOUND,
  LAST_DAY,
  LISTS,
  namesSent,
  OUTBOUND,
  pageOf,
  plainCall,
  startCallApi,
  startCallDialer,
  walk,
  ZONE,
  type CallArguments,
  type CallsField,
  type PlainCall,
} from '../../support/callDay.ts';
import {
  inOrder,
  meets,
  ORDER_FIELDS,
  place,
  type PlainFilter,
  type PlainOrder,
} from '../../support/callFacts.ts';
import { runs } from '../../support/samples.ts';

const sharedApi = callApiOfFile();

const NOON = dateTime(`${DAY} 12:00:01`);
const AFTERNOON = dateTime(`${DAY} 15:30:02`);

/** Every condition, alone and with others; each is met by some calls of some list, and by none of all. */
const FILTERS: readonly (readonly [string, PlainFilter])[] = [
  ['nothing', {}],
  ['agents', { agents: ['AGENT.01', 'agent.17', 'Nobody'] }],
  ['agents with blanks around', { agents: [' agent.17 '] }],
  ['campaigns', { campaigns: ['renewals'] }],
  ['campaigns with accents', { campaigns: ['Cobrança', 'gone'] }],
  ['portfolios', { portfolios: ['sur', 'ADMIN'] }],
  ['profiles', { profiles: ['LOANS'] }],
  ['two profiles', { profiles: ['vip', 'COLLECTIONS'] }],
  ['dispositions', { dispositions: ['sale', 'Promise & Pay'] }],
  ['callTypes', { callTypes: ['MANUAL', 'UNKNOWN'] }],
  ['callTypes of inbound calls', { callTypes: ['INBOUND', 'DIALER'] }],
  ['terminationReasons', { terminationReasons: ['QUEUE_TIMEOUT', 'AFTER_HOURS', 'NONE', 'UNKNOWN'] }],
  ['phoneNumber', { phoneNumber: '3125551010' }],
  ['phoneNumber as people write it', { phoneNumber: '+1 (312) 555-1010' }],
  ['phoneNumber of the company', { phoneNumber: '773.555.0102' }],
  ['leadId', { leadId: '20260512000007' }],
  ['startedAt', { startedAt: { from: NOON, to: AFTERNOON } }],
  [
    'startedAt in another offset',
    { startedAt: { from: '2026-05-12T17:00:01Z', to: '2026-05-13T02:00:00+05:00' } },
  ],
  ['startedAt from', { startedAt: { from: AFTERNOON } }],
  ['startedAt to', { startedAt: { to: NOON } }],
  [
    'startedAt of one second',
    { startedAt: { from: dateTime(`${DAY} 23:59:59`), to: dateTime('2026-05-13 00:00:00') } },
  ],
  ['agents and portfolios', { agents: ['agent.03', 'agent.04', 'agent.05'], portfolios: ['NRD', 'KIW'] }],
  [
    'campaigns, dispositions and startedAt',
    { campaigns: ['RENEWALS'], dispositions: ['SALE'], startedAt: { from: NOON } },
  ],
  ['profiles and terminationReasons', { profiles: ['VIP'], terminationReasons: ['AGENT', 'CALLER'] }],
  [
    'all of them',
    {
      agents: ['agent.01', 'agent.04', 'agent.07', 'agent.10', 'agent.13', 'agent.16'],
      campaigns: ['renewals', 'cobrança', 'twins'],
      portfolios: ['NRD', 'SUR', 'KIW'],
      profiles: ['LOANS'],
      dispositions: ['sale', 'voicemail', 'no answer'],
      callTypes: ['DIALER', 'MANUAL', 'INBOUND'],
      terminationReasons: ['AGENT', 'CALLER', 'QUEUE_TIMEOUT', 'ABANDON', 'SYSTEM'],
      startedAt: { from: dateTime(`${DAY} 08:00:00`), to: dateTime(`${DAY} 18:00:00`) },
    },
  ],
];

const variables = (filter: PlainFilter): NonNullable<CallArguments['filter']> => ({ ...filter });

test('every filter lets some calls through, and not all', () => {
  const rows = ALL_CALLS.filter((row) => row.at.startsWith(DAY));
  for (const [name, filter] of FILTERS.slice(1)) {
    const count = rows.filter((row) => meets(row, filter)).length;
    expect([name, count > 0, count < rows.length]).toEqual([name, true, true]);
  }
});

describe.each(LISTS)('$field', (list) => {
  const rows = callsFrom(list.kind);

  test.each(FILTERS)('narrowed by %s gives the calls that meet it', async (_, filter) => {
    const api = sharedApi();
    const nodes = await walk(api, list, { period: dayPeriod(), filter: variables(filter) });
    const expected = rows.filter((row) => meets(row, filter));
    expect(contents(nodes)).toEqual(contents(expected.map((row) => list.node(row))));
  });

  test.each(ORDER_FIELDS.flatMap((field) => [[field, 'ASC'] as const, [field, 'DESC'] as const]))(
    'ordered by %s %s has what has none last, and of equal ones the newest first',
    async (field, direction) => {
      const api = sharedApi();
      const order: PlainOrder = { field, direction };
      const args = { period: dayPeriod(), orderBy: { ...order } };
      const nodes = await walk(api, list, args);
      const byContent = Map.groupBy(rows, (row) => contents([list.node(row)])[0] ?? '');
      const given = nodes.map((node) => byContent.get(contents([node])[0] ?? '')?.[0]);
      expect(given.map((row) => row && place(row, order))).toEqual(
        inOrder(rows, order).map((row) => place(row, order)),
      );
      // Nothing lost, nothing doubled, and the same from the other end.
      expect(new Set(nodes.map(({ id }) => id)).size).toBe(rows.length);
      const onlyIds = { ...list, selection: '' };
      expect(await walk(api, onlyIds, args, { size: 700, forwards: false })).toEqual(
        nodes.map(({ id }) => ({ id })),
      );
    },
  );

  test('has DESC for the direction where only a field is given', async () => {
    const api = sharedApi();
    const by = async (orderBy: CallArguments['orderBy']) =>
      (await pageOf(api, list, { period: dayPeriod(), ...(orderBy === undefined ? {} : { orderBy }) })).edges;
    expect(await by({ field: 'AGENT' })).toEqual(await by({ field: 'AGENT', direction: 'DESC' }));
    expect(await by({ direction: 'ASC' })).toEqual(await by({ field: 'STARTED_AT', direction: 'ASC' }));
    expect(await by(null)).toEqual(await by({}));
  });

  test.each([
    ['agents', { agents: [] }],
    ['campaigns', { campaigns: [] }],
    ['portfolios', { portfolios: [] }],
    ['profiles', { profiles: [] }],
    ['dispositions', { dispositions: [] }],
    ['callTypes', { callTypes: [] }],
    ['terminationReasons', { terminationReasons: [] }],
    ['blank agents', { agents: ['', '  '] }],
    ['blank portfolios', { portfolios: [''] }],
    ['blank profiles', { profiles: [' '] }],
    ['startedAt of no time', { startedAt: { from: NOON, to: NOON } }],
    ['startedAt outside the period', { startedAt: { from: dateTime('2026-05-14 00:00:00') } }],
    ['startedAt before the period', { startedAt: { to: dateTime(`${DAY} 00:00:00`) } }],
    ['a startedAt without end before all days', { startedAt: { to: '0001-01-01T00:00:00Z' } }],
  ] satisfies [string, PlainFilter][])(
    'is empty where nothing can meet the filter, and asks nothing: %s',
    async (_, filter) => {
      const api = await startCallApi();
      const page = await pageOf(api, list, { period: dayPeriod(), filter });
      expect(page).toMatchObject({ totalCount: 0, edges: [] });
      expect(api.dialer.counts()).toEqual({});
    },
  );

  test('is not narrowed by conditions that are null', async () => {
    const api = sharedApi();
    const nothing = Object.fromEntries(
      ['agents', 'campaigns', 'portfolios', 'profiles', 'dispositions', 'callTypes', 'phoneNumber']
        .concat(['terminationReasons', 'leadId', 'startedAt'])
        .map((condition) => [condition, null]),
    );
    expect((await pageOf(api, list, { period: dayPeriod(), filter: nothing })).totalCount).toBe(rows.length);
    expect((await pageOf(api, list, { period: dayPeriod(), filter: null })).totalCount).toBe(rows.length);
    const open = { startedAt: { from: null, to: null } };
    expect((await pageOf(api, list, { period: dayPeriod(), filter: open })).totalCount).toBe(rows.length);
  });
});

describe('what the dialer narrows down itself', () => {
  const filter = { portfolios: ['NRD', 'SUR'], profiles: ['VIP'], agents: ['Agent.03', 'agent.06'] };

  test.each([
    [OUTBOUND, 'outbound_cdr', []],
    [INBOUND, 'inbound_cdr', []],
    [AGENT, 'agent_cdr', ['Agent.03', 'agent.06']],
  ] as const)('is sent along: %#', async (list, action, agents) => {
    const api = await startCallApi();
    await pageOf(api, list, { period: dayPeriod(), filter });
    expect(namesSent(api.dialer, action, 'tenant[]')).toEqual([['NRD', 'SUR']]);
    expect(namesSent(api.dialer, action, 'profile[]')).toEqual([['VIP']]);
    expect(namesSent(api.dialer, action, 'user[]')).toEqual([agents]);
  });

  test('is checked again, since a dialer that ignores it gives everyone’s calls', async () => {
    const api = await startCallApi();
    const rows = ['NRD', 'SUR', 'nrd', null].map((portfolio, index) => ({
      call_date: `${DAY} 10:00:0${index}`,
      answer_time: `${DAY} 10:00:0${index}`,
      user: `agent.0${index}`,
      uniq1: '1',
      portfolio,
    }));
    for (const action of ['outbound_cdr', 'inbound_cdr', 'agent_cdr']) {
      api.dialer.answer(action, { result: 'success', data: { rows } });
    }
    for (const list of LISTS) {
      const { totalCount } = await pageOf(api, list, {
        period: dayPeriod(),
        filter: { portfolios: ['NRD'] },
      });
      expect(totalCount).toBe(2);
    }
    const { totalCount } = await pageOf(api, AGENT, {
      period: dayPeriod(),
      filter: { agents: ['AGENT.01'] },
    });
    expect(totalCount).toBe(1);
  });
});

describe('startedAt', () => {
  const ASC = { orderBy: { field: 'STARTED_AT', direction: 'ASC' } } as const;

  test('is half open, and to the second', async () => {
    const api = await startCallApi(
      ['11:59:59', '12:00:00', '12:00:01', '12:59:59', '13:00:00'].map((time) =>
        plainCall('outbound', { at: `${DAY} ${time}` }),
      ),
    );
    const range = async (from: string, to: string): Promise<unknown[]> =>
      (
        await walk(
          api,
          { ...OUTBOUND, selection: 'at: startedAt' },
          { ...ASC, filter: { startedAt: { from, to } } },
        )
      ).map(({ at }) => at);
    expect(await range('2026-05-12T12:00:00-05:00', '2026-05-12T13:00:00-05:00')).toEqual([
      '2026-05-12T12:00:00-05:00',
      '2026-05-12T12:00:01-05:00',
      '2026-05-12T12:59:59-05:00',
    ]);
    expect(await range('2026-05-12T12:00:00.001-05:00', '2026-05-12T12:59:59.001-05:00')).toEqual([
      '2026-05-12T12:00:01-05:00',
      '2026-05-12T12:59:59-05:00',
    ]);
  });

  test('without a period says which days are asked for, in the dialer’s zone', async () => {
    const dialer = await startCallDialer();
    const asked = async (startedAt: NonNullable<PlainFilter['startedAt']>): Promise<string[]> => {
      dialer.clear();
      await pageOf(await callApiTo(dialer), OUTBOUND, { filter: { startedAt } });
      return daysAsked(dialer, 'outbound_cdr');
    };
    // 04:59 in UTC is the day before in Chicago.
    expect(await asked({ from: '2026-05-12T04:59:00Z', to: '2026-05-12T05:01:00Z' })).toEqual([
      '2026-05-11 2026-05-12',
    ]);
    expect(await asked({ from: '2026-05-12T05:00:00Z', to: '2026-05-13T05:00:00Z' })).toEqual([
      '2026-05-12 2026-05-12',
    ]);
    expect(await asked({ from: '2026-05-12T05:00:00Z', to: '2026-05-13T05:00:00.001Z' })).toEqual([
      '2026-05-12 2026-05-13',
    ]);
    const now = Temporal.Now.zonedDateTimeISO(ZONE);
    const today = now.toPlainDate().toString();
    const start = now.subtract({ hours: 50 }).toPlainDate().toString();
    expect(await asked({ from: now.subtract({ hours: 50 }).toInstant().toString() })).toEqual([
      `${start} ${today}`,
    ]);
  });

  test('with a period lets fewer days be asked for, never more', async () => {
    const dialer = await startCallDialer();
    const period = dayPeriod(FIRST_DAY, LAST_DAY);
    const asked = async (startedAt: NonNullable<PlainFilter['startedAt']>): Promise<string[]> => {
      dialer.clear();
      const filter = { startedAt };
      const { totalCount } = await pageOf(await callApiTo(dialer), OUTBOUND, { period, filter });
      const rows = callsFrom('outbound', FIRST_DAY, LAST_DAY).filter((row) => meets(row, filter));
      expect(totalCount).toBe(rows.length);
      return daysAsked(dialer, 'outbound_cdr');
    };
    expect(
      await asked({ from: dateTime('2026-05-10 15:00:00'), to: dateTime('2026-05-11 10:00:00') }),
    ).toEqual(['2026-05-10 2026-05-11']);
    expect(await asked({ from: dateTime('2026-05-17 00:00:00') })).toEqual(['2026-05-17 2026-05-19']);
    expect(await asked({ to: dateTime('2026-05-07 00:00:00') })).toEqual(['2026-05-05 2026-05-06']);
    expect(await asked({ from: '2020-01-01T00:00:00Z', to: '9999-12-31T23:59:59Z' })).toEqual([
      '2026-05-05 2026-05-11',
      '2026-05-12 2026-05-18',
      '2026-05-19 2026-05-19',
    ]);
  });

  test('to the end of all days is no end, in a zone where that is in the next year too', async () => {
    const rows = [plainCall('outbound', { at: `${DAY} 23:00:00` })];
    const api = await startCallApi(rows, { DIALER_TIMEZONE: 'Asia/Tokyo' });
    const page = await pageOf(api, OUTBOUND, {
      period: dayPeriod(),
      filter: { startedAt: { to: '9999-12-31T23:59:59Z' } },
    });
    expect(page.totalCount).toBe(1);
  });

  test('on a day of 25 hours means the first of two equal hours', async () => {
    const rows = ['00:30:00', '01:30:00', '02:30:00'].map((time) =>
      plainCall('agent', { at: `2026-11-01 ${time}` }),
    );
    const api = await startCallApi(rows);
    const count = async (from: string, to: string): Promise<number> =>
      (await pageOf(api, AGENT, { filter: { startedAt: { from, to } } })).totalCount;
    expect(await count('2026-11-01T01:00:00-05:00', '2026-11-01T02:00:00-05:00')).toBe(1);
    expect(await count('2026-11-01T01:00:00-06:00', '2026-11-01T02:00:00-06:00')).toBe(0);
    expect(await count('2026-11-01T00:00:00-05:00', '2026-11-02T00:00:00-06:00')).toBe(3);
  });
});

const arbitraryName = (...names: readonly string[]) => fc.constantFrom(...names, null);
const arbitraryDay = fc.constantFrom('2026-05-10', '2026-05-11', '2026-05-12', '2026-05-20');
const arbitraryTime = fc.constantFrom('00:00:00', '09:00:00', '09:00:01', '23:59:59');
const arbitraryCall = fc.record({
  at: fc.tuple(arbitraryDay, arbitraryTime).map(([day, time]) => `${day} ${time}`),
  contact: arbitraryName('3125550001', '3125550002'),
  own: arbitraryName('7735550001', '3125550002'),
  agent: fc.constantFrom('agent.01', 'Agent.01', 'agent.02', 'agent.03'),
  campaign: arbitraryName('Renewals', 'RENEWALS', 'Été'),
  portfolio: arbitraryName('NRD', 'nrd', 'SUR'),
  disposition: arbitraryName('Sale', 'SALE', 'No'),
  reason: fc.constant('AGENT'),
  reasonText: fc.constant('AGENT'),
  queueSeconds: fc.option(fc.nat(3)),
  seconds: fc.option(fc.nat(3)),
  queue: arbitraryName('Q'),
  leadId: arbitraryName('7', '8'),
});

const arbitrarySome = (...names: readonly string[]) =>
  fc.option(fc.subarray([...names], { minLength: 1 }), { nil: undefined });
const arbitraryInstant = fc.option(
  fc.tuple(arbitraryDay, arbitraryTime).map(([day, time]) => dateTime(`${day} ${time}`)),
  { nil: undefined },
);
const arbitraryFilter = fc
  .record(
    {
      agents: arbitrarySome('AGENT.01', 'agent.03'),
      campaigns: arbitrarySome('renewals', 'ÉTÉ'),
      portfolios: arbitrarySome('NRD', 'SUR'),
      profiles: arbitrarySome('LOANS', 'VIP'),
      dispositions: arbitrarySome('sale'),
      leadId: fc.option(fc.constantFrom('7', '9'), { nil: undefined }),
      phoneNumber: fc.option(fc.constantFrom('+1 312-555-0002', '7735550001'), { nil: undefined }),
      startedAt: fc.record({ from: arbitraryInstant, to: arbitraryInstant }),
    },
    { requiredKeys: [] },
  )
  // A range that ends before it starts is bad input, and has tests of its own.
  .filter(({ startedAt }) => !(startedAt?.from && startedAt.to && startedAt.from > startedAt.to))
  .map((filter): PlainFilter => JSON.parse(JSON.stringify(filter)));

const asKind = (kind: CallsField['kind'], call: Omit<PlainCall, 'kind'>): PlainCall => ({
  ...call,
  kind,
  // What a kind of call does not have on the wire, it does not have.
  ...(kind === 'outbound' ? { seconds: null, queue: null } : {}),
  ...(kind === 'agent' ? { own: null, queueSeconds: null, queue: null } : {}),
  ...(kind === 'inbound' ? { type: 'INBOUND', typeText: null } : {}),
});

test('for any calls, filter, order and page size, paging gives what filtering and sorting in plain code give', async () => {
  const dialer = await startCallDialer([]);
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        list: fc.constantFrom(...LISTS),
        rows: fc.array(arbitraryCall, { maxLength: 40 }),
        filter: arbitraryFilter,
        field: fc.constantFrom(...ORDER_FIELDS),
        direction: fc.constantFrom('ASC', 'DESC'),
        size: fc.integer({ min: 1, max: 17 }),
        forwards: fc.boolean(),
      }),
      async ({ list, rows, filter, field, direction, size, forwards }) => {
        const calls = rows.map((row) => asKind(list.kind, { ...plainCall(list.kind), ...row }));
        giveCalls(dialer, calls);
        // A server remembers what an earlier run was given.
        const api = await callApiTo(dialer);
        const order: PlainOrder = { field, direction };
        const period = dayPeriod('2026-05-10', '2026-05-19');
        const args = { period, filter: { ...filter }, orderBy: { ...order } };
        const nodes = await walk(api, list, args, { size, forwards });

        const expected = inOrder(
          calls.filter((call) => call.at < '2026-05-20' && meets(call, filter)),
          order,
        );
        expect(contents(nodes)).toEqual(contents(expected.map((call) => list.node(call))));
        const byContent = new Map(calls.map((call) => [contents([list.node(call)])[0], call]));
        const given = nodes.map((node) => byContent.get(contents([node])[0]));
        expect(given.map((call) => call && place(call, order))).toEqual(
          expected.map((call) => place(call, order)),
        );
        expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
        const page = await pageOf(api, list, { ...args, first: size });
        expect(page.totalCount).toBe(expected.length);
        await api.close();
      },
    ),
    { numRuns: runs(80) },
  );
}, 60_000);
