import type { ListFacts } from '../../loaders/listing.ts';
import type { CallQuery } from '../../loaders/callQuery.ts';
import type { Kind } from '../../loaders/calls/callIdentity.ts';
import type { CallIndex, CallRecords } from '../../loaders/calls/callRecords.ts';
import { normalizedKeys } from '../../upstream/wire/normalizeKey.ts';
import { daysIn, windowsOf } from '../../loaders/windows.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { builder } from '../builder.ts';
import { callsWithCarrier, instantsOf, needsRecords, type CarrierScope } from '../carrier/carrierFilter.ts';
import { carrierCalls } from '../carrier/carrierMatch.ts';
import type { Context } from '../context.ts';
import { LAST_24_HOURS } from '../descriptions.ts';
import { conditionsOf } from './callConditions.ts';
import { CallFilter, only, type CallConditions } from './callFilter.ts';
import { callNode } from './callIds.ts';
import { canMeet } from './callKinds.ts';
import { CallListRequest, type CallListArgs } from './callListRequest.ts';
import { CallOrder, callOrdering } from './callOrder.ts';
import { Connection } from '../relay/connection.ts';
import { callSequence } from './callSequence.ts';
import { rowsWhere } from '../../upstream/wire/rows/conditions.ts';
import {
  once,
  resolvesTo,
  type Cost,
  type FieldCall,
  type PlannedField,
  type Planning,
  type WindowedCall,
} from '../../plan/cost.ts';
import { leadKeyOf } from '../lead/lead.ts';
import type { Lookup } from '../../access/lookups.ts';
import { daysFor, PeriodInput } from '../relay/period.ts';
import { maskedPhone } from '../../access/personal.ts';
import { selects, type Selection } from '../../plan/selection.ts';
import { populationOf } from '../../plan/callCounter.ts';

/** A call as a node: its record, its id, and the records that were loaded with it. */
export type CallNode<Row extends CallFacts> = Row & {
  readonly id: string;
  /** The record, and all records that were loaded with it. */
  readonly source: { readonly call: CallFacts; readonly among: readonly CallFacts[] };
};

/** A list of calls: one page, and the counts over all pages. */
export type CallList<Row extends CallFacts> = Connection<Row, CallNode<Row>> & {
  /** How its calls are matched with the carrier's records. */
  readonly carrierScope: CarrierScope;
};

/** The arguments of every list of calls, for the schema. */
export const callListArgs = builder.args((t) => ({
  period: t.field({
    type: PeriodInput,
    description: LAST_24_HOURS,
  }),
  filter: t.field({
    type: CallFilter,
    description: 'Only calls that meet these conditions. Default: all calls.',
  }),
  orderBy: t.field({ type: CallOrder, description: 'Order of the list. Default: newest first.' }),
  ...t.connectionArgs(),
}));

/** Call records as a list needs them. Records of several kinds have no index. */
export type ListRecords<Row extends CallFacts> = Pick<CallRecords<Row>, 'rows'> &
  ListFacts &
  Partial<Pick<CallRecords<Row>, 'of' | 'ofContact' | 'pinned'>> & {
    /** A call's global id. */
    readonly idOf: (row: Row) => string;
  };

/** The records of a list that needs no dialer call. */
export const noRecords = () => ({ rows: [], idOf: (): string => '', asOf: new Date(), unreadableCount: 0 });

/**
 * Makes a list of calls: loads the records of a request, and filters them. The dialer is not called if no call can meet
 * the conditions.
 *
 * @param kind names the kind of calls in their cursors
 * @throws BadUserInput naming the argument
 */
export async function callList<Row extends CallFacts>(
  kind: string,
  request: CallListRequest,
  context: Context,
  load: (query: Omit<CallQuery, 'summaries'>) => Promise<ListRecords<Row>>,
): Promise<CallList<Row>> {
  const { conditions, query, args, selection } = request;
  const page = request.pageOf(kind);
  const find = async (): Promise<CallList<Row>> => {
    const records: ListRecords<Row> = query ? await load(query) : noRecords();
    // One answer, and one index, may be that of a thousand lists.
    await context.laterTurns.giveWay();
    const idOf = (row: Row): string => records.idOf(row);
    const candidates = await likely(records, conditions, context);
    await context.laterTurns.giveWay();
    const all = await conditionsOf(conditions, context);
    const clock = request.kinds.includes('agent') ? 'answer' : 'start';
    const days = instantsOf(query?.period ?? null, clock, context);
    const carrierScope = { among: records.rows, clock, days } as const;
    const connection = await Connection.of<Row, CallNode<Row>>({
      candidates,
      facts: records,
      choose: async (rows) =>
        callsWithCarrier(await rowsWhere<Row>(rows, all), conditions.carrier, carrierScope, context),
      inOrder: (rows) => callSequence(rows, args.orderBy, context.zone, idOf),
      ordering: callOrdering(kind, args.orderBy, context.zone, idOf),
      page,
      nodeOf: (row) => callNode(records, row),
      isOrdered: selects(selection, 'nodes', 'edges', 'pageInfo'),
      context,
    });
    return Object.assign(connection, { carrierScope });
  };
  return lookedUp(conditions, context, find, ({ totalCount }) => totalCount > 0);
}

/**
 * Finds calls. If the conditions look a person up, the look-ups are counted and audited.
 *
 * @throws RateLimited if the viewer has made too many look-ups; `find` is not called then
 */
export const lookedUp = <Found>(
  conditions: CallConditions,
  { lookups, viewer }: Context,
  find: () => Promise<Found>,
  isFound: (found: Found) => boolean,
): Promise<Found> =>
  lookUpsIn(conditions).reduce((then, lookUp) => () => lookups.make(viewer, lookUp, then, isFound), find)();

/** The look-ups in a filter: calls to a number or a lead also reveal facts about a person. */
function* lookUpsIn({ phoneNumber, leadId }: CallConditions): Generator<Lookup> {
  if (typeof phoneNumber === 'string') yield { by: 'phoneNumber', subject: maskedPhone(phoneNumber) };
  if (typeof leadId === 'string') yield { by: 'leadId', subject: leadKeyOf(leadId) ?? 'no id' };
}

/** The rows to filter: of the only contact, agent, campaign or portfolio that the filter names, else all rows. */
async function likely<Row extends CallFacts>(
  records: ListRecords<Row>,
  { contactNumber, agents, campaigns, portfolios }: CallConditions,
  { phoneNumbers }: Pick<Context, 'phoneNumbers'>,
): Promise<readonly Row[]> {
  if (records.ofContact && contactNumber !== undefined)
    return records.ofContact(contactNumber, (number) => phoneNumbers.keyOf(number));
  const indexes: readonly [CallIndex, readonly string[] | null | undefined][] = [
    ['agentUsername', agents],
    ['campaignName', campaigns],
    ['portfolioCode', portfolios],
  ];
  for (const [index, names] of indexes) {
    const [name, ...others] = names ?? [];
    if (records.of && name !== undefined && others.length === 0) return records.of(index, name);
  }
  return records.rows;
}

/** The options of `callsCost`. */
interface ListCost {
  /** Names the kind of calls in their cursors; left out if it depends on the parent object. */
  readonly kind?: string;
  /** The condition that names the parent object in the query. */
  readonly ofEach?: keyof typeof NAMED;
  /** True if the campaigns' totals are wanted too. @throws BadUserInput */
  readonly summaries?: (args: CallListArgs, selection: Selection, planning: Planning) => boolean;
  /** The kinds of calls in the list, if it has others beside those of the action. */
  readonly kinds?: readonly Kind[];
}

const KIND_OF = { outbound_cdr: 'outbound', inbound_cdr: 'inbound', agent_cdr: 'agent' } as const;

const NAMED = { agents: 'Agent', portfolios: 'Portfolio', profiles: 'Profile' } as const;

/**
 * The cost of a list of calls: one call for each window of its period and each group of names, shared with other lists.
 */
export const callsCost = (
  action: keyof typeof KIND_OF,
  { kind, ofEach, summaries = () => false, kinds = [KIND_OF[action]] }: ListCost,
): Cost => ({
  action,
  calls: (field: PlannedField<CallListArgs>) => {
    const { selection, planning } = field;
    const { args, standing } = ofEach ? narrowed(field, ofEach) : { args: field.args };
    const totals = summaries(args, selection, planning);
    const request = new CallListRequest(kinds, args, planning, selection);
    if (kind !== undefined) request.pageOf(kind);
    const { query } = request;
    if (!query || !request.wants(KIND_OF[action])) return [];
    // Only agents' calls can be narrowed down to agents.
    const agents = action === 'agent_cdr' ? query.agents : null;
    return [{ calls: { ...query, agents, summaries: totals }, standing }];
  },
});

/**
 * The cost of translating portfolio names: inbound records that are narrowed to portfolios may hold names for codes.
 */
export const namesOfPortfolios = once(
  'getAllPortfolios',
  ({ args, planning }: PlannedField<CallListArgs>) =>
    canMeet('inbound', args.filter) &&
    (planning.viewer.portfolios !== null || Boolean(args.filter?.portfolios)),
);

/**
 * The cost of the carrier's records for the filter of a list. Lists of the same days share them: those of many parents do
 * if the days are given.
 */
export const carrierOfFilter: Cost = {
  action: 'call-reports',
  calls: ({ args, of, to, planning }: PlannedField<CallListArgs>) => {
    if (!needsRecords(args.filter?.carrier)) return [];
    const days = daysFor(args.period, args.filter?.startedAt, planning);
    if (days === 'none') return [];
    const areShared = days !== null && of.entities.count() > 1;
    return carrierCalls(
      { days: days ? daysIn(days) : 1, lists: areShared ? 1 : of.entities.count() },
      areShared ? `${days.from} to ${days.to}` : to.entities.id,
      planning,
    );
  },
};

/**
 * The number of days of a list's calls; without a period 1, since the dialer then gives 24 hours. A list in order of time
 * may be read window by window.
 */
export const ofTheirDays = resolvesTo(
  ({ args, planning }: FieldCall<CallListArgs>) => {
    const days = daysFor(args.period, args.filter?.startedAt, planning);
    return { days: days === 'none' ? 0 : days ? daysIn(days) : 1 };
  },
  ({ args: { period, filter, orderBy }, planning }: WindowedCall<CallListArgs>) => {
    // Each window would count as a look-up.
    const looksUp = lookUpsIn(filter ?? {}).next().done === false;
    // Calls of two windows may compete for one record of the carrier.
    if (looksUp || needsRecords(filter?.carrier) || (orderBy && orderBy.field !== 'STARTED_AT'))
      return undefined;
    const days = daysFor(period, filter?.startedAt, planning);
    if (!days || days === 'none') return undefined;
    const windows = windowsOf(days);
    return orderBy?.direction === 'ASC' ? windows : windows.toReversed();
  },
);

/** A list's arguments, narrowed to its parent objects: to the only one, or to a name that stands for all of them. */
function narrowed({ args, of, planning }: PlannedField<CallListArgs>, dimension: keyof typeof NAMED) {
  const { filter } = args;
  const key = of.entities.only;
  if (key !== null) return { args: { ...args, filter: only(filter, dimension, key) } };
  // A viewer's portfolio limit already says which portfolios can have calls.
  if (dimension === 'portfolios' && planning.viewer.portfolios) return { args };
  const wanted = filter?.[dimension];
  const all = of.entities.count(populationOf(NAMED[dimension], planning.sizes));
  const count = wanted ? Math.min(all, normalizedKeys(wanted).size) : all;
  // No name holds this code point: Unicode will never assign it.
  const name = `\uFFFF${count} of ${JSON.stringify(of.entities.id)}`;
  return {
    args: { ...args, filter: { ...filter, [dimension]: wanted?.length === 0 ? [] : [name] } },
    standing: { name, for: count },
  };
}
