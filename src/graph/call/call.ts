import { factsOf, joinedRows } from '../../loaders/listing.ts';
import { startOf } from '../../loaders/calls/callRecords.ts';
import type { InboundCallRow, OutboundCallRow } from '../../upstream/dialer/calls.ts';
import { builder } from '../builder.ts';
import { NULL_VALUES } from '../descriptions.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import type { Selection } from '../../plan/selection.ts';
import { CallDirection } from './callDirection.ts';
import { TerminationReason } from './callFilter.ts';
import { CALL_ID, withGlobalIds } from './callIds.ts';
import { CallListRequest, type CallListArgs } from './callListRequest.ts';
import {
  callList,
  callListArgs,
  callsCost,
  carrierOfFilter,
  namesOfPortfolios,
  ofTheirDays,
  type CallList,
  type CallNode,
} from './callList.ts';
import { groupsOfList } from './groups/groupsOfList.ts';
import { carrierMatchOfCall } from '../carrier/carrierMatch.ts';
import { cost, type Destination } from '../../plan/cost.ts';
import { ofMembers } from '../execution/rowField.ts';
import {
  agentOfCall,
  campaignOfRow,
  LEAD_OF_CALL,
  leadOfRow,
  PORTFOLIO_OF_CALL,
  portfolioOfRow,
} from '../sharedFields.ts';
import { CALLS } from '../../access/fieldPolicy.ts';

type AnyCallRow = OutboundCallRow | InboundCallRow;

/** The kinds of calls in a list of `Call`. */
export const BOTH = ['outbound', 'inbound'] as const;

/** An outbound or an inbound call. */
export const Call = builder.interfaceRef<CallNode<AnyCallRow>>('Call').implement({
  needs: CALLS,
  description: `An outbound or an inbound call. ${NULL_VALUES} (outbound_cdr, inbound_cdr)`,
  interfaces: [builder.nodeInterfaceRef()],
  resolveType: ({ direction }) => (direction === 'OUTBOUND' ? 'OutboundCall' : 'InboundCall'),
  fields: (t) => ({
    id: t.exposeID('id', {
      description: CALL_ID,
    }),
    direction: t.expose('direction', { type: CallDirection, description: 'Direction of the call.' }),
    startedAt: t.field({
      type: 'DateTime',
      description:
        "Start of the call (call_date). If the clocks go back and this time occurs twice, the dialer's id of the call (uniq1) tells which of the two it is. Without that id, it is the first.",
      ...ofMembers<AnyCallRow>()(
        ['startedAt', 'uniqueId'],
        ({ startedAt, uniqueId }, zone) => zone.toDateTime(startedAt, uniqueId),
        'startedAt',
      ),
    }),
    agentUsername: t.exposeString('agentUsername', {
      nullable: true,
      description: 'Username of the agent, as the call record spells it. Null if the record names no agent.',
    }),
    agent: agentOfCall(t),
    campaignName: t.exposeString('campaignName', {
      nullable: true,
      description: 'Name of the campaign. Call records carry no campaign id.',
    }),
    campaign: campaignOfRow(t),
    portfolio: portfolioOfRow(
      t,
      `${PORTFOLIO_OF_CALL} An inbound record may hold the portfolio's name instead of its code. The name is translated to the code if the filter has \`portfolios\` or the viewer is limited to portfolios; otherwise \`code\` is as the dialer wrote it.`,
    ),
    disposition: t.exposeString('disposition', {
      nullable: true,
      description: 'Outcome of the call, as the agent or the dialer noted it, such as Denied.',
    }),
    terminationReason: t.expose('terminationReason', {
      type: TerminationReason,
      nullable: true,
      description: 'Party or cause that ended the call. Null if the dialer gives none.',
    }),
    terminationReasonText: t.exposeString('terminationReasonText', {
      nullable: true,
      description: "Termination reason in the dialer's own word (term_reason).",
    }),
    contactNumber: t.exposeString('contactNumber', {
      personal: 'phone',
      nullable: true,
      description: 'Phone number of the contact: the person called, or the caller.',
    }),
    leadId: t.exposeID('leadId', { nullable: true, description: 'Id of the lead in the dialer.' }),
    lead: leadOfRow(t, LEAD_OF_CALL),
    vendorLeadCode: t.exposeString('vendorLeadCode', {
      personal: 'code',
      nullable: true,
      description: "The company's own code for the lead, often a loan number or a name.",
    }),
    queueSeconds: t.exposeInt('queueSeconds', {
      nullable: true,
      description:
        "Wait in the queue before an agent or the caller ended it, in seconds (queue_time). Null if the dialer's value is below 0 or above 24 hours.",
    }),
    carrierMatch: carrierMatchOfCall(t, 'start'),
  }),
});

export const CallConnection = builder.connectionObject<typeof Call, CallList<AnyCallRow>>(
  {
    type: Call,
    needs: CALLS,
    name: 'CallConnection',
    description: 'A page of outbound and inbound calls, with counts over all pages.',
    fields: (t) => ({
      groups: groupsOfList(t, BOTH),
    }),
  },
  { name: 'CallEdge', needs: CALLS, description: 'A call in a list, with its cursor.' },
);

/**
 * The cost of a list of outbound and inbound calls.
 *
 * @param kind names the list in its cursors
 * @param destination what the list resolves to
 */
export const costOfCalls = (kind: string, destination: Destination = ofTheirDays) =>
  cost(
    callsCost('outbound_cdr', { kind, kinds: BOTH }),
    callsCost('inbound_cdr', { kind, kinds: BOTH }),
    namesOfPortfolios,
    carrierOfFilter,
    destination,
  );

/**
 * Outbound and inbound calls as one list.
 *
 * @param kind names the list in its cursors
 * @throws BadUserInput naming the argument
 */
export async function listOfCalls(
  kind: string,
  args: CallListArgs,
  context: Context,
  selection: Selection,
): Promise<CallList<AnyCallRow>> {
  const request = new CallListRequest(BOTH, args, context, selection);
  return callList<AnyCallRow>(kind, request, context, async (query) => {
    const { outbound, inbound } = context.loaders.calls;
    const wire = { ...query, agents: null, summaries: false };
    const [placed, cameIn] = await Promise.all([
      request.wants('outbound') ? outbound(wire) : null,
      request.wants('inbound') ? inbound(wire) : null,
    ]);
    const calls = placed && withGlobalIds(placed.calls);
    const others = cameIn && withGlobalIds(cameIn);
    return {
      ...factsOf([calls, others].filter((records) => records !== null)),
      rows: joinedRows<AnyCallRow>([calls?.rows ?? [], others?.rows ?? []], startOf),
      ofContact: async (number, keyOf) =>
        joinedRows<AnyCallRow>(
          await Promise.all([
            placed?.calls.ofContact(number, keyOf) ?? [],
            cameIn?.ofContact(number, keyOf) ?? [],
          ]),
          startOf,
        ),
      pinned: (row) =>
        row.direction === 'OUTBOUND' ? (placed?.calls.pinned(row) ?? row) : (cameIn?.pinned(row) ?? row),
      idOf: (row) => (row.direction === 'OUTBOUND' ? calls?.idOf(row) : others?.idOf(row)) ?? '',
    };
  });
}

builder.queryField('calls', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: CALLS,
    ...costOfCalls('calls'),
    type: CallConnection,
    description:
      'Outbound and inbound calls as one list, newest first. Two dialer calls for each 7 days of the period (outbound_cdr, inbound_cdr). At most one more if the list is narrowed to portfolios, to translate portfolio names (getAllPortfolios).',
    args: callListArgs,
    resolve: (_, args, context, info) => listOfCalls('calls', args, context, info),
  }),
);
