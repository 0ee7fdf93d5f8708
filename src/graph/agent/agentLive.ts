import type { LiveStatus } from '../../loaders/liveHistory.ts';
import { builder } from '../builder.ts';
import { cost } from '../../plan/cost.ts';
import { leadOfRow } from '../sharedFields.ts';
import { AGENTS, LEADS } from '../../access/fieldPolicy.ts';
import { Agent, Campaign } from '../refs.ts';
import { AgentState } from './agentState.ts';
import { liveStates } from './liveStates.ts';
import { agentVisibility } from './userLists.ts';

export const CallType = builder.enumType('CallType', {
  description: "Origin of a call. On call records, the dialer's own word for it is in `callTypeText`.",
  values: {
    DIALER: { description: 'Placed by the dialer.' },
    MANUAL: { description: 'Placed by an agent by hand.' },
    INBOUND: { description: 'Placed by the customer to the company.' },
    UNKNOWN: { description: 'A type that this API does not recognise.' },
  },
});

export const AgentLiveStatus = builder.objectRef<LiveStatus>('AgentLiveStatus').implement({
  needs: AGENTS,
  description:
    'Live status of one agent. A field is null if the dialer sends nothing readable for it, for example because the agent is in no call. (getLiveAgentInfo)',
  fields: (t) => ({
    state: t.expose('state', {
      type: AgentState,
      description:
        'Live state of the agent. UNKNOWN if this API does not recognise the status, or cannot read it.',
    }),
    statusText: t.exposeString('statusText', {
      nullable: true,
      description:
        "The dialer's own word for the state, such as LUNCH BREAK. Null if the dialer sent no readable one.",
    }),
    since: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Time at which this server first saw the agent in this state. The state may have begun earlier: the dialer does not report its beginning, and this server sees a change only when it asks for the status, for a query or a subscription. Null until this server has seen the agent change state.',
      resolve: ({ since }) => since?.toISOString() ?? null,
    }),
    observedAt: t.field({
      type: 'DateTime',
      description: 'Time at which the dialer gave this status to this server.',
      resolve: ({ observedAt }) => observedAt.toISOString(),
    }),
    color: t.exposeString('color', {
      nullable: true,
      description: "Colour of the state on the dialer's own pages, such as green.",
    }),
    // An agent may work for several portfolios, and a status names none: the call may be another portfolio's.
    inCallWith: t.exposeString('inCallWith', {
      needs: AGENTS.unrestrictedOnly,
      personal: 'phone',
      nullable: true,
      description: 'Phone number of the other side.',
    }),
    campaign: t.field({
      type: Campaign,
      nullable: true,
      description: 'Campaign of the call; null if the agent is in no call.',
      resolve: ({ campaignId, campaignName }) =>
        campaignId === null ? null : { campaignId, name: campaignName },
    }),
    callType: t.expose('callType', {
      type: CallType,
      nullable: true,
      description: 'Origin of the call; null if the agent is in no call.',
    }),
    callerId: t.exposeString('callerId', {
      needs: AGENTS.unrestrictedOnly,
      personal: 'phone',
      nullable: true,
      description: 'Caller ID of the call.',
    }),
    conferenceExtension: t.exposeString('conferenceExtension', {
      nullable: true,
      description: "Extension of the agent's conference.",
    }),
    vendorLeadCode: t.exposeString('vendorLeadCode', {
      needs: AGENTS.unrestrictedOnly,
      personal: 'code',
      nullable: true,
      description: "The company's own code for the lead, often a loan number.",
    }),
    leadId: t.exposeID('leadId', {
      needs: AGENTS.unrestrictedOnly,
      nullable: true,
      description: 'Id of the lead in the call.',
    }),
    lead: leadOfRow(t, 'The lead in the call.', LEADS.unrestrictedOnly),
  }),
});

builder.objectField(Agent, 'live', (t) =>
  t.field({
    ...cost(liveStates(), agentVisibility),
    type: AgentLiveStatus,
    nullable: true,
    description:
      'Live status of the agent; null if the dialer has none for this agent. One dialer call for each agent (getLiveAgentInfo). No call for an agent whom a subscription to `agentStatus` follows: the status is then the latest one of the subscription, at most 30 seconds old (90 seconds if the agent has not logged in today).',
    resolve: ({ username }, _, { loaders }) => loaders.liveStatus.load(username),
  }),
);
