import type { Answer } from '../../src/upstream/client/answer.ts';
import type { UpstreamClient } from '../../src/upstream/client/client.ts';
import type { Endpoint } from '../../src/upstream/endpoint.ts';
import { ENDPOINTS, type ActionName } from '../../src/upstream/endpoints.ts';

const period = { from: '2026-11-20', to: '2026-11-21' } as const;

/** A record that takes an answer about anything: the recorded ones are about whom they were recorded. */
export const ofAnyone = <Input, Model>(
  record: Endpoint<string, Input, Model>,
): Endpoint<string, Input, Model> => ({
  ...record,
  isAbout: () => true,
});

/** Made once: a client remembers the keys of a record's calls for as long as the record lives. */
const OF_ANYONE = {
  getUserInfo: ofAnyone(ENDPOINTS.getUserInfo),
  goGetCalltimeInfo: ofAnyone(ENDPOINTS.goGetCalltimeInfo),
  getCampaignInfo: ofAnyone(ENDPOINTS.getCampaignInfo),
  goGetCustomerInfo: ofAnyone(ENDPOINTS.goGetCustomerInfo),
};

/** One plain call of every action. */
export const ANSWER: Readonly<Record<ActionName, (client: UpstreamClient) => Promise<Answer<unknown>>>> = {
  outbound_cdr: (client) => client.call(ENDPOINTS.outbound_cdr, {}),
  inbound_cdr: (client) => client.call(ENDPOINTS.inbound_cdr, {}),
  exportAgentReport: (client) => client.call(ENDPOINTS.exportAgentReport, {}),
  agent_cdr: (client) => client.call(ENDPOINTS.agent_cdr, {}),
  agent_calls_report: (client) => client.call(ENDPOINTS.agent_calls_report, {}),
  exportPauseReport: (client) => client.call(ENDPOINTS.exportPauseReport, period),
  inbound_summary_stats: (client) => client.call(ENDPOINTS.inbound_summary_stats, {}),
  agent_summary_stats: (client) => client.call(ENDPOINTS.agent_summary_stats, {}),
  agentTimeUsage: (client) => client.call(ENDPOINTS.agentTimeUsage, {}),
  getAgentStatus: (client) => client.call(ENDPOINTS.getAgentStatus, {}),
  goGetTotalAgentsCall: (client) => client.call(ENDPOINTS.goGetTotalAgentsCall, {}),
  getUserInfo: (client) => client.call(OF_ANYONE.getUserInfo, { username: 'agent003' }),
  getLiveAgentInfo: (client) => client.call(ENDPOINTS.getLiveAgentInfo, { username: 'agent003' }),
  getAllPortfolios: (client) => client.call(ENDPOINTS.getAllPortfolios, {}),
  getAllProfiles: (client) => client.call(ENDPOINTS.getAllProfiles, {}),
  goGetAllUsers: (client) => client.call(ENDPOINTS.goGetAllUsers, { inactive: false }),
  goGetAllCalltimes: (client) => client.call(ENDPOINTS.goGetAllCalltimes, {}),
  goGetCalltimeInfo: (client) => client.call(OF_ANYONE.goGetCalltimeInfo, { callTimeId: '7am6pm' }),
  getCampaignInfo: (client) => client.call(OF_ANYONE.getCampaignInfo, { campaignId: 'TESTCAMP' }),
  goGetAllCampaigns: (client) => client.call(ENDPOINTS.goGetAllCampaigns, {}),
  getLeadsOnHopper: (client) => client.call(ENDPOINTS.getLeadsOnHopper, { campaignId: 'TESTCAMP' }),
  goGetCustomerInfo: (client) => client.call(OF_ANYONE.goGetCustomerInfo, { leadId: '14246' }),
  add_lead: (client) => client.call(ENDPOINTS.add_lead, { phoneNumber: '7275560001', source: 'test' }),
  'call-reports': (client) =>
    client.call(ENDPOINTS['call-reports'], {
      tenantId: '37',
      start: '2026-11-20 00:00:00',
      end: '2026-11-21 00:00:00',
      timezone: 'America/Chicago',
    }),
};

const modelOf =
  (action: ActionName) =>
  async (client: UpstreamClient): Promise<unknown> =>
    (await ANSWER[action](client)).model;

/** The model of its answer. */
export const ASK: Readonly<Record<ActionName, (client: UpstreamClient) => Promise<unknown>>> = {
  outbound_cdr: modelOf('outbound_cdr'),
  inbound_cdr: modelOf('inbound_cdr'),
  exportAgentReport: modelOf('exportAgentReport'),
  agent_cdr: modelOf('agent_cdr'),
  agent_calls_report: modelOf('agent_calls_report'),
  exportPauseReport: modelOf('exportPauseReport'),
  inbound_summary_stats: modelOf('inbound_summary_stats'),
  agent_summary_stats: modelOf('agent_summary_stats'),
  agentTimeUsage: modelOf('agentTimeUsage'),
  getAgentStatus: modelOf('getAgentStatus'),
  goGetTotalAgentsCall: modelOf('goGetTotalAgentsCall'),
  getUserInfo: modelOf('getUserInfo'),
  getLiveAgentInfo: modelOf('getLiveAgentInfo'),
  getAllPortfolios: modelOf('getAllPortfolios'),
  getAllProfiles: modelOf('getAllProfiles'),
  goGetAllUsers: modelOf('goGetAllUsers'),
  goGetAllCalltimes: modelOf('goGetAllCalltimes'),
  goGetCalltimeInfo: modelOf('goGetCalltimeInfo'),
  getCampaignInfo: modelOf('getCampaignInfo'),
  goGetAllCampaigns: modelOf('goGetAllCampaigns'),
  getLeadsOnHopper: modelOf('getLeadsOnHopper'),
  goGetCustomerInfo: modelOf('goGetCustomerInfo'),
  add_lead: modelOf('add_lead'),
  'call-reports': modelOf('call-reports'),
};
