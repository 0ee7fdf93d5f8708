import type { InboundCallRow } from '../../upstream/dialer/calls.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import { Call } from './call.ts';
import { isInboundWanted } from './callFilter.ts';
import { withGlobalIds } from './callIds.ts';
import { CallListRequest } from './callListRequest.ts';
import {
  callList,
  callListArgs,
  callsCost,
  groupsOfList,
  noRecords,
  namesOfPortfolios,
  ofTheirDays,
  type CallList,
  type CallNode,
} from './callList.ts';
import { KEYLESS, cost } from '../../plan/cost.ts';
import { CALLS } from '../../access/fieldPolicy.ts';

const InboundCall = builder.objectRef<CallNode<InboundCallRow>>('InboundCall').implement({
  needs: CALLS,
  description: 'A call that came in, answered or not. (inbound_cdr)',
  interfaces: [builder.nodeInterfaceRef(), Call],
  extensions: KEYLESS,
  fields: (t) => ({
    enteredQueueAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When the caller entered the queue (enter_on_queue). In the hour that occurs twice when the clocks go back, the first time that is not before the call started.',
      resolve: ({ enteredQueueAt, startedAt, uniqueId }, _, { zone }) =>
        enteredQueueAt && zone.toDateTimeFrom(enteredQueueAt, zone.toEpochMs(startedAt, uniqueId)),
    }),
    // Which of the two is the company's is the dialer's word: both are masked.
    fromNumber: t.exposeString('contactNumber', {
      personal: 'phone',
      nullable: true,
      description: "The caller's number (src).",
    }),
    toNumber: t.exposeString('ownNumber', {
      personal: 'phone',
      nullable: true,
      description: 'The number called (dst).',
    }),
    carrier: t.exposeString('carrier', {
      nullable: true,
      description: 'The carrier or trunk the call came by.',
    }),
    uniqueId: t.exposeString('uniqueId', {
      nullable: true,
      description: "The dialer's own id of the call (uniq1).",
    }),
    trunk: t.string({
      nullable: true,
      description:
        'The trunk of `carrier`: SIP/EXAMPLE1 of SIP/EXAMPLE1-00000001; null if `carrier` does not have that form.',
      resolve: ({ carrier }) => trunkOf(carrier),
    }),
    queue: t.exposeString('queue', { nullable: true, description: 'The queue the call was put in.' }),
    durationSeconds: t.exposeInt('durationSeconds', {
      nullable: true,
      description: 'How long the call took, in seconds (call_duration).',
    }),
    queuePosition: t.exposeInt('queuePosition', {
      nullable: true,
      description: "The caller's place in the queue on entering it; 1 = next.",
    }),
    listName: t.exposeString('listName', {
      nullable: true,
      description: 'The list the lead belongs to, by name or by id, as the dialer gives it (list_id).',
    }),
  }),
});

/** The trunk in the name of an Asterisk channel: its technology and peer, without the channel's own number. */
const trunkOf = (carrier: string | null): string | null =>
  carrier === null ? null : (/^([a-z0-9]+\/\S+)-[0-9a-f]{8}$/i.exec(carrier.trim())?.[1] ?? null);

const InboundCallConnection = builder.connectionObject<typeof InboundCall, CallList<InboundCallRow>>(
  {
    type: InboundCall,
    needs: CALLS,
    name: 'InboundCallConnection',
    description: 'A page of inbound calls.',
    fields: (t) => ({
      groups: groupsOfList(t),
    }),
  },
  { name: 'InboundCallEdge', needs: CALLS, description: 'An inbound call in a list, and its place there.' },
);

builder.queryField('inboundCalls', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: CALLS,
    ...cost(
      callsCost('inbound_cdr', { kind: 'inboundCalls', isWanted: ({ filter }) => isInboundWanted(filter) }),
      namesOfPortfolios,
      ofTheirDays,
    ),
    type: InboundCallConnection,
    description: 'Calls that came in, newest first.',
    args: callListArgs,
    resolve: (_, args, context, info) =>
      callList<InboundCallRow>(
        'inboundCalls',
        new CallListRequest(args, context, info),
        context,
        async (query) =>
          isInboundWanted(args.filter)
            ? withGlobalIds(await context.loaders.calls.inbound({ ...query, agents: null, summaries: false }))
            : noRecords(),
      ),
  }),
);
