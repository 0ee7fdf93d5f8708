import { Listing } from '../../loaders/listing.ts';
import type { GraphQLResolveInfo } from 'graphql';
import { limitsOf } from '../../loaders/carrier/carrierCalls.ts';
import type { CarrierRecord } from '../../loaders/carrier/recordNumbers.ts';
import { carrierWindows, recordable, type Span } from '../../loaders/carrier/carrierWindows.ts';
import { normalizedKeys, normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { GROUPS, LOOKUP, PHONE_NUMBER } from '../descriptions.ts';
import { CallDirection } from '../call/callDirection.ts';
import { CarrierCall, carrierCallNode, type CarrierCallNode } from './carrierCall.ts';
import { CarrierDimension, CarrierGroup, carrierGroups, isMeasured } from './carrierGroups.ts';
import { Connection, pageFrom, type ConnectionArgs, type Ordering, type Page } from '../relay/connection.ts';
import { cost, type Cost, type PlannedField } from '../../plan/cost.ts';
import { BadUserInput } from '../../plan/errors.ts';
import { checkGroups } from '../aggregate/groupsArguments.ts';
import { CALLS } from '../../access/fieldPolicy.ts';
import { DateTimeRangeInput, type Range } from '../relay/period.ts';
import { maskedPhone } from '../../access/personal.ts';
import { selects, type Selection } from '../../plan/selection.ts';

const CarrierCallFilter = builder.inputType('CarrierCallFilter', {
  description:
    'Conditions on carrier calls. A call must meet every condition given. A list matches if any of its members does (case-insensitive); an empty list matches no call.',
  fields: (t) => ({
    direction: t.field({
      type: CallDirection,
      description: 'Direction of the call. Calls of unknown direction do not match.',
    }),
    dispositions: t.stringList({ description: 'Dispositions, such as ANSWERED.' }),
    phoneNumber: t.string({
      personal: 'phone',
      description: `${PHONE_NUMBER} ${LOOKUP}`,
    }),
    maxMeanOpinionScore: t.float({
      description: 'Highest mean opinion score. Calls without a measured score (0 or null) do not match.',
    }),
  }),
});

interface CarrierListArgs extends ConnectionArgs {
  readonly range: Range;
  readonly filter?: typeof CarrierCallFilter.$inferInput | null | undefined;
}

const CarrierCallConnection = builder.connectionObject<
  typeof CarrierCall,
  Connection<CarrierRecord, CarrierCallNode>
>(
  {
    type: CarrierCall,
    needs: CALLS,
    name: 'CarrierCallConnection',
    description: 'A page of carrier calls, newest first.',
    fields: (t) => ({
      groups: t.field({
        ...nullOnlyByError,
        type: [CarrierGroup],
        description: `${GROUPS.groups} The largest group comes first. Costs no further VOXO request.`,
        args: {
          by: t.arg({
            type: [CarrierDimension],
            required: true,
            description: GROUPS.by,
          }),
          first: t.arg.int({
            description: GROUPS.first,
          }),
        },
        resolve: ({ rows }, { by, first }, context) => carrierGroups(rows, by, first, context),
      }),
    }),
  },
  { name: 'CarrierCallEdge', needs: CALLS, description: 'A carrier call in a list, with its cursor.' },
);

const NEWEST_FIRST: Ordering<CarrierRecord> = {
  name: 'carrierCalls',
  keyOf: ({ at, call }) => [at, call.id],
  directions: [-1, 1],
};

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The arguments of a list, checked: its page, and the span to request from the carrier; null if nothing can match.
 *
 * @throws BadUserInput naming the argument
 */
function checkedList(
  { range, filter, ...page }: CarrierListArgs,
  { maxPeriodDays }: Pick<Context, 'maxPeriodDays'>,
  selection: Selection,
): { readonly page: Page; readonly span: Span | null } {
  checkGroups(selection);
  const span = spanOf(range);
  // One hour more: the clocks may be set back within the period.
  if (span.to - span.from > maxPeriodDays * DAY_MS + HOUR_MS) {
    throw new BadUserInput(
      'range',
      `has more than ${maxPeriodDays} days, which is the most. Ask for shorter ones.`,
    );
  }
  const isMet = filter?.dispositions?.length !== 0;
  return { page: pageFrom(page, NEWEST_FIRST), span: isMet ? recordable(span) : null };
}

function spanOf({ from, to }: Range): Span {
  if (!from) throw new BadUserInput('range.from', 'must be given: it says how far back to ask.');
  const span = { from: from.getTime(), to: to?.getTime() ?? Date.now() };
  if (span.from > span.to) throw new BadUserInput('range', 'ends before it starts.');
  return span;
}

/** True for a record that meets the conditions. */
function carrierMatcher(
  filter: NonNullable<CarrierListArgs['filter']>,
  { phoneNumbers }: Pick<Context, 'phoneNumbers'>,
): (record: CarrierRecord) => boolean {
  const { direction, phoneNumber, maxMeanOpinionScore } = filter;
  const dispositions = filter.dispositions && normalizedKeys(filter.dispositions);
  const isNumber = typeof phoneNumber === 'string' ? phoneNumbers.matcher(phoneNumber) : undefined;
  return ({ call }) => {
    if (direction && call.direction !== direction) return false;
    if (dispositions && (call.disposition === null || !dispositions.has(normalizeKey(call.disposition))))
      return false;
    if (isNumber && !isNumber(call.callerNumber) && !isNumber(call.dialedNumber)) return false;
    if (typeof maxMeanOpinionScore !== 'number') return true;
    const { meanOpinionScore } = call.quality;
    return isMeasured(meanOpinionScore) && meanOpinionScore <= maxMeanOpinionScore;
  };
}

/** A call-reports request for each window of the range. */
const windowsCost: Cost = {
  action: 'call-reports',
  calls: ({ args, selection, planning }: PlannedField<CarrierListArgs>) => {
    const { span } = checkedList(args, planning, selection);
    const { carrier } = planning;
    if (!carrier || !span) return [];
    const windows = carrierWindows(span, limitsOf(carrier));
    return windows.map(({ start, end }) => ({ about: `${start} to ${end}`, batched: true }));
  },
};

async function carrierCallList(
  args: CarrierListArgs,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection<CarrierRecord, CarrierCallNode> | null> {
  const { page, span } = checkedList(args, context, info);
  const { carrier } = context.loaders;
  if (!carrier) return null;
  const filter = args.filter ?? {};
  const find = async (): Promise<Connection<CarrierRecord, CarrierCallNode>> => {
    const records = span ? await carrier.between(span) : Listing.empty();
    return Connection.of({
      candidates: records.rows,
      facts: records,
      passes: carrierMatcher(filter, context),
      ordering: NEWEST_FIRST,
      page,
      nodeOf: carrierCallNode,
      isOrdered: selects(info, 'nodes', 'edges', 'pageInfo'),
      context,
    });
  };
  const { phoneNumber } = filter;
  if (typeof phoneNumber !== 'string') return find();
  return context.lookups.make(
    context.viewer,
    { by: 'phoneNumber', subject: maskedPhone(phoneNumber) },
    find,
    ({ totalCount }) => totalCount > 0,
  );
}

builder.queryField('carrierCalls', (t) =>
  t.field({
    needs: CALLS.unrestrictedOnly,
    ...cost(windowsCost),
    type: CarrierCallConnection,
    nullable: true,
    description:
      "Call records of the VOXO phone system, newest first. Null if no VOXO account is configured. One VOXO request for each 31 days of the range, or for each 24 hours if the account is a partner's without a tenant or billing code (call-reports).",
    args: {
      range: t.arg({
        type: DateTimeRangeInput,
        required: true,
        description:
          'Time range in which the calls started. `from` is required. Default of `to`: now. At most MAX_PERIOD_DAYS days (92 unless configured otherwise).',
      }),
      filter: t.arg({
        type: CarrierCallFilter,
        description: 'Only calls that meet these conditions. Default: all calls.',
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: (_, args, context, info) => carrierCallList(args, context, info),
  }),
);
