/**
 * Every endpoint as the fault matrix sees it: how a dialer that is well answers it, what is asked of the API to reach
 * it, and what the API then gives. All that faults change is said here as data.
 */
import { ENDPOINTS, type ActionName } from '../../src/upstream/endpoints.ts';
import { isObject } from '../../src/upstream/wire/wire.ts';
import { DIALER_USER, success } from '../support/otherDialer.ts';

/** One row, or one record, as the dialer sends it. */
export type Row = Readonly<Record<string, unknown>>;

/** What the API gives under its root fields. */
export type Data = Readonly<Record<string, unknown>>;

export interface Subject {
  readonly action: ActionName;
  /** The rows of a table, or the one record of an answer that is none. */
  readonly rows: readonly Row[];
  /** The answer around them: `table` is a list of rows, an object of columns, or a single record. */
  readonly around: (table: unknown) => unknown;
  /** How the rows are given where nothing is wrong. */
  readonly shape: 'rows' | 'columns' | 'record';
  /** A member that is a number, and one that is text. The first there is, is what faults give a wrong type. */
  readonly number?: string;
  readonly text?: string;
  /** The field that shows that member, if it is asked for. */
  readonly shown?: string;
  /** The member that says what a row is about, where an answer about something else can be told by it. */
  readonly identity?: string;
  /** The members by which rows are narrowed down, where the question asks for those of one agent, portfolio or day. */
  readonly agent?: string;
  readonly portfolio?: string;
  readonly day?: string;
  /** The action that has to be answered first. */
  readonly first?: ActionName;
  /** The root fields asked for. */
  readonly fields: string;
  /** What they give. */
  readonly whole: Data;
  /** What they give without the second row, where there are several. */
  readonly cut?: Data;
  /** What they give where the dialer has nothing; left out where that is a refusal. */
  readonly empty?: Data;
  /** The fields that fail. */
  readonly at: readonly string[];
}

const DAY = '2026-05-12';
const PERIOD = `period: {from: "${DAY}", to: "${DAY}"}`;
const inRows = (rows: unknown): object => success({ rows });

/** Three things looked up one by one: `a: agent(username: "ann") { name } b: …`. */
const threeOf = (field: string, argument: string, keys: readonly string[], selection: string): string =>
  keys
    .map((key, index) => `${['a', 'b', 'c'][index]}: ${field}(${argument}: "${key}") { ${selection} }`)
    .join(' ');

const AGENTS = ['ann', 'bob', 'cid'] as const;
const threeAgents = (selection: string): string => threeOf('agent', 'username', AGENTS, selection);
const threeUsers = (member: string, values: readonly number[]): Row[] =>
  AGENTS.map((user, index) => ({ user, [member]: values[index] }));

/** One number for each of three agents, and what becomes of it without the second's row, and without any. */
const numberOfEach = (
  field: string,
  member: string,
  [first, second, third]: readonly [number, number, number],
): Pick<Subject, 'whole' | 'cut' | 'empty' | 'at'> => {
  const of = (value: number | null) => ({ [field]: value === null ? null : { [member]: value } });
  return {
    whole: { a: of(first), b: of(second), c: of(third) },
    cut: { a: of(first), b: of(null), c: of(third) },
    empty: { a: of(null), b: of(null), c: of(null) },
    at: [`a.${field}`, `b.${field}`, `c.${field}`],
  };
};

/** The names of three things looked up. */
const nameOfEach = (
  first: string,
  second: string,
  third: string,
): Pick<Subject, 'whole' | 'cut' | 'empty' | 'at'> => ({
  whole: { a: { name: first }, b: { name: second }, c: { name: third } },
  cut: { a: { name: first }, b: null, c: { name: third } },
  empty: { a: null, b: null, c: null },
  at: ['a', 'b', 'c'],
});

/** A list of three, somewhere in the answer. */
const listOf = (
  items: readonly object[],
  place: (list: readonly object[]) => Data,
): Pick<Subject, 'whole' | 'cut' | 'empty'> => ({
  whole: place(items),
  cut: place(items.filter((_, index) => index !== 1)),
  empty: place([]),
});

/** What the lead of a matrix cell is added with. */
export const LEAD = { phoneNumber: '7275550101', listId: '1001', source: 'matrix' } as const;
/** The lead added afterwards, when the dialer is well again. */
export const NEXT_LEAD = { ...LEAD, phoneNumber: '7275550102' } as const;
export const LEAD_ID = '193715';
/** The ancestor's order of values, which can be cut short anywhere. */
export const leadAdded = (phone: string, leadId = LEAD_ID): string =>
  `SUCCESS: add_lead LEAD HAS BEEN ADDED - ${phone}|${LEAD.listId}|${leadId}|-5|${DIALER_USER}\n`;

/** By action, so that the compiler asks for a new one. */
const SUBJECT_OF: Readonly<Record<ActionName, Omit<Subject, 'action'>>> = {
  outbound_cdr: {
    rows: [
      { call_date: `${DAY} 10:00:00`, dst: '5550100001', queue_time: '4', portfolio: 'NRD' },
      { call_date: `${DAY} 11:00:00`, dst: '5550100002', queue_time: 5, portfolio: 'NRD' },
      { call_date: `${DAY} 12:00:00`, dst: '5550100003', queue_time: '6', portfolio: 'nrd' },
    ],
    around: inRows,
    shape: 'rows',
    number: 'queue_time',
    text: 'dst',
    shown: 'queueSeconds',
    portfolio: 'portfolio',
    day: 'call_date',
    first: 'getAllPortfolios',
    fields: `portfolio(code: "NRD") { calls(${PERIOD}, orderBy: {direction: ASC}) { nodes { contactNumber queueSeconds } } }`,
    ...listOf(
      [
        { contactNumber: '5550100001', queueSeconds: 4 },
        { contactNumber: '5550100002', queueSeconds: 5 },
        { contactNumber: '5550100003', queueSeconds: 6 },
      ],
      (nodes) => ({ portfolio: { calls: { nodes } } }),
    ),
    at: ['portfolio.calls'],
  },
  inbound_cdr: {
    rows: [
      { call_date: `${DAY} 10:00:00`, uniq1: '1.1', src: '5550100001', queue_time: '4', portfolio: 'NRD' },
      { call_date: `${DAY} 11:00:00`, uniq1: '1.2', src: '5550100002', queue_time: 5, portfolio: 'NRD' },
      { call_date: `${DAY} 12:00:00`, uniq1: '1.3', src: '5550100003', queue_time: '6', portfolio: 'nrd' },
    ],
    around: inRows,
    shape: 'rows',
    number: 'queue_time',
    text: 'src',
    shown: 'queueSeconds',
    portfolio: 'portfolio',
    day: 'call_date',
    fields: `inboundCalls(${PERIOD}, filter: {portfolios: ["NRD"]}, orderBy: {direction: ASC}) { nodes { fromNumber queueSeconds } }`,
    ...listOf(
      [
        { fromNumber: '5550100001', queueSeconds: 4 },
        { fromNumber: '5550100002', queueSeconds: 5 },
        { fromNumber: '5550100003', queueSeconds: 6 },
      ],
      (nodes) => ({ inboundCalls: { nodes } }),
    ),
    at: ['inboundCalls'],
  },
  agent_cdr: {
    rows: [
      {
        user: 'ann',
        answer_time: `${DAY} 10:00:00`,
        phone_number: '5550100001',
        portfolio: 'NRD',
        call_duration: '4',
      },
      {
        user: 'ANN',
        answer_time: `${DAY} 11:00:00`,
        phone_number: '5550100002',
        portfolio: 'NRD',
        call_duration: 5,
      },
      {
        user: 'ann',
        answer_time: `${DAY} 12:00:00`,
        phone_number: '5550100003',
        portfolio: 'nrd',
        call_duration: '00:00:06',
      },
    ],
    around: inRows,
    shape: 'rows',
    number: 'call_duration',
    text: 'phone_number',
    shown: 'durationSeconds',
    agent: 'user',
    portfolio: 'portfolio',
    day: 'answer_time',
    first: 'goGetAllUsers',
    fields: `agent(username: "ann") { calls(${PERIOD}, filter: {portfolios: ["NRD"]}, orderBy: {direction: ASC}) { nodes { phoneNumber durationSeconds } } }`,
    ...listOf(
      [
        { phoneNumber: '5550100001', durationSeconds: 4 },
        { phoneNumber: '5550100002', durationSeconds: 5 },
        { phoneNumber: '5550100003', durationSeconds: 6 },
      ],
      (nodes) => ({ agent: { calls: { nodes } } }),
    ),
    at: ['agent.calls'],
  },
  exportAgentReport: {
    rows: [
      { user: 'ann', portfolio: 'NRD', total_calls: '11', talk: '00:01:00', profile: 'VIP' },
      { user: 'Ann', portfolio: 'SUR', total_calls: 12, talk: 60, profile: 'VIP' },
      { user: 'ann', portfolio: 'KIW', total_calls: '13', talk: '60', profile: 'VIP' },
    ],
    around: inRows,
    shape: 'rows',
    number: 'total_calls',
    text: 'profile',
    shown: 'totalCalls',
    agent: 'user',
    first: 'goGetAllUsers',
    fields: `agent(username: "ann") { activity(${PERIOD}) { totalCalls talkSeconds } }`,
    ...listOf(
      [
        { totalCalls: 11, talkSeconds: 60 },
        { totalCalls: 12, talkSeconds: 60 },
        { totalCalls: 13, talkSeconds: 60 },
      ],
      (activity) => ({ agent: { activity } }),
    ),
    at: ['agent.activity'],
  },
  agent_calls_report: {
    rows: [
      { user: 'ann', portfolio: 'NRD', total_calls: '11', profile: 'VIP' },
      { user: 'BOB', portfolio: 'nrd', total_calls: 12, profile: 'VIP' },
      { user: 'cid', portfolio: 'NRD', total_calls: '13', profile: 'VIP' },
    ],
    around: (rows) => success({ agent_report: { rows, headers: [] } }),
    shape: 'rows',
    number: 'total_calls',
    text: 'profile',
    shown: 'totalCalls',
    agent: 'user',
    portfolio: 'portfolio',
    fields: `agentCallsReport(${PERIOD}, portfolios: ["NRD"], agents: ["ann", "bob", "cid"]) { rows { totalCalls } }`,
    ...listOf([{ totalCalls: 11 }, { totalCalls: 12 }, { totalCalls: 13 }], (rows) => ({
      agentCallsReport: { rows },
    })),
    at: ['agentCallsReport'],
  },
  exportPauseReport: {
    rows: threeUsers('talk_sec', [61, 62, 63]),
    around: inRows,
    shape: 'rows',
    number: 'talk_sec',
    shown: 'talkSeconds',
    agent: 'user',
    first: 'goGetAllUsers',
    fields: threeAgents(`pauses(${PERIOD}) { talkSeconds }`),
    ...numberOfEach('pauses', 'talkSeconds', [61, 62, 63]),
  },
  inbound_summary_stats: {
    rows: [
      { calldate: '2026-05-10', total_calls: '11' },
      { calldate: '2026-05-11', total_calls: 12 },
      { calldate: DAY, total_calls: '13' },
    ],
    around: inRows,
    shape: 'rows',
    number: 'total_calls',
    shown: 'totalCalls',
    first: 'getAllPortfolios',
    fields: `portfolio(code: "NRD") { inboundDaily(period: {from: "2026-05-10", to: "${DAY}"}) { date totalCalls } }`,
    ...listOf(
      [
        { date: '2026-05-10', totalCalls: 11 },
        { date: '2026-05-11', totalCalls: 12 },
        { date: DAY, totalCalls: 13 },
      ],
      (inboundDaily) => ({ portfolio: { inboundDaily } }),
    ),
    at: ['portfolio.inboundDaily'],
  },
  agent_summary_stats: {
    rows: [
      { USER: 'ann', sales: '1', most_dispo: 'Sale', portfolio: 'NRD' },
      { USER: 'BOB', sales: 2, most_dispo: 'Sale', portfolio: 'NRD' },
      { USER: 'cid', sales: '3', most_dispo: 'Sale', portfolio: 'NRD' },
    ],
    around: inRows,
    shape: 'rows',
    number: 'sales',
    text: 'most_dispo',
    shown: 'sales',
    agent: 'USER',
    first: 'goGetAllUsers',
    fields: threeAgents('today { sales }'),
    ...numberOfEach('today', 'sales', [1, 2, 3]),
  },
  agentTimeUsage: {
    rows: threeUsers('talk', [1.5, 2.5, 3.5]),
    around: (breakdown) => success({ breakdown, general: { pause: 1, ready: 2, talk: 3 } }),
    shape: 'rows',
    number: 'talk',
    shown: 'talk',
    agent: 'user',
    first: 'goGetAllUsers',
    fields: threeAgents('timeUsage { talk }'),
    ...numberOfEach('timeUsage', 'talk', [1.5, 2.5, 3.5]),
  },
  getAgentStatus: {
    rows: [
      {
        total_live_agents: '61',
        paused_agents: 9,
        ready_agents: '24',
        incall_agents: 28,
        offline_agents: null,
        total_active_agents: 103,
      },
    ],
    around: success,
    shape: 'record',
    number: 'ready_agents',
    shown: 'ready',
    fields: 'dashboard { agentCounts { live ready } }',
    whole: { dashboard: { agentCounts: { live: 61, ready: 24 } } },
    at: ['dashboard.agentCounts'],
  },
  goGetTotalAgentsCall: {
    rows: [{ data: '23' }],
    around: (record) => ({ result: 'success', ...(isObject(record) ? record : {}) }),
    shape: 'record',
    number: 'data',
    shown: 'agentsInCall',
    fields: 'dashboard { agentsInCall }',
    whole: { dashboard: { agentsInCall: 23 } },
    at: ['dashboard.agentsInCall'],
  },
  getUserInfo: {
    rows: [{ user: 'ANN', email: 'ann@example.com', full_name: 'Ann', user_level: '3' }],
    around: (user_info) => success({ user_info }),
    shape: 'record',
    number: 'user_level',
    text: 'full_name',
    shown: 'userLevel',
    identity: 'user',
    first: 'goGetAllUsers',
    fields: 'agent(username: "ann") { account { email fullName userLevel } }',
    whole: { agent: { account: { email: 'ann@example.com', fullName: 'Ann', userLevel: 3 } } },
    empty: { agent: { account: null } },
    at: ['agent.account'],
  },
  getLiveAgentInfo: {
    rows: [{ status: 'IN CALL', color: 'green', lead_id: 304 }],
    around: success,
    shape: 'record',
    text: 'color',
    shown: 'color',
    first: 'goGetAllUsers',
    fields: 'agent(username: "ann") { live { state color } }',
    whole: { agent: { live: { state: 'IN_CALL', color: 'green' } } },
    empty: { agent: { live: null } },
    at: ['agent.live'],
  },
  getAllPortfolios: {
    rows: [
      { portfolio: 'NRD', portfolio_name: 'Nordbank' },
      { portfolio: 'SUR', portfolio_name: 'Banco del Sur' },
      { portfolio: 'KIW', portfolio_name: 'Kiwi Loans' },
    ],
    around: success,
    shape: 'rows',
    text: 'portfolio_name',
    shown: 'name',
    fields: threeOf('portfolio', 'code', ['NRD', 'SUR', 'KIW'], 'name'),
    ...nameOfEach('Nordbank', 'Banco del Sur', 'Kiwi Loans'),
  },
  getAllProfiles: {
    rows: [
      { profile_id: 'VIP', profile_name: 'The best' },
      { profile_id: 'LOANS', profile_name: 'Loans' },
      { profile_id: 'LATE', profile_name: 'Late payers' },
    ],
    around: success,
    shape: 'rows',
    text: 'profile_name',
    shown: 'name',
    fields: threeOf('profile', 'profileId', ['VIP', 'LOANS', 'LATE'], 'name'),
    ...nameOfEach('The best', 'Loans', 'Late payers'),
  },
  // As an older dialer does it: whoever is asked for, everyone is given.
  goGetAllUsers: {
    rows: [
      { user: 'ann', name: 'Ann', level: '1', active: 'Y' },
      { user: 'Bob', name: 'Bob', level: 1, active: '1' },
      { user: 'cid', name: 'Cid', level: 8, active: 'Y' },
    ],
    around: (user_list) => success({ user_list }),
    shape: 'rows',
    number: 'level',
    text: 'name',
    fields: threeAgents('name'),
    ...nameOfEach('Ann', 'Bob', 'Cid'),
  },
  goGetAllCalltimes: {
    rows: [
      { call_time_id: 'early', call_time_name: 'Early', ct_default_start: 600, ct_default_stop: '1200' },
      { call_time_id: 'late', call_time_name: 'Late', ct_default_start: '1200', ct_default_stop: 1800 },
      { call_time_id: 'never', call_time_name: 'Never', ct_default_start: 2400, ct_default_stop: 2400 },
    ],
    around: (table) => ({ result: 'success', ...(isObject(table) ? table : { rows: table }) }),
    shape: 'columns',
    number: 'ct_default_start',
    text: 'call_time_name',
    fields: threeOf('callTime', 'callTimeId', ['early', 'late', 'never'], 'name'),
    ...nameOfEach('Early', 'Late', 'Never'),
  },
  goGetCalltimeInfo: {
    rows: [
      {
        call_time_id: 'EARLY',
        call_time_name: 'Early',
        call_time_comments: 'Since May',
        ct_default_start: '600',
        ct_default_stop: 1200,
      },
    ],
    around: (record) => ({ result: 'success', ...(isObject(record) ? record : {}) }),
    shape: 'record',
    number: 'ct_default_start',
    text: 'call_time_comments',
    identity: 'call_time_id',
    fields: 'callTime(callTimeId: "early") { name comments }',
    whole: { callTime: { name: 'Early', comments: 'Since May' } },
    empty: { callTime: null },
    at: ['callTime'],
  },
  getCampaignInfo: {
    rows: [{ campaign_id: 501, campaign_script: 'RENEWAL', hopper_level: '500' }],
    around: success,
    shape: 'record',
    number: 'hopper_level',
    text: 'campaign_script',
    shown: 'hopperLevel',
    identity: 'campaign_id',
    first: 'goGetAllCampaigns',
    fields: 'campaign(campaignId: "501") { name settings { script hopperLevel } }',
    whole: { campaign: { name: 'Renewals', settings: { script: 'RENEWAL', hopperLevel: 500 } } },
    empty: { campaign: { name: 'Renewals', settings: null } },
    at: ['campaign.settings'],
  },
  goGetAllCampaigns: {
    rows: [
      { id: 501, campaign_name: 'Renewals', auto_dial_level: '2.5' },
      { id: '502', campaign_name: 'Quiet', auto_dial_level: 0 },
      { id: 503, campaign_name: 'Spring', auto_dial_level: '1' },
    ],
    around: inRows,
    shape: 'rows',
    number: 'auto_dial_level',
    text: 'campaign_name',
    fields: threeOf('campaign', 'campaignId', ['501', '502', '503'], 'name'),
    ...nameOfEach('Renewals', 'Quiet', 'Spring'),
  },
  getLeadsOnHopper: {
    rows: [
      { hopper_id: 9001, lead_id: '301', count: '9', state: 'TX' },
      { hopper_id: '9002', lead_id: 302, count: 8, state: 'TX' },
      { hopper_id: 9003, lead_id: '303', count: '7', state: 'TX' },
    ],
    around: inRows,
    shape: 'rows',
    number: 'count',
    text: 'state',
    first: 'goGetAllCampaigns',
    fields: 'campaign(campaignId: "501") { name hopper { nodes { leadId state } } }',
    ...listOf(
      [
        { leadId: '301', state: 'TX' },
        { leadId: '302', state: 'TX' },
        { leadId: '303', state: 'TX' },
      ],
      (nodes) => ({ campaign: { name: 'Renewals', hopper: { nodes } } }),
    ),
    at: ['campaign.hopper'],
  },
  goGetCustomerInfo: {
    rows: [{ lead_id: 304, first_name: 'José', phone_number: '5550100001' }],
    around: (lead_info) => ({ result: 'success', lead_info, custom_info: null, is_customer: 0 }),
    shape: 'record',
    text: 'first_name',
    shown: 'firstName',
    identity: 'lead_id',
    fields: 'lead(leadId: "304") { leadId firstName }',
    whole: { lead: { leadId: '304', firstName: 'José' } },
    empty: { lead: null },
    at: ['lead'],
  },
  // Its answer is lines of text, and every end of it an outcome; see `leadWord`.
  add_lead: {
    rows: [],
    around: () => leadAdded(LEAD.phoneNumber),
    shape: 'record',
    fields: '',
    whole: {},
    at: [],
  },
  'call-reports': {
    rows: [
      { id: 'a', time: '10/10/22 23:09:20', duration: 4, city: 'KINGSTON' },
      { id: 'b', time: '10/10/22 23:08:20', duration: '5', city: 'KINGSTON' },
      { id: 'c', time: '10/10/22 23:07:20', duration: 6, city: 'KINGSTON' },
    ],
    around: (rows) => rows,
    shape: 'rows',
    number: 'duration',
    text: 'city',
    shown: 'durationSeconds',
    fields:
      'carrierCalls(range: {from: "2022-10-11T04:00:00Z", to: "2022-10-11T05:00:00Z"}) { nodes { id durationSeconds origin { city } } }',
    ...listOf(
      [
        { id: 'a', durationSeconds: 4, origin: { city: 'KINGSTON' } },
        { id: 'b', durationSeconds: 5, origin: { city: 'KINGSTON' } },
        { id: 'c', durationSeconds: 6, origin: { city: 'KINGSTON' } },
      ],
      (nodes) => ({ carrierCalls: { nodes } }),
    ),
    at: ['carrierCalls'],
  },
};

const isAction = (name: string): name is ActionName => Object.hasOwn(ENDPOINTS, name);

export const subjectOf = (action: ActionName): Subject => ({ action, ...SUBJECT_OF[action] });

export const SUBJECTS: readonly Subject[] = Object.keys(ENDPOINTS).filter(isAction).map(subjectOf);

/** The member that faults give a wrong type; undefined for add_lead, which has none. */
export const oddMember = ({ number, text }: Pick<Subject, 'number' | 'text'>): string | undefined =>
  number ?? text;

/** The member without which a row is nothing, as its action's record declares it; undefined if any row will do. */
export function identityOf({ action }: Pick<Subject, 'action'>): string | undefined {
  const [main] = ENDPOINTS[action].response.parts;
  return Object.entries(main?.cells ?? {}).find(([, { isIdentity }]) => isIdentity)?.[0];
}

export const transportOf = ({ action }: Pick<Subject, 'action'>) => ENDPOINTS[action].transport;

/** Rows as parallel columns. */
export const columnsOf = (rows: readonly Row[]): Record<string, unknown[]> =>
  Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, rows.map((row) => row[name])]));

/** The answer with these rows instead of its own. */
export function bodyWith({ rows, shape, around }: Subject, changed: readonly Row[] = rows): string {
  const table = shape === 'rows' ? changed : shape === 'columns' ? columnsOf(changed) : changed[0];
  const answer = around(table);
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}
