import type { GraphQLResolveInfo } from 'graphql';
import type { CallIndex, CallQuery, CallRecords } from '../loaders/callRecords.ts';
import type { CallFacts } from '../upstream/dialer/calls.ts';
import { builder, type Context } from './builder.ts';
import { CallFilter, callMatcher, callQueryFor, type CallConditions } from './callFilter.ts';
import { CallDimension, CallGroup, callGroups, checkGroups } from './callGroups.ts';
import { CallOrder, callOrdering, orderName, type CallOrderInput } from './callOrder.ts';
import { Connection, pageFrom, type ConnectionArgs } from './connection.ts';
import { PeriodInput } from './period.ts';

/** A call as the graph has it: its record, and its id. */
export type CallNode<Row extends CallFacts> = Row & { readonly id: string };

/** A list of calls: a page of it, and what all of its calls have in common. */
export type CallList<Row extends CallFacts> = Connection<Row, CallNode<Row>>;

/** What a list of calls is asked for with. */
export interface CallListArgs extends ConnectionArgs {
  readonly period?: { readonly from: string; readonly to: string } | null | undefined;
  readonly filter?: CallConditions | null | undefined;
  readonly orderBy?: CallOrderInput;
}

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
    type: [CallGroup],
    description: 'All calls of all pages, counted by what they have in common; largest group first.',
    args: groupArgs,
    resolve: ({ rows }, { by, first }) => callGroups(rows, by, first),
  });

/** Call records as a list needs them; those of several kinds have no index. */
export type ListRecords<Row extends CallFacts> = Pick<CallRecords<Row>, 'rows' | 'idOf'> &
  Partial<Pick<CallRecords<Row>, 'of'>>;

const NO_RECORDS = { rows: [], idOf: (): string => '' };

/**
 * A list of calls: the arguments are checked, the dialer is asked for what they need (for nothing, where nothing can
 * meet them), and what comes back is narrowed down to what they mean.
 *
 * @param kind which calls, for their cursors
 * @throws BadUserInput naming the argument
 */
export async function callList<Row extends CallFacts>(
  kind: string,
  args: CallListArgs,
  context: Context,
  info: GraphQLResolveInfo,
  load: (query: Omit<CallQuery, 'summaries'>) => Promise<ListRecords<Row>>,
): Promise<CallList<Row>> {
  const conditions = args.filter ?? {};
  const page = pageFrom(args, { name: orderName(kind, args.orderBy) });
  checkGroups(info);
  const query = callQueryFor(args.period, conditions, context);
  const records: ListRecords<Row> = query ? await load(query) : NO_RECORDS;
  const idOf = (row: Row): string => records.idOf(row);
  const rows = likely(records, conditions).filter(callMatcher(conditions, context));
  return new Connection(rows, callOrdering(kind, args.orderBy, idOf), page, (row) => ({
    ...row,
    id: idOf(row),
  }));
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
