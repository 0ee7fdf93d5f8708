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

const modelOf = async (answer: Promise<Answer<unknown>>): Promise<unknown> => (await answer).model;

/** One plain call of every action, and the model of its answer. */
export const ASK: Readonly<Record<ActionName, (client: UpstreamClient) => Promise<unknown>>> = {
  outbound_cdr: (client) => modelOf(client.call(ENDPOINTS.outbound_cdr, {})),
  inbound_cdr: (client) => modelOf(client.call(ENDPOINTS.inbound_cdr, {})),
  exportAgentReport: (client) => modelOf(client.call(ENDPOINTS.exportAgentReport, {})),
  agent_cdr: (client) => modelOf(client.call(ENDPOINTS.agent_cdr, {})),
  agent_calls_report: (client) => modelOf(client.call(ENDPOINTS.agent_calls_report, {})),
  exportPauseReport: (client) => modelOf(client.call(ENDPOINTS.exportPauseReport, period)),
  inbound_summary_stats: (client) => modelOf(client.call(ENDPOINTS.inbound_summary_stats, {})),
  agent_summary_stats: (client) => modelOf(client.call(ENDPOINTS.agent_summary_stats, {})),
  agentTimeUsage: (client) => modelOf(client.call(ENDPOINTS.agentTimeUsage, {})),
  getAgentStatus: (client) => modelOf(client.call(ENDPOINTS.getAgentStatus, {})),
  goGetTotalAgentsCall: (client) => modelOf(client.call(ENDPOINTS.goGetTotalAgentsCall, {})),
  getUserInfo: (client) => modelOf(client.call(ofAnyone(ENDPOINTS.getUserInfo), { username: 'agent003' })),
  getLiveAgentInfo: (client) => modelOf(client.call(ENDPOINTS.getLiveAgentInfo, { username: 'agent003' })),
  getAllPortfolios: (client) => modelOf(client.call(ENDPOINTS.getAllPortfolios, {})),
  getAllProfiles: (client) => modelOf(client.call(ENDPOINTS.getAllProfiles, {})),
  goGetAllUsers: (client) => modelOf(client.call(ENDPOINTS.goGetAllUsers, { inactive: false })),
  goGetAllCalltimes: (client) => modelOf(client.call(ENDPOINTS.goGetAllCalltimes, {})),
  goGetCalltimeInfo: (client) =>
    modelOf(client.call(ofAnyone(ENDPOINTS.goGetCalltimeInfo), { callTimeId: '7am6pm' })),
  getCampaignInfo: (client) =>
    modelOf(client.call(ofAnyone(ENDPOINTS.getCampaignInfo), { campaignId: 'TESTCAMP' })),
  goGetAllCampaigns: (client) => modelOf(client.call(ENDPOINTS.goGetAllCampaigns, {})),
  getLeadsOnHopper: (client) => modelOf(client.call(ENDPOINTS.getLeadsOnHopper, { campaignId: 'TESTCAMP' })),
  goGetCustomerInfo: (client) =>
    modelOf(client.call(ofAnyone(ENDPOINTS.goGetCustomerInfo), { leadId: '14246' })),
  add_lead: (client) =>
    modelOf(client.call(ENDPOINTS.add_lead, { phoneNumber: '7275560001', source: 'test' })),
  'call-reports': (client) =>
    modelOf(
      client.call(ENDPOINTS['call-reports'], {
        tenantId: '37',
        start: '2026-11-20 00:00:00',
        end: '2026-11-21 00:00:00',
        timezone: 'America/Chicago',
      }),
    ),
};
