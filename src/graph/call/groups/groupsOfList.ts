import type { Kind } from '../../../loaders/calls/callIdentity.ts';
import { once } from '../../../loaders/reference.ts';
import { cost, resolvesTo, type Cost, type FieldCall, type PlannedField } from '../../../plan/cost.ts';
import { ASSUMED_SIZE, EntitySet } from '../../../plan/position.ts';
import { populationOf } from '../../../plan/callCounter.ts';
import type { CallFacts } from '../../../upstream/dialer/calls.ts';
import { rowsWhere, where, type Condition } from '../../../upstream/wire/rows/conditions.ts';
import { grouped, rowsByNumber } from '../../aggregate/grouped.ts';
import { checkCount } from '../../aggregate/groupsArguments.ts';
import { builder } from '../../builder.ts';
import { carrierFiguresOf } from '../../carrier/callGroupCarrier.ts';
import { callsWithCarrier, needsRecords, someOf, type CarrierScope } from '../../carrier/carrierFilter.ts';
import { groupsCarrierCost } from '../../carrier/carrierMatch.ts';
import type { Context } from '../../context.ts';
import { GROUPS } from '../../descriptions.ts';
import { nullOnlyByError } from '../../semanticNonNull.ts';
import { conditionsOf } from '../callConditions.ts';
import { CallFilter, recordsQueryFor, type CallConditions } from '../callFilter.ts';
import { kindsIn } from '../callKinds.ts';
import { lookedUp } from '../callList.ts';
import { CallDimension, checkPersonal, dimensionsOf, type DimensionName } from './callDimensions.ts';
import { CallFigures, figuresIn, type WantedFigures } from './callFigures.ts';
import { CallGroup, CallAggregate } from './callGroup.ts';
import { addOrdering, CallGroupOrder, groupComparer, type GroupOrder } from './groupOrder.ts';

const groupArgs = builder.args((t) => ({
  by: t.field({
    type: [CallDimension],
    required: true,
    description: GROUPS.by,
  }),
  filter: t.field({
    type: CallFilter,
    description:
      'Only calls of the list that also meet these conditions. This server applies all of them. `profiles` is refused with BAD_USER_INPUT, because call records carry no profile; put it into the filter of the list. Default: all calls of the list.',
  }),
  orderBy: t.field({
    type: CallGroupOrder,
    description:
      'Order of the groups. Default: in time if the first dimension is a time, else the largest group first.',
  }),
  minCount: t.int({
    description: 'Smallest number of calls in a group; smaller groups are left out. Default: all groups.',
  }),
  withoutNull: t.boolean({
    required: true,
    defaultValue: false,
    description:
      'True to leave out groups with a null among their keys, such as the group of all calls without a number. Default: false.',
  }),
  first: t.int({ description: GROUPS.first }),
}));

interface GroupsArgs {
  readonly by: readonly DimensionName[];
  readonly filter?: CallConditions | null | undefined;
  readonly orderBy?: GroupOrder;
  readonly minCount?: number | null | undefined;
  readonly withoutNull: boolean;
  readonly first?: number | null | undefined;
}

/**
 * The position of groups is that of their lists. The agents, campaigns and portfolios that groups name are all of them, or
 * those of the first groups.
 */
const ofGroups = resolvesTo(({ args: { by, first }, planning, of }: FieldCall<GroupsArgs>) => ({
  entities: of.entities,
  about: new Map(
    NAMED.map(([dimension, type]) => {
      if (!by.includes(dimension)) return [type, EntitySet.none];
      const all = populationOf(type, planning.sizes) ?? ASSUMED_SIZE;
      return [
        type,
        typeof first === 'number' && first < all
          ? EntitySet.atMost(first, `${of.entities.id} groups ${JSON.stringify(by)} ${first}`)
          : EntitySet.all(all),
      ];
    }),
  ),
}));

const NAMED = [
  ['AGENT', 'Agent'],
  ['CAMPAIGN', 'Campaign'],
  ['PORTFOLIO', 'Portfolio'],
] as const;

/** The list of calls whose groups are wanted. */
interface GroupedList {
  readonly rows: readonly CallFacts[];
  /** How its calls are matched with the carrier's records. */
  readonly carrierScope: CarrierScope;
}

/** The carrier's records that the filter of groups needs. */
const carrierOfGroups: Cost = {
  action: 'call-reports',
  calls: (field: PlannedField<GroupsArgs>) =>
    needsRecords(field.args.filter?.carrier) ? groupsCarrierCost.calls(field) : [],
};

/**
 * The field that counts the calls of a list in groups.
 *
 * @param kinds the kinds of calls in the list
 */
export const groupsOfList = (
  t: PothosSchemaTypes.ObjectFieldBuilder<(typeof builder)['$inferSchemaTypes'], GroupedList>,
  kinds: readonly Kind[],
) =>
  t.field({
    ...nullOnlyByError,
    ...cost(carrierOfGroups, ofGroups),
    type: [CallGroup],
    description: `${GROUPS.groups} Costs no further dialer call.`,
    args: groupArgs,
    resolve: (list, args, context, info) => {
      checkPersonal(args.by, context);
      const conditions = args.filter ?? {};
      if (!recordsQueryFor(conditions, context)) return [];
      const count = () => callGroups(list, kinds, args, figuresIn(info), context);
      return lookedUp(conditions, context, count, (groups) => groups.length > 0);
    },
  });

/**
 * Counts the calls of a list in groups.
 *
 * @throws BadUserInput naming the argument; AnswerTooLarge
 */
async function callGroups(
  list: GroupedList,
  kinds: readonly Kind[],
  { by, filter, orderBy, minCount, withoutNull, first }: GroupsArgs,
  selected: WantedFigures,
  context: Context,
): Promise<CallAggregate[]> {
  checkCount('minCount', minCount);
  checkCount('first', first);
  const conditions = [
    ...ofKinds(kinds, kindsIn(kinds, by, filter)),
    ...(await conditionsOf(filter ?? {}, context)),
  ];
  const isMatched = needsRecords(filter?.carrier);
  const rows = isMatched
    ? await callsWithCarrier(
        await rowsWhere(list.rows, conditions),
        filter?.carrier,
        list.carrierScope,
        context,
      )
    : list.rows;
  const dimensions = dimensionsOf(context);
  const figures = new CallFigures(rowsByNumber(rows), addOrdering(selected, orderBy), context.phoneNumbers);
  const groups = await grouped(
    rows,
    {
      by: by.map((dimension) => dimensions[dimension]),
      where: isMatched ? [] : conditions,
      measures: figures.measures,
    },
    context,
  );
  const chosen = await groups.chosen(groupComparer(orderBy, by, groups, figures), {
    minCount,
    withoutNull,
    first,
  });
  const ofCarrier = once(async () => {
    const members = figures.members?.of(chosen);
    if (!members) return null;
    return carrierFiguresOf(someOf(rows, members.rows), members.groups, list.carrierScope, context);
  });
  return chosen.map((group) => new CallAggregate({ by, dimensions, groups, figures, ofCarrier }, group));
}

/** The condition that calls are of some of the kinds in a list; none if they are of all. */
function ofKinds(all: readonly Kind[], some: readonly Kind[]): readonly Condition<CallFacts>[] {
  if (some.length === all.length) return [];
  const directions = some.map((kind) => DIRECTIONS[kind]);
  return [where<CallFacts>()('direction', (direction) => directions.some((one) => one === direction))];
}

const DIRECTIONS = { outbound: 'OUTBOUND', inbound: 'INBOUND', agent: undefined } as const;
