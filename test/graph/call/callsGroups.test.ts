import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  callApiOfFile,
  callsFrom,
  DAY,
  dayPeriod,
  FIRST_DAY,
  LAST_DAY,
  LIST_ARGUMENTS,
  LIST_VARIABLES,
  LISTS,
  plainCall,
  startCallApi,
  type CallArguments,
} from '../../support/callDay.ts';
import { DIMENSIONS, groupsOf, meets, type Dimension, type PlainGroup } from '../../support/callFacts.ts';
import type { Api } from '../../support/api.ts';

const sharedApi = callApiOfFile();

const group = z.object({
  keys: z.array(z.string().nullable()),
  count: z.int(),
  totalDurationSeconds: z.int().nullable(),
  averageDurationSeconds: z.number().nullable(),
  averageQueueSeconds: z.number().nullable(),
  maxQueueSeconds: z.int().nullable(),
});
type Group = z.output<typeof group>;

async function groups(
  api: Api,
  field: string,
  by: readonly Dimension[],
  args: CallArguments & { readonly most?: number },
): Promise<Group[]> {
  const document = `query (${LIST_VARIABLES}, $by: [CallDimension!]!, $most: Int) {
    list: ${field}(${LIST_ARGUMENTS}) {
      groups(by: $by, first: $most) {
        keys count totalDurationSeconds averageDurationSeconds averageQueueSeconds maxQueueSeconds
      }
    }
  }`;
  const model = z.object({ list: z.object({ groups: z.array(group) }) });
  return (await api.read(model, document, { ...args, by })).list.groups;
}

/** Keys in lower case, since those that differ in case only are one; and in an order of their own. */
const comparable = (found: readonly (Group | PlainGroup)[]): unknown[] =>
  found
    .map(({ keys, averageDurationSeconds, averageQueueSeconds, ...rest }) => ({
      ...rest,
      keys: keys.map((key) => key?.toLowerCase() ?? null),
      averageDurationSeconds: averageDurationSeconds?.toFixed(9) ?? null,
      averageQueueSeconds: averageQueueSeconds?.toFixed(9) ?? null,
    }))
    .sort((a, b) => (JSON.stringify(a.keys) < JSON.stringify(b.keys) ? -1 : 1));

const NAMES: readonly Dimension[] = [
  'AGENT',
  'CAMPAIGN',
  'PORTFOLIO',
  'DISPOSITION',
  'CALL_TYPE',
  'TERMINATION_REASON',
  'QUEUE',
  'DAY',
  'HOUR',
];
const PAIRS: readonly (readonly Dimension[])[] = [
  ['CAMPAIGN', 'DISPOSITION'],
  ['DAY', 'AGENT'],
  ['HOUR', 'TERMINATION_REASON'],
  ['QUEUE', 'PORTFOLIO'],
  ['CALL_TYPE', 'CALL_TYPE'],
  ['PORTFOLIO', 'CAMPAIGN', 'DAY'],
];

test('every dimension of the schema is tested', () => {
  expect([...NAMES].sort()).toEqual(Object.keys(DIMENSIONS).sort());
});

describe.each(LISTS)('groups of $field', (list) => {
  const rows = callsFrom(list.kind, FIRST_DAY, LAST_DAY);
  const period = dayPeriod(FIRST_DAY, LAST_DAY);

  test.each([...NAMES.map((name) => [name]), ...PAIRS, []])('by %s and %s', async (...by) => {
    const api = sharedApi();
    const dimensions = by.filter((name) => name !== undefined);
    const found = await groups(api, list.field, dimensions, { period });
    expect(comparable(found)).toEqual(comparable(groupsOf(rows, dimensions)));
    const counts = found.map(({ count }) => count);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(new Set(found.map(({ keys }) => keys.length))).toEqual(new Set([dimensions.length]));
  });

  test('are those of all pages, and of the filter', async () => {
    const api = sharedApi();
    const filter = { portfolios: ['NRD', 'SUR'], dispositions: ['sale'] };
    const found = await groups(api, list.field, ['AGENT'], { period, filter, first: 1 });
    expect(comparable(found)).toEqual(
      comparable(
        groupsOf(
          rows.filter((row) => meets(row, filter)),
          ['AGENT'],
        ),
      ),
    );
  });

  test.each([0, 1, 3, 1000])('`first: %i` gives the largest', async (most) => {
    const api = await startCallApi();
    const all = await groups(api, list.field, ['AGENT', 'DISPOSITION'], { period });
    expect(await groups(api, list.field, ['AGENT', 'DISPOSITION'], { period, most })).toEqual(
      all.slice(0, most),
    );
  });
});

test('groups of Query.calls are those of both directions', async () => {
  const api = sharedApi();
  const rows = [...callsFrom('outbound'), ...callsFrom('inbound')];
  for (const by of [['CALL_TYPE'], ['QUEUE'], ['AGENT', 'HOUR']] satisfies Dimension[][]) {
    const found = await groups(api, 'calls', by, { period: dayPeriod() });
    expect(comparable(found)).toEqual(comparable(groupsOf(rows, by)));
  }
});

test('a key is spelled as first met, and groups of one size go by their keys', async () => {
  const api = await startCallApi(
    ['Sale', 'SALE', 'b', 'B', 'a', null, 'sale'].map((disposition, second) =>
      plainCall('agent', { disposition, at: `${DAY} 10:00:0${second}` }),
    ),
  );
  const found = await groups(api, 'agentCalls', ['DISPOSITION'], { period: dayPeriod() });
  expect(found.map(({ keys, count }) => [...keys, count])).toEqual([
    ['Sale', 3],
    ['b', 2],
    [null, 1],
    ['a', 1],
  ]);
});

test('two keys are never taken for two others', async () => {
  const api = await startCallApi([
    plainCall('agent', { disposition: 'a', campaign: null }),
    plainCall('agent', { disposition: null, campaign: 'a' }),
    plainCall('agent', { disposition: 'null', campaign: 'a' }),
    plainCall('agent', { disposition: 'a b', campaign: 'c' }),
    plainCall('agent', { disposition: 'a', campaign: 'b c' }),
  ]);
  const found = await groups(api, 'agentCalls', ['DISPOSITION', 'CAMPAIGN'], { period: dayPeriod() });
  expect(found.map(({ count }) => count)).toEqual([1, 1, 1, 1, 1]);
});

test('calls without a duration or a wait count, but not towards their averages', async () => {
  const api = await startCallApi([
    plainCall('inbound', { seconds: 10, queueSeconds: null, uniqueId: '1' }),
    plainCall('inbound', { seconds: null, queueSeconds: 7, uniqueId: '2' }),
    plainCall('inbound', { seconds: 25, queueSeconds: 0, uniqueId: '3' }),
  ]);
  expect(await groups(api, 'inboundCalls', [], { period: dayPeriod() })).toEqual([
    {
      keys: [],
      count: 3,
      totalDurationSeconds: 35,
      averageDurationSeconds: 17.5,
      averageQueueSeconds: 3.5,
      maxQueueSeconds: 7,
    },
  ]);
});

test('DAY and HOUR are the dialer’s own, an hour in the gap and one that occurs twice too', async () => {
  const times = ['2026-03-08 02:30:00', '2026-11-01 01:30:00', '2026-05-12 00:00:00'];
  const api = await startCallApi(
    times.map((at) => plainCall('outbound', { at })),
    { MAX_PERIOD_DAYS: '400' },
  );
  const found = await groups(api, 'outboundCalls', ['DAY', 'HOUR'], {
    period: dayPeriod('2026-01-01', '2026-12-31'),
  });
  expect(found.map(({ keys }) => keys)).toEqual([
    ['2026-03-08', '2026-03-08T02'],
    ['2026-05-12', '2026-05-12T00'],
    ['2026-11-01', '2026-11-01T01'],
  ]);
});
