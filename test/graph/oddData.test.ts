/** Answers that are almost the documented ones, through GraphQL: every row counted, every gap told. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { startApi, type Api } from '../support/api.ts';
import { gapsOf } from '../support/gaps.ts';
import { startOtherDialer, success, userList } from '../support/otherDialer.ts';
import { recordRow, voxoSettings } from '../support/otherVoxo.ts';
import { transcriptOf } from '../upstream/transcripts.ts';
import { memberAt } from '../../src/upstream/wire/reading/reader.ts';
import { isObject } from '../../src/upstream/wire/wire.ts';

type Row = Readonly<Record<string, unknown>>;

interface List {
  readonly action: string;
  /** Where the documented answer has its rows. */
  readonly at: string;
  readonly identity: string;
  /** Another cell, and the field that shows it. */
  readonly cell: string;
  readonly shown: string;
  readonly query: string;
  /** Where the answer of the API has the list. */
  readonly root: string;
  /** False for a plain list, which cannot say how many are lacking. */
  readonly isCounted?: boolean;
  readonly nodes: 'nodes' | 'rows' | '';
}

const PERIOD = '(period: { from: "2025-05-05", to: "2025-05-06" })';
const callList = (root: string, action: string, identity: string, cell: string, shown: string): List => ({
  action,
  at: 'data.rows',
  identity,
  cell,
  shown,
  root,
  nodes: 'nodes',
  query: `{ ${root} { totalCount unreadableCount nodes { ${shown} } } }`,
});
const report = (
  root: string,
  action: string,
  at: string,
  [identity, cell, shown]: readonly [string, string, string],
  period = '',
): List => ({
  action,
  at,
  identity,
  cell,
  shown,
  root,
  nodes: 'rows',
  query: `{ ${root}${period} { unreadableCount rows { ${shown} } } }`,
});

const LISTS: readonly List[] = [
  callList('outboundCalls', 'outbound_cdr', 'call_date', 'queue_time', 'queueSeconds'),
  callList('inboundCalls', 'inbound_cdr', 'call_date', 'call_duration', 'durationSeconds'),
  callList('agentCalls', 'agent_cdr', 'answer_time', 'call_duration', 'durationSeconds'),
  {
    ...callList('agents', 'goGetAllUsers', 'user', 'level', 'level'),
    at: 'data.user_list',
  },
  {
    action: 'goGetAllCampaigns',
    at: 'data.rows',
    identity: 'id',
    cell: 'auto_dial_level',
    shown: 'autoDialLevel',
    root: 'campaigns',
    nodes: '',
    isCounted: false,
    query: '{ campaigns { autoDialLevel } }',
  },
  report('agentActivityReport', 'exportAgentReport', 'data.rows', ['user', 'avalible', 'availableSeconds']),
  report('agentCallsReport', 'agent_calls_report', 'data.agent_report.rows', [
    'user',
    'total_calls',
    'totalCalls',
  ]),
  report('agentPauseReport', 'exportPauseReport', 'data.rows', ['user', 'talk_sec', 'talkSeconds'], PERIOD),
  report('inboundDailyReport', 'inbound_summary_stats', 'data.rows', [
    'calldate',
    'total_calls',
    'totalCalls',
  ]),
  report('agentDayReport', 'agent_summary_stats', 'data.rows', ['USER', 'sales', 'sales']),
];

/** The documented answer with other rows. */
function answerOf({ action, at }: List, rows: readonly Row[]): object {
  const answer = structuredClone(transcriptOf(action).response);
  const names = at.split('.');
  const last = names.pop() ?? '';
  const holder = memberAt(answer, names.join('.'));
  if (!isObject(holder) || !isObject(answer)) throw new Error(`There is no table at ${at}.`);
  holder[last] = rows;
  return answer;
}

/** Three documented rows, which differ in their keys. */
function rowsOf({ action, at, identity }: List): readonly Row[] {
  const [first]: unknown[] = [memberAt(transcriptOf(action).response, at)].flat();
  if (!isObject(first)) throw new Error(`There are no rows at ${at}.`);
  const isTime = /date|time/.test(identity);
  return [1, 2, 3].map((n) => ({ ...first, [identity]: isTime ? `2025-05-0${n}` : `key.${n}` }));
}

const without = (row: Row, member: string): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== member));

async function asked(list: List, rows: readonly Row[]) {
  const api = await startApi();
  api.dialer.answer(list.action, answerOf(list, rows));
  const answer = await api.query(list.query);
  const found = answer.data?.[list.root];
  const shown = list.nodes === '' ? found : memberAt(found, list.nodes);
  return {
    errors: answer.errors,
    shown: [shown].flat().map((node) => memberAt(node, list.shown)),
    totalCount: memberAt(found, 'totalCount'),
    unreadableCount: memberAt(found, 'unreadableCount'),
    gaps: gapsOf(answer).filter(({ action }) => action === list.action),
  };
}

describe.each(LISTS.map((list) => [list.root, list] as const))('%s', (_, list) => {
  const { action, identity, cell, nodes } = list;
  const isCounted = list.isCounted ?? true;

  test('counts each row, and tells the cell and the row that cannot be read', async () => {
    const [first = {}, second = {}, third = {}] = rowsOf(list);
    const rows = [first, { ...second, [cell]: { odd: true } }, without(third, identity)];
    const { shown, ...answer } = await asked(list, rows);
    expect(shown).toHaveLength(2);
    expect(shown.filter((value) => value === null)).toHaveLength(1);
    expect(answer.errors).toEqual([]);
    expect(answer.totalCount).toBe(nodes === 'nodes' ? 2 : undefined);
    expect(answer.unreadableCount).toBe(isCounted ? 1 : undefined);
    const told = [
      { action, member: identity, cells: 0, rows: 1 },
      { action, member: cell, cells: 1, rows: 0 },
    ];
    expect(answer.gaps).toEqual(expect.arrayContaining(told));
    expect(answer.gaps).toHaveLength(2);
  });

  test('tells a member that no row has', async () => {
    const { shown, ...answer } = await asked(
      list,
      rowsOf(list).map((row) => without(row, cell)),
    );
    expect(shown).toEqual([null, null, null]);
    expect(answer.errors).toEqual([]);
    expect(answer.gaps).toEqual([{ action, member: cell, cells: 3, rows: 0, missing: true }]);
  });

  test('has no gap where all is as documented', async () => {
    expect(await asked(list, rowsOf(list))).toMatchObject({ errors: [], gaps: [] });
  });
});

const inbound = (members: Row): Row => ({
  ...[memberAt(transcriptOf('inbound_cdr').response, 'data.rows')].flat().find(isObject),
  ...members,
});

async function inboundWith(...rows: readonly Row[]): Promise<Api> {
  const api = await startApi();
  api.dialer.answer('inbound_cdr', success({ rows: rows.map(inbound) }));
  return api;
}

describe('a call is counted, and its cell is null', () => {
  test.each([
    ['call_duration', '-00:00:03', 'durationSeconds'],
    ['call_duration', 'N/A', 'durationSeconds'],
    ['call_duration', 'NULL', 'durationSeconds'],
    ['call_duration', '-', 'durationSeconds'],
    ['call_duration', -3, 'durationSeconds'],
    ['call_duration', '1747040400', 'durationSeconds'],
    ['queue_time', '4294967295', 'queueSeconds'],
    ['enter_on_queue', 'N/A', 'enteredQueueAt'],
    ['queue_position', '-', 'queuePosition'],
    ['queue', false, 'queue'],
  ])('%s = %j', async (member, value, field) => {
    const api = await inboundWith({ [member]: value }, {});
    const answer = await api.query(
      `{ inboundCalls { totalCount nodes { ${field} } groups(by: []) { count } } }`,
    );
    expect(answer.errors).toEqual([]);
    expect(answer.data).toMatchObject({ inboundCalls: { totalCount: 2, groups: [{ count: 2 }] } });
    const nodes = [memberAt(answer.data, 'inboundCalls.nodes')].flat();
    expect(nodes.filter((node) => memberAt(node, field) === null)).toHaveLength(1);
    expect(gapsOf(answer)).toEqual([{ action: 'inbound_cdr', member, cells: 1, rows: 0 }]);
  });
});

test.each([
  ['O&#039;Brien', "O'Brien"],
  ['AT&amp;T', 'AT&T'],
  ['<John Smith>', '<John Smith>'],
  ['a <b and c> d', 'a <b and c> d'],
  ['a\u0000b', 'ab'],
])('the text %j is %j', async (queue, text) => {
  const api = await inboundWith({ queue });
  expect(await api.data('{ inboundCalls { nodes { queue } } }')).toEqual({
    inboundCalls: { nodes: [{ queue: text }] },
  });
});

test('rows that are {} are no rows', async () => {
  const api = await startApi();
  api.dialer.answer('inbound_cdr', success({ rows: {} }));
  expect(await api.data('{ inboundCalls { totalCount unreadableCount } }')).toEqual({
    inboundCalls: { totalCount: 0, unreadableCount: 0 },
  });
});

test.each([
  ['outboundCalls', 'outbound_cdr', { rows: {} }, '{ totalCount unreadableCount }'],
  ['agentDayReport', 'agent_summary_stats', { rows: [] }, '{ rows { sales } unreadableCount }'],
  ['agentActivityReport', 'exportAgentReport', { rows: null }, '{ rows { sales } unreadableCount }'],
  ['agents', 'goGetAllUsers', { user_list: [] }, '{ totalCount unreadableCount }'],
])('%s that are empty lack nothing', async (root, action, data, selection) => {
  const api = await startApi();
  api.dialer.answer(action, success(data));
  const answer = await api.query(`{ ${root} ${selection} }`);
  expect(answer).toMatchObject({ errors: [], data: { [root]: { unreadableCount: 0 } } });
  expect(gapsOf(answer)).toEqual([]);
});

test.each([
  ['NUL byte', '\u0000', 'ab'],
  ['line feed', '\n', 'a b'],
  ['tab', '\t', 'a b'],
])('a %s that stands in JSON as it is costs no row', async (_, character, text) => {
  const api = await startApi();
  const answer = JSON.stringify(success({ rows: [inbound({ queue: 'a%b' }), inbound({})] }));
  api.dialer.answer('inbound_cdr', answer.replace('%', character));
  const { inboundCalls } = await api.data('{ inboundCalls { totalCount nodes { queue } } }');
  expect(inboundCalls).toMatchObject({ totalCount: 2 });
  expect(memberAt(inboundCalls, 'nodes')).toContainEqual({ queue: text });
});

test('lengths and counts below 0 are null beside the rows, too', async () => {
  const api = await startApi();
  const answer = Object(structuredClone(transcriptOf('exportAgentReport').response));
  Object.assign(answer.data.summary_rows[0], { talk: -3, sales: '-1' });
  api.dialer.answer('exportAgentReport', answer);
  api.dialer.answer(
    'agentTimeUsage',
    success({ breakdown: [{ user: 'a', talk: -3 }], general: { talk: -1 } }),
  );
  api.dialer.answer(
    'getCampaignInfo',
    success({ campaign_id: '50010', wrapup_seconds: -3, dial_timeout: '1747040400' }),
  );
  const told = await api.query(
    `{ agentActivityReport { summary { talkSeconds sales totalCalls } }
      dashboard { timeUsage { averageTalk agents { talk } } }
      campaign(campaignId: "50010") { settings { wrapUpSeconds dialTimeoutSeconds } } }`,
  );
  expect(told.errors).toEqual([]);
  expect(told.data).toMatchObject({
    agentActivityReport: { summary: { 0: { talkSeconds: null, sales: null, totalCalls: 983 } } },
    dashboard: { timeUsage: { averageTalk: null, agents: [{ talk: null }] } },
    campaign: { settings: { wrapUpSeconds: null, dialTimeoutSeconds: null } },
  });
  const members = gapsOf(told).flatMap(({ member, missing }) => (missing ? [] : [member]));
  expect(members).toEqual(
    expect.arrayContaining([
      'summary_rows.talk',
      'summary_rows.sales',
      'talk',
      'general.talk',
      'wrapup_seconds',
      'dial_timeout',
    ]),
  );
});

test('a pause code that cannot be read in one row is left out there, and told', async () => {
  const api = await startApi();
  const list = LISTS.find(({ action }) => action === 'exportPauseReport');
  if (!list) throw new Error('There is no such list.');
  const [first = {}, second = {}, third = {}] = rowsOf(list);
  const rows = [first, { ...second, lunch: 'N/A' }, { ...third, lunch: -3 }];
  api.dialer.answer('exportPauseReport', answerOf(list, rows));
  const answer = await api.query(`{ agentPauseReport${PERIOD} { rows { codes { code seconds } } } }`);
  expect(answer.errors).toEqual([]);
  expect(answer.text.match(/"code":"lunch"/g)).toHaveLength(1);
  expect(gapsOf(answer)).toEqual([{ action: 'exportPauseReport', member: 'lunch', cells: 2, rows: 0 }]);
});

test('rows beside a total of more are a gap', async () => {
  const api = await startApi();
  api.dialer.answer('inbound_cdr', success({ rows: [inbound({})], total: 5000, last_page: 250 }));
  expect(gapsOf(await api.query('{ inboundCalls { totalCount } }'))).toEqual([
    { action: 'inbound_cdr', member: 'rows', cells: 0, rows: 4999 },
  ]);
});

test('rows of other days than those asked for are a gap', async () => {
  const api = await startApi();
  const OF_JUNE = '{ inboundCalls(period: {from: "2026-06-01", to: "2026-06-01"}) { totalCount } }';
  const other = inbound({ call_date: '2020-01-01 10:00:00' });
  api.dialer.answer('inbound_cdr', success({ rows: [other, other] }));
  const answer = await api.query(OF_JUNE);
  expect(answer.data).toEqual({ inboundCalls: { totalCount: 0 } });
  expect(gapsOf(answer)).toEqual([{ action: 'inbound_cdr', member: 'call_date', cells: 0, rows: 2 }]);
  // A row that two windows give is in one of them: one beside it is no gap.
  const api2 = await startApi();
  const wanted = inbound({ call_date: '2026-06-01 10:00:00' });
  api2.dialer.answer('inbound_cdr', success({ rows: [other, wanted] }));
  const partly = await api2.query(OF_JUNE);
  expect(partly.data).toEqual({ inboundCalls: { totalCount: 1 } });
  expect(gapsOf(partly)).toEqual([]);
});

test.each([
  ['exten', [], 'extension'],
  ['level', 'Manager', 'level'],
])('a user with %s = %j exists', async (member, value, field) => {
  const api = await startApi();
  api.dialer.answer('goGetAllUsers', userList([{ user: 'ann', name: 'Ann', active: 'Y', [member]: value }]));
  const { data, errors } = await api.query(`{ agent(username: "ann") { name ${field} } }`);
  expect({ data, errors }).toEqual({ data: { agent: { name: 'Ann', [field]: null } }, errors: [] });
});

test('available for avalible is null, told, and logged once', async () => {
  const list = LISTS.find(({ action }) => action === 'exportAgentReport');
  if (!list) throw new Error('There is no such list.');
  const api = await startApi();
  const rows = rowsOf(list).map((row) => ({ ...without(row, 'avalible'), available: '6708' }));
  api.dialer.answer(list.action, answerOf(list, rows));
  for (const day of ['2025-05-05', '2025-05-06']) {
    const answer = await api.query(
      `{ agentActivityReport(period: { from: "${day}", to: "${day}" }) { rows { availableSeconds } } }`,
    );
    expect(answer.data).toEqual({
      agentActivityReport: { rows: rows.map(() => ({ availableSeconds: null })) },
    });
    expect(gapsOf(answer)).toMatchObject([{ member: 'avalible', cells: 3, missing: true }]);
  }
  expect(api.log.filter((line) => line.includes('drift'))).toHaveLength(1);
});

test('agent counts that are null are null, not 0', async () => {
  const api = await startApi();
  api.dialer.answer('getAgentStatus', success({ total_live_agents: null, ready_agents: null }));
  expect(await api.data('{ dashboard { agentCounts { live ready offline } } }')).toEqual({
    dashboard: { agentCounts: { live: null, ready: null, offline: null } },
  });
});

test.each(['1980-00-00', '02/29/1980'])('a lead born on %s is a lead', async (date_of_birth) => {
  const api = await startApi();
  api.dialer.answer('goGetCustomerInfo', {
    result: 'success',
    lead_info: { lead_id: 7, first_name: 'Eve', date_of_birth },
  });
  expect(await api.data('{ lead(leadId: "7") { firstName dateOfBirth } }')).toEqual({
    lead: { firstName: 'Eve', dateOfBirth: null },
  });
});

test('a login time of "-" costs one cell', async () => {
  const api = await startApi();
  api.dialer.answer('getUserInfo', {
    result: 'success',
    data: {
      user_info: { user: 'maria.ortiz', email: 'm@example.com' },
      user_stats: { login_time: '-', sales: 5 },
    },
  });
  expect(
    await api.data(
      '{ agent(username: "maria.ortiz") { account { email } productivity { loginSeconds sales } } }',
    ),
  ).toEqual({
    agent: { account: { email: 'm@example.com' }, productivity: { loginSeconds: null, sales: 5 } },
  });
});

test('an outbound call whose lead came in at "N/A", and an inbound one without an id, are counted', async () => {
  const api = await inboundWith({ uniq1: '' });
  const [row]: unknown[] = [memberAt(transcriptOf('outbound_cdr').response, 'data.rows')].flat();
  api.dialer.answer('outbound_cdr', success({ rows: [{ ...Object(row), entry_date: 'N/A' }] }));
  expect(
    await api.data(
      '{ inboundCalls { totalCount } outboundCalls { totalCount nodes { leadEnteredAt } } calls { totalCount } }',
    ),
  ).toEqual({
    inboundCalls: { totalCount: 1 },
    outboundCalls: { totalCount: 1, nodes: [{ leadEnteredAt: null }] },
    calls: { totalCount: 2 },
  });
});

test('of a pause report only columns that are pause codes are codes', async () => {
  const api = await startApi();
  const [row]: unknown[] = [memberAt(transcriptOf('exportPauseReport').response, 'data.rows')].flat();
  const rows = [{ ...Object(row), user_id: 1234, pct: '12.5' }];
  api.dialer.answer('exportPauseReport', success({ rows, headers: [] }));
  const { text, errors } = await api.query(
    `{ agentPauseReport${PERIOD} { rows { codes { code seconds } } } }`,
  );
  expect(errors).toEqual([]);
  expect(text).toContain('"lunch"');
  expect(text).not.toMatch(/user_id|pct|1234/);
});

describe('what stands in campaigns and on the dashboard', () => {
  test('the hopper counts its leads, and tells what cannot be read', async () => {
    const api = await startApi();
    const list = { ...callList('', 'getLeadsOnHopper', 'hopper_id', 'count', ''), at: 'data.rows' };
    const [first = {}, second = {}, third = {}] = rowsOf(list);
    const rows = [first, { ...second, count: 'many' }, without(third, 'hopper_id')];
    api.dialer.answer('getLeadsOnHopper', answerOf(list, rows));
    const answer = await api.query(
      '{ campaign(campaignId: "50010") { hopper { totalCount unreadableCount nodes { callCount } } } }',
    );
    expect(answer.errors).toEqual([]);
    expect(answer.data).toMatchObject({ campaign: { hopper: { totalCount: 2, unreadableCount: 1 } } });
    expect(gapsOf(answer).filter(({ action }) => action === 'getLeadsOnHopper')).toEqual([
      { action: 'getLeadsOnHopper', member: 'hopper_id', cells: 0, rows: 1 },
      { action: 'getLeadsOnHopper', member: 'count', cells: 1, rows: 0 },
    ]);
  });

  test('a call time whose name cannot be read is one all the same', async () => {
    const api = await startApi();
    const answer = Object(structuredClone(transcriptOf('goGetAllCalltimes').response));
    answer.call_time_name[1] = { odd: true };
    answer.call_time_id[2] = null;
    api.dialer.answer('goGetAllCalltimes', answer);
    const { data, ...told } = await api.query('{ callTimes { callTimeId name } }');
    expect(told.errors).toEqual([]);
    expect(data).toMatchObject({ callTimes: { length: 5, 1: { callTimeId: '7am6pm', name: null } } });
    expect(gapsOf(told)).toEqual([
      { action: 'goGetAllCalltimes', member: 'call_time_id', cells: 0, rows: 1 },
      { action: 'goGetAllCalltimes', member: 'call_time_name', cells: 1, rows: 0 },
    ]);
  });

  test('a count of the dashboard that cannot be read leaves the others', async () => {
    const api = await startApi();
    api.dialer.answer('getAgentStatus', success({ total_live_agents: 'many', ready_agents: '24' }));
    const answer = await api.query('{ dashboard { agentCounts { live ready } agentsInCall } }');
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual({
      dashboard: { agentCounts: { live: null, ready: 24 }, agentsInCall: 23 },
    });
    expect(gapsOf(answer)).toContainEqual({
      action: 'getAgentStatus',
      member: 'total_live_agents',
      cells: 1,
      rows: 0,
    });
  });
});

test('a carrier call is counted without its length, and without its id told', async () => {
  const upstream = await startOtherDialer();
  onTestFinished(() => upstream.close());
  const at = '2026-05-12T19:03:00Z';
  upstream.answer('call-reports', (_, { query }) => {
    const [first, second, third] = ['a', 'b', 'c'].map((id) =>
      recordRow({ id, at }, query.get('timezone') ?? ''),
    );
    return [first, { ...second, duration: 'N/A' }, { ...third, id: null }];
  });
  const api = await startApi(voxoSettings(upstream), upstream);
  const answer = await api.query(
    `{ carrierCalls(range: { from: "2026-05-12T00:00:00Z", to: "2026-05-13T00:00:00Z" }) {
      totalCount unreadableCount nodes { id durationSeconds } } }`,
  );
  expect(answer.errors).toEqual([]);
  expect(answer.data).toMatchObject({ carrierCalls: { totalCount: 2, unreadableCount: 1 } });
  const nodes = [memberAt(answer.data, 'carrierCalls.nodes')].flat();
  expect(nodes).toContainEqual({ id: 'b', durationSeconds: null });
  expect(gapsOf(answer)).toEqual(
    expect.arrayContaining([
      { action: 'call-reports', member: 'id', cells: 0, rows: 1 },
      { action: 'call-reports', member: 'duration', cells: 1, rows: 0 },
    ]),
  );
});
