import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { operationsMenu, workedOperations } from '../../src/server/graphiql/operations.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { CHEAP, clientOf, type Client } from '../support/api.ts';
import { withCost } from '../support/dialerCost.ts';
import { subscribe } from '../support/events.ts';
import {
  AbandonedByHourDocument,
  AgentCallsQualityDocument,
  AgentDesktopDocument,
  AgentsDirectoryDocument,
  AnswerRateByHourDocument,
  CalledTooOftenDocument,
  CallsOutsideHoursDocument,
  CallsToNumberDocument,
  CampaignSetupDocument,
  CarrierQualityByTrunkDocument,
  ContactFactsDocument,
  ConversionByPortfolioDocument,
  DispositionsByCampaignDocument,
  FloorNowDocument,
  LeadsLeftDocument,
  OccupancyByAgentDocument,
  OneAgentsDayDocument,
  PausesByCodeDocument,
  ServiceLevelByQueueDocument,
  SupervisorMorningDocument,
  TopDispositionsDocument,
  VoicemailOrAnsweredDocument,
} from '../support/gql/graphql.ts';

type Calls = Readonly<Record<string, number>>;

/**
 * The dialer calls of each worked operation, and the differences of its plan on a server with an empty cache: an agent
 * by name also needs the list of inactive agents, and a list of unknown length counts as 50.
 */
const COSTS: Readonly<Record<string, { readonly calls: Calls; readonly planned?: Calls }>> = {
  'abandoned-by-hour': { calls: { inbound_cdr: 1, inbound_summary_stats: 1 } },
  'agent-calls-quality': {
    calls: { goGetAllUsers: 1, agent_cdr: 1, 'call-reports': 1 },
    planned: { goGetAllUsers: 2 },
  },
  'agent-desktop': {
    calls: {
      goGetAllUsers: 1,
      getAllProfiles: 1,
      getLiveAgentInfo: 1,
      getUserInfo: 1,
      agent_summary_stats: 1,
    },
    planned: { goGetAllUsers: 2 },
  },
  'agent-directory': {
    calls: { goGetAllUsers: 1, getAllProfiles: 1, getAllPortfolios: 1, goGetAllCampaigns: 1 },
  },
  'answer-rate-by-hour': { calls: { outbound_cdr: 1, goGetAllCampaigns: 1 } },
  'called-too-often': { calls: { outbound_cdr: 1 } },
  'calls-outside-hours': { calls: { outbound_cdr: 1 } },
  'calls-to-number': { calls: { outbound_cdr: 1, inbound_cdr: 1 } },
  'contact-facts': { calls: { outbound_cdr: 2, inbound_cdr: 2 } },
  'campaign-setup': {
    calls: { goGetAllCampaigns: 1, goGetAllCalltimes: 1, getCampaignInfo: 10, getLeadsOnHopper: 10 },
    planned: { getCampaignInfo: 50, getLeadsOnHopper: 50 },
  },
  'carrier-quality-by-trunk': { calls: { inbound_cdr: 1, 'call-reports': 1 } },
  'conversion-by-portfolio': { calls: { outbound_cdr: 1, getAllPortfolios: 1 } },
  'dispositions-by-campaign': { calls: { outbound_cdr: 1 } },
  'floor-now': {
    calls: { getAgentStatus: 1, goGetTotalAgentsCall: 1, goGetAllUsers: 1, getLiveAgentInfo: 10 },
  },
  'leads-left': { calls: { goGetAllCampaigns: 1, outbound_cdr: 1 } },
  'occupancy-by-agent': {
    calls: { exportAgentReport: 1, goGetAllUsers: 1 },
    planned: { goGetAllUsers: 2 },
  },
  'one-agents-day': {
    calls: {
      goGetAllUsers: 1,
      agent_cdr: 1,
      exportAgentReport: 1,
      exportPauseReport: 1,
      goGetAllCampaigns: 1,
    },
    planned: { goGetAllUsers: 2 },
  },
  'pauses-by-code': { calls: { exportPauseReport: 1 } },
  'service-level-by-queue': { calls: { inbound_cdr: 1 } },
  'supervisor-morning': {
    calls: {
      getAgentStatus: 1,
      goGetTotalAgentsCall: 1,
      exportAgentReport: 1,
      goGetAllCampaigns: 1,
      getLeadsOnHopper: 10,
    },
    planned: { getLeadsOnHopper: 50 },
  },
  'top-dispositions': { calls: { outbound_cdr: 1 } },
  'voicemail-or-answered': {
    calls: { outbound_cdr: 1, 'call-reports': 1 },
    planned: { 'call-reports': 2 },
  },
};

/** What each worked subscription is planned with in a minute, by a server that remembers nothing. */
const LIVE: Readonly<Record<string, { readonly perMinute: Calls; readonly firstEvent: RegExp }>> = {
  'agent-counts-live': { perMinute: { getAgentStatus: 30 }, firstEvent: /"live":\d/ },
  'agent-status-live': {
    // The most calls of a sweep before the dialer's speed is known.
    perMinute: { getLiveAgentInfo: 600, goGetAllUsers: 1, agent_summary_stats: 1 },
    firstEvent: /"state":"[A-Z_]+"/,
  },
  // Nobody knows when the next call ends.
  'calls-live': { perMinute: { outbound_cdr: 2, inbound_cdr: 2 }, firstEvent: /^:\n\n/ },
  'hopper-live': {
    perMinute: { getLeadsOnHopper: 30, goGetAllCampaigns: 1 },
    firstEvent: /"leadId":"\d+"/,
  },
};

/** A Friday afternoon: on a Sunday an agent may have no calls, and around midnight two days are asked for. */
const NOW = Date.UTC(2026, 10, 20, 15);
const DAY = { from: '2026-11-19', to: '2026-11-19' };

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

interface Counted {
  readonly totalCount: number;
  readonly groups?: readonly { readonly count: number }[] | null;
}

/** The sum of the groups, and the number of calls. */
const counts = (list: Counted | null | undefined): readonly [number, number | undefined] => [
  sumOf(list?.groups?.map(({ count }) => count) ?? []),
  list?.totalCount,
];

/** Each operation with a typed client, and two figures of its answer that must be equal. */
const TYPED: Readonly<Record<string, (client: Client) => Promise<readonly [unknown, unknown]>>> = {
  'abandoned-by-hour': async (client) => {
    const { inboundCalls } = await client.data(AbandonedByHourDocument, { period: DAY });
    return [sumOf(inboundCalls?.groups?.map(({ count }) => count) ?? []), inboundCalls?.totalCount];
  },
  'agent-calls-quality': async (client) => {
    const { agent } = await client.data(AgentCallsQualityDocument, { day: DAY });
    return [agent?.calls?.nodes.length, Math.min(100, agent?.calls?.totalCount ?? 0)];
  },
  'agent-desktop': async (client) => {
    const { agent } = await client.data(AgentDesktopDocument, { username: 'ada.alvarez' });
    return [agent?.username, 'Ada.Alvarez'];
  },
  'agent-directory': async (client) => {
    const { agents } = await client.data(AgentsDirectoryDocument);
    return [agents?.nodes.length, Math.min(100, agents?.totalCount ?? 0)];
  },
  'answer-rate-by-hour': async (client) =>
    counts((await client.data(AnswerRateByHourDocument, { period: DAY })).outboundCalls),
  'called-too-often': async (client) => {
    const { outboundCalls } = await client.data(CalledTooOftenDocument, { period: DAY, minCount: 2 });
    const groups = [...(outboundCalls?.byNumber ?? []), ...(outboundCalls?.byLead ?? [])];
    return [groups.length > 0 && groups.every(({ count }) => count >= 2), true];
  },
  'calls-outside-hours': async (client) =>
    counts((await client.data(CallsOutsideHoursDocument, { period: DAY })).outboundCalls),
  'calls-to-number': async (client) => {
    const { outboundCalls } = await client.data(CalledTooOftenDocument, { period: DAY, minCount: 2 });
    const phoneNumber = outboundCalls?.byNumber?.flatMap(({ keys }) => keys[0] ?? [])[0] ?? '';
    const { calls } = await client.data(CallsToNumberDocument, { phoneNumber });
    return [(calls?.nodes.length ?? 0) > 1, true];
  },
  'carrier-quality-by-trunk': async (client) =>
    counts((await client.data(CarrierQualityByTrunkDocument, { period: DAY })).inboundCalls),
  'conversion-by-portfolio': async (client) =>
    counts((await client.data(ConversionByPortfolioDocument, { period: DAY })).outboundCalls),
  'contact-facts': async (client) => {
    const { contact } = await client.data(ContactFactsDocument, { phoneNumber: '+1 312 555 0100' });
    return [contact?.timeZones, ['America/Chicago']];
  },
  'campaign-setup': async (client) => {
    const { campaigns } = await client.data(CampaignSetupDocument);
    return [campaigns?.filter(({ settings, hopper }) => settings && hopper).length, 10];
  },
  'dispositions-by-campaign': async (client) => {
    const { outboundCalls } = await client.data(DispositionsByCampaignDocument, { day: DAY });
    return counts(outboundCalls);
  },
  'floor-now': async (client) => {
    const { agents } = await client.data(FloorNowDocument);
    return [agents?.nodes.filter(({ live }) => live?.state !== undefined).length, 10];
  },
  'leads-left': async (client) => {
    const { campaigns } = await client.data(LeadsLeftDocument);
    return [
      campaigns?.map(({ callSummary }) => callSummary?.pending).filter((left) => left !== null).length,
      12,
    ];
  },
  'occupancy-by-agent': async (client) => {
    const { agentActivityReport } = await client.data(OccupancyByAgentDocument, { period: DAY });
    const rows = agentActivityReport?.rows ?? [];
    return [new Set(rows.map(({ agent }) => agent.username)).size, rows.length];
  },
  'one-agents-day': async (client) => {
    const { agent } = await client.data(OneAgentsDayDocument, { day: DAY });
    return [sumOf(agent?.calls?.groups?.map(({ count }) => count) ?? []), agent?.calls?.totalCount];
  },
  'pauses-by-code': async (client) => {
    const { agentPauseReport } = await client.data(PausesByCodeDocument, { period: DAY });
    const codes = agentPauseReport?.rows.flatMap((row) => row.codes) ?? [];
    return [
      sumOf(codes.map(({ seconds }) => seconds)),
      sumOf(agentPauseReport?.totals.map(({ seconds }) => seconds) ?? []),
    ];
  },
  'service-level-by-queue': async (client) =>
    counts((await client.data(ServiceLevelByQueueDocument, { period: DAY })).inboundCalls),
  'supervisor-morning': async (client) => {
    const { agentActivityReport } = await client.data(SupervisorMorningDocument, { yesterday: DAY });
    const total = agentActivityReport?.summary.find(({ kind }) => kind === 'SUM')?.totalCalls;
    return [sumOf(agentActivityReport?.rows.map(({ totalCalls }) => totalCalls ?? 0) ?? []), total];
  },
  'top-dispositions': async (client) => {
    const { outboundCalls } = await client.data(TopDispositionsDocument, { period: DAY, first: 3 });
    return [outboundCalls?.groups?.length, 3];
  },
  'voicemail-or-answered': async (client) => {
    const { outboundCalls } = await client.data(VoicemailOrAnsweredDocument, { day: DAY });
    return [[...new Set(outboundCalls?.nodes.map(({ disposition }) => disposition))], ['Voicemail']];
  },
};

const totalOf = (calls: Calls): number => sumOf(Object.values(calls));

/** Starts a server in front of a simulator. */
async function started(of: Simulator): Promise<RunningServer> {
  const config = configFrom({
    PORT: '0',
    LOG_LEVEL: 'silent',
    VOXO_URL: of.url,
    VOXO_TOKEN: of.voxoToken,
    VOXO_TENANT_ID: '1',
  });
  const account = { baseUrl: new URL(of.url), user: of.user, pass: of.pass };
  return startServer(config, account, undefined, CHEAP);
}

describe('the worked operations', () => {
  let simulator: Simulator;

  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    simulator = await startSimulator({ callsPerDay: 400 });
  });

  afterAll(async () => {
    vi.useRealTimers();
    await simulator.close();
  });

  /** Starts a server with an empty cache. It closes when the test ends. */
  async function startCold(of = simulator): Promise<RunningServer> {
    const server = await started(of);
    onTestFinished(() => server.close());
    of.clear();
    return server;
  }

  it('are all tested here', () => {
    const names = workedOperations().map(({ name }) => name);
    expect([...Object.keys(COSTS), ...Object.keys(LIVE)].toSorted()).toEqual(names);
    expect([...Object.keys(TYPED), ...Object.keys(LIVE)].toSorted()).toEqual(names);
  });

  it('are all in the menu of GraphiQL, the most useful first, with a sentence about each', () => {
    const menu = operationsMenu();
    expect(menu.map(({ document }) => document).toSorted()).toEqual(
      workedOperations()
        .map(({ document }) => document)
        .toSorted(),
    );
    expect(menu.slice(0, 3).map(({ title }) => title)).toEqual([
      'Floor now',
      'Supervisor’s morning',
      'Dispositions by campaign',
    ]);
    expect(menu[0]?.summary).toBe(
      'The floor at this moment: the numbers of agents by state, and the live state of each of the first ten.',
    );
    for (const { summary } of menu) expect(summary).toMatch(/^[A-Z].{20,200}\.$/);
  });

  it('have no date that becomes stale', () => {
    for (const { document } of workedOperations()) expect(document).not.toMatch(/\b20\d\d\b/);
  });

  // As GraphiQL shows them. None needs variables.
  const shown = workedOperations().map(({ name, document }) => ({ name, query: document }));
  const operations = shown
    .filter(({ name }) => COSTS[name])
    .map(({ name, query }) => ({
      name,
      query,
      calls: COSTS[name]?.calls ?? {},
      plan: { ...COSTS[name]?.calls, ...COSTS[name]?.planned },
    }));
  const subscriptions = shown
    .filter(({ name }) => LIVE[name])
    .map(({ name, query }) => ({
      name,
      query,
      perMinute: LIVE[name]?.perMinute ?? {},
      firstEvent: LIVE[name]?.firstEvent ?? /^$/,
    }));

  it.each(operations)(
    '$name runs without changes and errors, in the dialer calls that its comment names',
    async ({ query, calls, plan }) => {
      const { data, errors, extensions } = await withCost(await startCold(), 'actual', query);
      expect(errors).toEqual([]);
      expect(Object.values(data ?? {}).every((value) => value !== null)).toBe(true);
      expect(simulator.counts()).toEqual(calls);
      expect(extensions?.dialer).toMatchObject({
        plan: { calls: plan, total: totalOf(plan) },
        calls,
        cached: {},
      });
      for (const action of Object.keys(calls)) expect(query).toContain(action);
    },
  );

  describe('by a server that is asked for plans only, so that its cache stays empty,', () => {
    let planner: RunningServer;

    beforeAll(async () => {
      planner = await started(simulator);
      simulator.clear();
    });
    afterAll(() => planner.close());

    it.each(operations)('$name is planned without a dialer call', async ({ query, plan }) => {
      const answer = await withCost(planner, 'plan', query);
      expect(answer).toEqual({
        data: null,
        errors: [],
        extensions: { dialer: { plan: { calls: plan, total: totalOf(plan) } } },
      });
      expect(simulator.counts()).toEqual({});
    });

    it.each(subscriptions)(
      '$name is planned in calls a minute, without a call',
      async ({ query, perMinute }) => {
        const answer = await withCost(planner, 'plan', query);
        expect(answer).toEqual({
          data: null,
          errors: [],
          extensions: { dialer: { plan: { calls: perMinute, total: totalOf(perMinute), per: 'minute' } } },
        });
        expect(simulator.counts()).toEqual({});
      },
    );
  });

  it.each(subscriptions)(
    '$name runs as it stands, and asks what it says',
    async ({ query, perMinute, firstEvent }) => {
      const client = await subscribe((await startCold()).url, { query });
      await expect.poll(client.text, { timeout: 20_000 }).toMatch(firstEvent);
      const actions = Object.keys(perMinute);
      await expect
        .poll(() => Object.keys(simulator.counts()), { timeout: 20_000 })
        .toEqual(expect.arrayContaining(actions));
      expect(client.results().flatMap(({ errors }) => errors)).toEqual([]);
      expect(client.isComplete()).toBe(false);
      for (const action of actions) expect(query).toContain(action);
    },
  );

  describe('of a busy centre', () => {
    let busy: Simulator;

    beforeAll(async () => {
      busy = await startSimulator({ agents: 20, callsPerDay: 1000 });
    });
    afterAll(() => busy.close());

    it.each([
      ['agent-calls-quality', /"meanOpinionScore":[34]\.\d/g],
      ['voicemail-or-answered', /"disposition":"ANSWERED"/g],
    ])('%s shows the carrier’s disposition or quality of most calls', async (operation, word) => {
      // A whole week: on a single day an agent may have few calls.
      const query = workedOperations().find(({ name }) => name === operation)?.document ?? '';
      const ofWeek = query.replace('{ relative: YESTERDAY }', '{ relative: LAST_7_DAYS }');
      const { data } = await withCost(await startCold(busy), 'actual', ofWeek);
      const text = JSON.stringify(data);
      const calls = text.match(/"carrierMatch":/g)?.length ?? 0;
      expect(calls).toBeGreaterThan(20);
      expect(text.match(word)?.length ?? 0).toBeGreaterThan(0.6 * calls);
    });
  });

  it.each(Object.entries(TYPED))('%s returns an answer that fits its generated types', async (_, ask) => {
    const [one, other] = await ask(clientOf((await startCold()).url));
    expect(one).toEqual(other);
    expect(one).toBeTruthy();
  });

  it('are planned with the length of the lists, once they are cached', async () => {
    const server = await startCold();
    await withCost(server, 'actual', '{ campaigns { campaignId } }');
    const query = operations.find(({ name }) => name === 'campaign-setup')?.query ?? '';
    const { extensions } = await withCost(server, 'plan', query);
    const all = simulator.centre.campaigns.length;
    expect(extensions?.dialer.plan.calls).toEqual({
      goGetAllCampaigns: 1,
      goGetAllCalltimes: 1,
      getCampaignInfo: all,
      getLeadsOnHopper: all,
    });
  });
});
