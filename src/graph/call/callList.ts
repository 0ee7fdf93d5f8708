import type { ListFacts } from '../../loaders/listing.ts';
import type { CallQuery } from '../../loaders/callQuery.ts';
import type { CallIndex, CallRecords } from '../../loaders/callRecords.ts';
import { normalizedKeys } from '../../upstream/wire/normalizeKey.ts';
import { daysIn } from '../../loaders/windows.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { CallFilter, callMatcher, isInboundWanted, only, type CallConditions } from './callFilter.ts';
import { callNode } from './callIds.ts';
import { CallListRequest, type CallListArgs } from './callListRequest.ts';
import { CallDimension, CallGroup, callGroups } from './callGroups.ts';
import { CallOrder, callOrdering } from './callOrder.ts';
import { Connection } from '../relay/connection.ts';
import {
  once,
  resolvesTo,
  type Cost,
  type FieldCall,
  type PlannedField,
  type Planning,
} from '../../plan/cost.ts';
import { leadKeyOf } from '../lead/lead.ts';
import type { Lookup } from '../../access/lookups.ts';
import { daysFor, PeriodInput } from '../relay/period.ts';
import { maskedPhone } from '../../access/personal.ts';
import { selects, type Selection } from '../../plan/selection.ts';
import { populationOf } from '../../plan/callCounter.ts';

/** A call as the graph has it: its record, its id, and where it came from. */
export type CallNode<Row extends CallFacts> = Row & {
  readonly id: string;
  /** The record itself, and all that came with it. */
  readonly source: { readonly call: CallFacts; readonly among: readonly CallFacts[] };
};

/** A list of calls: a page of it, and what all of its calls have in common. */
export type CallList<Row extends CallFacts> = Connection<Row, CallNode<Row>>;

/** The arguments of every list of calls. */
export const callListArgs = builder.args((t) => ({
  period: t.field({
    type: PeriodInput,
    description: 'The days the calls started on; left out, the last 24 hours.',
  }),
  filter: t.field({ type: CallFilter, description: 'Only calls that meet these conditions.' }),
  orderBy: t.field({ type: CallOrder, description: 'The order; left out, newest first.' }),
  ...t.connectionArgs(),
}));

const groupArgs = builder.args((t) => ({
  by: t.field({
    type: [CallDimension],
    required: true,
    description: 'What to group by, in the order of the keys; nothing = one group of all.',
  }),
  first: t.int({ description: 'At most this many groups, the largest; left out, all.' }),
}));

/** The field that counts a list's calls by what they have in common. */
export const groupsOfList = (
  t: PothosSchemaTypes.ObjectFieldBuilder<
    (typeof builder)['$inferSchemaTypes'],
    { readonly rows: readonly CallFacts[] }
  >,
) =>
  t.field({
    ...nullOnlyByError,
    type: [CallGroup],
    description: 'All calls of all pages, counted by what they have in common; largest group first.',
    args: groupArgs,
    resolve: ({ rows }, { by, first }, context) => callGroups(rows, by, first, context),
  });

/** Call records as a list needs them; those of several kinds have no index. */
export type ListRecords<Row extends CallFacts> = Pick<CallRecords<Row>, 'rows'> &
  ListFacts &
  Partial<Pick<CallRecords<Row>, 'of'>> & {
    /** A call's global id. */
    readonly idOf: (row: Row) => string;
  };

/** The records where nothing need be asked. */
export const noRecords = () => ({ rows: [], idOf: (): string => '', asOf: new Date(), unreadableCount: 0 });

/**
 * A list of calls: the dialer is asked for what a request needs (for nothing, if nothing can meet its conditions), and the
 * answer is narrowed to what it means.
 *
 * @param kind which calls, for their cursors
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
    const idOf = (row: Row): string => records.idOf(row);
    return Connection.of({
      candidates: likely(records, conditions),
      facts: records,
      passes: callMatcher(conditions, context),
      ordering: callOrdering(kind, args.orderBy, context.zone, idOf),
      page,
      nodeOf: (row) => callNode(records, row),
      isOrdered: selects(selection, 'nodes', 'edges', 'pageInfo'),
      context,
    });
  };
  return lookUpsIn(conditions).reduce(
    (then, lookUp) => () =>
      context.lookups.make(context.viewer, lookUp, then, ({ totalCount }) => totalCount > 0),
    find,
  )();
}

/** Whom a filter looks up: a person is found by the calls made to it as well. */
function* lookUpsIn({ phoneNumber, leadId }: CallConditions): Generator<Lookup> {
  if (typeof phoneNumber === 'string') yield { by: 'phoneNumber', subject: maskedPhone(phoneNumber) };
  if (typeof leadId === 'string') yield { by: 'leadId', subject: leadKeyOf(leadId) ?? 'no id' };
}

/** The rows among which those that meet the conditions are: the one agent's, campaign's or portfolio's, else all. */
function likely<Row extends CallFacts>(
  records: ListRecords<Row>,
  { agents, campaigns, portfolios }: CallConditions,
): readonly Row[] {
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

/** What tells the cost of one list of calls from that of another. */
interface ListCost {
  /** Which calls, for their cursors; left out if it depends on the object the list is asked of. */
  readonly kind?: string;
  /** By what the dialer is told which calls of an object are meant. */
  readonly ofEach?: keyof typeof NAMED;
  /** True if the campaigns' totals are wanted too. @throws BadUserInput */
  readonly summaries?: (args: CallListArgs, selection: Selection, planning: Planning) => boolean;
  /** False if these calls need not be asked for. */
  readonly isWanted?: (args: CallListArgs) => boolean;
}

const NAMED = { agents: 'Agent', portfolios: 'Portfolio', profiles: 'Profile' } as const;

/** What a list of calls costs: a call for each window of its period and each group of names, shared with other lists. */
export const callsCost = (
  action: 'outbound_cdr' | 'inbound_cdr' | 'agent_cdr',
  { kind, ofEach, summaries = () => false, isWanted = () => true }: ListCost,
): Cost => ({
  action,
  calls: (field: PlannedField<CallListArgs>) => {
    const { selection, planning } = field;
    const { args, standing } = ofEach ? narrowed(field, ofEach) : { args: field.args };
    const totals = summaries(args, selection, planning);
    const request = new CallListRequest(args, planning, selection);
    if (kind !== undefined) request.pageOf(kind);
    const { query } = request;
    if (!query || !isWanted(args)) return [];
    // Only agents' calls can be narrowed down to agents.
    const agents = action === 'agent_cdr' ? query.agents : null;
    return [{ calls: { ...query, agents, summaries: totals }, standing }];
  },
});

/** What names in place of codes cost: inbound calls that are narrowed to portfolios may tell them by their names. */
export const namesOfPortfolios = once(
  'getAllPortfolios',
  ({ args, planning }: PlannedField<CallListArgs>) =>
    isInboundWanted(args.filter) && (planning.viewer.portfolios !== null || Boolean(args.filter?.portfolios)),
);

/** On how many days the calls of a list lie: what the dialer gives by default is 24 hours. */
export const ofTheirDays = resolvesTo(({ args, planning }: FieldCall<CallListArgs>) => {
  const days = daysFor(args.period, args.filter?.startedAt, planning);
  return { days: days === 'none' ? 0 : days ? daysIn(days) : 1 };
});

/** A list's arguments, narrowed down to the objects it is asked of: to the one, or to a name that stands for them all. */
function narrowed({ args, of, planning }: PlannedField<CallListArgs>, dimension: keyof typeof NAMED) {
  const { filter } = args;
  const key = of.entities.only;
  if (key !== null) return { args: { ...args, filter: only(filter, dimension, key) } };
  // Which portfolios there can be calls of is known, where the viewer is limited to some.
  if (dimension === 'portfolios' && planning.viewer.portfolios) return { args };
  const wanted = filter?.[dimension];
  const all = of.entities.count(populationOf(NAMED[dimension], planning.sizes));
  const count = wanted ? Math.min(all, normalizedKeys(wanted).size) : all;
  // Nobody is called so: the character is none, and never will be.
  const name = `\uFFFF${count} of ${JSON.stringify(of.entities.id)}`;
  return {
    args: { ...args, filter: { ...filter, [dimension]: wanted?.length === 0 ? [] : [name] } },
    standing: { name, for: count },
  };
}
