import type { Loaders } from '../../loaders/index.ts';
import { builder } from '../builder.ts';
import { cost, oncePer } from '../../plan/cost.ts';
import { leadOfRow } from '../sharedFields.ts';
import { AGENTS, LEADS } from '../../access/fieldPolicy.ts';
import { Agent, Campaign } from '../refs.ts';
import { agentVisibility } from './userLists.ts';

export const AgentState = builder.enumType('AgentState', {
  description: "What an agent is doing. The dialer's own word stands beside it, in `statusText`.",
  values: {
    READY: { description: 'Waiting for a call.' },
    IN_CALL: { description: 'Talking.' },
    QUEUE: { description: 'A call is on its way to the agent.' },
    DISPOSITION: { description: 'The call is over; its outcome is being chosen.' },
    PAUSED: { description: 'Not taking calls: a pause or a break.' },
    THREE_WAY: { description: 'In a call of three.' },
    PARKED: { description: 'The caller is parked.' },
    DEAD: { description: 'The caller has hung up; the agent has not.' },
    OFFLINE: { description: 'Not logged in.' },
    UNKNOWN: { description: 'A status this API does not know: see `statusText`.' },
  },
});

export const CallType = builder.enumType('CallType', {
  description: "How a call came about. The dialer's own word stands beside it where it is given.",
  values: {
    DIALER: { description: 'Placed by the dialer.' },
    MANUAL: { description: 'Placed by an agent by hand.' },
    INBOUND: { description: 'Placed by the customer.' },
    UNKNOWN: { description: 'A type this API does not know.' },
  },
});

type LiveStatus = NonNullable<Awaited<ReturnType<Loaders['liveStatus']['load']>>>;

const AgentLiveStatus = builder.objectRef<LiveStatus>('AgentLiveStatus').implement({
  needs: AGENTS,
  description: 'What an agent is doing at this moment. (getLiveAgentInfo)',
  fields: (t) => ({
    state: t.expose('state', { type: AgentState, description: 'What the agent is doing.' }),
    statusText: t.exposeString('statusText', {
      nullable: true,
      description: "The dialer's own word, such as LUNCH BREAK; empty where it gives none.",
    }),
    since: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When this server first saw the agent in this state; null while it has seen no change. The dialer does not say.',
      resolve: ({ since }) => since?.toISOString() ?? null,
    }),
    observedAt: t.field({
      type: 'DateTime',
      description: 'When the dialer was asked.',
      resolve: ({ observedAt }) => observedAt.toISOString(),
    }),
    color: t.exposeString('color', {
      nullable: true,
      description: "The colour of the state in the dialer's own wallboard.",
    }),
    // Whom an agent of several portfolios talks to may be somebody else's debtor: no portfolio stands beside it.
    inCallWith: t.exposeString('inCallWith', {
      needs: AGENTS.unrestrictedOnly,
      personal: 'phone',
      nullable: true,
      description: "The other side's phone number.",
    }),
    campaign: t.field({
      type: Campaign,
      nullable: true,
      description: 'The campaign of the call.',
      resolve: ({ campaignId, campaignName }) =>
        campaignId === null ? null : { campaignId, name: campaignName },
    }),
    callType: t.expose('callType', {
      type: CallType,
      nullable: true,
      description: 'How the call came about; null without one.',
    }),
    callerId: t.exposeString('callerId', {
      needs: AGENTS.unrestrictedOnly,
      personal: 'phone',
      nullable: true,
      description: 'The caller id of the call.',
    }),
    conferenceExtension: t.exposeString('conferenceExtension', {
      nullable: true,
      description: "The extension of the agent's conference.",
    }),
    vendorLeadCode: t.exposeString('vendorLeadCode', {
      needs: AGENTS.unrestrictedOnly,
      personal: 'code',
      nullable: true,
      description: "The company's own code of the lead, often a loan number.",
    }),
    leadId: t.exposeID('leadId', {
      needs: AGENTS.unrestrictedOnly,
      nullable: true,
      description: 'The lead being talked to.',
    }),
    lead: leadOfRow(t, 'The lead being talked to.', LEADS.unrestrictedOnly),
  }),
});

builder.objectField(Agent, 'live', (t) =>
  t.field({
    ...cost(oncePer('Agent', 'getLiveAgentInfo'), agentVisibility),
    type: AgentLiveStatus,
    nullable: true,
    description:
      'What the agent is doing at this moment; null where the dialer knows nothing of it. One dialer call an agent.',
    resolve: ({ username }, _, { loaders }) => loaders.liveStatus.load(username),
  }),
);
