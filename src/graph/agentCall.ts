import type { GraphQLResolveInfo } from 'graphql';
import type { AgentCallRow } from '../upstream/dialer/calls.ts';
import { CallType } from './agentLive.ts';
import { asks, builder, type Context } from './builder.ts';
import { only, TerminationReason } from './callFilter.ts';
import { CallGroup, callGroups } from './callGroups.ts';
import {
  callList,
  callListArgs,
  groupArgs,
  type CallList,
  type CallListArgs,
  type CallNode,
} from './callList.ts';
import { campaignByName } from './campaign.ts';
import { leadMet } from './lead.ts';
import { Agent, Campaign, Lead, Portfolio } from './refs.ts';

const AgentCall = builder.objectRef<CallNode<AgentCallRow>>('AgentCall').implement({
  description: 'A call an agent answered or placed, in either direction. (agent_cdr)',
  fields: (t) => ({
    id: t.exposeID('id', {
      description:
        'Tells this call from all others: made from what cannot change later, so the same in every list and on every day it is asked for.',
    }),
    answeredAt: t.field({
      type: 'DateTime',
      description: 'When the call was answered (answer_time).',
      resolve: ({ startedAt }, _, { zone }) => zone.toDateTime(startedAt),
    }),
    agentUsername: t.exposeString('agentUsername', {
      description: "The agent's username as the call record spells it.",
    }),
    agent: t.field({
      type: Agent,
      nullable: true,
      description: 'The agent; known by username alone where the dialer lists none of that name any more.',
      resolve: ({ agentUsername }) => ({ username: agentUsername }),
    }),
    disposition: t.exposeString('disposition', {
      nullable: true,
      description: 'How the call ended, as the agent noted it.',
    }),
    phoneNumber: t.exposeString('contactNumber', {
      nullable: true,
      description: "The other side's phone number.",
    }),
    loanNumber: t.exposeString('loanNumber', { nullable: true, description: 'The loan the call was about.' }),
    callType: t.expose('callType', { type: CallType, description: 'How the call came about.' }),
    callTypeText: t.exposeString('callTypeText', {
      nullable: true,
      description: "The dialer's own word for it (call_type).",
    }),
    durationSeconds: t.exposeInt('durationSeconds', {
      nullable: true,
      description: 'How long the call took, in seconds (call_duration).',
    }),
    leadId: t.exposeID('leadId', { nullable: true, description: "The lead, by the dialer's own id." }),
    lead: t.field({
      ...asks('goGetCustomerInfo'),
      type: Lead,
      nullable: true,
      description:
        'The lead itself, by its id: a call may have been made to its other number. Null where the dialer has none. One dialer call a lead.',
      resolve: ({ leadId }, _, context, info) => leadMet(leadId, context, info),
    }),
    terminationReason: t.expose('terminationReason', {
      type: TerminationReason,
      nullable: true,
      description: 'Who or what ended the call.',
    }),
    terminationReasonText: t.exposeString('terminationReasonText', {
      nullable: true,
      description: "The dialer's own word for it (term_reason).",
    }),
    portfolio: t.field({
      type: Portfolio,
      nullable: true,
      description: 'The portfolio the call was made for.',
      resolve: ({ portfolioCode }) => (portfolioCode === null ? null : { code: portfolioCode }),
    }),
    campaignName: t.exposeString('campaignName', {
      nullable: true,
      description: "The campaign's name: call records carry no campaign id.",
    }),
    campaign: t.field({
      ...asks('goGetAllCampaigns'),
      type: Campaign,
      nullable: true,
      description: 'The campaign of that name; null where there is none, and where two share the name.',
      resolve: ({ campaignName }, _, context) => campaignByName(campaignName, context),
    }),
  }),
});

const AgentCallConnection = builder.connectionObject<typeof AgentCall, CallList<AgentCallRow>>(
  {
    type: AgentCall,
    name: 'AgentCallConnection',
    description: "A page of agents' calls.",
    fields: (t) => ({
      groups: t.field({
        type: [CallGroup],
        description: 'All calls of all pages, counted by what they have in common; largest group first.',
        args: groupArgs,
        resolve: ({ rows }, { by, first }) => callGroups(rows, by, first),
      }),
    }),
  },
  { name: 'AgentCallEdge', description: "An agent's call in a list, and its place there." },
);

const agentCallList = (
  args: CallListArgs,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<CallList<AgentCallRow>> =>
  callList<AgentCallRow>('agentCalls', args, context, info, (query) =>
    context.loaders.calls.agent({ ...query, summaries: false }),
  );

builder.queryField('agentCalls', (t) =>
  t.field({
    ...asks('agent_cdr'),
    type: AgentCallConnection,
    description: 'The calls agents answered or placed, newest first.',
    args: callListArgs,
    resolve: (_, args, context, info) => agentCallList(args, context, info),
  }),
);

builder.objectField(Agent, 'calls', (t) =>
  t.field({
    ...asks('agent_cdr'),
    type: AgentCallConnection,
    nullable: true,
    description: "The agent's calls, newest first: one dialer call (a week) for any number of agents.",
    args: callListArgs,
    resolve: ({ username }, args, context, info) =>
      agentCallList({ ...args, filter: only(args.filter, 'agents', username) }, context, info),
  }),
);
