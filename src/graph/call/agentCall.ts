import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { AgentCallRow } from '../../upstream/dialer/agentCalls.ts';
import { CallType } from '../agent/agentLive.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { NULL_VALUES } from '../descriptions.ts';
import { TerminationReason } from './callFilter.ts';
import { CALL_ID, withGlobalIds } from './callIds.ts';
import { CallListRequest } from './callListRequest.ts';
import {
  callList,
  callListArgs,
  callsCost,
  carrierOfFilter,
  ofTheirDays,
  type CallList,
  type CallNode,
} from './callList.ts';
import { groupsOfList } from './groups/groupsOfList.ts';
import { carrierMatchOfCall } from '../carrier/carrierMatch.ts';
import { KEYLESS, cost } from '../../plan/cost.ts';
import {
  agentOfCall,
  campaignOfRow,
  LEAD_OF_CALL,
  leadOfRow,
  PORTFOLIO_OF_CALL,
  portfolioOfRow,
} from '../sharedFields.ts';
import { CALLS } from '../../access/fieldPolicy.ts';
import { perOperation } from '../perOperation.ts';
import { ofMembers } from '../execution/rowField.ts';
import { Agent } from '../refs.ts';

const AgentCall = builder.objectRef<CallNode<AgentCallRow>>('AgentCall').implement({
  needs: CALLS,
  description: `A call that an agent answered or placed. ${NULL_VALUES} (agent_cdr)`,
  interfaces: [builder.nodeInterfaceRef()],
  extensions: KEYLESS,
  fields: (t) => ({
    id: t.exposeID('id', {
      description: CALL_ID,
    }),
    answeredAt: t.field({
      type: 'DateTime',
      description: 'Time at which the call was answered (answer_time).',
      ...ofMembers<AgentCallRow>()(
        ['startedAt'],
        ({ startedAt }, zone) => zone.toDateTime(startedAt),
        'startedAt',
      ),
    }),
    agentUsername: t.exposeString('agentUsername', {
      nullable: true,
      description: 'Username of the agent, as the call record spells it. Null if the record names no agent.',
    }),
    agent: agentOfCall(t),
    disposition: t.exposeString('disposition', {
      nullable: true,
      description: 'Outcome of the call, as the agent noted it, such as VM / NML.',
    }),
    phoneNumber: t.exposeString('contactNumber', {
      personal: 'phone',
      nullable: true,
      description: 'Phone number of the contact: the person called, or the caller.',
    }),
    loanNumber: t.exposeString('loanNumber', {
      personal: 'code',
      nullable: true,
      description: 'Number of the loan that the call was about.',
    }),
    callType: t.expose('callType', { type: CallType, description: 'Type of the call.' }),
    callTypeText: t.exposeString('callTypeText', {
      nullable: true,
      description: "Type of the call in the dialer's own word (call_type).",
    }),
    durationSeconds: t.exposeInt('durationSeconds', {
      nullable: true,
      description:
        "Duration of the call, in seconds (call_duration). Null if the dialer's value is below 0 or above 24 hours.",
    }),
    leadId: t.exposeID('leadId', { nullable: true, description: 'Id of the lead in the dialer.' }),
    lead: leadOfRow(t, LEAD_OF_CALL),
    terminationReason: t.expose('terminationReason', {
      type: TerminationReason,
      nullable: true,
      description: 'Party or cause that ended the call. Null if the dialer gives none.',
    }),
    terminationReasonText: t.exposeString('terminationReasonText', {
      nullable: true,
      description: "Termination reason in the dialer's own word (term_reason).",
    }),
    portfolio: portfolioOfRow(t, PORTFOLIO_OF_CALL),
    campaignName: t.exposeString('campaignName', {
      nullable: true,
      description: 'Name of the campaign. Call records carry no campaign id.',
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
    description: "A page of agents' calls, with counts over all pages.",
    fields: (t) => ({
      groups: groupsOfList(t, ['agent']),
    }),
  },
  { name: 'AgentCallEdge', needs: CALLS, description: "An agent's call in a list, with its cursor." },
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
    ...cost(callsCost('agent_cdr', { kind: 'agentCalls' }), carrierOfFilter, ofTheirDays),
    type: AgentCallConnection,
    description:
      'Calls that agents answered or placed, newest first. One dialer call for each 7 days of the period and each group of up to 900 named agents (agent_cdr).',
    args: callListArgs,
    resolve: (_, args, context, info) =>
      agentCallList('agentCalls', new CallListRequest(['agent'], args, context, info), context),
  }),
);

builder.objectField(Agent, 'calls', (t) =>
  t.field({
    needs: CALLS,
    ...cost(callsCost('agent_cdr', { ofEach: 'agents' }), carrierOfFilter, ofTheirDays),
    type: AgentCallConnection,
    nullable: true,
    description:
      'Calls that the agent answered or placed, newest first. One dialer call for each 7 days of the period and each group of up to 900 agents (agent_cdr).',
    args: callListArgs,
    resolve: ({ username }, args, context, info) => {
      const kind = `calls of agent ${normalizeKey(username)}`;
      const request = (): CallListRequest =>
        new CallListRequest(['agent'], args, context, info).only('agents', username);
      return lists(context, info, kind, () => agentCallList(kind, request(), context));
    },
  }),
);
