import { goGetCustomerInfo } from './dialer/agent.ts';
import { goGetAllCalltimes, goGetCalltimeInfo } from './dialer/callTimes.ts';
import { getCampaignInfo, getLeadsOnHopper, goGetAllCampaigns } from './dialer/campaigns.ts';
import { agentTimeUsage, getAgentStatus, goGetTotalAgentsCall } from './dialer/dashboard.ts';
import { add_lead } from './dialer/lead/leads.ts';
import { agent_calls_report, agent_summary_stats, exportAgentReport } from './dialer/report/agentReports.ts';
import { exportPauseReport } from './dialer/report/pauseReport.ts';
import { agent_cdr } from './dialer/agentCalls.ts';
import { inbound_cdr, outbound_cdr } from './dialer/calls.ts';
import { inbound_summary_stats } from './dialer/report/inboundReport.ts';
import { getLiveAgentInfo, getUserInfo, goGetAllUsers } from './dialer/users.ts';
import { getAllPortfolios, getAllProfiles } from './dialer/portfolios.ts';
import { callReports } from './voxo/callReports.ts';

/** Every upstream action that this server can call, by the upstream's name for it. */
export const ENDPOINTS = {
  outbound_cdr,
  inbound_cdr,
  exportAgentReport,
  agent_cdr,
  agent_calls_report,
  exportPauseReport,
  inbound_summary_stats,
  agent_summary_stats,
  agentTimeUsage,
  getAgentStatus,
  goGetTotalAgentsCall,
  getUserInfo,
  getLiveAgentInfo,
  getAllPortfolios,
  getAllProfiles,
  goGetAllUsers,
  goGetAllCalltimes,
  goGetCalltimeInfo,
  getCampaignInfo,
  goGetAllCampaigns,
  getLeadsOnHopper,
  goGetCustomerInfo,
  add_lead,
  'call-reports': callReports,
} as const;

export type ActionName = keyof typeof ENDPOINTS;
