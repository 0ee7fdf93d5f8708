import { trunkOf, type InboundCallRow } from '../../upstream/dialer/calls.ts';
import { builder } from '../builder.ts';
import { NULL_VALUES } from '../descriptions.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import { Call } from './call.ts';
import { withGlobalIds } from './callIds.ts';
import { CallListRequest } from './callListRequest.ts';
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
import { ofMembers } from '../execution/rowField.ts';
import { groupsOfList } from './groups/groupsOfList.ts';
import { KEYLESS, cost } from '../../plan/cost.ts';
import { CALLS } from '../../access/fieldPolicy.ts';

const InboundCall = builder.objectRef<CallNode<InboundCallRow>>('InboundCall').implement({
  needs: CALLS,
  description: `A call that the company received, answered or not. ${NULL_VALUES} (inbound_cdr)`,
  interfaces: [builder.nodeInterfaceRef(), Call],
  extensions: KEYLESS,
  fields: (t) => ({
    enteredQueueAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Time at which the caller entered the queue (enter_on_queue). If the clocks go back and this time occurs twice, it is the first of the two that is not before the start of the call.',
      ...ofMembers<InboundCallRow>()(
        ['enteredQueueAt', 'startedAt', 'uniqueId'],
        ({ enteredQueueAt, startedAt, uniqueId }, zone) =>
          enteredQueueAt && zone.toDateTimeFrom(enteredQueueAt, zone.toEpochMs(startedAt, uniqueId)),
      ),
    }),
    // Both are masked: only the dialer knows which of the two is the company's number.
    fromNumber: t.exposeString('contactNumber', {
      personal: 'phone',
      nullable: true,
      description: 'Number of the caller (src).',
    }),
    toNumber: t.exposeString('ownNumber', {
      personal: 'phone',
      nullable: true,
      description: "Number that was called, usually the company's line or an agent's extension (dst).",
    }),
    carrier: t.exposeString('carrier', {
      nullable: true,
      description: 'Carrier or trunk that delivered the call, such as SIP/EXAMPLE1-00000001.',
    }),
    uniqueId: t.exposeString('uniqueId', {
      nullable: true,
      description: 'Id of the call in the dialer (uniq1).',
    }),
    trunk: t.string({
      nullable: true,
      description:
        'Trunk in `carrier`: SIP/EXAMPLE1 of SIP/EXAMPLE1-00000001. Null if `carrier` has another form.',
      resolve: ({ carrier }) => trunkOf(carrier),
    }),
    queue: t.exposeString('queue', { nullable: true, description: 'Queue to which the call was routed.' }),
    durationSeconds: t.exposeInt('durationSeconds', {
      nullable: true,
      description:
        "Duration of the call, in seconds (call_duration). Null if the dialer's value is below 0 or above 24 hours.",
    }),
    queuePosition: t.exposeInt('queuePosition', {
      nullable: true,
      description: 'Position in the queue when the caller entered it. 1 is the next to be answered.',
    }),
    listName: t.exposeString('listName', {
      nullable: true,
      description: 'List of the lead: its name or its id, as the record has it (list_id).',
    }),
  }),
});

const InboundCallConnection = builder.connectionObject<typeof InboundCall, CallList<InboundCallRow>>(
  {
    type: InboundCall,
    needs: CALLS,
    name: 'InboundCallConnection',
    description: 'A page of inbound calls, with counts over all pages.',
    fields: (t) => ({
      groups: groupsOfList(t, ['inbound']),
    }),
  },
  { name: 'InboundCallEdge', needs: CALLS, description: 'An inbound call in a list, with its cursor.' },
);

builder.queryField('inboundCalls', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: CALLS,
    ...cost(
      callsCost('inbound_cdr', { kind: 'inboundCalls' }),
      namesOfPortfolios,
      carrierOfFilter,
      ofTheirDays,
    ),
    type: InboundCallConnection,
    description:
      'Inbound calls, newest first. One dialer call for each 7 days of the period (inbound_cdr). At most one more if the list is narrowed to portfolios, to translate portfolio names (getAllPortfolios).',
    args: callListArgs,
    resolve: (_, args, context, info) =>
      callList<InboundCallRow>(
        'inboundCalls',
        new CallListRequest(['inbound'], args, context, info),
        context,
        async (query) =>
          withGlobalIds(await context.loaders.calls.inbound({ ...query, agents: null, summaries: false })),
      ),
  }),
);
