/**
 * The expected access rules, and the expected personal fields. Tests compare the schema's declarations and the server's
 * answers with this table. It is written by hand from the design, not generated from the code, so that it finds errors.
 */
import type { Scope } from '../../src/access/viewer.ts';

export interface DeclaredRule {
  /** One of these is enough. Empty = the scopes of the fields above it are enough. */
  readonly scopes: readonly Scope[];
  /** True = refused to viewers who are limited to portfolios. */
  readonly unlimited: boolean;
  /** True = pii:read is needed as well. */
  readonly personal?: boolean;
}

const rule = (...scopes: readonly Scope[]): DeclaredRule => ({ scopes, unlimited: false });
const unlimited = (...scopes: readonly Scope[]): DeclaredRule => ({ scopes, unlimited: true });

const AGENTS = rule('agents:read');
const CALLS = rule('calls:read');
const REPORTS = rule('reports:read');
const LEADS = rule('leads:read');
const HOPPER = unlimited('leads:read');
const CONTACT: DeclaredRule = { ...unlimited('calls:read'), personal: true };
const ADDING = unlimited('leads:write');
const ANYBODY = rule();

/** The rules of types. A rule in `FIELDS` replaces that of its type. */
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
  Call: CALLS,
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
  CallGroupCarrier: CALLS,
  CarrierCall: CALLS,
  CarrierMatch: CALLS,
  CallQuality: CALLS,
  CarrierOrigin: CALLS,
  CarrierGroup: CALLS,
  CarrierCallConnection: CALLS,
  CarrierCallEdge: CALLS,
  CampaignCallSummary: unlimited('calls:read'),
  ContactHistory: CONTACT,
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
  HopperUpdate: HOPPER,
  AgentStatusEvent: AGENTS,
  HopperConnection: HOPPER,
  HopperEdge: HOPPER,
  AddLeadSuccess: ADDING,
  AlteredField: ADDING,
  UnresolvedLead: ADDING,
  UnresolvedLeadConnection: ADDING,
  UnresolvedLeadEdge: ADDING,
  ResolveLeadPayload: ADDING,
  DuplicateLead: ADDING,
  LeadRejected: ADDING,
  LeadOutcomeUnknown: ADDING,
  AddLeadsPayload: ADDING,
  HopperOutcome: ADDING,
  CallbackOutcome: ADDING,
  CustomField: ANYBODY,
  PageInfo: ANYBODY,
  CallRatio: ANYBODY,
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
  'Subscription.agentCounts': unlimited('agents:read'),
  'Subscription.agentStatus': AGENTS,
  'Subscription.hopper': HOPPER,
  'Subscription.callCompleted': CALLS,
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
  'Query.contact': CONTACT,
  'Lead.contact': CONTACT,
  'Query.lead': unlimited('leads:read'),
  // These return only the schema.
  'Query._service': ANYBODY,
  '_Service.sdl': ANYBODY,
  'Mutation.addLead': ADDING,
  'Mutation.resolveLead': ADDING,
  'Query.validateLeads': ADDING,
  'Query.unresolvedLeads': ADDING,
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
  'Call.carrierMatch': unlimited('calls:read'),
  'OutboundCall.carrierMatch': unlimited('calls:read'),
  'InboundCall.carrierMatch': unlimited('calls:read'),
  'AgentCall.carrierMatch': unlimited('calls:read'),
  'CallGroup.carrier': unlimited('calls:read'),
  'Call.lead': LEADS,
  'OutboundCall.lead': LEADS,
  'InboundCall.lead': LEADS,
  'AgentCall.lead': LEADS,
  'AddLeadSuccess.lead': unlimited('leads:read'),
  'DuplicateLead.existingLead': unlimited('leads:read'),
  // Keys of entities.
  'Node.id': ANYBODY,
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

/** Fields for every viewer. The objects that they return have the rule of the root field that looks them up by key. */
export const FINDERS: ReadonlySet<string> = new Set(['Query.node', 'Query.nodes', 'Query._entities']);

/** The rule of a field. @throws Error if there is none: a new field needs a decision */
export function declaredRule(type: string, field: string): DeclaredRule {
  if (FINDERS.has(`${type}.${field}`)) return ANYBODY;
  const found = FIELDS[`${type}.${field}`] ?? TYPES[type];
  if (!found)
    throw new Error(`There is no rule for ${type}.${field}: add it to test/support/declaredAccess.ts.`);
  return found;
}

/**
 * Personal fields, by kind. Without pii:read, phone numbers are masked to their last digits, and all others are hidden.
 */
export const PERSONAL: Readonly<Record<string, readonly string[]>> = {
  phone: [
    'AddLeadSuccess.phoneNumber',
    'AgentCall.phoneNumber',
    'AgentLiveStatus.callerId',
    'AgentLiveStatus.inCallWith',
    'Call.contactNumber',
    'CarrierCall.callerNumber',
    'CarrierCall.dialedNumber',
    'CarrierOrigin.ani',
    'CarrierOrigin.outgoingCallerId',
    'ContactHistory.phoneNumber',
    'HopperLead.phoneNumber',
    'InboundCall.contactNumber',
    'InboundCall.fromNumber',
    'InboundCall.toNumber',
    'Lead.altPhoneNumber',
    'Lead.phoneNumber',
    'LeadOutcomeUnknown.phoneNumber',
    'OutboundCall.contactNumber',
    'OutboundCall.fromNumber',
    'OutboundCall.toNumber',
  ],
  code: [
    'AgentCall.loanNumber',
    'AgentLiveStatus.vendorLeadCode',
    'Call.vendorLeadCode',
    'HopperLead.vendorLeadCode',
    'UnresolvedLead.vendorLeadCode',
    'InboundCall.vendorLeadCode',
    'OutboundCall.vendorLeadCode',
  ],
  name: ['CarrierCall.callerName', 'Lead.firstName', 'Lead.lastName', 'Lead.middleInitial', 'Lead.title'],
  email: ['Lead.email'],
  gender: ['Lead.gender'],
  birth: ['Lead.dateOfBirth'],
  address: [
    ...['city', 'geolocation', 'lata', 'lec', 'ocn', 'rateCenter', 'spid', 'state'].map(
      (name) => `CarrierOrigin.${name}`,
    ),
    'HopperLead.state',
    ...['city', 'countryCode', 'line1', 'line2', 'line3', 'postalCode', 'province', 'state'].map(
      (name) => `LeadAddress.${name}`,
    ),
  ],
  text: [
    'AddLeadSuccess.notices',
    'AlteredField.sent',
    'AlteredField.stored',
    'Lead.comments',
    'Lead.customFields',
  ],
};

const KINDS = new Map(
  Object.entries(PERSONAL).flatMap(([kind, fields]) => fields.map((field) => [field, kind] as const)),
);

/** How a field is masked for viewers without pii:read; undefined = it is not. */
export function declaredMask(type: string, field: string): 'phone' | 'hidden' | undefined {
  const kind = KINDS.get(`${type}.${field}`);
  return kind === undefined ? undefined : kind === 'phone' ? 'phone' : 'hidden';
}

const STAFF = 'It is about the staff, not about the people called.';
const SETTING = 'A setting, in the words of the dialer.';
const OWN_NUMBER = "The company's own number.";

/** Fields and arguments without personal data of people called, although their names suggest it, with the reason. */
export const NOT_PERSONAL: Readonly<Record<string, string>> = {
  'AgentAccount.alterCustomerPhoneOverride': SETTING,
  'AgentAccount.email': STAFF,
  'AgentAccount.fullName': STAFF,
  'AgentAccount.leadSearchOverride': SETTING,
  'AgentAccount.phoneLogin': STAFF,
  'AgentAccount.presetContactSearch': SETTING,
  'AgentAccount.voicemailId': STAFF,
  'CallTime.comments': 'Notes of the company about its own hours.',
  'CampaignSettings.callerId': OWN_NUMBER,
  'CampaignSettings.customFieldsLaunch': SETTING,
  'CampaignSettings.threeWayCallerId': OWN_NUMBER,
  'CustomField.value': "An agent's are the staff's; a lead's are masked as a whole, in Lead.customFields.",
  'Query.agents(filter)(search)': STAFF,
  'ReportColumn.title': 'The heading of a column.',
  'Subscription.agentStatus(filter)(search)': STAFF,
};
