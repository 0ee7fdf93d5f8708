import { parse } from 'graphql';
import { LiveHistory } from '../../src/loaders/liveHistory.ts';
import { describe, expect, test } from 'vitest';
import { planOf as planFor } from '../../src/plan/plan.ts';
import { schema } from '../../src/graph/schema.ts';
import { ANYONE } from '../../src/access/viewer.ts';
import { Zone } from '../../src/upstream/wire/zone.ts';
import { startApi } from '../support/api.ts';
import { planned } from '../support/dialerCost.ts';
import { leadInfo, userList } from '../support/otherDialer.ts';

const DAY = 'period: { from: "2026-05-12", to: "2026-05-12" }';
const MONTH = 'period: { from: "2026-04-13", to: "2026-05-12" }';
const WINDOWS = 5;

/** Nothing is ever asked to find out. */
async function planOf(document: string, variables?: Readonly<Record<string, unknown>>) {
  const api = await startApi();
  const calls = await planned(api, document, variables);
  expect(api.dialer.counts()).toEqual({});
  return calls;
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `agent.${index}`);

describe('what is asked once an operation', () => {
  test.each([
    ['nothing', '{ __typename dashboard { __typename } __schema { queryType { name } } }', {}],
    [
      'agents',
      '{ agents { totalCount nodes { name active permissions { inbound } } } }',
      { goGetAllUsers: 1 },
    ],
    ['agents of any status', '{ agents(status: ANY) { nodes { name } } }', { goGetAllUsers: 2 }],
    ['inactive agents', '{ agents(status: INACTIVE) { nodes { name } } }', { goGetAllUsers: 1 }],
    ['an agent by name, who may be inactive', '{ agent(username: "x") { name } }', { goGetAllUsers: 2 }],
    [
      'agents by profile',
      '{ agents(filter: { profiles: ["A"] }) { totalCount } }',
      { goGetAllUsers: 1, getAllProfiles: 1 },
    ],
    ['agents by no profile', '{ agents(filter: { profiles: [] }) { totalCount } }', { goGetAllUsers: 1 }],
    [
      'references',
      '{ agents { nodes { campaign { campaignId } portfolios { code id } } } }',
      { goGetAllUsers: 1 },
    ],
    [
      'what references lead to',
      '{ agents { nodes { campaign { name preview } portfolios { name } profile { name } } } }',
      { goGetAllUsers: 1, goGetAllCampaigns: 1, getAllPortfolios: 1, getAllProfiles: 1 },
    ],
    [
      'agents met on a row, who may be inactive',
      '{ agentDayReport { rows { agent { name } } } }',
      { agent_summary_stats: 1, goGetAllUsers: 2 },
    ],
    [
      'figures of a hundred agents',
      '{ agents(first: 100) { nodes { today { sales } timeUsage { talk } } } dashboard { timeUsage { averageTalk } } }',
      { goGetAllUsers: 1, agent_summary_stats: 1, agentTimeUsage: 1 },
    ],
    ['a call time', '{ callTime(callTimeId: "office") { name } }', { goGetAllCalltimes: 1 }],
    [
      'a call time in detail',
      '{ callTime(callTimeId: "office") { name comments } }',
      { goGetCalltimeInfo: 1 },
    ],
    ['a call time without an id', '{ callTime(callTimeId: " ") { comments } }', {}],
    [
      'nodes',
      '{ nodes(ids: ["Q2FtcGFpZ246NTAwMTA", "QWdlbnQ6bWFyaWEub3J0aXo"]) { id } }',
      { goGetAllUsers: 2, goGetAllCampaigns: 1 },
    ],
    [
      'nodes as the type they are',
      '{ node(id: "QWdlbnQ6bWFyaWEub3J0aXo") { ... on Agent { live { state } } ... on Campaign { settings { type } } } }',
      { goGetAllUsers: 2, getLiveAgentInfo: 1 },
    ],
  ])('%s', async (_, document, calls) => {
    expect(await planOf(document)).toEqual(calls);
  });
});

describe('what is asked once an object', () => {
  test.each([
    [
      'a page',
      '{ agents(first: 7) { nodes { live { state } } } }',
      { goGetAllUsers: 1, getLiveAgentInfo: 7 },
    ],
    [
      'the last ones',
      '{ agents(last: 3) { nodes { live { state } } } }',
      { goGetAllUsers: 1, getLiveAgentInfo: 3 },
    ],
    [
      'a page of which nothing is said',
      '{ agents { nodes { live { state } } } }',
      { goGetAllUsers: 1, getLiveAgentInfo: 50 },
    ],
    ['an empty page', '{ agents(first: 0) { nodes { live { state } } } }', { goGetAllUsers: 1 }],
    [
      'those a filter names',
      '{ agents(filter: { usernames: ["a", "A", "b"] }) { nodes { live { state } } } }',
      { goGetAllUsers: 1, getLiveAgentInfo: 2 },
    ],
    [
      'nodes and edges of a page alike',
      '{ agents(first: 7) { nodes { live { state } } edges { node { account { email } live { color } } } } }',
      { goGetAllUsers: 1, getLiveAgentInfo: 7, getUserInfo: 7 },
    ],
    [
      'both halves of an answer',
      '{ agents(first: 7) { nodes { account { email } productivity { sales } } } }',
      { goGetAllUsers: 1, getUserInfo: 7 },
    ],
    [
      'lists in lists',
      '{ campaign(campaignId: "1") { agents(first: 3) { nodes { campaign { hopper { totalCount } } } } } }',
      { goGetAllCampaigns: 1, goGetAllUsers: 1, getLeadsOnHopper: 3 },
    ],
    [
      'a list nobody knows the length of',
      '{ campaigns { settings { type callTime { comments } } } }',
      { goGetAllCampaigns: 1, getCampaignInfo: 50, goGetCalltimeInfo: 50 },
    ],
    [
      'rows of one of a list',
      '{ agents(first: 4) { nodes { today { agent { live { state } } } activity { agent { live { state } } } live { state } } } }',
      { goGetAllUsers: 1, agent_summary_stats: 1, exportAgentReport: 1, getLiveAgentInfo: 4 },
    ],
    [
      'leads of a hopper',
      '{ campaign(campaignId: "1") { hopper(first: 5) { nodes { lead { firstName agent { name } } } } } }',
      { goGetAllCampaigns: 1, getLeadsOnHopper: 1, goGetCustomerInfo: 5, goGetAllUsers: 2 },
    ],
    [
      'only the keys of leads',
      '{ campaign(campaignId: "1") { hopper(first: 5) { nodes { lead { id leadId } } } } }',
      { goGetAllCampaigns: 1, getLeadsOnHopper: 1 },
    ],
    [
      'calls of both kinds',
      `{ calls(${DAY}, first: 6) { nodes { agent { live { state } } ... on OutboundCall { agent { live { color } } } ... on InboundCall { lead { status } } } } }`,
      { outbound_cdr: 1, inbound_cdr: 1, getLiveAgentInfo: 6, goGetCustomerInfo: 6 },
    ],
    [
      'portfolios, whose figures do not say whose they are',
      `{ portfolio(code: "A") { inboundDaily(${DAY}) { totalCalls } } again: portfolio(code: "a") { inboundDaily(${DAY}) { date } } }`,
      { getAllPortfolios: 1, inbound_summary_stats: 1 },
    ],
    [
      'a lead',
      '{ lead(leadId: "007") { status agent { username } } same: lead(leadId: 7) { title } }',
      { goGetCustomerInfo: 1 },
    ],
    ['no lead', '{ lead(leadId: "0") { status } }', {}],
  ])('%s', async (_, document, calls) => {
    expect(await planOf(document)).toEqual(calls);
  });
});

describe('what is asked once a question', () => {
  test.each([
    ['calls of a day', `{ outboundCalls(${DAY}) { totalCount } }`, { outbound_cdr: 1 }],
    ['calls of the last day', '{ outboundCalls { totalCount } }', { outbound_cdr: 1 }],
    ['calls of a month', `{ outboundCalls(${MONTH}) { totalCount } }`, { outbound_cdr: WINDOWS }],
    [
      'calls since an instant',
      '{ outboundCalls(filter: { startedAt: { from: "2026-05-01T00:00:00Z", to: "2026-05-09T00:00:00Z" } }) { totalCount } }',
      { outbound_cdr: 2 },
    ],
    [
      'a month’s totals',
      `{ outboundCalls(${MONTH}) { totalCount campaignSummaries { totalCalls } } }`,
      { outbound_cdr: 1 },
    ],
    [
      'totals beside a list they hold',
      `{ outboundCalls(${MONTH}) { campaignSummaries { totalCalls } } campaigns { calls(${MONTH}) { totalCount } callSummary(${MONTH}) { totalCalls } } }`,
      { outbound_cdr: 1, goGetAllCampaigns: 1 },
    ],
    [
      'a list beside one that holds it',
      `{ outboundCalls(${MONTH}) { totalCount } portfolios { calls(${MONTH}) { totalCount } } some: outboundCalls(${MONTH}, filter: { portfolios: ["A"] }) { totalCount } }`,
      { outbound_cdr: WINDOWS, getAllPortfolios: 1 },
    ],
    [
      'calls of any number of agents',
      `{ agents(first: 900) { nodes { calls(${MONTH}) { totalCount } } } }`,
      { goGetAllUsers: 1, agent_cdr: WINDOWS },
    ],
    [
      'calls of more agents than a call can name',
      `{ agents(first: 1000) { nodes { calls(${MONTH}) { totalCount } } } }`,
      { goGetAllUsers: 1, agent_cdr: WINDOWS * 2 },
    ],
    [
      'calls of two agents, put together',
      `{ a: agent(username: "a") { calls(${MONTH}) { totalCount } } b: agent(username: "b") { calls(${MONTH}) { totalCount } } }`,
      { goGetAllUsers: 2, agent_cdr: WINDOWS },
    ],
    [
      'calls of each profile, which cannot be put together',
      `{ profiles { calls(${MONTH}) { totalCount } } }`,
      { getAllProfiles: 1, outbound_cdr: 50 * WINDOWS },
    ],
    [
      'calls of every portfolio',
      `{ portfolios { calls(${MONTH}) { totalCount } } }`,
      { getAllPortfolios: 1, outbound_cdr: WINDOWS },
    ],
    [
      'totals of every portfolio',
      `{ portfolios { calls(${MONTH}) { campaignSummaries { totalCalls } } } }`,
      { getAllPortfolios: 1, outbound_cdr: 50 },
    ],
    [
      'inbound calls nobody can mean',
      `{ calls(${MONTH}, filter: { callTypes: [MANUAL] }) { totalCount } inboundCalls(filter: { callTypes: [DIALER] }) { totalCount } }`,
      { outbound_cdr: WINDOWS },
    ],
    ['calls nobody can mean', '{ agentCalls(filter: { agents: [] }) { totalCount } }', {}],
    [
      'reports of a month',
      `{ agentActivityReport(${MONTH}) { rows { sales } } agentPauseReport(${MONTH}) { rows { talkSeconds } } }`,
      { exportAgentReport: 1, exportPauseReport: 1 },
    ],
    ['a report of nobody', '{ agentCallsReport(agents: [" "]) { rows { totalCalls } } }', {}],
    [
      'two periods of a report',
      `{ a: agentCallsReport(${DAY}) { rows { totalCalls } } b: agentCallsReport(${MONTH}) { rows { totalCalls } } c: agentCallsReport(${DAY}) { columns { title } } }`,
      { agent_calls_report: 2 },
    ],
    [
      'each agent’s part of reports, of two periods',
      `{ agents(first: 100) { nodes { a: activity(${DAY}) { sales } b: activity(${MONTH}) { sales } c: activity(${DAY}) { lip } callFigures { totalCalls } pauses(${DAY}) { talkSeconds } } } }`,
      { goGetAllUsers: 1, exportAgentReport: 2, agent_calls_report: 1, exportPauseReport: 1 },
    ],
  ])('%s', async (_, document, calls) => {
    expect(await planOf(document)).toEqual(calls);
  });

  test('calls of agents named in a variable', async () => {
    const document = `query ($agents: [String!]) { agentCalls(${DAY}, filter: { agents: $agents }) { totalCount } }`;
    expect(await planOf(document, { agents: names(900) })).toEqual({ agent_cdr: 1 });
    expect(await planOf(document, { agents: [...names(901), 'AGENT.1'] })).toEqual({ agent_cdr: 2 });
  });
});

describe('objects that are not there together', () => {
  test('are asked about apart', async () => {
    const activity = `activity(${DAY}) { sales }`;
    const lead = `live { lead { agent { ${activity}`;
    expect(await planOf(`{ agents(first: 1) { nodes { ${lead} ${lead} } } } } } } } } }`)).toMatchObject({
      exportAgentReport: 2,
    });
  });

  test('are not those an earlier batch has brought: they come with the rest of theirs', async () => {
    const api = await startApi();
    api.dialer.answer('goGetCustomerInfo', (fields) =>
      leadInfo({ lead_id: fields.get('lead_id'), user: `agent.${fields.get('lead_id')}` }),
    );
    const hopper = `campaign(campaignId: "50010") { hopper { nodes { lead { agent { activity(${DAY}) { sales } } } } } }`;
    const calls = await planned(api, `{ lead(leadId: "302") { status } ${hopper} }`);
    await api.data(`{ lead(leadId: "302") { status } ${hopper} }`);
    expect(api.dialer.counts()).toMatchObject({ exportAgentReport: 1 });
    expect(calls).toMatchObject({ exportAgentReport: 1 });
  });
});

describe('GraphQL’s own ways', () => {
  test.each([
    [
      'the same twice',
      '{ agents(first: 3) { nodes { live { state } } } again: agents(first: 3) { nodes { other: live { color } } } }',
      { goGetAllUsers: 1, getLiveAgentInfo: 3 },
    ],
    [
      'other pages',
      '{ agents(first: 3) { nodes { live { state } } } other: agents(first: 4) { nodes { live { state } } } }',
      { goGetAllUsers: 1, getLiveAgentInfo: 7 },
    ],
    [
      '@skip and @include',
      'query ($no: Boolean = false) { agents @skip(if: true) { totalCount } ... @include(if: $no) { campaigns { name } } portfolios @skip(if: $no) { code } ...F @include(if: $no) } fragment F on Query { profiles { name } }',
      { getAllPortfolios: 1 },
    ],
    [
      'fragments',
      '{ ...A ...A agents(first: 2) { ...B } } fragment A on Query { agents(first: 2) { ...B } } fragment B on AgentConnection { nodes { ... on Agent { ... { live { state } } } } }',
      { goGetAllUsers: 1, getLiveAgentInfo: 2 },
    ],
    [
      'a variable’s default',
      'query ($few: Int = 4) { agents(first: $few) { nodes { live { state } } } }',
      { goGetAllUsers: 1, getLiveAgentInfo: 4 },
    ],
    [
      'what is left out of a type',
      '{ nodes(ids: ["Q2FtcGFpZ246NTAwMTA"]) { ... on Agent { live { state } } ...C } } fragment C on Campaign { settings { type } }',
      { goGetAllCampaigns: 1, getCampaignInfo: 1 },
    ],
    [
      'selections of one field in two places',
      '{ callTime(callTimeId: "office") { name } callTime(callTimeId: "office") { comments } }',
      { goGetCalltimeInfo: 1 },
    ],
  ])('%s', async (_, document, calls) => {
    expect(await planOf(document)).toEqual(calls);
  });

  test('the operation that is named is planned', async () => {
    const api = await startApi();
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-dialer-cost': 'plan' },
      body: JSON.stringify({
        query: 'query A { agents { totalCount } } query B { campaigns { name } }',
        operationName: 'B',
      }),
    });
    expect(await response.json()).toEqual({
      data: null,
      extensions: { dialer: { plan: { calls: { goGetAllCampaigns: 1 }, total: 1 } } },
    });
  });
});

describe('what a resolver will refuse costs nothing', () => {
  test.each([
    'agents(first: -1) { nodes { live { state } } }',
    'agents(first: 1, last: 1) { totalCount }',
    'agents(after: "nothing") { totalCount }',
    'outboundCalls(last: 1001) { totalCount }',
    'outboundCalls(period: { from: "2026-05-12", to: "2026-05-11" }) { totalCount }',
    'outboundCalls(period: { from: "2025-05-12", to: "2026-05-11" }) { totalCount }',
    'outboundCalls(after: "bad") { totalCount }',
    'outboundCalls { groups(by: [], first: -1) { count } }',
    'agentActivityReport(period: { from: "2026-05-12", to: "2026-05-11" }) { rows { agent { live { state } } } }',
    'node(id: "bad") { ... on Agent { live { state } } }',
    'nodes(ids: ["QWdlbnQ6bWFyaWEub3J0aXo", "bad"]) { id }',
  ])('%s', async (field) => {
    const api = await startApi();
    const document = `{ __typename ${field} }`;
    expect(await planned(api, document)).toEqual({});
    const { errors } = await api.query(document);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(api.dialer.counts()).toEqual({});
  });

  test('below an object too', async () => {
    const api = await startApi();
    const document = '{ agent(username: "maria.ortiz") { campaign { calls(first: -1) { totalCount } } } }';
    expect(await planned(api, document)).toEqual({ goGetAllUsers: 2 });
    await api.query(document);
    expect(api.dialer.counts()).toEqual({ goGetAllUsers: 1 });
  });
});

describe('mutations', () => {
  const lead = '{ phoneNumber: "3125550100", phoneCode: "1", listId: "999", source: "test" }';

  test('count what they read, not what they write', async () => {
    const one = `addLead(input: ${lead}) { ... on AddLeadSuccess { leadId lead { status } } ... on DuplicateLead { existingLead { status } } }`;
    expect(await planOf(`mutation { ${one} }`)).toEqual({ goGetCustomerInfo: 1 });
    expect(await planOf(`mutation { a: ${one} b: ${one} }`)).toEqual({ goGetCustomerInfo: 2 });
    expect(await planOf(`mutation { addLead(input: ${lead}) { __typename } }`)).toEqual({});
  });

  test('read below each of many', async () => {
    const document = `mutation { addLeads(inputs: [${lead}, ${lead}, ${lead}]) { added results { ... on AddLeadSuccess { lead { status } } } } }`;
    expect(await planOf(document)).toEqual({ goGetCustomerInfo: 3 });
  });
});

const users = (count: number, active: string): object[] =>
  Array.from({ length: count }, (_, index) => ({ user: `${active}${index}`, active }));

const accounts = (args: string) =>
  `{ agents(${args}) { nodes { account { fullName } } edges { node { username } } } }`;

describe('lists that are remembered', () => {
  test('bound what there can be', async () => {
    const api = await startApi();
    await api.data('{ agents { totalCount } campaigns { name } }');
    const calls = `outboundCalls(${DAY}, first: 1000)`;
    expect(await planned(api, `{ ${calls} { nodes { agent { live { state } } } } }`)).toEqual({
      outbound_cdr: 1,
      // There are four active agents.
      getLiveAgentInfo: 4,
    });
    expect(await planned(api, `{ ${calls} { nodes { campaign { settings { type } } } } }`)).toEqual({
      outbound_cdr: 1,
      goGetAllCampaigns: 1,
      getCampaignInfo: 3,
    });
    expect(await planned(api, '{ campaigns { agents { nodes { live { state } } } } }')).toEqual({
      goGetAllCampaigns: 1,
      goGetAllUsers: 1,
      getLiveAgentInfo: 4,
    });
  });

  test('bound active agents only, if the list of the inactive ones is not among them', async () => {
    const api = await startApi();
    const { dialer } = api;
    dialer.answer('goGetAllUsers', (fields) =>
      userList(fields.get('only_inactives') === '1' ? users(9, 'N') : users(3, 'Y')),
    );
    await api.data('{ agents { totalCount } }');
    expect(await planned(api, accounts('first: 100'))).toMatchObject({ getUserInfo: 3 });
    expect(await planned(api, accounts('first: 100, status: INACTIVE'))).toMatchObject({ getUserInfo: 100 });
    expect(await planned(api, accounts('first: 100, status: ANY'))).toMatchObject({ getUserInfo: 100 });
    await api.data(accounts('first: 100, status: INACTIVE'));
    expect(dialer.counts()).toMatchObject({ getUserInfo: 9 });
    expect(await planned(api, accounts('first: 100, status: INACTIVE'))).toMatchObject({ getUserInfo: 9 });
    expect(await planned(api, accounts('first: 100, status: ANY'))).toMatchObject({ getUserInfo: 12 });
  });

  test('say nothing where they are not', async () => {
    expect(
      await planOf(`{ outboundCalls(${DAY}, first: 1000) { nodes { agent { live { state } } } } }`),
    ).toEqual({
      outbound_cdr: 1,
      getLiveAgentInfo: 1000,
    });
  });
});

/** The planner by itself: the server's limits refuse such an operation before it is planned. */
const planAlone = (document: string) =>
  planFor(
    { schema, document: parse(document) },
    {
      sizes: {
        agents: null,
        inactiveAgents: null,
        loggedIn: null,
        campaigns: null,
        portfolios: null,
        profiles: null,
        callTimes: null,
      },
      zone: new Zone('UTC'),
      carrier: null,
      now: new Date(),
      followed: new LiveHistory().followed(),
      activeUsers: () => null,
      maxPeriodDays: 92,
      viewer: ANYONE,
    },
  );

describe('operations that grow while one looks at them', () => {
  const depth = 30;
  const nested = (field: (below: string, index: number) => string): string => {
    const fragments = Array.from({ length: depth }, (_, index) => {
      const below = index + 1 < depth ? `...F${index + 1}` : 'name';
      return `fragment F${index} on Agent { ${field(below, index)} }`;
    });
    return `{ agents(first: 1) { nodes { ...F0 } } } ${fragments.join(' ')}`;
  };

  test.each([
    ['spread twice', nested((below) => `campaign { agents(first: 1) { nodes { ${below} ${below} } } }`)],
    ['spread twice at one place', nested((below) => `${below} ${below} live { state }`)],
    [
      'under two aliases',
      nested(
        (below) =>
          `a: campaign { agents(first: 1) { nodes { ${below} } } } b: campaign { agents(first: 1) { nodes { ${below} } } }`,
      ),
    ],
    [
      'before a choice that looks ahead',
      `{ callTime(callTimeId: "office") { ...C0 } outboundCalls { ...O } } fragment O on OutboundCallConnection { nodes { lead { id ...L0 } } } ${Array.from({ length: depth }, (_, index) => `fragment C${index} on CallTime { ${index + 1 < depth ? `...C${index + 1} ... { ...C${index + 1} }` : 'name'} } fragment L${index} on Lead { ${index + 1 < depth ? `...L${index + 1} ... { ...L${index + 1} }` : 'id'} }`).join(' ')}`,
    ],
  ])('are planned at once: %s', (_, document) => {
    const started = performance.now();
    expect(planAlone(document)).toMatchObject({ isWhole: true });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('are given up where their answer has no end', () => {
    const document = nested(
      (below) =>
        `a: campaign { agents(first: 1) { nodes { ${below} } } } b: campaign { agents(first: 2) { nodes { ${below} } } }`,
    );
    const started = performance.now();
    expect(planAlone(document)).toMatchObject({ isWhole: false });
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
