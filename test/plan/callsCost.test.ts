import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { success, userList } from '../support/otherDialer.ts';
import {
  AGENTS,
  callsFrom,
  DAY,
  daysAsked,
  dayPeriod,
  FIRST_DAY,
  LAST_DAY,
  lower,
  namesSent,
  pageOf,
  plainCall,
  PORTFOLIOS,
  profileOf,
  PROFILES,
  startCallApi,
  summariesOf,
  CAMPAIGNS,
  OUTBOUND,
  AGENT,
  INBOUND,
} from '../support/callDay.ts';

const PERIOD = `period: {from: "${FIRST_DAY}", to: "${LAST_DAY}"}`;
const TODAY = `period: {from: "${DAY}", to: "${DAY}"}`;
const SUMMARY =
  'campaignName totalLeads dialable pending totalCalls dialerCalls dialedCalls manualCalls handledCalls totalRemoved removed removedAllPeriod';

describe('campaignSummaries', () => {
  test('are the dialer’s own, of the whole period in one call', async () => {
    const api = await startCallApi();
    const data = await api.data(
      `{ outboundCalls(${PERIOD}) { totalCount campaignSummaries { ${SUMMARY} campaign { campaignId } } } }`,
    );
    const rows = callsFrom('outbound', FIRST_DAY, LAST_DAY);
    const ids: Readonly<Record<string, string>> = { renewals: '101', cobrança: '102' };
    expect(data).toEqual({
      outboundCalls: {
        totalCount: rows.length,
        campaignSummaries: summariesOf(rows).map((summary) => {
          const campaignId = ids[lower(summary.campaignName)];
          return { ...summary, campaign: campaignId === undefined ? null : { campaignId } };
        }),
      },
    });
    expect(daysAsked(api.dialer, 'outbound_cdr')).toEqual([`${FIRST_DAY} ${LAST_DAY}`]);
  });

  test('and nodes, count and groups of the same arguments are one call, whichever field they stand under', async () => {
    const api = await startCallApi();
    await api.data(`{
      outboundCalls(${PERIOD}) { totalCount nodes { id } edges { cursor } groups(by: [CAMPAIGN]) { count } campaignSummaries { totalCalls } }
      again: outboundCalls(${PERIOD}) { totalCount }
      last: outboundCalls(${PERIOD}, last: 5, orderBy: {field: AGENT}) { nodes { id } }
      sales: outboundCalls(${PERIOD}, filter: {dispositions: ["sale"]}) { groups(by: [AGENT], first: 3) { count } }
      own: outboundCalls(${PERIOD}, filter: {portfolios: ["NRD"]}) { totalCount }
    }`);
    expect(daysAsked(api.dialer, 'outbound_cdr')).toEqual([`${FIRST_DAY} ${LAST_DAY}`]);
  });

  test('are narrowed to the campaigns, portfolios and profiles of the filter', async () => {
    const api = await startCallApi();
    const list = z.object({
      totalCount: z.int(),
      campaignSummaries: z.array(z.object({ campaignName: z.string(), totalCalls: z.int() })),
    });
    const { named, scoped } = await api.read(
      z.object({ named: list, scoped: list }),
      `{
        named: outboundCalls(${TODAY}, filter: {campaigns: ["RENEWALS", "gone"]}) { totalCount campaignSummaries { campaignName totalCalls } }
        scoped: outboundCalls(${TODAY}, filter: {portfolios: ["SUR"], profiles: ["VIP"]}) { totalCount campaignSummaries { campaignName totalCalls } }
      }`,
    );
    const rows = callsFrom('outbound');
    expect(named.campaignSummaries.map(({ campaignName }) => lower(campaignName)).sort()).toEqual([
      'gone',
      'renewals',
    ]);
    expect(named.campaignSummaries.reduce((sum, { totalCalls }) => sum + totalCalls, 0)).toBe(
      named.totalCount,
    );
    const ofScope = rows.filter((row) => row.portfolio === 'SUR' && profileOf(row.agent) === 'VIP');
    expect(scoped.totalCount).toBe(ofScope.length);
    expect(scoped.campaignSummaries).toEqual(
      summariesOf(ofScope).map(({ campaignName, totalCalls }) => ({ campaignName, totalCalls })),
    );
  });

  test('of other portfolios are never taken from a wider answer: totals cannot be narrowed down', async () => {
    const api = await startCallApi();
    const fields = 'campaignSummaries { campaignName totalCalls }';
    const list = z.object({ campaignSummaries: z.array(z.looseObject({})) });
    const data = await api.read(
      z.object({ all: list, sur: list, again: list }),
      `{
        all: outboundCalls(${TODAY}) { ${fields} }
        sur: outboundCalls(${TODAY}, filter: {portfolios: ["SUR"]}) { ${fields} }
        again: outboundCalls(${TODAY}, filter: {portfolios: ["sur"]}) { ${fields} }
      }`,
    );
    const rows = callsFrom('outbound');
    const totals = (of: typeof rows) =>
      summariesOf(of).map(({ campaignName, totalCalls }) => ({ campaignName, totalCalls }));
    expect(data.all.campaignSummaries).toEqual(totals(rows));
    expect(data.sur.campaignSummaries).toEqual(totals(rows.filter(({ portfolio }) => portfolio === 'SUR')));
    expect(data.again).toEqual(data.sur);
    expect(api.dialer.counts()).toEqual({ outbound_cdr: 2 });
  });

  test('cost no uncut call where they are not selected in the end', async () => {
    const api = await startCallApi();
    await api.data(`query ($no: Boolean = false) {
      outboundCalls(${PERIOD}) { totalCount campaignSummaries @include(if: $no) { totalCalls } }
    }`);
    expect(daysAsked(api.dialer, 'outbound_cdr')).toHaveLength(3);
  });

  test('are empty where there are no calls', async () => {
    const api = await startCallApi([]);
    expect(
      await api.data(`{ outboundCalls(${PERIOD}) { totalCount campaignSummaries { totalCalls } } }`),
    ).toEqual({
      outboundCalls: { totalCount: 0, campaignSummaries: [] },
    });
  });
});

const ofProfiles = (...names: string[]): object => ({
  totalCount: callsFrom('outbound').filter(({ agent }) => names.includes(profileOf(agent) ?? '')).length,
});

describe('crossings from every one of a list', () => {
  test('campaigns { callSummary calls } is one call', async () => {
    const api = await startCallApi();
    const model = z.object({
      campaigns: z.array(
        z.object({
          campaignId: z.string(),
          callSummary: z.looseObject({ totalCalls: z.int() }).nullable(),
          calls: z.object({ totalCount: z.int() }).nullable(),
        }),
      ),
    });
    const { campaigns } = await api.read(
      model,
      `{ campaigns { campaignId callSummary(${PERIOD}) { ${SUMMARY} } calls(${PERIOD}) { totalCount nodes { id } } } }`,
    );
    const rows = callsFrom('outbound', FIRST_DAY, LAST_DAY);
    const summaries = summariesOf(rows);
    const shared = new Set(['103', '104']);
    expect(campaigns).toEqual(
      CAMPAIGNS.map(({ id, name }) => ({
        campaignId: id,
        callSummary: shared.has(id)
          ? null
          : (summaries.find(({ campaignName }) => lower(campaignName) === lower(name)) ?? null),
        calls: shared.has(id)
          ? null
          : { totalCount: rows.filter(({ campaign }) => lower(campaign ?? '') === lower(name)).length },
      })),
    );
    expect(api.dialer.counts()).toEqual({ goGetAllCampaigns: 1, outbound_cdr: 1 });
    expect(daysAsked(api.dialer, 'outbound_cdr')).toEqual([`${FIRST_DAY} ${LAST_DAY}`]);
  });

  test('campaigns { calls } alone is one call a window', async () => {
    const api = await startCallApi();
    await api.data(`{ campaigns { calls(${PERIOD}) { totalCount } } }`);
    expect(api.dialer.counts()).toEqual({ goGetAllCampaigns: 1, outbound_cdr: 3 });
  });

  test('portfolios { calls } is one call, each with its own', async () => {
    const api = await startCallApi();
    const data = await api.data(`{ portfolios { code calls(${TODAY}) { totalCount } } }`);
    expect(data).toEqual({
      portfolios: PORTFOLIOS.map((code) => ({
        code,
        calls: { totalCount: callsFrom('outbound').filter(({ portfolio }) => portfolio === code).length },
      })),
    });
    expect(api.dialer.counts()).toEqual({ getAllPortfolios: 1, outbound_cdr: 1 });
    expect(namesSent(api.dialer, 'outbound_cdr', 'tenant[]')).toEqual([[...PORTFOLIOS]]);
  });

  test('profiles { calls } is one call each: rows do not say whose they are', async () => {
    const api = await startCallApi();
    const data = await api.data(`{ profiles { profileId calls(${TODAY}) { totalCount } } }`);
    expect(data).toEqual({
      profiles: PROFILES.map((profileId) => ({
        profileId,
        calls: {
          totalCount: callsFrom('outbound').filter(({ agent }) => profileOf(agent) === profileId).length,
        },
      })),
    });
    expect(api.dialer.counts()).toEqual({ getAllProfiles: 1, outbound_cdr: 3 });
    expect(namesSent(api.dialer, 'outbound_cdr', 'profile[]').flat().sort()).toEqual([...PROFILES].sort());
  });

  test('a list beside one that holds it costs nothing more, a day of a week does not share', async () => {
    const api = await startCallApi();
    await api.data(`{
      outboundCalls(${TODAY}) { totalCount }
      some: outboundCalls(${TODAY}, filter: {portfolios: ["NRD"], agents: ["agent.01"]}) { totalCount }
      portfolios { calls(${TODAY}) { totalCount } }
      campaigns { calls(${TODAY}) { totalCount } }
      calls(${TODAY}) { totalCount }
      inboundCalls(${TODAY}, filter: {portfolios: ["NRD"]}) { totalCount }
    }`);
    expect(api.dialer.counts()).toEqual({
      getAllPortfolios: 1,
      goGetAllCampaigns: 1,
      outbound_cdr: 1,
      inbound_cdr: 1,
    });
    expect(namesSent(api.dialer, 'outbound_cdr', 'tenant[]')).toEqual([[]]);
  });

  test('two profiles together are not two profiles apart', async () => {
    const api = await startCallApi();
    const data = await api.data(`{
      both: outboundCalls(${TODAY}, filter: {profiles: ["VIP", "loans"]}) { totalCount }
      swapped: outboundCalls(${TODAY}, filter: {profiles: ["LOANS", "vip"]}) { totalCount }
      one: outboundCalls(${TODAY}, filter: {profiles: ["VIP"]}) { totalCount }
    }`);
    expect(data).toEqual({
      both: ofProfiles('VIP', 'LOANS'),
      swapped: ofProfiles('VIP', 'LOANS'),
      one: ofProfiles('VIP'),
    });
    expect(api.dialer.counts()).toEqual({ outbound_cdr: 2 });
  });
});

/** Reports of which only the rows' agents matter here. */
const rowsOf = (users: readonly string[]): object => ({ rows: users.map((user) => ({ user })), headers: [] });

const agentsAsked = (fields: URLSearchParams): readonly string[] => {
  const names = fields.getAll('user[]').map(lower);
  return names.length === 0 ? AGENTS : AGENTS.filter((agent) => names.includes(lower(agent)));
};

async function startReportApi() {
  const api = await startCallApi();
  api.dialer.answer('exportAgentReport', (fields) => success(rowsOf(agentsAsked(fields))));
  api.dialer.answer('agent_calls_report', (fields) => success({ agent_report: rowsOf(agentsAsked(fields)) }));
  api.dialer.answer('exportPauseReport', (fields) => success(rowsOf(agentsAsked(fields))));
  api.dialer.answer(
    'agent_summary_stats',
    success({ dates: '', rows: AGENTS.map((USER) => ({ USER, sales: '3' })) }),
  );
  return api;
}

const FIVE = `calls(${PERIOD}) { totalCount }
  activity(${PERIOD}) { agent { username } }
  callFigures(${PERIOD}) { agent { username } }
  pauses(${PERIOD}) { agent { username } }
  today { sales }`;

const agentModel = z.object({
  username: z.string(),
  calls: z.object({ totalCount: z.int() }),
  activity: z.array(z.object({ agent: z.object({ username: z.string() }) })),
  callFigures: z.array(z.object({ agent: z.object({ username: z.string() }) })),
  pauses: z.object({ agent: z.object({ username: z.string() }) }),
  today: z.object({ sales: z.int() }),
});

describe('agents × { calls activity callFigures pauses today }', () => {
  test('are one call an action for 54 of them, agent_cdr one a window', async () => {
    const api = await startReportApi();
    const { agents } = await api.read(
      z.object({ agents: z.object({ nodes: z.array(agentModel) }) }),
      `{ agents(first: 1000) { nodes { username ${FIVE} } } }`,
    );
    const rows = callsFrom('agent', FIRST_DAY, LAST_DAY);
    expect(agents.nodes).toHaveLength(54);
    for (const { username, calls, ...reports } of agents.nodes) {
      expect(calls.totalCount).toBe(
        rows.filter(({ agent }) => lower(agent ?? '') === lower(username)).length,
      );
      const agent = { agent: { username } };
      expect(reports).toEqual({
        activity: [agent],
        callFigures: [agent],
        pauses: agent,
        today: { sales: 3 },
      });
    }
    expect(api.dialer.counts()).toEqual({
      goGetAllUsers: 1,
      agent_cdr: 3,
      exportAgentReport: 1,
      agent_calls_report: 1,
      exportPauseReport: 1,
      agent_summary_stats: 1,
    });
    // All of them are meant, so none is named; and reports are never cut.
    for (const { action, fields } of api.dialer.requests) {
      expect([action, fields.filter(([name]) => name === 'user[]')]).toEqual([action, []]);
    }
    for (const action of ['exportAgentReport', 'agent_calls_report', 'exportPauseReport']) {
      expect(daysAsked(api.dialer, action)).toEqual([`${FIRST_DAY} ${LAST_DAY}`]);
    }
  });

  test.each([
    [1, true],
    [27, true],
    [28, false],
    [53, false],
  ])('of %i of 54 are named: %s', async (count, isNamed) => {
    const api = await startReportApi();
    const usernames = AGENTS.slice(0, count);
    const { agents } = await api.read(
      z.object({ agents: z.object({ totalCount: z.int(), nodes: z.array(agentModel) }) }),
      `query ($usernames: [String!]) { agents(first: 1000, filter: {usernames: $usernames}) { totalCount nodes { username ${FIVE} } } }`,
      { usernames },
    );
    expect(agents.totalCount).toBe(count);
    const expected = isNamed ? [...usernames].sort() : [];
    for (const action of ['agent_cdr', 'exportAgentReport', 'agent_calls_report', 'exportPauseReport']) {
      const sent = namesSent(api.dialer, action, 'user[]');
      expect(sent.map((names) => names.sort())).toEqual(
        Array.from({ length: action === 'agent_cdr' ? 3 : 1 }, () => expected),
      );
    }
  });

  test('with other arguments are other calls, and with the same through another parent none', async () => {
    const api = await startReportApi();
    await api.data(`{
      agent(username: "agent.01") { a: activity(${PERIOD}) { sales } b: activity(${TODAY}) { sales } c: activity { sales } }
      other: agent(username: "AGENT.02") { activity(${PERIOD}) { sales } }
      portfolio(code: "NRD") { agents { nodes { activity(${TODAY}) { sales } } } }
    }`);
    expect(daysAsked(api.dialer, 'exportAgentReport')).toEqual(
      ['', `${FIRST_DAY} ${LAST_DAY}`, `${DAY} ${DAY}`].sort(),
    );
  });
});

const many = (count: number, prefix = 'x'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** Every request so far within PHP's thousand fields. */
const mostFields = (api: Awaited<ReturnType<typeof startCallApi>>): number =>
  Math.max(...api.dialer.requests.map(({ fields }) => fields.length));

describe('names beyond what PHP reads', () => {
  test('agents of calls are asked for in several calls, each call once', async () => {
    const api = await startCallApi();
    const agents = [...many(1899), 'agent.01', 'AGENT.01'];
    const { totalCount } = await pageOf(api, AGENT, { period: dayPeriod(), filter: { agents } });
    expect(totalCount).toBe(
      callsFrom('agent').filter(({ agent }) => lower(agent ?? '') === 'agent.01').length,
    );
    const sent = namesSent(api.dialer, 'agent_cdr', 'user[]');
    expect(sent).toHaveLength(3);
    expect(new Set(sent.flat().map(lower)).size).toBe(1900);
    expect(mostFields(api)).toBeLessThanOrEqual(1000);
  });

  test('agents beside portfolios and profiles still are', async () => {
    const api = await startCallApi();
    const filter = {
      agents: [...many(899), 'agent.03'],
      portfolios: [...many(249), 'NRD'],
      profiles: [...many(249), 'VIP'],
    };
    const { totalCount } = await pageOf(api, AGENT, { period: dayPeriod(), filter });
    const rows = callsFrom('agent').filter(
      ({ agent, portfolio }) => lower(agent ?? '') === 'agent.03' && portfolio === 'NRD',
    );
    expect(totalCount).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(0);
    expect(mostFields(api)).toBeLessThanOrEqual(1000);
  });

  test.each([OUTBOUND, INBOUND, AGENT])(
    'portfolios of $field are left out, and looked at here',
    async (list) => {
      const api = await startCallApi();
      const portfolios = [...many(1500), 'sur'];
      const { totalCount } = await pageOf(api, list, { period: dayPeriod(), filter: { portfolios } });
      expect(totalCount).toBe(callsFrom(list.kind).filter(({ portfolio }) => portfolio === 'SUR').length);
      expect(mostFields(api)).toBeLessThanOrEqual(1000);
    },
  );

  test.each([
    ['profiles', 'outboundCalls(filter: {profiles: $names}) { totalCount }'],
    ['profiles', 'agentCalls(filter: {profiles: $names}) { totalCount }'],
    ['portfolios', 'outboundCalls(filter: {portfolios: $names}) { campaignSummaries { totalCalls } }'],
    ['portfolios', 'inboundDailyReport(portfolios: $names) { rows { totalCalls } }'],
    ['portfolios', 'agentCallsReport(portfolios: $names) { rows { totalCalls } }'],
  ])('%s that only the dialer can narrow down by are refused: %s', async (argument, field) => {
    const api = await startCallApi();
    const type = field.includes('profiles') ? '[ID!]' : '[String!]';
    const { errors } = await api.query(`query ($names: ${type}) { ${field} }`, { names: many(1001) });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
    expect(api.dialer.counts()).toEqual({});
  });

  test('agents of reports are left out, and their rows looked at here', async () => {
    const api = await startReportApi();
    const agents = [...many(1000), 'AGENT.05'];
    const data = await api.data(
      `query ($agents: [String!]) {
        agentActivityReport(agents: $agents) { rows { agent { username } } summary { kind totalCalls } }
        agentCallsReport(agents: $agents) { rows { agent { username } } }
        agentPauseReport(${TODAY}, agents: $agents) { rows { agent { username } } }
      }`,
      { agents },
    );
    const rows = [{ agent: { username: 'Agent.05' } }];
    expect(data).toEqual({
      agentActivityReport: {
        rows,
        summary: ['SUM', 'AVERAGE', 'MAX', 'MIN'].map((kind) => ({ kind, totalCalls: null })),
      },
      agentCallsReport: { rows },
      agentPauseReport: { rows },
    });
    expect(mostFields(api)).toBeLessThanOrEqual(1000);
  });

  test('1,900 agents, of whom all are asked for, are not named at all', async () => {
    const names = many(1900, 'busy.');
    const api = await startCallApi(names.map((agent) => plainCall('agent', { agent: agent.toUpperCase() })));
    api.dialer.answer('goGetAllUsers', userList(names.map((user) => ({ user, active: 'Y' }))));
    const { agents } = await api.read(
      z.object({
        agents: z.object({ nodes: z.array(z.object({ calls: z.object({ totalCount: z.int() }) })) }),
      }),
      `{ agents(first: 1000) { nodes { calls(${TODAY}) { totalCount } } } }`,
    );
    expect(agents.nodes).toHaveLength(1000);
    expect(new Set(agents.nodes.map(({ calls }) => calls.totalCount))).toEqual(new Set([1]));
    expect(namesSent(api.dialer, 'agent_cdr', 'user[]')).toEqual([[]]);
  });

  test('1,000 of 5,000 agents are named in two calls', async () => {
    const names = many(5000, 'busy.');
    const api = await startCallApi(names.map((agent) => plainCall('agent', { agent: agent.toUpperCase() })));
    api.dialer.answer('goGetAllUsers', userList(names.map((user) => ({ user, active: 'Y' }))));
    api.dialer.answer('exportAgentReport', (fields) => success(rowsOf(fields.getAll('user[]'))));
    const node = z.object({ calls: z.object({ totalCount: z.int() }), activity: z.array(z.looseObject({})) });
    const { agents } = await api.read(
      z.object({ agents: z.object({ nodes: z.array(node) }) }),
      `{ agents(first: 1000) { nodes { calls(${TODAY}) { totalCount } activity(${TODAY}) { sales } } } }`,
    );
    expect(new Set(agents.nodes.map(({ calls, activity }) => calls.totalCount + activity.length))).toEqual(
      new Set([2]),
    );
    expect(api.dialer.counts()).toEqual({ goGetAllUsers: 1, agent_cdr: 2, exportAgentReport: 2 });
    expect(mostFields(api)).toBeLessThanOrEqual(1000);
  });
});
