import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configFrom } from '../../src/config.ts';
import { graphiqlOptions, workedOperations } from '../../src/server/graphiql.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { Zone } from '../../src/upstream/zone.ts';

/** What each worked operation asks of the dialer: campaigns and agents of the simulator's call centre. */
const DIALER_CALLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'abandoned-by-hour': { inbound_cdr: 1, inbound_summary_stats: 1 },
  'agent-desktop': {
    goGetAllUsers: 1,
    getAllProfiles: 1,
    getLiveAgentInfo: 1,
    getUserInfo: 1,
    agent_summary_stats: 1,
  },
  'agent-directory': { goGetAllUsers: 1, getAllProfiles: 1, getAllPortfolios: 1, goGetAllCampaigns: 1 },
  'campaign-setup': { goGetAllCampaigns: 1, goGetAllCalltimes: 1, getCampaignInfo: 10, getLeadsOnHopper: 10 },
  'dispositions-by-campaign': { outbound_cdr: 1 },
  'floor-now': { getAgentStatus: 1, goGetTotalAgentsCall: 1, goGetAllUsers: 1, getLiveAgentInfo: 10 },
  'one-agents-day': {
    goGetAllUsers: 1,
    agent_cdr: 1,
    exportAgentReport: 1,
    exportPauseReport: 1,
    goGetAllCampaigns: 1,
  },
  'supervisor-morning': {
    getAgentStatus: 1,
    goGetTotalAgentsCall: 1,
    exportAgentReport: 1,
    goGetAllCampaigns: 1,
    getLeadsOnHopper: 10,
  },
};

const answer = z.object({ data: z.record(z.string(), z.unknown()), errors: z.undefined().optional() });

describe('the worked operations', () => {
  let simulator: Simulator;
  let server: RunningServer;

  beforeAll(async () => {
    simulator = await startSimulator();
  });

  // Each by itself: a server remembers what another operation has asked.
  beforeEach(async () => {
    server = await startServer(configFrom({ PORT: '0', LOG_LEVEL: 'silent' }), {
      baseUrl: new URL(simulator.url),
      user: simulator.user,
      pass: simulator.pass,
    });
  });

  afterEach(() => server.close());
  afterAll(() => simulator.close());

  it('are all held here', () => {
    expect(workedOperations().map(({ name }) => name)).toEqual(Object.keys(DIALER_CALLS).toSorted());
  });

  // As GraphiQL opens with them: nothing has to be filled in first.
  const tabs = graphiqlOptions(workedOperations(), new Zone('UTC')).defaultTabs ?? [];
  it.each(workedOperations().map(({ name }, index) => ({ name, query: tabs[index]?.query ?? '' })))(
    '$name runs as it stands, without an error, in the dialer calls it says',
    async ({ name, query }) => {
      simulator.clear();
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      const { data } = answer.parse(await response.json());
      expect(Object.values(data).every((value) => value !== null)).toBe(true);
      expect(simulator.counts()).toEqual(DIALER_CALLS[name]);
      for (const action of Object.keys(DIALER_CALLS[name] ?? {})) expect(query).toContain(action);
    },
  );
});
