import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import type { Answer } from '../../src/upstream/client/answer.ts';
import { UpstreamClient } from '../../src/upstream/client/client.ts';
import { goApi } from '../../src/upstream/dialer/goApi.ts';
import { lmApi } from '../../src/upstream/dialer/lmApi.ts';
import { ENDPOINTS, type ActionName } from '../../src/upstream/endpoints.ts';
import { Table } from '../../src/upstream/wire/reading/table.ts';
import { voxoApi } from '../../src/upstream/voxo/voxoApi.ts';
import { NOW } from './asking.ts';

const E = ENDPOINTS;
const warnings: unknown[] = [];
let simulator: Simulator;
let client: UpstreamClient;
beforeAll(async () => {
  simulator = await startSimulator({ now: () => NOW, timezone: 'America/Chicago' });
  const baseUrl = new URL(simulator.url);
  const account = { baseUrl, user: simulator.user, pass: simulator.pass };
  client = new UpstreamClient({
    transports: {
      goAPI: goApi(account),
      lmapi: lmApi(account),
      voxo: voxoApi({ baseUrl, token: simulator.voxoToken }),
    },
    concurrency: 8,
    timeoutMs: 5000,
    log: { warn: (facts, message) => warnings.push([message, facts]) },
  });
});
afterAll(async () => {
  await client.close();
  await simulator.close();
});

const week = { from: '2026-11-14', to: '2026-11-20' };
const agent = () => ({ username: simulator.centre.agents[0]?.username.toUpperCase() ?? '' });
const campaign = () => ({ campaignId: simulator.centre.campaigns[0]?.id ?? '' });

/** The tables of a model: itself, or among its members. */
const tablesOf = (model: unknown): Table<unknown>[] =>
  [model, ...(typeof model === 'object' && model !== null ? Object.values(model) : [])].filter(
    (one): one is Table<unknown> => one instanceof Table,
  );

/** How each action is asked for: a new record in the table without a call here does not compile. */
const CALLS: { readonly [Name in ActionName]: () => Promise<Answer<unknown>> } = {
  outbound_cdr: () => client.call(E.outbound_cdr, week),
  inbound_cdr: () => client.call(E.inbound_cdr, week),
  exportAgentReport: () => client.call(E.exportAgentReport, week),
  agent_cdr: () => client.call(E.agent_cdr, week),
  agent_calls_report: () => client.call(E.agent_calls_report, week),
  exportPauseReport: () => client.call(E.exportPauseReport, week),
  inbound_summary_stats: () => client.call(E.inbound_summary_stats, week),
  agent_summary_stats: () => client.call(E.agent_summary_stats, {}),
  agentTimeUsage: () => client.call(E.agentTimeUsage, {}),
  getAgentStatus: () => client.call(E.getAgentStatus, {}),
  goGetTotalAgentsCall: () => client.call(E.goGetTotalAgentsCall, {}),
  getUserInfo: () => client.call(E.getUserInfo, agent()),
  getLiveAgentInfo: () => client.call(E.getLiveAgentInfo, agent()),
  getAllPortfolios: () => client.call(E.getAllPortfolios, {}),
  getAllProfiles: () => client.call(E.getAllProfiles, {}),
  goGetAllUsers: () => client.call(E.goGetAllUsers, { inactive: false }),
  goGetAllCalltimes: () => client.call(E.goGetAllCalltimes, {}),
  goGetCalltimeInfo: () => client.call(E.goGetCalltimeInfo, { callTimeId: '7am8pmMF' }),
  getCampaignInfo: () => client.call(E.getCampaignInfo, campaign()),
  goGetAllCampaigns: () => client.call(E.goGetAllCampaigns, {}),
  getLeadsOnHopper: () => client.call(E.getLeadsOnHopper, campaign()),
  goGetCustomerInfo: () =>
    client.call(E.goGetCustomerInfo, { leadId: String(simulator.leads[0]?.leadId ?? '') }),
  add_lead: () =>
    client.call(E.add_lead, {
      phoneNumber: '7275550000',
      source: 'test',
      hopper: { priority: 5 },
      multiAltPhones: [{ phoneNumber: '7275551212', note: 'work' }],
    }),
  'call-reports': () =>
    client.call(E['call-reports'], {
      tenantId: '37',
      start: '2026-11-19 00:00:00',
      end: '2026-11-20 23:59:59',
      timezone: 'America/New_York',
    }),
};

describe('every action of the endpoint table', () => {
  it.each(Object.entries(CALLS))('%s gives a model without a fault', async (name, call) => {
    simulator.clear();
    const { model, gaps } = await call();
    expect(gaps).toEqual([]);
    expect(model).not.toBeNull();
    expect(model).not.toBeUndefined();
    expect(tablesOf(model).filter((table) => table.rows.length === 0)).toEqual([]);
    expect(warnings).toEqual([]);
    expect(simulator.counts()).toEqual({ [name]: 1 });
  });

  it('has nothing to say about what does not exist', async () => {
    expect((await client.call(E.getUserInfo, { username: 'No.Body' })).model).toBeNull();
    expect((await client.call(E.getLiveAgentInfo, { username: 'No.Body' })).model).toBeNull();
    expect((await client.call(E.goGetCalltimeInfo, { callTimeId: 'no' })).model).toBeNull();
    expect((await client.call(E.getCampaignInfo, { campaignId: '1' })).model).toBeNull();
    expect((await client.call(E.goGetCustomerInfo, { leadId: '1' })).model).toBeNull();
    const longAgo = { from: '2020-01-01', to: '2020-01-02' };
    expect((await client.call(E.inbound_summary_stats, longAgo)).model).toEqual(Table.empty());
  });
});
