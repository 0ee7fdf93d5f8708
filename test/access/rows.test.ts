import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../../src/graph/relay/globalId.ts';
import { hasNoData, post, summary, type Client } from '../support/api.ts';
import { namesSent } from '../support/callDay.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import { DAYS, markOf, startPortfolioDialer, ZONE, type WorldOptions } from '../support/portfolioWorld.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { scopesWithout, startViewedApi, viewer, type ViewedApi } from '../support/viewers.ts';

const ALL = scopesWithout();
const PERIOD = `period: { from: "${DAYS[0]}", to: "${DAYS[1]}" }`;

interface World {
  readonly dialer: ScriptedServer;
  readonly api: ViewedApi;
  /** A viewer with all scopes, limited to these portfolios. */
  readonly as: (...portfolios: readonly string[]) => Client;
  readonly everyone: Client;
}

async function startWorld(options: WorldOptions = {}): Promise<World> {
  const dialer = await startPortfolioDialer(options);
  onTestFinished(() => dialer.close());
  const account = { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
  const api = await startViewedApi(account, { DIALER_TIMEZONE: ZONE });
  return {
    dialer,
    api,
    as: (...portfolios) => api.as(viewer(ALL, portfolios)),
    everyone: api.as(viewer(ALL)),
  };
}

const LISTS = [
  ['outboundCalls', 'outbound_cdr'],
  ['inboundCalls', 'inbound_cdr'],
  ['agentCalls', 'agent_cdr'],
] as const;

const page = z.object({
  totalCount: z.int(),
  nodes: z.array(z.object({ id: z.string(), portfolio: z.object({ code: z.string() }).nullable() })),
});
type Node = z.output<typeof page>['nodes'][number];
const codeOf = ({ portfolio }: Node): string | undefined => portfolio?.code.toUpperCase();

describe.each(LISTS)('%s of a viewer limited to portfolios', (field, action) => {
  const list = async (client: Client, filter = '{}') =>
    (
      await client.read(
        z.object({ list: page }),
        `{ list: ${field}(${PERIOD}, filter: ${filter}, first: 1000) { totalCount nodes { id portfolio { code } } } }`,
      )
    ).list;

  test('are those of its portfolios, by the ids everyone sees, and the dialer is asked for no others', async () => {
    const { as, everyone, dialer } = await startWorld();
    const all = await list(everyone);
    dialer.clear();
    const own = await list(as('sur', 'KIW'));
    expect(own.nodes).toEqual(all.nodes.filter((node) => ['SUR', 'KIW'].includes(codeOf(node) ?? '')));
    expect(own.totalCount).toBe(own.nodes.length);
    expect(own.totalCount).toBeGreaterThan(40);
    expect(own.totalCount).toBeLessThan(all.totalCount);
    expect(namesSent(dialer, action, 'tenant[]')).toEqual([['sur', 'KIW']]);
  });

  test('are narrowed further by a filter, and never widened', async () => {
    const { as, dialer } = await startWorld();
    const own = await list(as('NRD', 'SUR'), '{ portfolios: ["Sur", "KIW", "XXX"] }');
    expect(new Set(own.nodes.map(codeOf))).toEqual(new Set(['SUR']));
    expect(namesSent(dialer, action, 'tenant[]')).toEqual([['SUR']]);
    dialer.clear();
    expect(await list(as('NRD'), '{ portfolios: ["KIW"] }')).toEqual({ totalCount: 0, nodes: [] });
    expect(await list(as(), '{}')).toEqual({ totalCount: 0, nodes: [] });
    expect(await list(as(' '), '{}')).toEqual({ totalCount: 0, nodes: [] });
    expect(dialer.counts()).toEqual({});
  });

  test('are those alone where the dialer gives everyone’s, which is an event', async () => {
    const { as, api } = await startWorld({ obeysTenant: false });
    const own = await list(as('NRD'));
    expect(new Set(own.nodes.map(codeOf))).toEqual(new Set(['NRD']));
    const events = api.log.filter((line) => line.includes('"security"'));
    expect(events).toHaveLength(1);
    const event: unknown = JSON.parse(events[0] ?? '');
    expect(event).toMatchObject({
      level: 40,
      security: { event: 'foreign rows', action, dropped: own.totalCount * 3, kept: own.totalCount },
    });
    // A time and an id of a request may hold any digits.
    const { time, requestId, ...told } = z.record(z.string(), z.unknown()).parse(event);
    expect([time, requestId]).not.toContain(undefined);
    expect(JSON.stringify(told)).not.toMatch(/~|31[1239]555|SUR|KIW/);
  });

  test('count in groups alone, and another viewer’s are never among them', async () => {
    const { as, everyone } = await startWorld({ obeysTenant: false });
    const groups = `{ list: ${field}(${PERIOD}) { totalCount groups(by: [PORTFOLIO]) { keys count } } }`;
    const of = async (client: Client) => JSON.stringify(await client.data(groups)).toUpperCase();
    const [nrd, all, sur, nrdAgain] = [
      await of(as('NRD')),
      await of(everyone),
      await of(as('SUR')),
      await of(as('NRD')),
    ];
    expect(all).toMatch(/NRD.*SUR|SUR.*NRD/);
    expect(nrd).not.toMatch(/SUR|KIW|NULL/);
    expect(sur).not.toMatch(/NRD|KIW|NULL/);
    expect(nrdAgain).toBe(nrd);
  });
});

describe('agents of other portfolios', () => {
  const FACTS = `id username userId name active level rank transferGroups permissions { inbound }
    campaign { campaignId } profile { profileId } portfolios { code }
    account { email tenant } productivity { totalCalls } live { state } timeUsage { talk } pauses(${PERIOD}) { pauseSeconds }`;

  test('are not listed, nor found, and are cut from those who are', async () => {
    const { as } = await startWorld();
    const client = as('Nrd');
    expect(
      await client.data(
        '{ agents(status: ANY) { totalCount nodes { username portfolios { code } account { tenant } } } portfolio(code: "NRD") { agents { totalCount } } }',
      ),
    ).toEqual({
      agents: {
        totalCount: 5,
        nodes: [
          { username: 'anna.n', portfolios: [{ code: 'nrd' }], account: { tenant: 'NRD' } },
          { username: 'bela.n', portfolios: [{ code: 'nrd' }], account: { tenant: 'NRD' } },
          // Their accounts name another portfolio.
          { username: 'fred.ns', portfolios: [{ code: 'nrd' }], account: { tenant: null } },
          { username: 'hans.nsk', portfolios: [{ code: 'nrd' }], account: { tenant: null } },
          { username: 'igor.n', portfolios: [{ code: 'nrd' }], account: { tenant: 'NRD' } },
        ],
      },
      portfolio: { agents: { totalCount: 4 } },
    });
    expect(await as().data('{ agents { totalCount } portfolios { code } }')).toEqual({
      agents: { totalCount: 0 },
      portfolios: [],
    });
  });

  test('cannot be told from such that are not there: by value, error, id, or what it costs', async () => {
    const { as, dialer, api } = await startWorld();
    const told = async (username: string): Promise<unknown> => {
      dialer.clear();
      const headers = api.headersOf(viewer(ALL, ['NRD']));
      const response = await fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-dialer-cost': 'actual', ...headers },
        body: JSON.stringify({
          query: `query ($username: String!, $id: ID!) {
            agent(username: $username) { ${FACTS} }
            node(id: $id) { id }
            nodes(ids: [$id]) { id }
            agents(status: ANY, filter: { usernames: [$username] }) { totalCount edges { cursor } pageInfo { hasNextPage startCursor } }
            searched: agents(filter: { search: $username }) { totalCount }
            agentPauseReport(${PERIOD}, agents: [$username]) { rows { pauseSeconds } }
            agentCalls(filter: { agents: [$username], portfolios: ["KIW"] }) { totalCount }
          }`,
          variables: { username, id: encodeId('Agent', username) },
        }),
      });
      const text = await response.text();
      return JSON.parse(text.replaceAll(/"milliseconds":\d+/g, '"milliseconds":0'));
    };
    await as('NRD').data('{ agents(status: ANY) { totalCount } dashboard { timeUsage { averageTalk } } }');
    const unknown = await told('nobody.x');
    expect(await told('carl.s')).toEqual(unknown);
    expect(await told('jana.s')).toEqual(unknown);
    expect(unknown).toMatchObject({ data: { agent: null, node: null, nodes: [null] } });
    expect(dialer.counts()).not.toHaveProperty('getLiveAgentInfo');
  });

  test('nor by what a report about their pauses alone takes', async () => {
    const { dialer, api } = await startWorld();
    const told = async (username: string): Promise<unknown> => {
      dialer.clear();
      const headers = api.headersOf(viewer(ALL, ['NRD']));
      const response = await post(
        api.url,
        { query: `{ agentPauseReport(${PERIOD}, agents: ["${username}"]) { rows { pauseSeconds } } }` },
        { headers: { 'x-dialer-cost': 'actual', ...headers } },
      );
      const { data, extensions } = z
        .looseObject({ data: z.unknown(), extensions: z.looseObject({}) })
        .parse(JSON.parse((await response.text()).replaceAll(/"milliseconds":\d+/g, '"milliseconds":0')));
      return { data, extensions };
    };
    await told('nobody.x');
    const unknown = await told('nobody.y');
    expect(unknown).toMatchObject({ data: { agentPauseReport: { rows: [] } } });
    expect(await told('carl.s')).toEqual(unknown);
    expect(dialer.counts()).not.toHaveProperty('exportPauseReport');
    expect(await told('anna.n')).toMatchObject({ data: { agentPauseReport: { rows: [{}] } } });
  });

  test('are known by username alone where a row of the viewer’s names them, as those are who left long ago', async () => {
    const { as, dialer } = await startWorld();
    const data = await as('NRD').data(
      `{ outboundCalls(${PERIOD}, filter: { agents: ["carl.s"] }, first: 1) { nodes { agentUsername agent { ${FACTS} } } } }`,
    );
    expect(data).toEqual({
      outboundCalls: {
        nodes: [
          {
            agentUsername: 'carl.s',
            agent: {
              ...Object.fromEntries(
                'userId name active level rank transferGroups permissions campaign profile portfolios account productivity live timeUsage pauses'
                  .split(' ')
                  .map((name) => [name, null]),
              ),
              id: encodeId('Agent', 'carl.s'),
              username: 'carl.s',
            },
          },
        ],
      },
    });
    expect(Object.keys(dialer.counts()).toSorted()).toEqual([
      'agentTimeUsage',
      'goGetAllUsers',
      'outbound_cdr',
    ]);
  });
});

describe('a report of a viewer limited to portfolios', () => {
  test('has its rows, and their summary', async () => {
    const { as, everyone } = await startWorld();
    const ask = `{ agentActivityReport(${PERIOD}) { rows { talkSeconds portfolio { code } } summary { kind talkSeconds } } }`;
    const own = await as('SUR').data(ask);
    const talks = Array.from({ length: 10 }, (_, place) => 2000 + place);
    expect(own).toEqual({
      agentActivityReport: {
        rows: talks.map((talkSeconds) => ({ talkSeconds, portfolio: { code: 'SUR' } })),
        summary: [
          { kind: 'SUM', talkSeconds: 20_045 },
          { kind: 'AVERAGE', talkSeconds: 2004.5 },
          { kind: 'MAX', talkSeconds: 2009 },
          { kind: 'MIN', talkSeconds: 2000 },
        ],
      },
    });
    expect(await everyone.data(ask)).toMatchObject({
      agentActivityReport: { rows: { length: 40 }, summary: [{ kind: 'SUM', talkSeconds: 987_654 }] },
    });
  });

  test.each([
    [
      'agentCallsReport',
      `agentCallsReport(${PERIOD}) { rows { totalCalls portfolio { code } profile { profileId } } }`,
    ],
    ['agentDayReport', 'agentDayReport { rows { callsHandled topDisposition portfolio { code } } }'],
    [
      'Agent.activity',
      `agent(username: "hans.nsk") { activity(${PERIOD}) { totalCalls portfolio { code } } }`,
    ],
    [
      'Agent.callFigures',
      `agent(username: "hans.nsk") { callFigures(${PERIOD}) { totalCalls portfolio { code } } }`,
    ],
    ['Agent.today', 'agent(username: "hans.nsk") { today { callsHandled portfolio { code } } }'],
  ])('%s has rows of its portfolios alone', async (_, field) => {
    const { as, everyone } = await startWorld({ obeysTenant: false });
    const text = async (client: Client) => JSON.stringify(await client.data(`{ ${field} }`));
    const own = await text(as('NRD'));
    expect(own).toMatch(/"NRD"/);
    expect(own).not.toMatch(/SUR|KIW|"code":null|[234]0\d\d/);
    expect(await text(everyone)).not.toBe(own);
  });

  test('about agents is about those it sees, and averages are theirs', async () => {
    const { as } = await startWorld();
    const data = await as('NRD').data(
      `{ agentPauseReport(${PERIOD}) { rows { agent { username } } } dashboard { timeUsage { agents { agent { username } talk } averageTalk averagePause } } }`,
    );
    const agents = ['anna.n', 'bela.n', 'fred.ns', 'hans.nsk', 'igor.n'];
    const talks = agents.map((username) => username.charCodeAt(0));
    expect(data).toEqual({
      agentPauseReport: { rows: agents.map((username) => ({ agent: { username } })) },
      dashboard: {
        timeUsage: {
          agents: agents.map((username, index) => ({ agent: { username }, talk: talks[index] })),
          averageTalk: talks.reduce((sum, talk) => sum + talk, 0) / talks.length,
          averagePause: 2,
        },
      },
    });
  });

  test('of the pauses of many agents gives none of those it does not see, also where everyone is asked for', async () => {
    const { as, dialer } = await startWorld();
    const data = await as('NRD').data(
      `{ agents { totalCount } agentCalls(${PERIOD}, first: 100) { nodes { agentUsername agent { pauses(${PERIOD}) { pauseSeconds } } } } }`,
    );
    const { nodes } = z
      .object({
        agentCalls: z.object({
          nodes: z.array(z.object({ agentUsername: z.string(), agent: z.object({ pauses: z.unknown() }) })),
        }),
      })
      .parse(data).agentCalls;
    const told = new Set(nodes.flatMap(({ agentUsername, agent }) => (agent.pauses ? [agentUsername] : [])));
    expect([...told].toSorted()).toEqual(['anna.n', 'bela.n', 'fred.ns', 'hans.nsk', 'igor.n']);
    expect(namesSent(dialer, 'exportPauseReport', 'user[]')).toEqual([[]]);
  });

  test('of inbound calls is what the dialer gives for its portfolios', async () => {
    const { as, dialer } = await startWorld();
    const ask = `{ inboundDailyReport(${PERIOD}) { rows { date totalCalls } } portfolio(code: "NRD") { inboundDaily(${PERIOD}) { totalCalls } } }`;
    expect(await as('NRD').data(ask)).toEqual({
      inboundDailyReport: { rows: DAYS.map((date) => ({ date, totalCalls: 20 })) },
      portfolio: { inboundDaily: [{ totalCalls: 20 }, { totalCalls: 20 }] },
    });
    expect(namesSent(dialer, 'inbound_summary_stats', 'tenant[]')).toEqual([['NRD'], ['-']]);
    expect(
      await as('NRD').data(`{ inboundDailyReport(${PERIOD}, portfolios: ["SUR"]) { rows { date } } }`),
    ).toEqual({
      inboundDailyReport: { rows: [] },
    });
  });

  test('of inbound calls is none where the dialer would not narrow it down, which is an event', async () => {
    const { as, everyone, api } = await startWorld({ obeysTenant: false });
    const ask = `{ portfolio(code: "NRD") { inboundDaily(${PERIOD}) { totalCalls } } }`;
    const { data, errors } = await as('NRD').query(ask);
    expect(data).toEqual({ portfolio: { inboundDaily: null } });
    expect(errors.map(summary)).toEqual([
      {
        path: 'portfolio.inboundDaily',
        code: 'DIALER_BAD_RESPONSE',
        action: 'inbound_summary_stats',
        retryable: false,
      },
    ]);
    expect(api.log.filter((line) => line.includes('"security"'))).toHaveLength(1);
    expect(await everyone.data(ask)).toMatchObject({ portfolio: { inboundDaily: [{}, {}] } });
  });
});

describe('what tells no portfolio', () => {
  test.each([
    ['a lead looked up', 'lead(leadId: "10001") { status }', 'lead'],
    ['a lead as a node', `node(id: "${encodeId('Lead', '10001')}") { id }`, 'node'],
    ['a hopper', 'campaign(campaignId: "101") { hopper { totalCount } }', 'campaign.hopper'],
    ['counts of agents', 'dashboard { agentCounts { live } }', 'dashboard.agentCounts'],
    ['the number in calls', 'dashboard { agentsInCall }', 'dashboard.agentsInCall'],
    [
      'a campaign’s totals',
      'campaign(campaignId: "101") { callSummary { totalLeads } }',
      'campaign.callSummary',
    ],
    [
      'campaigns’ totals',
      'outboundCalls { campaignSummaries { totalLeads } }',
      'outboundCalls.campaignSummaries',
    ],
    ['whom an agent talks to', 'agent(username: "anna.n") { live { inCallWith } }', 'agent.live.inCallWith'],
    ['the caller id', 'agent(username: "anna.n") { live { callerId } }', 'agent.live.callerId'],
    [
      'that lead’s code',
      'agent(username: "anna.n") { live { vendorLeadCode } }',
      'agent.live.vendorLeadCode',
    ],
    ['that lead’s id', 'agent(username: "anna.n") { live { leadId } }', 'agent.live.leadId'],
    ['that lead', 'agent(username: "anna.n") { live { lead { leadId } } }', 'agent.live.lead'],
  ])('is FORBIDDEN to it: %s', async (_, field, path) => {
    const { as, everyone, dialer } = await startWorld();
    const { errors, text } = await as('NRD', 'SUR', 'KIW').query(`{ ${field} }`);
    expect(errors.map(summary)).toEqual([{ path, code: 'FORBIDDEN', retryable: false }]);
    expect(text).not.toContain('4242');
    const asked = dialer.counts();
    for (const action of ['goGetCustomerInfo', 'getLeadsOnHopper', 'getAgentStatus', 'goGetTotalAgentsCall'])
      expect(asked).not.toHaveProperty(action);
    expect((await everyone.query(`{ ${field} }`)).errors).toEqual([]);
  });

  test('is not written by it either', async () => {
    const { as, dialer } = await startWorld();
    const { data, errors } = await as('NRD').query(
      'mutation { addLead(input: { phoneNumber: "3125550100", source: "x" }) { __typename } }',
    );
    expect(hasNoData(data)).toBe(true);
    expect(errors.map(summary)).toEqual([{ path: 'addLead', code: 'FORBIDDEN', retryable: false }]);
    expect(dialer.counts()).toEqual({});
  });

  test('may be read of a lead that a call of its own led to', async () => {
    const { as } = await startWorld();
    const data = await as('NRD').data(
      `{ outboundCalls(first: 1) { nodes { lead { leadId status phoneNumber agent { username name } } } } agentCalls(first: 1) { nodes { lead { status } } } }`,
    );
    const status = `OPEN ${markOf('NRD')}`;
    expect(data).toMatchObject({
      outboundCalls: { nodes: [{ lead: { status, agent: { username: 'dora.s', name: null } } }] },
      agentCalls: { nodes: [{ lead: { status } }] },
    });
  });

  test('does not make the dialer add up totals for nothing', async () => {
    const { as, dialer } = await startWorld();
    await as('NRD').query(
      '{ outboundCalls(period: { from: "2026-05-01", to: "2026-05-21" }) { totalCount campaignSummaries { totalLeads } } }',
    );
    // Three weeks one by one, and not the whole period in one.
    expect(dialer.counts()).toEqual({ outbound_cdr: 3 });
  });
});

const portfoliosAnd = (code: string): string =>
  `{ portfolios { code } portfolio(code: "${code}") { name } node(id: "${encodeId('Portfolio', code.toLowerCase())}") { id } }`;

test('portfolios are the viewer’s own, and another is like one that is not there', async () => {
  const { as } = await startWorld();
  const unknown = await as('NRD', 'XXX').query(portfoliosAnd('YYY'));
  expect(unknown.data).toEqual({ portfolios: [{ code: 'NRD' }], portfolio: null, node: null });
  expect((await as('NRD', 'XXX').query(portfoliosAnd('SUR'))).text).toBe(unknown.text);
});

/** The answer to what an operation costs. */
const planned = (calls: Readonly<Record<string, number>>): object => ({
  data: null,
  extensions: {
    dialer: { plan: { calls, total: Object.values(calls).reduce((sum, count) => sum + count, 0) } },
  },
});

test('what is planned is what the narrowed questions may cost', async () => {
  const { api, dialer } = await startWorld();
  const costs = async (portfolios: readonly string[]): Promise<unknown> => {
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-dialer-cost': 'plan',
        ...api.headersOf(viewer(ALL, portfolios)),
      },
      body: JSON.stringify({
        query: `{ outboundCalls(${PERIOD}, filter: { portfolios: ["SUR"] }) { totalCount campaignSummaries { pending } } inboundDailyReport(${PERIOD}) { rows { date } } dashboard { agentsInCall } }`,
      }),
    });
    return response.json();
  };
  expect(await costs(['SUR'])).toEqual(planned({ outbound_cdr: 1, inbound_summary_stats: 2 }));
  expect(await costs(['NRD'])).toEqual(planned({ inbound_summary_stats: 2 }));
  expect(dialer.counts()).toEqual({});
});
