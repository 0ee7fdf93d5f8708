/**
 * Calls in columns and calls as objects give the same answers. Both servers get the same calls: one as rows, which it
 * reads into columns, the other as a numbered object, which it does not.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callApiTo, randomOf, ZONE } from '../../support/callDay.ts';
import { startScriptedServer } from '../../support/scriptedServer.ts';
import { success } from '../../support/otherDialer.ts';
import { some } from '../../support/samples.ts';
import { post, type Api, type AtEnd } from '../../support/api.ts';
import { scopesWithout, startViewedApi, viewer, type ViewedApi } from '../../support/viewers.ts';
import { FIGURES } from '../../support/plainGroups.ts';

const DAY = '2026-05-12';
/** The day on which the hour from 01:00 to 02:00 occurs twice in the dialer's zone. */
const LONG_DAY = '2026-11-01';

const random = randomOf(18);
const oneOf = (...items: readonly (string | number | null)[]) => items[Math.floor(random() * items.length)];

/** Wide rows, so that few of them make a large answer. */
const filler = 'x'.repeat(400);

const rowOf = (day: string, index: number) => {
  // Many calls of the same second, and in no order.
  const second = Math.floor(random() * 3000);
  const at = `${day} 0${1 + Math.floor(second / 1500)}:${String(Math.floor(second / 60) % 60).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}`;
  return {
    call_date: random() < 0.01 ? 'unreadable' : at,
    answer_time: at,
    src: oneOf('8005550100', '8005550101', null),
    dst: String(3_125_550_000 + Math.floor(random() * 2000)),
    agent: oneOf('anna', 'Anna', 'BEN', 'carl', '', null),
    user: oneOf('anna', 'Anna', 'BEN', 'carl', ''),
    phone_number: String(3_125_550_000 + index),
    campaign: oneOf('Sales', 'SALES', 'Care', `Rare ${index % 70}`),
    campaign_name: oneOf('Sales', 'Care'),
    call_type: oneOf('Dialer', 'MANUAL', 'odd', null),
    disposition: oneOf('Callback', 'callback', 'José', 'No Answer', null),
    term_reason: oneOf('AGENT', 'CALLER', 'QUEUETIMEOUT', 'odd', ''),
    queue_time: oneOf('7', '00:00:47', 12, '', -1, '1.5'),
    call_duration: oneOf('60', '00:01:00', 0, '', 90_000),
    queue: oneOf('Q1', 'q1', 'Q2', ''),
    portfolio: oneOf('NRD', 'nrd', 'SUR', ''),
    lead_id: oneOf(String(index % 50), index, '0'),
    uniq1: oneOf(`${Date.parse(`${day}T07:10:00Z`) / 1000 + second}.1`, ''),
    filler,
  };
};

const answers = new Map<string, readonly object[]>();
for (const action of ['outbound_cdr', 'inbound_cdr', 'agent_cdr'])
  for (const day of [DAY, LONG_DAY])
    answers.set(
      `${action} ${day}`,
      Array.from({ length: 2000 }, (_, index) => rowOf(day, index)),
    );

const closers: (() => Promise<void>)[] = [];
const atEnd: AtEnd = (close) => void closers.push(close);

interface Servers {
  readonly api: Api;
  /** The same dialer's calls for viewers that a test chooses. */
  readonly viewed: ViewedApi;
}

const SETTINGS = { CALL_ID_KEY: 'a key of both servers, long enough' };

async function startWith(shape: (rows: readonly object[]) => unknown): Promise<Servers> {
  const dialer = await startScriptedServer();
  atEnd(() => dialer.close());
  for (const action of ['outbound_cdr', 'inbound_cdr', 'agent_cdr'])
    dialer.answer(action, (fields) =>
      success({ rows: shape(answers.get(`${action} ${fields.get('fromDate') ?? ''}`) ?? []) }),
    );
  dialer.answer('getAllPortfolios', success({ rows: [{ portfolio: 'NRD', name: 'SUR' }] }));
  return {
    api: await callApiTo(dialer, SETTINGS, atEnd),
    viewed: await startViewedApi(
      { url: dialer.url, user: 'u', pass: 'p' },
      { ...SETTINGS, DIALER_TIMEZONE: ZONE, LOG_LEVEL: 'warn' },
      atEnd,
      { isPlain: (headers) => headers.has(PLAIN) },
    ),
  };
}

const PLAIN = 'x-test-plain';

let inColumns: Api;
let asObjects: Api;
let viewedInColumns: ViewedApi;
let viewedAsObjects: ViewedApi;

beforeAll(async () => {
  ({ api: inColumns, viewed: viewedInColumns } = await startWith((rows) => rows));
  ({ api: asObjects, viewed: viewedAsObjects } = await startWith((rows) =>
    Object.fromEntries(rows.entries()),
  ));
});

afterAll(async () => {
  for (const close of closers) await close();
});

const FILTERS = [
  '',
  'agents: ["ANNA"]',
  'agents: ["anna", "ben"], dispositions: ["callback"]',
  'campaigns: ["sales"]',
  'campaigns: ["rare 7", "care"], callTypes: [DIALER, INBOUND]',
  'portfolios: ["NRD"]',
  'terminationReasons: [AGENT, UNKNOWN]',
  'leadId: "7"',
  'phoneNumber: "+1 312 555 0007"',
  `startedAt: { from: "%DT06:20:00Z", to: "%DT07:05:00Z" }`,
  `startedAt: { from: "%DT07:10:00Z" }, dispositions: ["José"]`,
  'dispositions: ["nothing has it"]',
];
const FIELDS = ['STARTED_AT', 'DURATION', 'QUEUE_TIME', 'AGENT', 'CAMPAIGN'];
/** The lists, with the fields that not all of them have. */
const LISTS = {
  outboundCalls: 'startedAt contactNumber callType',
  inboundCalls: 'startedAt contactNumber queueSeconds durationSeconds',
  agentCalls: 'answeredAt phoneNumber callType durationSeconds',
  calls: 'startedAt contactNumber',
};
const GROUPS = [
  '[AGENT, CAMPAIGN]',
  '[HOUR, DISPOSITION, CALL_TYPE]',
  '[DAY, TERMINATION_REASON]',
  '[PORTFOLIO, WEEKDAY, DIRECTION]',
  '[QUARTER_HOUR, CONTACT_NUMBER], minCount: 2, orderBy: { field: KEYS }',
  '[HALF_HOUR], filter: { dispositions: ["Callback", "José"] }, orderBy: { field: HANDLED, direction: ASC }',
  '[]',
];
const QUEUES = ['[QUEUE, TRUNK]', '[TRUNK, HOUR_OF_DAY], first: 3'];

const NODE = 'id agentUsername campaignName disposition terminationReason leadId portfolio { code }';

const queryFor = (
  list: string,
  fields: string,
  filter: string,
  day: string,
  field: string,
  direction: string,
): string => {
  const args = `period: { from: "%D", to: "%D" }, filter: { ${filter} }, orderBy: { field: ${field}, direction: ${direction} }`;
  const groups = [...GROUPS, ...(list === 'inboundCalls' || list === 'calls' ? QUEUES : [])]
    .map((by, index) => `g${index}: groups(by: ${by}) { startsAt endsAt ${FIGURES} }`)
    .join(' ');
  return `{
    first: ${list}(${args}, first: 25) { totalCount ${groups} edges { cursor node { ${NODE} ${fields} } } pageInfo { hasNextPage endCursor } }
    last: ${list}(${args}, last: 7) { nodes { id } pageInfo { hasPreviousPage } }
  }`.replaceAll('%D', day);
};

const cases = Object.entries(LISTS).flatMap(([list, fields], index) =>
  FILTERS.map((filter, at) => ({
    list,
    fields,
    filter,
    day: at % 4 === 3 ? LONG_DAY : DAY,
    field: FIELDS[(at + index) % FIELDS.length] ?? '',
    direction: at % 2 === 0 ? 'ASC' : 'DESC',
  })),
);

test.each(some(cases, 5))('$list of $day where $filter by $field $direction', async (one) => {
  const query = queryFor(one.list, one.fields, one.filter, one.day, one.field, one.direction);
  const [columns, objects] = await Promise.all([inColumns.query(query), asObjects.query(query)]);
  expect(objects.errors).toEqual([]);
  expect(columns).toEqual({ ...objects, text: columns.text });
});

/** Fields that a list is written with, by list. All are members of the row, or made of it. */
const LEAVES =
  'id agentUsername campaignName disposition terminationReason terminationReasonText leadId __typename';
const WRITTEN = {
  outboundCalls: `${LEAVES} startedAt direction contactNumber queueSeconds fromNumber toNumber callType callTypeText listId vendorLeadCode leadEnteredAt`,
  inboundCalls: `${LEAVES} startedAt direction contactNumber queueSeconds durationSeconds enteredQueueAt vendorLeadCode`,
  agentCalls: `${LEAVES} answeredAt phoneNumber callType durationSeconds`,
};

const writtenCases = Object.entries(WRITTEN).flatMap(([list, text], index) =>
  Array.from({ length: 8 }, (_, at) => ({
    list,
    day: (at + index) % 3 === 2 ? LONG_DAY : DAY,
    field: FIELDS[(at + index) % FIELDS.length] ?? '',
    first: at % 2 === 0 ? 400 : 19 + at,
    // Some fields, in any order, some of them twice.
    fields: text
      .split(' ')
      .filter(() => random() < 0.6)
      .toSorted(() => random() - 0.5)
      .flatMap((name) => (random() < 0.2 ? [`a_${name}: ${name}`, name] : [name])),
  })),
);

const VIEWERS = [
  viewer(scopesWithout()),
  viewer(scopesWithout('pii:read')),
  viewer(scopesWithout('leads:read')),
  viewer(scopesWithout('pii:read'), ['NRD']),
];

/** The values of an answer, in their order. */
const dataIn = async (api: ViewedApi, query: string, headers: Record<string, string>): Promise<string> =>
  JSON.stringify(Object(await (await post(api.url, { query }, { headers })).json()).data);

test.each(some(writtenCases, 5))('a written list of $list of $day by $field: $fields', async (one) => {
  const { list, day, field, first, fields } = one;
  const args = `period: { from: "${day}", to: "${day}" }, orderBy: { field: ${field} }, first: ${first}`;
  const query = `{ all: ${list}(${args}) { nodes { ${fields.join(' ')} } pageInfo { endCursor } edges { node { ${fields.join(' ')} } } } }`;
  for (const who of VIEWERS) {
    const headers = viewedInColumns.headersOf(who);
    const objects = await dataIn(viewedAsObjects, query, viewedAsObjects.headersOf(who));
    const written = await dataIn(viewedInColumns, query, headers);
    const known = await dataIn(viewedInColumns, query, headers);
    const plain = await dataIn(viewedInColumns, query, { ...headers, [PLAIN]: 'yes' });
    expect(written).toBe(objects);
    expect(known).toBe(objects);
    expect(plain).toBe(objects);
    expect(written.length).toBeGreaterThan(1000);
  }
});
