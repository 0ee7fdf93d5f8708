import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { AgentCallRow } from '../../upstream/dialer/calls.ts';
import { CallType } from '../agent/agentLive.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { TerminationReason } from './callFilter.ts';
import { withGlobalIds } from './callIds.ts';
import { CallListRequest } from './callListRequest.ts';
import {
  callList,
  callListArgs,
  callsCost,
  groupsOfList,
  ofTheirDays,
  type CallList,
  type CallNode,
} from './callList.ts';
import { carrierMatchOfCall } from '../carrier/carrierMatch.ts';
import { KEYLESS, cost } from '../../plan/cost.ts';
import { agentOfCall, campaignOfRow, leadOfRow, portfolioOfRow } from '../sharedFields.ts';
import { CALLS } from '../../access/fieldPolicy.ts';
import { perOperation } from '../perOperation.ts';
import { Agent } from '../refs.ts';

const AgentCall = builder.objectRef<CallNode<AgentCallRow>>('AgentCall').implement({
  needs: CALLS,
  description: 'A call an agent answered or placed, in either direction. (agent_cdr)',
  interfaces: [builder.nodeInterfaceRef()],
  extensions: KEYLESS,
  fields: (t) => ({
    id: t.exposeID('id', {
      description:
        'The global id of this call. It is made from what cannot change later, so it is the same in every list and on every day it is asked for. Of calls alike in all that it is made from, the ids can differ in a list that is narrowed by profile.',
    }),
    answeredAt: t.field({
      type: 'DateTime',
      description: 'When the call was answered (answer_time).',
      resolve: ({ startedAt }, _, { zone }) => zone.toDateTime(startedAt),
    }),
    agentUsername: t.exposeString('agentUsername', {
      nullable: true,
      description: "The agent's username as the call record spells it.",
    }),
    agent: agentOfCall(t),
    disposition: t.exposeString('disposition', {
      nullable: true,
      description: 'How the call ended, as the agent noted it.',
    }),
    phoneNumber: t.exposeString('contactNumber', {
      personal: 'phone',
      nullable: true,
      description: "The other side's phone number.",
    }),
    loanNumber: t.exposeString('loanNumber', {
      personal: 'code',
      nullable: true,
      description: 'The loan the call was about.',
    }),
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
    lead: leadOfRow(t, 'The lead itself, by its id: a call may have been made to its other number.'),
    terminationReason: t.expose('terminationReason', {
      type: TerminationReason,
      nullable: true,
      description: 'Who or what ended the call.',
    }),
    terminationReasonText: t.exposeString('terminationReasonText', {
      nullable: true,
      description: "The dialer's own word for it (term_reason).",
    }),
    portfolio: portfolioOfRow(t, 'The portfolio the call was made for.'),
    campaignName: t.exposeString('campaignName', {
      nullable: true,
      description: "The campaign's name: call records carry no campaign id.",
    }),
    campaign: campaignOfRow(t),
    carrierMatch: carrierMatchOfCall(t, 'answer'),
  }),
});

const AgentCallConnection = builder.connectionObject<typeof AgentCall, CallList<AgentCallRow>>(
  {
    type: AgentCall,
    needs: CALLS,
    name: 'AgentCallConnection',
    description: "A page of agents' calls.",
    fields: (t) => ({
      groups: groupsOfList(t),
    }),
  },
  { name: 'AgentCallEdge', needs: CALLS, description: "An agent's call in a list, and its place there." },
);

const agentCallList = (
  kind: string,
  request: CallListRequest,
  context: Context,
): Promise<CallList<AgentCallRow>> =>
  callList<AgentCallRow>(kind, request, context, async (query) =>
    withGlobalIds(await context.loaders.calls.agent({ ...query, summaries: false })),
  );

const lists = perOperation<CallList<AgentCallRow>>();

builder.queryField('agentCalls', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: CALLS,
    ...cost(callsCost('agent_cdr', { kind: 'agentCalls' }), ofTheirDays),
    type: AgentCallConnection,
    description: 'The calls agents answered or placed, newest first.',
    args: callListArgs,
    resolve: (_, args, context, info) =>
      agentCallList('agentCalls', new CallListRequest(args, context, info), context),
  }),
);

builder.objectField(Agent, 'calls', (t) =>
  t.field({
    needs: CALLS,
    ...cost(callsCost('agent_cdr', { ofEach: 'agents' }), ofTheirDays),
    type: AgentCallConnection,
    nullable: true,
    description: "The agent's calls, newest first: one dialer call (a week) for any number of agents.",
    args: callListArgs,
    resolve: ({ username }, args, context, info) => {
      const kind = `calls of agent ${normalizeKey(username)}`;
      const request = (): CallListRequest =>
        new CallListRequest(args, context, info).only('agents', username);
      return lists(context, info, kind, () => agentCallList(kind, request(), context));
    },
  }),
);
