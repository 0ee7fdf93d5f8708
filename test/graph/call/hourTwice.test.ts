/** In the hour that occurs twice, the dialer's own id of a call tells which of the two times is meant. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Api } from '../../support/api.ts';
import {
  callApiTo,
  plainCall,
  startCallApi,
  startCallDialer,
  type PlainCall,
} from '../../support/callDay.ts';
import { startVoxo, voxoSettings } from '../../support/otherVoxo.ts';

const NIGHT = '2025-11-02';
/** 01:30 in Chicago on that night, for the first and the second time. */
const FIRST = 1_762_065_000;
const SECOND = FIRST + 3600;
const CDT = `${NIGHT}T01:30:00-05:00`;
const CST = `${NIGHT}T01:30:00-06:00`;

const inbound = (uniqueId: string | null, own: Partial<PlainCall> = {}): PlainCall =>
  plainCall('inbound', { at: `${NIGHT} 01:30:00`, uniqueId, ...own });

const PERIOD = { from: NIGHT, to: NIGHT };
const list = z.object({
  list: z.object({
    totalCount: z.number(),
    nodes: z.array(
      z.object({
        startedAt: z.string(),
        uniqueId: z.string().nullish(),
        enteredQueueAt: z.string().nullish(),
      }),
    ),
    pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
  }),
});

async function listOf(api: Api, variables: object = {}, field = 'inboundCalls') {
  const node =
    field === 'calls' ? 'startedAt ... on InboundCall { uniqueId }' : 'startedAt uniqueId enteredQueueAt';
  const found = await api.read(
    list,
    `query ($period: PeriodInput, $filter: CallFilter, $orderBy: CallOrder, $first: Int, $after: String) {
      list: ${field}(period: $period, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        totalCount nodes { ${node} } pageInfo { endCursor hasNextPage }
      }
    }`,
    { period: PERIOD, ...variables },
  );
  return found.list;
}
const startsOf = async (api: Api, variables: object = {}, field?: string): Promise<string[]> =>
  (await listOf(api, variables, field)).nodes.map(({ startedAt }) => startedAt);

test('two calls of 01:30 are an hour apart, the later one first', async () => {
  const api = await startCallApi([inbound(`${FIRST}.1`), inbound(`${SECOND}.1`)]);
  expect(await startsOf(api)).toEqual([CST, CDT]);
  expect(await startsOf(api, { orderBy: { field: 'STARTED_AT', direction: 'ASC' } })).toEqual([CDT, CST]);
});

test.each([
  ['an id with a host in front', `pbx-east-${SECOND}.77`],
  ['an id without a number', String(SECOND)],
])('%s tells it, too', async (_, uniqueId) => {
  expect(await startsOf(await startCallApi([inbound(uniqueId)]))).toEqual([CST]);
});

test.each([
  ['no id', null],
  ['an empty one', ''],
  ['the first hour', `${FIRST}.1`],
  ['a second beside', `${SECOND + 1}.1`],
  ['another hour', `${SECOND + 3600}.1`],
  ['another year', '1793521800.1'],
  ['zero', '0.1'],
  ['a negative one', `-${SECOND * 2}.1`],
  ['a huge one', `${SECOND}0000000000000000000000.1`],
  ['milliseconds', `${SECOND}000.1`],
  ['a word in front', `x${SECOND}.1`],
  ['words', 'N/A'],
  ['markup', `<b>${SECOND}</b>x`],
])('%s tells nothing: the first is meant', async (_, uniqueId) => {
  expect(await startsOf(await startCallApi([inbound(uniqueId)]))).toEqual([CDT]);
});

test('outside that hour an id changes nothing', async () => {
  const at = (time: string, uniqueId: string): PlainCall => inbound(uniqueId, { at: `${NIGHT} ${time}` });
  const calls = [at('00:59:59', `${SECOND}.1`), at('02:00:00', `${FIRST}.1`), at('02:00:01', `${SECOND}.1`)];
  expect(await startsOf(await startCallApi(calls))).toEqual([
    `${NIGHT}T02:00:01-06:00`,
    `${NIGHT}T02:00:00-06:00`,
    `${NIGHT}T00:59:59-05:00`,
  ]);
});

/** Calls of the whole night, told by their instants in minutes since the first 01:00. */
const MINUTES = [-10, -1, 0, 1, 30, 59, 60, 61, 90, 119, 120, 121, 300];
const night = MINUTES.map((minutes) => {
  const seconds = FIRST - 1800 + minutes * 60;
  const zoned = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO('America/Chicago');
  const at = zoned.toPlainDateTime().toString({ smallestUnit: 'second' });
  return {
    call: inbound(`${seconds}.1`, { at: at.replace('T', ' ') }),
    text: `${at}${zoned.offset}`,
    seconds,
  };
});
const texts = night.map(({ text }) => text);

describe('a night', () => {
  test('is in order, page by page, in both directions', async () => {
    const api = await startCallApi(night.map(({ call }) => call));
    for (const [direction, expected] of [
      ['ASC', texts],
      ['DESC', texts.toReversed()],
    ] as const) {
      const seen: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const page = await listOf(api, { orderBy: { field: 'STARTED_AT', direction }, first: 2, after });
        seen.push(...page.nodes.map(({ startedAt }) => startedAt));
        ({ endCursor: after, hasNextPage: more } = page.pageInfo);
      }
      expect(seen).toEqual(expected);
    }
  });

  test('is in order beside outbound calls, which have no id', async () => {
    const outbound = plainCall('outbound', { at: `${NIGHT} 01:45:00` });
    const calls = [...night.map(({ call }) => call), outbound];
    const orderBy = { field: 'STARTED_AT', direction: 'ASC' };
    const starts = await startsOf(await startCallApi(calls), { orderBy }, 'calls');
    expect(starts).toEqual(
      [...texts, `${NIGHT}T01:45:00-05:00`].toSorted((a, b) => Date.parse(a) - Date.parse(b)),
    );
  });

  test('is filtered by its instants', async () => {
    const api = await startCallApi(night.map(({ call }) => call));
    for (const [from, to] of [
      [CDT, CST],
      [`${NIGHT}T01:00:00-06:00`, `${NIGHT}T02:00:00-06:00`],
      [`${NIGHT}T01:00:00-05:00`, `${NIGHT}T01:00:00-06:00`],
    ] as const) {
      const expected = texts.filter(
        (text) => Date.parse(from) <= Date.parse(text) && Date.parse(text) < Date.parse(to),
      );
      const starts = await startsOf(api, { filter: { startedAt: { from, to } } });
      expect(starts).toEqual(expected.toReversed());
    }
  });
});

test.each([
  ['after the second start', `${SECOND}.1`, '01:30', '01:31', `${NIGHT}T01:31:00-06:00`],
  ['after the first start', `${FIRST}.1`, '01:30', '01:31', `${NIGHT}T01:31:00-05:00`],
  ['across the change', `${FIRST + 1740}.1`, '01:59', '01:02', `${NIGHT}T01:02:00-06:00`],
  ['at the start', `${SECOND}.1`, '01:30', '01:30', CST],
  ['before the second start', `${SECOND}.1`, '01:30', '01:29', `${NIGHT}T01:29:00-06:00`],
  ['after the hour', `${SECOND}.1`, '01:30', '02:01', `${NIGHT}T02:01:00-06:00`],
  ['into the hour', null, '00:59', '01:00', `${NIGHT}T01:00:00-05:00`],
])('a caller enters the queue %s', async (_, uniqueId, start, entered, expected) => {
  const call = inbound(uniqueId, { at: `${NIGHT} ${start}:00`, entered: `${NIGHT} ${entered}:00` });
  const { nodes } = await listOf(await startCallApi([call]));
  expect(nodes.map(({ enteredQueueAt }) => enteredQueueAt)).toEqual([expected]);
});

test('each of the two calls has the carrier’s record of its own hour', async () => {
  const record = { from: '3125550100', to: '7735550100', direction: 'IN' };
  const voxo = await startVoxo({
    records: [
      { ...record, id: 'early', at: '2025-11-02T06:30:02Z' },
      { ...record, id: 'late', at: '2025-11-02T07:30:03Z' },
    ],
  });
  const calls = [inbound(`${FIRST}.1`), inbound(`${SECOND}.1`)];
  const api = await callApiTo(await startCallDialer(calls), voxoSettings(voxo));
  const { inboundCalls } = await api.data(
    'query ($period: PeriodInput) { inboundCalls(period: $period) { nodes { carrierMatch { secondsApart carrierCall { id } } } } }',
    { period: PERIOD },
  );
  expect(inboundCalls).toEqual({
    nodes: [
      { carrierMatch: { secondsApart: 3, carrierCall: { id: 'late' } } },
      { carrierMatch: { secondsApart: 2, carrierCall: { id: 'early' } } },
    ],
  });
});
