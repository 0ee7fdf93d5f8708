import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  callApiOfFile,
  callApiTo,
  daysAsked,
  FIRST_DAY,
  LAST_DAY,
  OUTBOUND,
  plainCall,
  startCallDialer,
  walk,
} from '../../support/callDay.ts';
import { cellsOf, exportFrom, rowsOf } from './exporting.ts';

const apiOfFile = callApiOfFile();

const ALL_DAYS = { from: FIRST_DAY, to: LAST_DAY };
const SELECTION =
  'id startedAt contactNumber queueSeconds agent { username live: profile { name } } disposition';
const LIST = { ...OUTBOUND, selection: SELECTION };
const QUERY = `query Calls($period: PeriodInput, $orderBy: CallOrder, $filter: CallFilter) {
  outboundCalls(period: $period, orderBy: $orderBy, filter: $filter, first: 3) {
    totalCount nodes { ${SELECTION} } pageInfo { hasNextPage }
  }
}`;

const NAMES = [
  'id',
  'startedAt',
  'contactNumber',
  'queueSeconds',
  'agent.username',
  'agent.live.name',
  'disposition',
];

/** The cells of a node: null and an empty text are both empty. */
const cellsOfNode = (node: unknown): string[] =>
  NAMES.map((name) => {
    const value = name.split('.').reduce<unknown>((at, key) => Object(at)[key], node) ?? '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  });

const orders = [
  undefined,
  { field: 'STARTED_AT', direction: 'ASC' },
  { field: 'AGENT', direction: 'DESC' },
] as const;

test.each(orders)('CSV has the rows of all pages, in their order: %o', async (orderBy) => {
  const api = apiOfFile();
  const variables = { period: ALL_DAYS, ...(orderBy && { orderBy }) };
  const nodes = await walk(api, LIST, variables);
  const { status, headers, text, trailers, isWhole } = await exportFrom(api.url, {
    accept: 'text/csv',
    query: QUERY,
    variables,
  });
  expect(status).toBe(200);
  expect(isWhole).toBe(true);
  expect(headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
  expect(headers['content-disposition']).toBe('attachment; filename="Calls.csv"');
  expect(headers['vary']).toContain('accept');
  expect(nodes.length).toBeGreaterThan(2000);
  expect(cellsOf(text)).toEqual([NAMES, ...nodes.map(cellsOfNode)]);
  expect(trailers).toMatchObject({
    'x-export-rows': String(nodes.length),
    'x-field-errors': '0',
    'x-unreadable-count': '0',
  });
});

test('NDJSON has the same objects, one a line', async () => {
  const api = apiOfFile();
  const variables = { period: ALL_DAYS };
  const { text, headers } = await exportFrom(api.url, {
    accept: 'application/x-ndjson',
    query: QUERY,
    variables,
  });
  expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
  expect(rowsOf(text)).toEqual(await walk(api, LIST, variables));
});

test('groups, plain lists and edges are exported; a list within a row is JSON', async () => {
  const api = apiOfFile();
  const groups = `{ outboundCalls(period: { from: "${FIRST_DAY}", to: "${LAST_DAY}" }) { groups(by: [CAMPAIGN, DISPOSITION]) { by: keys count } } }`;
  const answered = z.object({
    outboundCalls: z.object({
      groups: z.array(z.object({ by: z.array(z.string().nullable()), count: z.int() })),
    }),
  });
  const all = (await api.read(answered, groups)).outboundCalls.groups;
  const limited = groups.replace('DISPOSITION])', 'DISPOSITION], first: 2)');
  const { text } = await exportFrom(api.url, { accept: 'text/csv', query: limited });
  expect(cellsOf(text)).toEqual([
    ['by', 'count'],
    ...all.map(({ by, count }) => [JSON.stringify(by), String(count)]),
  ]);
  const plain = await exportFrom(api.url, { accept: 'text/csv', query: '{ campaigns { name } }' });
  expect(cellsOf(plain.text)[0]).toEqual(['name']);
  expect(cellsOf(plain.text)).toHaveLength(6);
  const edges = await exportFrom(api.url, {
    accept: 'application/x-ndjson',
    query: '{ agents { edges { cursor node { username portfolios { code } } } } }',
  });
  expect(rowsOf(edges.text)[0]).toEqual({ username: 'Agent.01', portfolios: [{ code: 'NRD' }] });
  expect(rowsOf(edges.text)).toHaveLength(54);
});

test('a list of several kinds of rows has the columns of all kinds', async () => {
  const api = apiOfFile();
  const { text } = await exportFrom(api.url, {
    accept: 'text/csv',
    query:
      '{ calls { nodes { kind: __typename ... on InboundCall { queue } ...Out startedAt } } } fragment Out on OutboundCall { listId }',
  });
  const [names, ...rows] = cellsOf(text);
  expect(names).toEqual(['kind', 'queue', 'listId', 'startedAt']);
  expect(new Set(rows.map(([kind]) => kind))).toEqual(new Set(['OutboundCall', 'InboundCall']));
  expect(rows.every(([kind, queue, list]) => (kind === 'InboundCall' ? list : queue) === '')).toBe(true);
});

test('a GET is an export too, and an answer is compressed if its client takes that', async () => {
  const api = apiOfFile();
  const wanted = { accept: 'text/csv', query: QUERY, variables: { period: ALL_DAYS } };
  const plain = await exportFrom(api.url, { ...wanted, method: 'GET' });
  const zipped = await exportFrom(api.url, { ...wanted, headers: { 'accept-encoding': 'gzip' } });
  expect(plain.status).toBe(200);
  expect(zipped.headers['content-encoding']).toBe('gzip');
  expect(zipped.trailers['x-export-rows']).toBe(plain.trailers['x-export-rows']);
  expect(gunzipSync(zipped.body).toString('utf8')).toBe(plain.text);
  expect((await exportFrom(api.url, { ...wanted, method: 'HEAD' })).status).toBe(405);
});

test.each([
  ['text/csv, application/json', 'text/csv'],
  ['application/json, text/csv', 'application/json'],
  ['application/json;q=0.9, text/csv', 'text/csv'],
  ['text/csv;q=0.5, application/graphql-response+json', 'application/graphql-response+json'],
  ['text/csv;q=0.5, application/x-ndjson;q=0.6, */*;q=0.1', 'application/x-ndjson'],
  ['*/*, text/csv', 'text/csv'],
  ['text/csv;q=0, */*', 'application/json'],
  ['*/*', 'application/json'],
])('accept: %s is answered as %s', async (accept, type) => {
  const { status, headers } = await exportFrom(apiOfFile().url, { accept, query: '{ campaigns { name } }' });
  expect(status).toBe(200);
  expect(headers['content-type']?.split(';')[0]).toBe(type);
});

test('a type that nothing can be sent as is refused', async () => {
  const { status } = await exportFrom(apiOfFile().url, {
    accept: 'text/csv;q=0',
    query: '{ campaigns { name } }',
  });
  expect(status).toBe(406);
});

test('the windows of a period are asked for one after the other, in the order of the list, and once', async () => {
  const dialer = await startCallDialer();
  const api = await callApiTo(dialer);
  const wanted = { accept: 'text/csv', query: QUERY };
  await exportFrom(api.url, { ...wanted, variables: { period: ALL_DAYS } });
  const newestFirst = dialer.requests
    .filter(({ action }) => action === 'outbound_cdr')
    .map(({ fields }) => new URLSearchParams(fields.map(([name, value]) => [name, value])).get('fromDate'));
  expect(newestFirst).toEqual(['2026-05-19', '2026-05-12', '2026-05-05']);
  expect(dialer.mostInFlight).toBeLessThan(3);
  const again = await exportFrom(api.url, {
    ...wanted,
    variables: { period: ALL_DAYS, orderBy: { field: 'STARTED_AT', direction: 'ASC' } },
    headers: { 'x-dialer-cost': 'actual' },
  });
  expect(daysAsked(dialer, 'outbound_cdr')).toHaveLength(3);
  const cost: unknown = JSON.parse(again.trailers['x-dialer-cost'] ?? 'null');
  expect(cost).toMatchObject({
    plan: { calls: { outbound_cdr: 3 } },
    calls: {},
    cached: { outbound_cdr: 3 },
  });
});

test('cells that a spreadsheet takes for formulas are text; numbers, quotes and line breaks are as they are', async () => {
  const texts = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\tx',
    '\rx',
    '"q", "r"',
    'two\r\nlines',
    "'=kept",
    ' =x',
    '1-2',
    'ä€😀',
  ];
  const calls = texts.map((campaign, index) =>
    plainCall('outbound', { campaign, at: `2026-05-12 10:00:${String(index).padStart(2, '0')}` }),
  );
  const api = await callApiTo(await startCallDialer(calls));
  const query =
    '{ outboundCalls(orderBy: { field: STARTED_AT, direction: ASC }) { nodes { campaignName queueSeconds } } }';
  const nodes = z.object({
    outboundCalls: z.object({ nodes: z.array(z.object({ campaignName: z.string().nullable() })) }),
  });
  const names = (await api.read(nodes, query)).outboundCalls.nodes.map(
    ({ campaignName }) => campaignName ?? '',
  );
  const { text } = await exportFrom(api.url, { accept: 'text/csv', query });
  const cells = cellsOf(text)
    .slice(1)
    .map(([cell = '']) => cell);
  expect(cells).toEqual(names.map((name) => (/^[=+\-@\t\r]/.test(name) ? `'${name}` : name)));
  expect(cells.filter((cell) => cell.startsWith("'")).length).toBeGreaterThan(3);
});
