import type { Listing } from '../../loaders/listing.ts';
import type { LiveStatus } from '../../loaders/liveHistory.ts';
import { cost, once, resolvesTo, type FieldCall, type PlannedField, type Planning } from '../../plan/cost.ts';
import { pageSizeFrom } from '../../plan/pageSize.ts';
import { ASSUMED_SIZE, EntitySet } from '../../plan/position.ts';
import { selects } from '../../plan/selection.ts';
import type { UserRow } from '../../upstream/dialer/users.ts';
import type { MaybePromise } from '../../upstream/promises/maybePromise.ts';
import { filteredInTurns } from '../../upstream/promises/turn.ts';
import { normalizedKeys } from '../../upstream/wire/normalizeKey.ts';
import type { Context } from '../context.ts';
import type { AgentSource } from '../refs.ts';
import { Connection, pageFrom, type ConnectionArgs } from '../relay/connection.ts';
import { agentMatcher, loginTest, type AgentConditions } from './agentFilter.ts';
import { agentOrdering, isByState, orderName, type AgentOrderInput } from './agentOrder.ts';
import { liveStates, unfollowedIn } from './liveStates.ts';
import { usersOfStatus } from './userLists.ts';

/** The arguments of a list of agents. */
export interface AgentsArgs extends ConnectionArgs {
  /** Which list of users; left out if it is that of the active ones. */
  readonly status?: 'ACTIVE' | 'INACTIVE' | 'ANY' | undefined;
  readonly filter?: AgentConditions | null | undefined;
  readonly orderBy?: AgentOrderInput;
}

/**
 * One page of the users that meet a filter.
 *
 * @param whose whose agents they are; a cursor of a list of others is refused
 */
export async function pageOf(
  whose: string,
  users: () => MaybePromise<Listing<UserRow>>,
  args: AgentsArgs,
  context: Context,
): Promise<Connection<UserRow, AgentSource>> {
  const { orderBy } = args;
  const filter = args.filter ?? {};
  const page = pageFrom(args, { name: orderName(whose, orderBy) });
  const [list, passes] = await Promise.all([users(), agentMatcher(filter, context)]);
  const source = {
    facts: list,
    page,
    nodeOf: (row: UserRow): AgentSource => ({ username: row.username, row }),
    context,
  };
  if (!needsStates(args)) {
    const ordering = agentOrdering(whose, orderBy);
    return Connection.of({ ...source, candidates: list.rows, passes, ordering });
  }
  const rows = await filteredInTurns(list.rows, passes);
  const statuses = await statusesOf(rows, context);
  const statusOf = (row: UserRow): LiveStatus | undefined => statuses.get(row);
  const states = filter.states && new Set(filter.states);
  return Connection.of({
    ...source,
    candidates: rows,
    passes: (row) => !states || states.has(statusOf(row)?.state ?? 'OFFLINE'),
    ordering: agentOrdering(whose, orderBy, statusOf),
  });
}

/**
 * The live statuses of the agents who have logged in today. An agent for whom the dialer has none is left out, too.
 */
async function statusesOf(
  rows: readonly UserRow[],
  context: Context,
): Promise<ReadonlyMap<UserRow, LiveStatus>> {
  const asked = rows.filter(await loginTest(context));
  const statuses = await Promise.all(
    asked.map(async (row) => [row, await context.loaders.liveStatus.load(row.username)] as const),
  );
  return new Map(statuses.flatMap(([row, status]) => (status ? [[row, status] as const] : [])));
}

/** True if a list cannot be made without the live states of agents. */
const needsStates = ({ filter, orderBy }: AgentsArgs): boolean =>
  isByState(orderBy) || (filter?.states ?? null) !== null;

/** A filter has profile ids, and user rows have row numbers: only the profile list has both. */
const isByProfile = ({ args }: PlannedField<AgentsArgs>): boolean => (args.filter?.profiles?.length ?? 0) > 0;

/** True if the list depends on who has logged in today. */
const isByLogin = ({ args }: PlannedField<AgentsArgs>): boolean =>
  typeof args.filter?.loggedIn === 'boolean' || needsStates(args);

/** True if the list has only agents who have logged in. */
const isOfLoggedIn = ({ filter }: AgentsArgs): boolean =>
  filter?.loggedIn === true || (filter?.states ? !filter.states.includes('OFFLINE') : false);

/** The most agents that can meet the filter, as far as that is known. */
function mostMeant(args: AgentsArgs, { sizes }: Planning, isOfAll: boolean): number {
  const named = args.filter?.usernames && normalizedKeys(args.filter.usernames);
  const loggedIn = isOfAll ? null : sizes.loggedIn;
  return Math.min(named?.size ?? Infinity, loggedIn ?? Infinity);
}

/** True if the list has inactive agents, and it is not known how many there are. */
const mayBeUnlisted = ({ status = 'ACTIVE' }: AgentsArgs, { sizes }: Planning): boolean =>
  status !== 'ACTIVE' && sizes.inactiveAgents === null;

/** The most agents of the list, as far as that is known. */
function mostListed(args: AgentsArgs, planning: Planning): number {
  const { agents, inactiveAgents } = planning.sizes;
  if (mayBeUnlisted(args, planning)) return Infinity;
  return (args.status === 'INACTIVE' ? inactiveAgents : agents) ?? Infinity;
}

/** The agents whose live states are asked for: those of the list who have logged in today. */
function askedForStates({ args, selection, to, planning }: PlannedField<AgentsArgs>): EntitySet {
  if (!needsStates(args) || args.filter?.loggedIn === false) return EntitySet.none;
  const listed = mostListed(args, planning);
  const all = Math.min(mostMeant(args, planning, false), listed === Infinity ? ASSUMED_SIZE : listed);
  // These calls also give the live states of the page, so the agents on the page must not count twice.
  const isPageAmong = isOfLoggedIn(args) && selects(selection, 'nodes.live', 'edges.node.live');
  const others = Math.max(0, isPageAmong ? all - to.page : all);
  const source = `asked ${args.status} ${JSON.stringify(args.filter ?? {})}`;
  return to.areUnlisted ? EntitySet.unlisted(others, source) : EntitySet.atMost(others, source);
}

/** A page has no more agents than the filter names, or than have logged in if only they are wanted. */
function pageOfNamed({ args, planning }: FieldCall<AgentsArgs>) {
  pageFrom(args, { name: orderName('all', args.orderBy) });
  const { status = 'ACTIVE', filter } = args;
  return {
    hasRow: true,
    unfollowed: status === 'ACTIVE' ? unfollowedIn(planning, filter?.usernames) : undefined,
    areUnlisted: mayBeUnlisted(args, planning),
    page: Math.min(
      pageSizeFrom(args),
      mostMeant(args, planning, !isOfLoggedIn(args)),
      mostListed(args, planning),
    ),
  };
}

/** What `Query.agents` costs. */
export const agentsCost = cost(
  usersOfStatus,
  once('getAllProfiles', isByProfile),
  once('agent_summary_stats', isByLogin),
  liveStates(askedForStates),
  resolvesTo(pageOfNamed),
);
