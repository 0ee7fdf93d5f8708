import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { summary, type Api } from '../../support/api.ts';
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
import { meets } from '../../support/callFacts.ts';
import {
  comparable,
  DIMENSIONS,
  FIGURES,
  groupsOf,
  hasDimension,
  isTime,
  type Dimension,
} from '../../support/plainGroups.ts';

const sharedApi = callApiOfFile();

const ratio = z.object({ numerator: z.int(), denominator: z.int() });
const group = z.object({
  keys: z.array(z.string().nullable()),
  count: z.int(),
  totalDurationSeconds: z.int().nullable(),
  averageDurationSeconds: z.number().nullable(),
  averageQueueSeconds: z.number().nullable(),
  maxQueueSeconds: z.int().nullable(),
  distinctContacts: z.int(),
  handled: ratio,
  abandoned: ratio,
  serviceLevel: ratio,
  strictLevel: ratio,
  withDisposition: ratio,
});
type Group = z.output<typeof group>;

async function groups(
  api: Api,
  field: string,
  by: readonly Dimension[],
  args: CallArguments & { readonly most?: number },
): Promise<Group[]> {
  const document = `query (${LIST_VARIABLES}, $by: [CallDimension!]!, $most: Int) {
    list: ${field}(${LIST_ARGUMENTS}) { groups(by: $by, first: $most) { ${FIGURES} } }
  }`;
  const model = z.object({ list: z.object({ groups: z.array(group) }) });
  return (await api.read(model, document, { ...args, by })).list.groups;
}

const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
const timeOf = (key: string): string => (WEEKDAYS.includes(key) ? String(WEEKDAYS.indexOf(key)) : key);

const NAMES: readonly Dimension[] = [
  'AGENT',
  'CAMPAIGN',
  'PORTFOLIO',
  'DISPOSITION',
  'CARRIER_DISPOSITION',
  'CALL_TYPE',
  'DIRECTION',
  'TERMINATION_REASON',
  'QUEUE',
  'TRUNK',
  'LIST',
  'CONTACT_NUMBER',
  'VENDOR_LEAD_CODE',
  'DAY',
  'HOUR',
  'HALF_HOUR',
  'QUARTER_HOUR',
  'WEEKDAY',
  'HOUR_OF_DAY',
];
const PAIRS: readonly (readonly Dimension[])[] = [
  ['CAMPAIGN', 'DISPOSITION'],
  ['DAY', 'AGENT'],
  ['HOUR', 'TERMINATION_REASON'],
  ['PORTFOLIO', 'HALF_HOUR'],
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
  const all = [...NAMES.map((name) => [name]), ...PAIRS, []];
  const isOwn = (by: readonly Dimension[]): boolean =>
    by.every((dimension) => hasDimension(list.kind, dimension));

  test.each(all.filter(isOwn))('by %s and %s', async (...by) => {
    const api = sharedApi();
    const dimensions = by.filter((name) => name !== undefined);
    const found = await groups(api, list.field, dimensions, { period });
    expect(comparable(found)).toEqual(comparable(groupsOf(rows, dimensions)));
    // In time if the first dimension is one, else the largest first.
    const leading = found.map(({ keys, count }) => (isTime(dimensions[0]) ? timeOf(keys[0] ?? '') : -count));
    expect(leading).toEqual(leading.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    expect(new Set(found.map(({ keys }) => keys.length))).toEqual(new Set([dimensions.length]));
  });

  test.each(all.filter((by) => !isOwn(by)))('by %s is refused: it has no such value', async (...by) => {
    const api = await startCallApi();
    const { data, errors } = await api.query(
      `query ($by: [CallDimension!]!) { list: ${list.field} { groups(by: $by) { count } } }`,
      { by: by.filter((name) => name !== undefined) },
    );
    expect(data).toEqual({ list: null });
    expect(errors.map(summary)).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    expect(errors[0]?.extensions).toMatchObject({ argument: 'by' });
    expect(api.dialer.counts()).toEqual({});
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

  test('`first` gives the largest', async () => {
    const by = ['AGENT', 'DISPOSITION'] as const;
    const every = await groups(sharedApi(), list.field, by, { period });
    for (const most of [0, 1, 3, 1000])
      expect(await groups(sharedApi(), list.field, by, { period, most })).toEqual(every.slice(0, most));
  });
});

test('groups of Query.calls are those of both directions that have the dimensions', async () => {
  const api = sharedApi();
  const rows = [...callsFrom('outbound'), ...callsFrom('inbound')];
  for (const by of [
    ['CALL_TYPE'],
    ['DIRECTION', 'HOUR_OF_DAY'],
    ['QUEUE'],
    ['LIST'],
    ['VENDOR_LEAD_CODE'],
    ['QUEUE', 'LIST'],
    ['AGENT', 'HOUR'],
  ] satisfies Dimension[][]) {
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
  expect(await groups(api, 'inboundCalls', [], { period: dayPeriod() })).toMatchObject([
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
