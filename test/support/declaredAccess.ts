/**
 * Who may read what, written down once more, by hand and by another reading of the design: the role matrix holds the
 * server against this table, not against what the server says of itself.
 */
import type { Scope } from '../../src/access/viewer.ts';

export interface DeclaredRule {
  /** Any one of these; none = whoever got there. */
  readonly scopes: readonly Scope[];
  /** True where a viewer limited to portfolios may not. */
  readonly unlimited: boolean;
}

const rule = (...scopes: readonly Scope[]): DeclaredRule => ({ scopes, unlimited: false });
const unlimited = (...scopes: readonly Scope[]): DeclaredRule => ({ scopes, unlimited: true });

const AGENTS = rule('agents:read');
const CALLS = rule('calls:read');
const REPORTS = rule('reports:read');
const LEADS = rule('leads:read');
const HOPPER = unlimited('leads:read');
const ADDING = unlimited('leads:write');
const ANYBODY = rule();

/** By type; a field of `FIELDS` goes before. */
const TYPES: Readonly<Record<string, DeclaredRule>> = {
  Agent: AGENTS,
  AgentPermissions: AGENTS,
  AgentAccount: AGENTS,
  AgentProductivity: AGENTS,
  AgentLiveStatus: AGENTS,
  AgentTimeUsage: AGENTS,
  TimeUsageReport: AGENTS,
  AgentConnection: AGENTS,
  AgentEdge: AGENTS,
  Campaign: AGENTS,
  CampaignSettings: AGENTS,
  Portfolio: AGENTS,
  Profile: AGENTS,
  CallTime: AGENTS,
  CallWindow: AGENTS,
  Dashboard: AGENTS,
  AgentCounts: unlimited('agents:read'),
  AgentDayFigures: rule('agents:read', 'reports:read'),
  OutboundCall: CALLS,
  InboundCall: CALLS,
  AgentCall: CALLS,
  CallConnection: CALLS,
  CallEdge: CALLS,
  OutboundCallConnection: CALLS,
  OutboundCallEdge: CALLS,
  InboundCallConnection: CALLS,
  InboundCallEdge: CALLS,
  AgentCallConnection: CALLS,
  AgentCallEdge: CALLS,
  CallGroup: CALLS,
  CarrierCall: CALLS,
  CarrierMatch: CALLS,
  CallQuality: CALLS,
  CarrierOrigin: CALLS,
  CarrierGroup: CALLS,
  CarrierCallConnection: CALLS,
  CarrierCallEdge: CALLS,
  CampaignCallSummary: unlimited('calls:read'),
  AgentActivity: REPORTS,
  AgentActivityReport: REPORTS,
  AgentActivitySummary: REPORTS,
  AgentCallFigures: REPORTS,
  AgentCallsReport: REPORTS,
  AgentPauseFigures: REPORTS,
  AgentPauseReport: REPORTS,
  PauseCodeTime: REPORTS,
  AgentDayReport: REPORTS,
  InboundDay: REPORTS,
  InboundDailyReport: REPORTS,
  ReportColumn: REPORTS,
  Lead: LEADS,
  LeadAddress: LEADS,
  HopperLead: HOPPER,
  HopperConnection: HOPPER,
  HopperEdge: HOPPER,
  AddLeadSuccess: ADDING,
  DuplicateLead: ADDING,
  LeadRejected: ADDING,
  LeadOutcomeUnknown: ADDING,
  AddLeadsPayload: ADDING,
  HopperOutcome: ADDING,
  CallbackOutcome: ADDING,
  CustomField: ANYBODY,
  PageInfo: ANYBODY,
};

const FIELDS: Readonly<Record<string, DeclaredRule>> = {
  'Query.agent': AGENTS,
  'Query.agents': AGENTS,
  'Query.campaign': AGENTS,
  'Query.campaigns': AGENTS,
  'Query.portfolio': AGENTS,
  'Query.portfolios': AGENTS,
  'Query.profile': AGENTS,
  'Query.profiles': AGENTS,
  'Query.callTime': AGENTS,
  'Query.callTimes': AGENTS,
  'Query.dashboard': AGENTS,
  'Query.calls': CALLS,
  'Query.outboundCalls': CALLS,
  'Query.inboundCalls': CALLS,
  'Query.agentCalls': CALLS,
  'Query.carrierCalls': unlimited('calls:read'),
  'Query.agentActivityReport': REPORTS,
  'Query.agentCallsReport': REPORTS,
  'Query.agentPauseReport': REPORTS,
  'Query.agentDayReport': REPORTS,
  'Query.inboundDailyReport': REPORTS,
  'Query.lead': unlimited('leads:read'),
  // By what they find.
  'Query.node': AGENTS,
  'Query.nodes': AGENTS,
  'Query._entities': AGENTS,
  // The schema alone.
  'Query._service': ANYBODY,
  '_Service.sdl': ANYBODY,
  'Mutation.addLead': ADDING,
  'Mutation.addLeads': ADDING,
  'Agent.calls': CALLS,
  'Campaign.calls': CALLS,
  'Portfolio.calls': CALLS,
  'Profile.calls': CALLS,
  'Campaign.callSummary': unlimited('calls:read'),
  'OutboundCallConnection.campaignSummaries': unlimited('calls:read'),
  'Agent.activity': REPORTS,
  'Agent.callFigures': REPORTS,
  'Agent.pauses': REPORTS,
  'Portfolio.inboundDaily': REPORTS,
  'Campaign.hopper': HOPPER,
  'Dashboard.agentCounts': unlimited('agents:read'),
  'Dashboard.agentsInCall': unlimited('agents:read'),
  'AgentLiveStatus.inCallWith': unlimited('agents:read'),
  'AgentLiveStatus.callerId': unlimited('agents:read'),
  'AgentLiveStatus.vendorLeadCode': unlimited('agents:read'),
  'AgentLiveStatus.leadId': unlimited('agents:read'),
  'AgentLiveStatus.lead': unlimited('leads:read'),
  'OutboundCall.carrierMatch': unlimited('calls:read'),
  'InboundCall.carrierMatch': unlimited('calls:read'),
  'AgentCall.carrierMatch': unlimited('calls:read'),
  'OutboundCall.lead': LEADS,
  'InboundCall.lead': LEADS,
  'AgentCall.lead': LEADS,
  'AddLeadSuccess.lead': unlimited('leads:read'),
  'DuplicateLead.existingLead': unlimited('leads:read'),
  // Keys.
  'Agent.id': ANYBODY,
  'Agent.username': ANYBODY,
  'Campaign.id': ANYBODY,
  'Campaign.campaignId': ANYBODY,
  'Portfolio.id': ANYBODY,
  'Portfolio.code': ANYBODY,
  'Profile.id': ANYBODY,
  'Profile.profileId': ANYBODY,
  'CallTime.id': ANYBODY,
  'CallTime.callTimeId': ANYBODY,
  'Lead.id': ANYBODY,
  'Lead.leadId': ANYBODY,
};

/** The rule of a field. @throws Error where there is none: a new field is to be thought about */
export function declaredRule(type: string, field: string): DeclaredRule {
  const found = FIELDS[`${type}.${field}`] ?? TYPES[type];
  if (!found) throw new Error(`Nobody has said who may read ${type}.${field}.`);
  return found;
}

/** What is masked, and how it looks then. */
const PHONES = new Set([
  'OutboundCall.fromNumber',
  'OutboundCall.toNumber',
  'OutboundCall.contactNumber',
  'InboundCall.fromNumber',
  'InboundCall.toNumber',
  'InboundCall.contactNumber',
  'AgentCall.phoneNumber',
  'AgentLiveStatus.inCallWith',
  'AgentLiveStatus.callerId',
  'CarrierCall.callerNumber',
  'CarrierCall.dialedNumber',
  'CarrierOrigin.ani',
  'CarrierOrigin.outgoingCallerId',
  'HopperLead.phoneNumber',
  'Lead.phoneNumber',
  'Lead.altPhoneNumber',
  'AddLeadSuccess.phoneNumber',
  'LeadOutcomeUnknown.phoneNumber',
]);

const HIDDEN = new Set([
  'OutboundCall.vendorLeadCode',
  'InboundCall.vendorLeadCode',
  'AgentCall.loanNumber',
  'AgentLiveStatus.vendorLeadCode',
  'CarrierCall.callerName',
  'CarrierOrigin.ocn',
  'CarrierOrigin.spid',
  'CarrierOrigin.lec',
  'CarrierOrigin.lata',
  'CarrierOrigin.city',
  'CarrierOrigin.rateCenter',
  'CarrierOrigin.state',
  'CarrierOrigin.geolocation',
  'HopperLead.vendorLeadCode',
  'HopperLead.state',
  'Lead.title',
  'Lead.firstName',
  'Lead.middleInitial',
  'Lead.lastName',
  'Lead.email',
  'Lead.gender',
  'Lead.dateOfBirth',
  'Lead.comments',
  'Lead.customFields',
  'LeadAddress.line1',
  'LeadAddress.line2',
  'LeadAddress.line3',
  'LeadAddress.city',
  'LeadAddress.state',
  'LeadAddress.province',
  'LeadAddress.postalCode',
  'LeadAddress.countryCode',
  'AddLeadSuccess.notices',
]);

/** How a field is masked for those who may not know; undefined = it is not. */
export const declaredMask = (type: string, field: string): 'phone' | 'hidden' | undefined =>
  PHONES.has(`${type}.${field}`) ? 'phone' : HIDDEN.has(`${type}.${field}`) ? 'hidden' : undefined;
