import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startApi, summary, type Api, type Settings } from '../../support/api.ts';
import { planned, withCost } from '../../support/dialerCost.ts';
import { DIALER_PASS, DIALER_USER, startOtherDialer } from '../../support/otherDialer.ts';
import {
  epoch,
  giveRecords,
  json,
  recordRow,
  startVoxo,
  TENANT,
  VOXO_TOKEN,
  voxoSettings,
  windowsAsked,
  type PlainRecord,
  type VoxoOptions,
} from '../../support/otherVoxo.ts';
import type { ScriptedServer } from '../../support/scriptedServer.ts';
import { scopesWithout, startViewedApi, viewer } from '../../support/viewers.ts';
import { bodyOf } from '../../upstream/transcripts.ts';

interface Started {
  readonly api: Api;
  readonly voxo: ScriptedServer;
}

/** The server in front of the other dialer and a VOXO. */
async function start(options: VoxoOptions = {}, settings: Settings = {}): Promise<Started> {
  const voxo = await startVoxo(options);
  const account = options.account ?? { tenantId: TENANT };
  const own = {
    ...('tenantId' in account ? { VOXO_TENANT_ID: account['tenantId'] ?? '' } : {}),
    ...('billingCode' in account ? { VOXO_BILLING_CODE: account['billingCode'] ?? '' } : {}),
  };
  return { voxo, api: await startApi({ ...voxoSettings(voxo, own), ...settings }) };
}

const page = z.object({
  carrierCalls: z.object({
    totalCount: z.int(),
    nodes: z.array(z.object({ id: z.string(), startedAt: z.string() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

interface Range {
  readonly from?: string;
  readonly to?: string;
}

const LIST = `query ($range: DateTimeRangeInput!, $filter: CarrierCallFilter, $first: Int, $after: String) {
  carrierCalls(range: $range, filter: $filter, first: $first, after: $after) {
    totalCount nodes { id startedAt } pageInfo { hasNextPage endCursor }
  }
}`;

const listOf = async (api: Api, range: Range, more: object = {}) =>
  (await api.read(page, LIST, { range, first: 1000, ...more })).carrierCalls;

/** The ids of a range's records, newest first. */
const idsOf = async (api: Api, range: Range, filter?: object): Promise<string[]> =>
  (await listOf(api, range, { filter })).nodes.map(({ id }) => id);

const DAY: Range = { from: '2026-05-12T05:00:00Z', to: '2026-05-13T05:00:00Z' };

/** One record every so many minutes of a range, its ends included. */
function every(minutes: number, { from = '', to = '' }: Range): PlainRecord[] {
  const records: PlainRecord[] = [];
  for (let at = epoch(from); at <= epoch(to); at += minutes * 60_000) {
    const instant = Temporal.Instant.fromEpochMilliseconds(at).toString();
    records.push({ id: `r-${instant}`, at: instant, to: '3125550100' });
  }
  return records;
}

/** Those within a range, newest first. */
const within = (records: readonly PlainRecord[], { from = '', to = '' }: Range): string[] =>
  records
    .filter(({ at }) => epoch(from) <= epoch(at) && epoch(at) < epoch(to))
    .toSorted((a, b) => epoch(b.at) - epoch(a.at))
    .map(({ id }) => id);

describe('a record', () => {
  const EVERY_FIELD = `{ carrierCalls(range: { from: "2022-10-10T00:00:00Z", to: "2022-10-12T00:00:00Z" }) { totalCount nodes {
    id startedAt callerNumber callerName dialedNumber direction disposition durationSeconds afterAnswerSeconds answeredBy
    recorded queueCall presented outcome uniqueId previousUniqueId nextUniqueId billingId partnerId
    quality { meanOpinionScore jitterPercent packetLoss qos }
    origin { ani outgoingCallerId ocn spid lec lecType lata city rateCenter state jurisdiction local tollFree international geolocation }
  } } }`;

  test('is given whole, as documented', async () => {
    const { api, voxo } = await start({}, { VOXO_TIMEZONE: 'America/New_York' });
    voxo.answer('call-reports', {
      headers: { 'content-type': 'application/json' },
      body: bodyOf('call-reports'),
    });
    expect(await api.data(EVERY_FIELD)).toEqual({
      carrierCalls: {
        totalCount: 2,
        nodes: [
          {
            id: '2d275d62-706c-42d2-a4d4-e4ef53d83974',
            startedAt: '2022-10-10T23:07:20-04:00',
            callerNumber: '5555555555',
            callerName: 'BILL CLINTON',
            dialedNumber: '5555555555',
            direction: 'INBOUND',
            disposition: 'ANSWERED',
            durationSeconds: 4,
            afterAnswerSeconds: 4,
            answeredBy: null,
            recorded: false,
            queueCall: false,
            presented: true,
            outcome: null,
            uniqueId: 'atl-ast2-1665457640.1430167',
            previousUniqueId: null,
            nextUniqueId: null,
            billingId: null,
            partnerId: null,
            quality: { meanOpinionScore: 0, jitterPercent: 0, packetLoss: 0, qos: 0 },
            origin: {
              ani: '5555555555',
              outgoingCallerId: null,
              ocn: '8911',
              spid: null,
              lec: 'JAMAICA TELEPHONE CO.',
              lecType: 'CLEC',
              lata: '826',
              city: 'KINGSTON',
              rateCenter: 'KINGSTON',
              state: 'JM',
              jurisdiction: 'INTERSTATE',
              local: false,
              tollFree: null,
              international: null,
              geolocation: null,
            },
          },
          expect.objectContaining({
            id: 'ae8a5f62-7bd3-46a0-84d6-a3d46b35c886',
            startedAt: '2022-10-10T19:49:16-04:00',
            disposition: 'NO ANSWER',
            presented: false,
            quality: { meanOpinionScore: 4.4, jitterPercent: 0, packetLoss: 0, qos: 1 },
            origin: expect.objectContaining({ ani: null, state: null, local: null }),
          }),
        ],
      },
    });
    expect([...(voxo.requests[0]?.query ?? [])]).toEqual([
      ['tenantId', TENANT],
      ['start', '2022-10-09 20:00:00'],
      ['end', '2022-10-11 20:00:00'],
      ['timezone', 'America/New_York'],
    ]);
    expect(voxo.requests[0]).toMatchObject({
      method: 'GET',
      headers: { authorization: `Bearer ${VOXO_TOKEN}`, 'content-type': 'application/json' },
    });
  });

  test('of no readable time is left out and logged, and the others are there', async () => {
    const { api } = await start({
      records: [
        { id: 'good', at: '2026-05-12T12:00:00Z' },
        { id: 'bad', at: '2026-05-12T12:00:00Z', from: '3125550177', wire: { time: '3125550177' } },
      ],
    });
    expect(await idsOf(api, DAY)).toEqual(['good']);
    const line = api.log.find((text) => text.includes('"gaps"'));
    expect(JSON.parse(line ?? '')).toMatchObject({
      action: 'call-reports',
      gaps: expect.arrayContaining([{ member: 'time', cells: 0, rows: 1 }]),
    });
    expect(line).not.toContain('3125550177');
  });

  test('with a member of a form nobody foresaw is there without it', async () => {
    const wire = {
      geolocation: { lat: 29.7, lng: -95.4 },
      billingId: ['x'],
      isTollFree: { no: 1 },
      mos: 'N/A',
      percentJitter: '12%',
      packetLoss: '3 %',
      qos: {},
    };
    const { api } = await start({ records: [{ id: 'odd', at: '2026-05-12T12:00:00Z', wire }] });
    const { carrierCalls } = await api.data(
      `{ carrierCalls(range: { from: "${DAY.from}", to: "${DAY.to}" }) { nodes {
        id billingId quality { meanOpinionScore jitterPercent packetLoss qos } origin { geolocation tollFree }
      } } }`,
    );
    expect(carrierCalls).toEqual({
      nodes: [
        {
          id: 'odd',
          billingId: null,
          quality: { meanOpinionScore: null, jitterPercent: 12, packetLoss: 3, qos: null },
          origin: { geolocation: null, tollFree: null },
        },
      ],
    });
  });

  test('is read with the comma the document ends its list with', async () => {
    const { api, voxo } = await start();
    const row = recordRow({ id: 'a', at: '2026-05-12T12:00:00Z' }, 'America/New_York');
    voxo.answer('call-reports', { ...json([]), body: `[\n ${JSON.stringify(row)},\n]\n` });
    expect(await idsOf(api, DAY)).toEqual(['a']);
  });

  test.each([
    ['IN', 'INBOUND'],
    ['Outbound', 'OUTBOUND'],
    ['INTERNAL', null],
    [null, null],
  ])('that goes %j is %j', async (direction, expected) => {
    const { api } = await start({ records: [{ id: 'a', at: '2026-05-12T12:00:00Z', direction }] });
    const { carrierCalls } = await api.data(
      `{ carrierCalls(range: { from: "${DAY.from}", to: "${DAY.to}" }) { nodes { direction } } }`,
    );
    expect(carrierCalls).toEqual({ nodes: [{ direction: expected }] });
  });
});

describe('a range', () => {
  test('of 62 days comes whole and once from two or three requests', async () => {
    const range = { from: '2026-09-20T13:37:21Z', to: '2026-11-21T13:37:21Z' };
    const records = every(10, range);
    const { api, voxo } = await start({ records });
    const ids: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const list = await listOf(api, range, { after });
      ids.push(...list.nodes.map(({ id }) => id));
      after = list.pageInfo.endCursor;
      more = list.pageInfo.hasNextPage;
    }
    expect(ids).toEqual(within(records, range));
    expect(ids.length).toBe(62 * 24 * 6);
    // All ten pages of it: past windows are remembered.
    expect([2, 3]).toContain(windowsAsked(voxo).length);
  });

  test('is planned with its windows, and costs them', async () => {
    const { api, voxo } = await start();
    const query =
      '{ carrierCalls(range: { from: "2026-03-01T06:00:00Z", to: "2026-05-02T05:00:00Z" }) { totalCount } }';
    expect(await planned(api, query)).toEqual({ 'call-reports': 2 });
    const { extensions } = await withCost(api, 'actual', query);
    expect(extensions?.dialer.calls).toEqual({ 'call-reports': 2 });
    expect(windowsAsked(voxo)).toEqual([
      '2026-03-01 00:00:00 to 2026-04-01 00:00:00',
      '2026-04-01 00:00:00 to 2026-05-02 00:00:00',
    ]);
  });

  test.each([
    ['October', '2026-10-01T05:00:00Z', '2026-11-01T05:00:00Z', '2026-10-01 00:00:00 to 2026-11-01 00:00:00'],
    ['March', '2026-03-01T06:00:00Z', '2026-04-01T05:00:00Z', '2026-03-01 00:00:00 to 2026-04-01 00:00:00'],
    [
      'November',
      '2026-11-01T05:00:00Z',
      '2026-12-01T06:00:00Z',
      '2026-11-01 00:00:00 to 2026-12-01 00:00:00',
    ],
  ])('of a month is one request: %s', async (_, from, to, window) => {
    const { api, voxo } = await start();
    expect(await idsOf(api, { from, to })).toEqual([]);
    expect(windowsAsked(voxo)).toEqual([window]);
  });

  test('begins and ends at whole hours, so that the next one who asks shares the answer', async () => {
    const records = every(1, { from: '2026-05-12T09:00:00Z', to: '2026-05-12T15:00:00Z' });
    const { api, voxo } = await start({ records });
    for (const [from, to] of [
      ['2026-05-12T10:20:30.500Z', '2026-05-12T13:40:00Z'],
      ['2026-05-12T10:59:59Z', '2026-05-12T13:00:01Z'],
    ] as const) {
      expect(await idsOf(api, { from, to })).toEqual(within(records, { from, to }));
    }
    expect(windowsAsked(voxo)).toEqual(['2026-05-12 05:00:00 to 2026-05-12 09:00:00']);
  });

  test('but not where that would take one request more', async () => {
    const { api, voxo } = await start();
    await idsOf(api, { from: '2026-05-01T10:20:30Z', to: '2026-06-01T10:20:30Z' });
    expect(windowsAsked(voxo)).toEqual(['2026-05-01 05:20:30 to 2026-06-01 05:20:30']);
  });

  test('is half open: its end belongs to the next', async () => {
    const records = every(60, { from: '2026-05-12T00:00:00Z', to: '2026-05-13T00:00:00Z' });
    const { api } = await start({ records });
    const [before, after] = [
      await idsOf(api, { from: '2026-05-12T00:00:00Z', to: '2026-05-12T12:00:00Z' }),
      await idsOf(api, { from: '2026-05-12T12:00:00Z', to: '2026-05-13T00:00:00Z' }),
    ];
    expect(before).toHaveLength(12);
    expect(after).toHaveLength(12);
    expect(before.filter((id) => after.includes(id))).toEqual([]);
  });

  test('that is empty costs nothing', async () => {
    const { api, voxo } = await start();
    expect(await idsOf(api, { from: DAY.from ?? '', to: DAY.from ?? '' })).toEqual([]);
    expect(await idsOf(api, DAY, { dispositions: [] })).toEqual([]);
    expect(voxo.requests).toEqual([]);
  });

  test.each([
    ['0000-01-01T00:00:00Z', '0000-01-01T10:00:00Z'],
    ['1998-12-31T00:00:00Z', '1999-01-31T00:00:00Z'],
    ['9999-12-01T00:00:00Z', '9999-12-31T23:59:59Z'],
  ])('of years that VOXO has no digits for costs nothing: %s', async (from, to) => {
    const { api, voxo } = await start();
    expect(await idsOf(api, { from, to })).toEqual([]);
    expect(voxo.requests).toEqual([]);
  });

  test('without an end goes up to now', async () => {
    const now = Math.floor(Date.now() / 1000) * 1000;
    const at = (ms: number): string => Temporal.Instant.fromEpochMilliseconds(now + ms).toString();
    const records = [
      { id: 'now', at: at(-1000) },
      { id: 'to come', at: at(600_000) },
      { id: 'old', at: at(-7_200_000) },
    ];
    const { api } = await start({ records });
    expect(await idsOf(api, { from: at(-3_600_000) })).toEqual(['now']);
  });

  test('gives a record that comes twice once', async () => {
    const twice: PlainRecord = { id: 'a', at: '2026-05-12T12:00:00Z' };
    const { api } = await start({ records: [twice, twice, { id: 'b', at: '2026-05-12T12:00:00Z' }] });
    expect((await idsOf(api, DAY)).toSorted()).toEqual(['a', 'b']);
  });

  test.each<[string, Range, string]>([
    ['without a beginning', { to: '2026-05-12T00:00:00Z' }, 'range.from'],
    ['that ends before it starts', { from: '2026-05-12T00:00:01Z', to: '2026-05-12T00:00:00Z' }, 'range'],
    ['that is to come', { from: '9998-05-12T00:00:01Z' }, 'range'],
    ['of more than 92 days', { from: '2026-01-01T00:00:00Z', to: '2026-04-03T01:00:01Z' }, 'range'],
  ])('%s is bad input, and nothing is asked', async (_, range, argument) => {
    const { api, voxo } = await start();
    const { data, errors } = await api.query(LIST, { range });
    expect(data).toEqual({ carrierCalls: null });
    expect(errors.map(summary)).toEqual([{ path: 'carrierCalls', code: 'BAD_USER_INPUT', argument }]);
    expect(voxo.requests).toEqual([]);
  });

  test.each([
    ['first: -1', 'first'],
    ['first: 1001', 'first'],
    ['after: "nonsense"', 'after'],
  ])('with %s is bad input', async (argument, named) => {
    const { api, voxo } = await start();
    const { errors } = await api.query(
      `{ carrierCalls(range: { from: "${DAY.from}", to: "${DAY.to}" }, ${argument}) { totalCount } }`,
    );
    expect(errors.map(({ extensions }) => extensions['argument'])).toEqual([named]);
    expect(voxo.requests).toEqual([]);
  });
});

describe('the nights the clocks change', () => {
  const AUTUMN = { from: '2026-11-01T04:00:00Z', to: '2026-11-01T11:00:00Z' };
  const SPRING = { from: '2026-03-08T05:00:00Z', to: '2026-03-08T11:00:00Z' };

  test.each(['earlier', 'later'] as const)(
    'in autumn every record is there, whichever of two hours VOXO takes a time to be in: the %s',
    async (reads) => {
      const records = every(10, AUTUMN);
      const { api } = await start({ records, reads });
      for (const [from, to] of [
        ['2026-11-01T05:30:00Z', '2026-11-01T08:30:00Z'],
        ['2026-11-01T06:30:00Z', '2026-11-01T07:10:00Z'],
        ['2026-11-01T07:30:00Z', '2026-11-01T09:00:00Z'],
        ['2026-11-01T06:00:00Z', '2026-11-01T07:00:00Z'],
      ] as const) {
        expect(await idsOf(api, { from, to })).toEqual(within(records, { from, to }));
      }
    },
  );

  test('in autumn the second hour is told by the unique id, and else the first is meant', async () => {
    const { api } = await start({
      records: [
        { id: 'first', at: '2026-11-01T06:30:00Z' },
        { id: 'second', at: '2026-11-01T07:30:00Z' },
        { id: 'untold', at: '2026-11-01T07:30:01Z', wire: { uniqueId: '' } },
      ],
    });
    const { nodes } = await listOf(api, AUTUMN);
    expect(nodes).toEqual([
      { id: 'second', startedAt: '2026-11-01T01:30:00-06:00' },
      { id: 'untold', startedAt: '2026-11-01T01:30:01-05:00' },
      { id: 'first', startedAt: '2026-11-01T01:30:00-05:00' },
    ]);
  });

  test('in spring nothing is missing, and an hour less is asked for', async () => {
    const records = every(10, SPRING);
    const { api, voxo } = await start({ records });
    const range = { from: '2026-03-08T07:30:00Z', to: '2026-03-08T08:30:00Z' };
    expect(await idsOf(api, range)).toEqual(within(records, range));
    expect(windowsAsked(voxo)).toEqual(['2026-03-08 01:00:00 to 2026-03-08 04:00:00']);
  });

  test.each(['America/Chicago', 'Europe/Dublin', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'])(
    'no window is longer than VOXO allows, and none leaves anything out: %s',
    async (timezone) => {
      const year = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };
      const records = every(211, year);
      const { api } = await start({ records }, { VOXO_TIMEZONE: timezone, MAX_PERIOD_DAYS: '400' });
      for (const offset of [0, 29, 30, 31]) {
        const from = Temporal.Instant.from('2026-01-05T01:30:00Z')
          .add({ hours: offset * 24 })
          .toString();
        const { totalCount } = await listOf(api, { from, to: '2026-12-30T06:30:00Z' }, { first: 0 });
        expect(totalCount).toBe(within(records, { from, to: '2026-12-30T06:30:00Z' }).length);
      }
    },
  );
});

describe('an account', () => {
  test('by its billing code', async () => {
    const { api, voxo } = await start({
      account: { billingCode: 'X&Y 7' },
      records: [{ id: 'a', at: '2026-05-12T12:00:00Z' }],
    });
    expect(await idsOf(api, DAY)).toEqual(['a']);
    expect(voxo.requests[0]?.query.get('tenantId')).toBeNull();
  });

  test('of a partner is asked for 24 hours at a time, the nights the clocks change too', async () => {
    const range = { from: '2026-10-30T05:00:00Z', to: '2026-11-03T06:00:00Z' };
    const records = every(30, range);
    const { api, voxo } = await start({ account: {}, records });
    expect(await idsOf(api, range)).toEqual(within(records, range));
    expect(windowsAsked(voxo)[0]).toBe('2026-10-30 00:00:00 to 2026-10-31 00:00:00');
    expect([5, 6]).toContain(windowsAsked(voxo).length);
    const spring = { from: '2026-03-07T06:00:00Z', to: '2026-03-10T05:00:00Z' };
    expect(await idsOf(api, spring)).toEqual([]);
  });

  test('of a partner with many days to ask for: each has its deadline when it is its turn', async () => {
    const { api, voxo } = await start({ account: {} }, { VOXO_TIMEOUT_MS: '500' });
    voxo.answer('call-reports', { ...json([]), delayMs: 150 });
    const range = { from: '2026-05-01T05:00:00Z', to: '2026-05-16T05:00:00Z' };
    // Fifteen of them, three at a time: a quarter of a second longer than one may take.
    expect(await idsOf(api, range)).toEqual([]);
    expect(windowsAsked(voxo)).toHaveLength(15);
  });

  test('one of whose windows is the last to be answered: no other waits for it', async () => {
    const { api, voxo } = await start({ account: {} }, { VOXO_TIMEOUT_MS: '2000' });
    const others = Promise.withResolvers<void>();
    voxo.answer('call-reports', async () => {
      const { length } = voxo.requests;
      if (length === 15) others.resolve();
      // The first call alone logs in; this is the one after it.
      if (length === 2) await others.promise;
      return json([]);
    });
    expect(await idsOf(api, { from: '2026-05-01T05:00:00Z', to: '2026-05-16T05:00:00Z' })).toEqual([]);
    expect(windowsAsked(voxo)).toHaveLength(15);
  });

  test('that is not there: null, and nothing is planned', async () => {
    const api = await startApi();
    expect(await api.data(LIST, { range: DAY })).toEqual({ carrierCalls: null });
    const query = `{ carrierCalls(range: { from: "${DAY.from}", to: "${DAY.to}" }) { totalCount }
      outboundCalls { nodes { carrierMatch { confidence } } } }`;
    expect(await planned(api, query)).toEqual({ outbound_cdr: 1 });
  });
});

describe('a filter', () => {
  const at = '2026-05-12T12:00:00Z';
  const records: readonly PlainRecord[] = [
    {
      id: 'a',
      at,
      direction: 'IN',
      from: '+1 (312) 555-0101',
      to: '7735550100',
      disposition: 'Answered',
      mos: 3.1,
    },
    {
      id: 'b',
      at,
      direction: 'OUT',
      from: '7735550100',
      to: '13125550102',
      disposition: 'NO ANSWER',
      mos: 0,
    },
    { id: 'c', at, direction: 'OUT', to: '3125550101', disposition: 'BUSY', mos: null },
    { id: 'd', at, direction: null, disposition: null, mos: '4.2' },
  ];
  test.each<[object, string[]]>([
    [{}, ['a', 'b', 'c', 'd']],
    [{ direction: 'INBOUND' }, ['a']],
    [{ direction: 'OUTBOUND' }, ['b', 'c']],
    [{ dispositions: ['answered', 'busy'] }, ['a', 'c']],
    [{ dispositions: [] }, []],
    [{ phoneNumber: '3125550101' }, ['a', 'c']],
    [{ phoneNumber: '1-312-555-0102' }, ['b']],
    [{ phoneNumber: '0102' }, []],
    [{ maxMeanOpinionScore: 4.2 }, ['a', 'd']],
    [{ maxMeanOpinionScore: 3 }, []],
    [{ maxMeanOpinionScore: 3.1, direction: 'INBOUND', dispositions: ['ANSWERED'] }, ['a']],
  ])('%j', async (filter, ids) => {
    const { api } = await start({ records });
    expect((await idsOf(api, DAY, filter)).toSorted()).toEqual(ids);
  });

  test('by a number is a look-up: counted, and written down with the number masked', async () => {
    const { voxo, ...viewed } = await startViewed({ records }, { LOOKUPS_PER_MINUTE: '2' });
    const client = viewed.api.as(viewer(scopesWithout(), null, 'analyst'));
    const ask = (phoneNumber: string) => client.query(LIST, { range: DAY, filter: { phoneNumber } });
    await ask('3125550101');
    await ask('9995550000');
    const { errors } = await ask('3125550102');
    expect(errors[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    const audited = viewed.api.log.flatMap((line) => (line.includes('look_up') ? [JSON.parse(line)] : []));
    expect(audited).toMatchObject(
      [
        ['••••••0101', 'found'],
        ['••••••0000', 'nothing'],
        ['••••••0102', 'rate limited'],
      ].map(([subject, outcome]) => ({ audit: { caller: 'analyst', by: 'phoneNumber', subject, outcome } })),
    );
    expect(voxo.requests).toHaveLength(1);
  });
});

async function startViewed(options: VoxoOptions, settings: Settings = {}) {
  const voxo = await startVoxo(options);
  const dialer = await startOtherDialer();
  onTestFinished(() => dialer.close());
  const account = { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
  return { voxo, dialer, api: await startViewedApi(account, { ...voxoSettings(voxo), ...settings }) };
}

const groupsBy = (by: string): string =>
  `{ carrierCalls(range: { from: "${DAY.from}", to: "${DAY.to}" }) { groups(by: [${by}]) { keys } } }`;

describe('who may not know whom it was about', () => {
  const who = viewer(scopesWithout('pii:read'));
  const records = [{ id: 'a', at: '2026-05-12T12:00:00Z', from: '3125550101', state: 'TX' }];

  test('may not ask by number', async () => {
    const { api, voxo } = await startViewed({ records });
    const { errors } = await api.as(who).query(LIST, { range: DAY, filter: { phoneNumber: '3125550101' } });
    expect(errors.map(summary)).toMatchObject([{ code: 'FORBIDDEN', scope: 'pii:read' }]);
    expect(voxo.requests).toEqual([]);
  });

  test('nor count by state or exchange carrier, which would tell it of a single call', async () => {
    const { api } = await startViewed({ records });
    for (const by of ['DISPOSITION, STATE', 'LEC']) {
      const { errors } = await api.as(who).query(groupsBy(by));
      expect(errors.map(summary)).toMatchObject([{ code: 'FORBIDDEN', scope: 'pii:read' }]);
    }
    expect((await api.as(who).data(groupsBy('DISPOSITION')))['carrierCalls']).toEqual({
      groups: [{ keys: ['ANSWERED'] }],
    });
  });

  test('and whoever is limited to portfolios may not ask at all', async () => {
    const { api, voxo } = await startViewed({ records });
    const { errors } = await api.as(viewer(scopesWithout(), ['NRD'])).query(LIST, { range: DAY });
    expect(errors.map(summary)).toMatchObject([{ path: 'carrierCalls', code: 'FORBIDDEN' }]);
    expect(voxo.requests).toEqual([]);
  });
});

const group = (keys: readonly (string | null)[], count: number, averageMeanOpinionScore: number | null) => ({
  keys,
  count,
  averageMeanOpinionScore,
});

describe('groups', () => {
  const records: readonly PlainRecord[] = [
    { id: 'a', at: '2026-05-12T12:05:00Z', direction: 'IN', disposition: 'ANSWERED', mos: 4, state: 'TX' },
    { id: 'b', at: '2026-05-12T12:55:00Z', direction: 'IN', disposition: 'answered', mos: 3, state: 'TX' },
    { id: 'c', at: '2026-05-12T13:05:00Z', direction: 'OUT', disposition: 'ANSWERED', mos: 0, state: null },
    {
      id: 'd',
      at: '2026-05-12T13:05:00Z',
      direction: 'OUT',
      disposition: 'BUSY',
      mos: 0,
      state: 'JM',
      wire: { lec: 'JAMAICA TELEPHONE CO.' },
    },
  ];

  test.each([
    ['[]', [group([], 4, 3.5)]],
    ['[DISPOSITION]', [group(['ANSWERED'], 3, 3.5), group(['BUSY'], 1, null)]],
    ['[DIRECTION]', [group(['INBOUND'], 2, 3.5), group(['OUTBOUND'], 2, null)]],
    ['[STATE]', [group(['TX'], 2, 3.5), group([null], 1, null), group(['JM'], 1, null)]],
    ['[LEC]', [group([null], 3, 3.5), group(['JAMAICA TELEPHONE CO.'], 1, null)]],
    // In the dialer's zone, which is another than VOXO's.
    ['[DAY]', [group(['2026-05-12'], 4, 3.5)]],
    ['[HOUR]', [group(['2026-05-12T17'], 2, 3.5), group(['2026-05-12T18'], 2, null)]],
    ['[DIRECTION, HOUR], first: 1', [group(['INBOUND', '2026-05-12T17'], 2, 3.5)]],
  ])('by %s', async (by, expected) => {
    const { api } = await start({ records }, { DIALER_TIMEZONE: 'Asia/Karachi' });
    const { carrierCalls } = await api.data(
      `{ carrierCalls(range: { from: "${DAY.from}", to: "${DAY.to}" }, first: 1) { groups(by: ${by}) { keys count averageMeanOpinionScore } } }`,
    );
    // The newest was met first, and so was its spelling.
    const inCapitals = JSON.stringify(carrierCalls).replaceAll('answered', 'ANSWERED');
    expect(JSON.parse(inCapitals)).toEqual({ groups: expected });
  });

  test('a negative first is bad input, and nothing is asked', async () => {
    const { api, voxo } = await start({ records });
    const { errors } = await api.query(
      `{ carrierCalls(range: { from: "${DAY.from}", to: "${DAY.to}" }) { groups(by: [HOUR], first: -1) { count } } }`,
    );
    expect(errors.map(summary)).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'first' }]);
    expect(voxo.requests).toEqual([]);
  });
});

describe('a VOXO in trouble', () => {
  const QUERY = `{ agents { totalCount } carrierCalls(range: { from: "${DAY.from}", to: "${DAY.to}" }) { totalCount } }`;

  test.each([
    ['a refused token', json({ message: VOXO_TOKEN }, 401), 'VOXO_UNAUTHORIZED', false, 1],
    ['a missing role', json({ message: VOXO_TOKEN }, 403), 'VOXO_UNAUTHORIZED', false, 1],
    ['a refused question', json({ message: VOXO_TOKEN }, 400), 'VOXO_REFUSED', false, 1],
    ['too many questions', json({}, 429), 'RATE_LIMITED', true, 1],
    ['a failure', json({}, 503), 'VOXO_UNAVAILABLE', true, 3],
    ['an answer that is none', json({ error: VOXO_TOKEN }), 'VOXO_BAD_RESPONSE', false, 1],
    ['an answer that comes late', { ...json([]), delayMs: 1500 }, 'VOXO_TIMEOUT', true, 1],
  ])('%s fails that field alone', async (_, reply, code, retryable, requests) => {
    const { api, voxo } = await start({}, { VOXO_TIMEOUT_MS: '1000' });
    voxo.answer('call-reports', reply);
    const { data, errors, text } = await api.query(QUERY);
    expect(data).toEqual({ agents: { totalCount: 4 }, carrierCalls: null });
    expect(errors.map(summary)).toMatchObject([
      { path: 'carrierCalls', code, action: 'call-reports', retryable },
    ]);
    expect(errors[0]?.message).toContain('(2026-05-12 00:00:00 to 2026-05-13 00:00:00, America/Chicago)');
    expect(voxo.requests).toHaveLength(requests);
    expect(`${text}${api.log.join('')}`).not.toContain(VOXO_TOKEN);
    expect((await fetch(`${api.url}/ready`)).status).toBe(200);
  });

  test('whose token is refused is not asked again, and the dialer goes on', async () => {
    const { api, voxo } = await start();
    voxo.answer('call-reports', json({}, 401));
    for (let times = 0; times < 3; times += 1) {
      const { errors } = await api.query(QUERY);
      expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['VOXO_UNAUTHORIZED']);
    }
    expect(voxo.requests).toHaveLength(1);
    expect(await api.data('{ campaigns { campaignId } }')).toMatchObject({ campaigns: [{}, {}, {}] });
  });

  test('has a breaker of its own: a VOXO that is down is left alone, the dialer is not', async () => {
    const { api, voxo } = await start();
    voxo.answer('call-reports', json({}, 500));
    for (let times = 0; times < 6; times += 1)
      await api.query(LIST, { range: { ...DAY, from: `2026-05-12T0${times}:00:00Z` } });
    const before = voxo.requests.length;
    const { errors } = await api.query(LIST, { range: DAY });
    expect(errors[0]?.message).toMatch(/^VOXO has failed at call-reports several times in a row/);
    expect(voxo.requests).toHaveLength(before);
    expect((await fetch(`${api.url}/ready`)).status).toBe(200);
    expect(await api.data('{ agents { totalCount } }')).toEqual({ agents: { totalCount: 4 } });
  });

  test('and a dialer that is down is no trouble of VOXO', async () => {
    const { api, voxo } = await start({ records: [{ id: 'a', at: '2026-05-12T12:00:00Z' }] });
    await api.dialer.close();
    for (let times = 0; times < 6; times += 1) await api.query('{ campaigns { name } }');
    expect((await fetch(`${api.url}/ready`)).status).toBe(503);
    expect(await idsOf(api, DAY)).toEqual(['a']);
    expect(voxo.requests).toHaveLength(1);
  });

  test('that is slow keeps nobody waiting for the dialer', async () => {
    const { api, voxo } = await start({}, { VOXO_CONCURRENCY: '1', DIALER_CONCURRENCY: '1' });
    const held = Promise.withResolvers<void>();
    voxo.answer('call-reports', () => held.promise.then(() => json([])));
    const slow = [3, 4, 5].map((hour) =>
      api.query(LIST, { range: { from: `2026-05-12T0${hour}:00:00Z`, to: DAY.to } }),
    );
    await expect.poll(() => voxo.requests.length).toBe(1);
    await api.data('{ agents { totalCount } }');
    held.resolve();
    expect((await Promise.all(slow)).map(({ errors }) => errors)).toEqual([[], [], []]);
    expect(voxo.mostInFlight).toBe(1);
  });

  test('of whose windows one fails: the field fails, naming the window', async () => {
    const { api, voxo } = await start({ records: [] });
    voxo.answer('call-reports', (_, { query }) =>
      query.get('start')?.startsWith('2026-06') ? json({}, 400) : json([]),
    );
    const { errors } = await api.query(LIST, {
      range: { from: '2026-05-01T05:00:00Z', to: '2026-07-01T05:00:00Z' },
    });
    expect(errors.map(({ message }) => message)).toEqual([
      'VOXO refused call-reports (HTTP 400) (2026-06-01 00:00:00 to 2026-07-01 00:00:00, America/Chicago).',
    ]);
  });
});

test('past days are remembered for an hour, in a memory of their own', async () => {
  const { api, voxo } = await start({ records: every(5, DAY) });
  const range = { from: DAY.from ?? '', to: '2026-05-12T17:00:00Z' };
  for (let times = 0; times < 3; times += 1) expect(await idsOf(api, range)).toHaveLength(144);
  expect(windowsAsked(voxo)).toHaveLength(1);
  // Another record has come meanwhile, and is not asked for.
  giveRecords(voxo, { records: [{ id: 'late', at: '2026-05-12T12:00:00Z' }] });
  expect(await idsOf(api, range)).toHaveLength(144);
});

test('the token is nowhere in what is said and logged', async () => {
  const { api, voxo } = await start({ records: every(60, DAY) }, { LOG_LEVEL: 'trace' });
  const answers = [await api.query(LIST, { range: DAY })];
  voxo.answer('call-reports', json([{ id: VOXO_TOKEN }]));
  answers.push(
    await api.query(LIST, { range: { from: '2026-04-12T05:00:00Z', to: '2026-04-13T05:00:00Z' } }),
  );
  voxo.raw('call-reports', (socket) => socket.destroy());
  answers.push(
    await api.query(LIST, { range: { from: '2026-03-12T05:00:00Z', to: '2026-03-13T05:00:00Z' } }),
  );
  expect(answers.map(({ errors }) => errors.length)).toEqual([0, 1, 1]);
  const everything = [...answers.map(({ text }) => text), ...api.log].join('\n');
  expect(everything).toContain('VOXO_UNAVAILABLE');
  expect(everything).not.toContain(VOXO_TOKEN);
  // It goes into the header alone.
  expect(voxo.requests.map(({ path, query }) => `${path} ${query.toString()}`).join()).not.toContain(
    VOXO_TOKEN,
  );
});
