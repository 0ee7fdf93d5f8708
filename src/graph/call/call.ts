import { factsOf } from '../../loaders/listing.ts';
import type { InboundCallRow, OutboundCallRow } from '../../upstream/dialer/calls.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import { CallDirection } from './callDirection.ts';
import { isInboundWanted, TerminationReason } from './callFilter.ts';
import { withGlobalIds } from './callIds.ts';
import { CallListRequest } from './callListRequest.ts';
import {
  callList,
  callListArgs,
  callsCost,
  groupsOfList,
  namesOfPortfolios,
  ofTheirDays,
  type CallList,
  type CallNode,
} from './callList.ts';
import { carrierMatchOfCall } from '../carrier/carrierMatch.ts';
import { cost } from '../../plan/cost.ts';
import { agentOfCall, campaignOfRow, leadOfRow, portfolioOfRow } from '../sharedFields.ts';
import { CALLS } from '../../access/fieldPolicy.ts';

type AnyCallRow = OutboundCallRow | InboundCallRow;

/** A call in either direction. */
export const Call = builder.interfaceRef<CallNode<AnyCallRow>>('Call').implement({
  needs: CALLS,
  description: 'A call in either direction. (outbound_cdr, inbound_cdr)',
  interfaces: [builder.nodeInterfaceRef()],
  resolveType: ({ direction }) => (direction === 'OUTBOUND' ? 'OutboundCall' : 'InboundCall'),
  fields: (t) => ({
    id: t.exposeID('id', {
      description:
        'The global id of this call. It is made from what cannot change later, so it is the same in every list and on every day it is asked for. Of calls alike in all that it is made from, the ids can differ in a list that is narrowed by profile.',
    }),
    direction: t.expose('direction', { type: CallDirection, description: 'Who called whom.' }),
    startedAt: t.field({
      type: 'DateTime',
      description:
        'When the call started (call_date). In the hour that occurs twice when the clocks go back, the dialer’s own id of the call (uniq1) tells which one is meant; without it, the first.',
      resolve: ({ startedAt, uniqueId }, _, { zone }) => zone.toDateTime(startedAt, uniqueId),
    }),
    agentUsername: t.exposeString('agentUsername', {
      nullable: true,
      description: "The agent's username as the call record spells it; null where no agent was involved.",
    }),
    agent: agentOfCall(t),
    campaignName: t.exposeString('campaignName', {
      nullable: true,
      description: "The campaign's name: call records carry no campaign id.",
    }),
    campaign: campaignOfRow(t),
    portfolio: portfolioOfRow(t, 'The portfolio the call was made for.'),
    disposition: t.exposeString('disposition', {
      nullable: true,
      description: 'How the call ended, as the agent or the dialer noted it.',
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
    contactNumber: t.exposeString('contactNumber', {
      personal: 'phone',
      nullable: true,
      description: 'The number of the person called or calling.',
    }),
    leadId: t.exposeID('leadId', { nullable: true, description: "The lead, by the dialer's own id." }),
    lead: leadOfRow(t, 'The lead itself, by its id: a call may have been made to its other number.'),
    vendorLeadCode: t.exposeString('vendorLeadCode', {
      personal: 'code',
      nullable: true,
      description: "The company's own code of the lead, often a loan number or a name.",
    }),
    queueSeconds: t.exposeInt('queueSeconds', {
      nullable: true,
      description: 'The wait in the queue, in seconds (queue_time).',
    }),
    carrierMatch: carrierMatchOfCall(t, 'start'),
  }),
});

const CallConnection = builder.connectionObject<typeof Call, CallList<AnyCallRow>>(
  {
    type: Call,
    needs: CALLS,
    name: 'CallConnection',
    description: 'A page of calls in both directions.',
    fields: (t) => ({
      groups: groupsOfList(t),
    }),
  },
  { name: 'CallEdge', needs: CALLS, description: 'A call in a list, and its place there.' },
);

builder.queryField('calls', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: CALLS,
    ...cost(
      callsCost('outbound_cdr', { kind: 'calls' }),
      callsCost('inbound_cdr', { kind: 'calls', isWanted: ({ filter }) => isInboundWanted(filter) }),
      namesOfPortfolios,
      ofTheirDays,
    ),
    type: CallConnection,
    description: 'Outbound and inbound calls as one list, newest first.',
    args: callListArgs,
    resolve: (_, args, context, info) =>
      callList<AnyCallRow>('calls', new CallListRequest(args, context, info), context, async (query) => {
        const { outbound, inbound } = context.loaders.calls;
        const [{ calls: placed }, cameIn] = await Promise.all([
          outbound({ ...query, agents: null, summaries: false }),
          isInboundWanted(args.filter) ? inbound({ ...query, agents: null, summaries: false }) : null,
        ]);
        const calls = withGlobalIds(placed);
        const others = cameIn && withGlobalIds(cameIn);
        return {
          ...factsOf(others ? [calls, others] : [calls]),
          rows: [...calls.rows, ...(others?.rows ?? [])],
          idOf: (row) => (row.direction === 'OUTBOUND' ? calls.idOf(row) : (others?.idOf(row) ?? '')),
        };
      }),
  }),
);
