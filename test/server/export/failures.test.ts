import { expect, test } from 'vitest';
import {
  callApiTo,
  callsFrom,
  cdrAnswer,
  DAY,
  FIRST_DAY,
  LAST_DAY,
  plainCall,
  startCallDialer,
} from '../../support/callDay.ts';
import { leadInfo, success } from '../../support/otherDialer.ts';
import { keysText, testFile } from '../../support/keysFile.ts';
import { rawClient } from '../../support/rawClient.ts';
import { startApi, type Api } from '../../support/api.ts';
import { cellsOf, exportFrom, linesOf, rowsOf } from './exporting.ts';

const QUERY = `query Days { outboundCalls(period: { from: "${FIRST_DAY}", to: "${LAST_DAY}" }) { nodes { startedAt agentUsername } } }`;
const CSV = { accept: 'text/csv', query: QUERY };
const NDJSON = { accept: 'application/x-ndjson', query: QUERY };
const DEFECTIVE = { status: 500, body: 'out of order' };

/** The audit lines of exports. */
const auditOf = ({ log }: Pick<Api, 'log'>): unknown[] =>
  log
    .map((line): { audit?: { action?: string } } => JSON.parse(line))
    .flatMap(({ audit }) => (audit?.action === 'export' ? [audit] : []));

/** A server whose dialer fails for a window, named by its first day. */
async function failingFor(day: string): Promise<Api> {
  const dialer = await startCallDialer();
  const api = await callApiTo(dialer, { LOG_LEVEL: 'info' });
  await exportFrom(api.url, { accept: 'text/csv', query: '{ campaigns { name } }' });
  const calls = callsFrom('outbound', FIRST_DAY, LAST_DAY);
  dialer.answer('outbound_cdr', (fields) =>
    fields.get('fromDate') === day ? DEFECTIVE : cdrAnswer(calls, 'outbound', fields),
  );
  return api;
}

test('if a window fails, NDJSON ends with its error', async () => {
  const api = await failingFor('2026-05-12');
  const { status, text, isWhole } = await exportFrom(api.url, NDJSON);
  expect(status).toBe(200);
  expect(isWhole).toBe(true);
  const lines = linesOf(text);
  expect(lines.slice(0, -1)).toHaveLength(callsFrom('outbound', '2026-05-19', '2026-05-19').length);
  expect(lines.at(-1)).toMatchObject({
    errors: [
      { extensions: { code: 'DIALER_UNAVAILABLE', action: 'outbound_cdr', requestId: expect.any(String) } },
    ],
  });
  expect(text).not.toContain('out of order');
});

test('if a window fails, the trailers tell the gaps of those before it, and the cost', async () => {
  const dialer = await startCallDialer();
  const api = await callApiTo(dialer);
  dialer.answer('outbound_cdr', (fields) =>
    fields.get('fromDate') === '2026-05-12'
      ? DEFECTIVE
      : success({ rows: [{ call_date: '2026-05-19 10:00:00', queue_time: 'soon' }, { call_date: 'never' }] }),
  );
  const { text, trailers } = await exportFrom(api.url, {
    ...NDJSON,
    query: QUERY.replace('agentUsername', 'queueSeconds'),
    headers: { 'x-dialer-cost': 'actual' },
  });
  expect(linesOf(text).at(-1)).not.toHaveProperty('extensions');
  expect(trailers).toMatchObject({ 'x-export-rows': '1', 'x-unreadable-count': '1' });
  expect(trailers['x-dialer-gaps']).toContain('queue_time');
  expect(JSON.parse(trailers['x-dialer-cost'] ?? '{}')).toMatchObject({
    plan: { calls: { outbound_cdr: 3 } },
  });
});

test.each(['1.1', '1.0'])('if a window fails, the connection of a CSV breaks (HTTP/%s)', async (version) => {
  const api = await failingFor('2026-05-12');
  const body = JSON.stringify({ query: QUERY });
  const client = await rawClient(
    api.url,
    `POST /graphql HTTP/${version}\r\nhost: localhost\r\naccept: text/csv\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  let isReset = false;
  client.socket.once('error', () => {
    isReset = true;
  });
  await client.closed;
  expect(client.text()).toContain('startedAt,agentUsername\r\n');
  expect(client.text()).not.toContain('\r\n0\r\n');
  expect(isReset).toBe(version === '1.0');
  await expect
    .poll(() => auditOf(api))
    .toMatchObject([{ format: 'csv' }, { list: 'outboundCalls.nodes', complete: false }]);
  await expect.poll(() => api.log.join('')).toMatch(/"name":"Days","viewer":"[^"]+","outcome":"failed"/);
});

test('an error before the first row is a JSON answer with its status', async () => {
  const api = await failingFor('2026-05-19');
  const { status, headers, text } = await exportFrom(api.url, CSV);
  expect(status).toBe(503);
  expect(headers['content-type']).toMatch(/^application\/graphql-response\+json/);
  expect(JSON.parse(text)).toMatchObject({
    data: null,
    errors: [{ extensions: { code: 'DIALER_UNAVAILABLE' } }],
  });
  expect(auditOf(api)).toMatchObject([
    { list: 'campaigns', complete: true },
    { list: 'outboundCalls.nodes', rows: 0, complete: false },
  ]);
});

test('an export that was refused is audited; a plan that was asked for is none', async () => {
  const api = await callApiTo(await startCallDialer(), {
    LOG_LEVEL: 'info',
    MAX_CALLS_PER_OPERATION: '2',
  });
  await exportFrom(api.url, { ...NDJSON, headers: { 'x-dialer-cost': 'plan' } });
  await exportFrom(api.url, { ...CSV, query: '{ agent(username: "nobody") { calls { nodes { id } } } }' });
  expect((await exportFrom(api.url, NDJSON)).status).toBe(400);
  await expect
    .poll(() => auditOf(api))
    .toMatchObject([
      { list: 'agent.calls.nodes', format: 'csv', rows: 0, complete: false },
      { list: 'outboundCalls.nodes', format: 'ndjson', rows: 0, complete: false },
    ]);
});

test('an export whose client leaves before the first row is audited', async () => {
  const dialer = await startCallDialer();
  const api = await callApiTo(dialer, { LOG_LEVEL: 'info' });
  await api.query('{ campaigns { name } }');
  let hasLeft: Promise<void> | undefined;
  dialer.answer('outbound_cdr', (_, { disconnected }) => {
    hasLeft = disconnected;
    return new Promise<never>(() => undefined);
  });
  const body = JSON.stringify({ query: QUERY });
  const client = await rawClient(
    api.url,
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: text/csv\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await expect.poll(() => hasLeft !== undefined).toBe(true);
  client.socket.destroy();
  await hasLeft;
  await expect.poll(() => auditOf(api)).toMatchObject([{ rows: 0, complete: false }]);
});

test.each([
  ['{ outboundCalls { totalCount } }', 400, 'selects none'],
  ['{ agents { nodes { username } } campaigns { name } }', 400, '`agents.nodes`, `campaigns`'],
  ['{ outboundCalls { nodes { id } groups(by: [DAY]) { count } } }', 400, 'selects 2'],
  ['{ outboundCalls { edges { a: node { id } b: node { id } } } }', 400, 'selects 2'],
  ['{ node(id: "QWdlbnQ6eA") { ... on Agent { calls { nodes { id } } } } }', 400, '`node` can be'],
  ['{ __schema { types { name } } }', 400, 'schema cannot be exported'],
  ['{ campaigns { __proto__: name } }', 400, '__proto__'],
  [
    'mutation { addLead(input: { phoneNumber: "7275550101", listId: "1", source: "x" }) { __typename } }',
    400,
    'Only a query',
  ],
  ['{ agent(username: "nobody") { calls { nodes { id } } } }', 404, '`agent.calls.nodes`'],
  ['{ campaigns { nme } }', 400, 'nme'],
  ['query ($p: PeriodInput!) { outboundCalls(period: $p) { nodes { id } } }', 400, '$p'],
  [
    '{ outboundCalls(period: { from: "2026-05-12", to: "2026-05-01" }) { nodes { id } } }',
    400,
    'ends before',
  ],
  ['{ outboundCalls(after: "x") { nodes { id } } }', 400, 'cursor'],
  ['{ campaigns { name @skip(if: true) } }', 400, 'no column'],
])('%s is refused', async (query, status, words) => {
  const api = await startApi();
  const answer = await exportFrom(api.url, { accept: 'text/csv', query });
  expect(answer.text).toContain(words.replaceAll('"', '\\"'));
  expect(JSON.parse(answer.text)).toMatchObject({
    errors: [{ extensions: { requestId: expect.any(String) } }],
  });
  expect(answer.status).toBe(status);
});

test('NDJSON refuses rows that could be taken for the last line', async () => {
  const api = await startApi();
  const query = '{ campaigns { errors: name } }';
  expect((await exportFrom(api.url, { accept: 'application/x-ndjson', query })).status).toBe(400);
  expect((await exportFrom(api.url, { accept: 'text/csv', query })).status).toBe(200);
});

test('fields that fail are null, and are told', async () => {
  const dialer = await startCallDialer();
  const api = await callApiTo(dialer);
  dialer.answer('goGetAllCampaigns', DEFECTIVE);
  const query = `{ outboundCalls { nodes { campaignName campaign { name } } } }`;
  const json = await api.query(query.replace('outboundCalls', 'outboundCalls(first: 1000)'));
  const { text, trailers, isWhole } = await exportFrom(api.url, { accept: 'text/csv', query });
  expect(isWhole).toBe(true);
  expect(Number(trailers['x-field-errors'])).toBeGreaterThan(json.errors.length);
  expect(
    new Set(
      cellsOf(text)
        .slice(1)
        .map(([, name]) => name),
    ),
  ).toEqual(new Set(['']));
  const lines = linesOf((await exportFrom(api.url, { accept: 'application/x-ndjson', query })).text);
  expect(lines.at(-1)).toMatchObject({
    errors: expect.arrayContaining([
      expect.objectContaining({ path: ['outboundCalls', 'nodes', json.errors[0]?.path?.[2], 'campaign'] }),
    ]),
    extensions: { fieldErrorCount: Number(trailers['x-field-errors']) },
  });
});

test('rows that cannot be read, and gaps, are told at the end', async () => {
  const dialer = await startCallDialer([plainCall('outbound')]);
  const api = await callApiTo(dialer);
  const rows = [
    { call_date: '2026-05-12 10:00:00', queue_time: 'soon' },
    { call_date: 'never', queue_time: '3' },
  ];
  dialer.answer('outbound_cdr', success({ rows }));
  const query = '{ outboundCalls { nodes { startedAt queueSeconds } } }';
  const csv = await exportFrom(api.url, { accept: 'text/csv', query });
  expect(cellsOf(csv.text)).toEqual([
    ['startedAt', 'queueSeconds'],
    ['2026-05-12T10:00:00-05:00', ''],
  ]);
  expect(csv.trailers).toMatchObject({ 'x-export-rows': '1', 'x-unreadable-count': '1' });
  const gaps: unknown = JSON.parse(csv.trailers['x-dialer-gaps'] ?? '');
  expect(gaps).toContainEqual(expect.objectContaining({ action: 'outbound_cdr', member: 'queue_time' }));
  const { text } = await exportFrom(api.url, { accept: 'application/x-ndjson', query });
  expect(rowsOf(text)).toHaveLength(1);
  expect(linesOf(text).at(-1)).toEqual({ extensions: { unreadableCount: 1, dialer: { gaps } } });
});

test('the plan of an export is limited and told as that of a query', async () => {
  const api = await callApiTo(await startCallDialer(), { MAX_CALLS_PER_OPERATION: '2' });
  const refused = await exportFrom(api.url, CSV);
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('OPERATION_TOO_COMPLEX');
  const planned = await exportFrom(api.url, { ...CSV, headers: { 'x-dialer-cost': 'plan' } });
  expect(JSON.parse(planned.text)).toMatchObject({ extensions: { dialer: { plan: { total: 3 } } } });
  expect(api.dialer.counts()).toEqual({});
});

test('a viewer without pii:read gets masks, one limited to portfolios its own rows, and each is audited', async () => {
  const keys = testFile(
    keysText({
      all: { name: 'all' },
      masked: { name: 'masked', scopes: ['calls:read'] },
      own: { name: 'own', portfolios: ['NRD'] },
      none: { name: 'none', scopes: ['agents:read'] },
    }),
  );
  const api = await callApiTo(await startCallDialer(), {
    API_KEYS_FILE: keys.path,
    LOG_LEVEL: 'info',
  });
  const query = `{ outboundCalls(period: { from: "${DAY}", to: "${DAY}" }) { nodes { contactNumber portfolio { code } } } }`;
  const as = (key: string) =>
    exportFrom(api.url, { accept: 'text/csv', query, headers: { authorization: `Bearer ${key}` } });
  const calls = callsFrom('outbound');
  const masked = cellsOf((await as('masked')).text).slice(1);
  expect(masked).toHaveLength(calls.length);
  expect(masked.every(([number = '']) => number === '' || /^•+\d{4}$/.test(number))).toBe(true);
  const own = cellsOf((await as('own')).text).slice(1);
  expect(new Set(own.map(([, code]) => code))).toEqual(new Set(['NRD']));
  expect(own).toHaveLength(calls.filter(({ portfolio }) => portfolio === 'NRD').length);
  expect((await as('none')).status).toBe(403);
  expect((await as('unknown')).status).toBe(401);
  await expect
    .poll(() => auditOf(api))
    .toEqual([
      {
        action: 'export',
        caller: 'masked',
        list: 'outboundCalls.nodes',
        format: 'csv',
        rows: calls.length,
        complete: true,
      },
      {
        action: 'export',
        caller: 'own',
        list: 'outboundCalls.nodes',
        format: 'csv',
        rows: own.length,
        complete: true,
      },
      // Refused, since it lacks the scope.
      {
        action: 'export',
        caller: 'none',
        list: 'outboundCalls.nodes',
        format: 'csv',
        rows: 0,
        complete: false,
      },
    ]);
});

test.each([
  [
    'a number',
    '{ contact(phoneNumber: "3125551001") { calls(%) { nodes { startedAt } } } }',
    ['phoneNumber'],
  ],
  ['a lead', '{ lead(leadId: "77") { agent { calls(%) { nodes { answeredAt } } } } }', ['lead']],
  [
    'a lead and its number',
    '{ lead(leadId: "77") { contact { outsideHours(%) { nodes { startedAt } } } } }',
    ['lead', 'phoneNumber'],
  ],
])('%s is looked up once, however long the period is', async (_, query, expected) => {
  const keys = testFile(keysText({ all: { name: 'all' } }));
  const dialer = await startCallDialer();
  dialer.answer(
    'goGetCustomerInfo',
    leadInfo({ lead_id: '77', phone_number: '3125551001', user: 'agent.01' }),
  );
  const api = await callApiTo(dialer, {
    API_KEYS_FILE: keys.path,
    LOG_LEVEL: 'info',
    LOOKUPS_PER_MINUTE: '2',
  });
  const { isWhole, status } = await exportFrom(api.url, {
    accept: 'text/csv',
    query: query.replace('%', `period: { from: "${FIRST_DAY}", to: "${LAST_DAY}" }`),
    headers: { authorization: 'Bearer all' },
  });
  expect(status).toBe(200);
  expect(isWhole).toBe(true);
  await expect.poll(() => auditOf(api)).toMatchObject([{ complete: true }]);
  const lookUps = api.log
    .map((line): { audit?: { action?: string; by?: string } } => JSON.parse(line))
    .flatMap(({ audit }) => (audit?.action === 'look_up' ? [audit.by] : []));
  expect(lookUps).toEqual(expected);
});
