/**
 * Plans the calls for call records: which records to fetch, in how many calls, and which queries can share an answer.
 */
import { normalizedKeys, normalizeKey, perList } from '../upstream/wire/normalizeKey.ts';
import type { CallFacts } from '../upstream/dialer/calls.ts';
import { UpstreamError } from '../upstream/errors.ts';
import { filteredInTurns } from '../upstream/promises/turn.ts';
import { arrayOf, sourceOf } from '../upstream/wire/rows/columnRows.ts';
import { SelectedRows } from '../upstream/wire/rows/rowSource.ts';
import { TimeOrder } from '../upstream/wire/rows/timeOrder.ts';
import { timeOf } from '../upstream/wire/rows/times.ts';
import type { Listing } from './listing.ts';
import { covers, windowsOf, type Period } from './windows.ts';

/** A query for call records, by the filters that the dialer supports; null = no filter. */
export interface CallQuery {
  /** Null = the dialer's default, the last 24 hours. */
  readonly period: Period | null;
  readonly portfolios: readonly string[] | null;
  readonly profiles: readonly string[] | null;
  /** Only agent_cdr has a filter by agent. */
  readonly agents: readonly string[] | null;
  /** True if the campaigns' totals are needed too. They cover the whole period, so it must not be split. */
  readonly summaries: boolean;
}

/** PHP drops every form field past its thousandth, and the other fields of a call need some. */
export const MOST_NAMES = 900;

/** The most portfolios, and the most profiles, so that there is room to name agents. */
export const MOST_SCOPES = 300;

/**
 * The names to send; undefined = everyone. If they are more than half of all agents, or more than one call can name,
 * one call for everyone costs the dialer less.
 */
export function namesFor(
  names: readonly string[] | null,
  total: number | null,
  most = MOST_NAMES,
): readonly (readonly string[] | undefined)[] {
  if (names === null) return [undefined];
  const distinct = distinctNames(names);
  if (total !== null && distinct.length * 2 > total) return [undefined];
  const calls = callsToName(distinct.length, most);
  return Array.from({ length: calls }, (_, call) => distinct.slice(call * most, (call + 1) * most));
}

/** The number of calls needed to name this many, with at most `most` names in each. */
export const callsToName = (count: number, most = MOST_NAMES): number => Math.ceil(count / most);

/**
 * Names as sent: distinct and trimmed. Blank names are dropped, and so are names with control characters, which no
 * real name has.
 */
export const distinctNames = perList((names: readonly string[]): readonly string[] =>
  new Map(names.map((name) => [normalizeKey(name), name.trim()]))
    .values()
    .filter((name) => name !== '' && !/\p{Cc}/u.test(name))
    .toArray(),
);

/**
 * The wire's input of a query. If there are too many portfolios or profiles to name, they are left out, and the
 * caller filters the rows.
 */
export const wireQuery = ({ portfolios, profiles, summaries }: CallQuery, window: Period | null) => ({
  from: window?.from,
  to: window?.to,
  portfolios: portfolios && (summaries || portfolios.length <= MOST_SCOPES) ? portfolios : undefined,
  profiles: profiles ?? undefined,
});

/** The most agents that one call can name beside its portfolios and profiles. */
export function mostAgents(query: CallQuery): number {
  const { portfolios = [], profiles = [] } = wireQuery(query, null);
  return MOST_NAMES - portfolios.length - profiles.length;
}

/**
 * The windows in which a query's period is fetched; null = the dialer's default period. If totals are needed, it is
 * not split.
 */
export const windowsFor = ({ period, summaries }: CallQuery): readonly (Period | null)[] =>
  period === null || summaries ? [period] : windowsOf(period);

/**
 * The queries to send for a batch. Queries that one call can answer are merged. Queries that another answer covers,
 * of this batch or an earlier one, are left out. Every query returned is the first to cover one of `queries`.
 *
 * @param asked the queries that earlier batches of the operation have sent
 */
export function toAsk(queries: readonly CallQuery[], asked: readonly Reach[]): CallQuery[] {
  const reaches = [...asked];
  const added: CallQuery[] = [];
  const isAsked = (query: CallQuery): boolean => {
    const wanted = reachOf(query);
    return reaches.some((reach) => isCovered(wanted, reach));
  };
  const add = (query: CallQuery): void => {
    reaches.push(reachOf(query));
    added.push(query);
  };
  // Queries with totals come first, because their answers hold calls too.
  for (const query of queries) if (query.summaries && !isAsked(query)) add(query);
  // The widest queries come next. A query that they cover must not be merged with one that they do not cover.
  for (const group of mergeable(queries)) {
    const merged = merge(group.filter((query) => !isAsked(query)));
    if (merged) add(merged);
  }
  return added;
}

/**
 * Groups of queries that one call can answer, the widest first. Only queries with the same kinds of filters can be
 * merged: one agent's calls and one portfolio's calls would merge into everyone's.
 */
const mergeable = (queries: readonly CallQuery[]): CallQuery[][] =>
  Map.groupBy(queries, (query) => `${scopeOf(query)} ${narrowings(query)}`)
    .values()
    .toArray()
    .toSorted(([a], [b]) => width(a) - width(b));

/** One query that covers all of a group; undefined for none. */
function merge(group: readonly CallQuery[]): CallQuery | undefined {
  const [first] = group;
  return (
    first && {
      ...first,
      summaries: false,
      portfolios: union(group.map(({ portfolios }) => portfolios)),
      agents: union(group.map(({ agents }) => agents)),
    }
  );
}

/** The reach of an answer or a query, in a form that is fast to compare. */
export interface Reach {
  readonly scope: string;
  readonly summaries: boolean;
  readonly portfolios: ReadonlySet<string> | null;
  readonly agents: ReadonlySet<string> | null;
}

export const reachOf = (query: CallQuery): Reach => ({
  scope: scopeOf(query),
  summaries: query.summaries,
  portfolios: query.portfolios && namesIn(query.portfolios),
  agents: query.agents && namesIn(query.agents),
});

/** True if an answer covers everything wanted. */
export function isCovered(wanted: Reach, reach: Reach): boolean {
  if (wanted.scope !== reach.scope) return false;
  if (!holds(reach.portfolios, wanted.portfolios) || !holds(reach.agents, wanted.agents)) return false;
  // Totals cannot be filtered afterwards.
  return !wanted.summaries || (reach.summaries && reach.portfolios?.size === wanted.portfolios?.size);
}

/** The filters of a query: `a` = agents, `p` = portfolios. */
const narrowings = ({ agents, portfolios }: CallQuery): string =>
  `${agents === null ? '' : 'a'}${portfolios === null ? '' : 'p'}`;

/** The number of a query's filters: 0 = none. */
const width = (query: CallQuery | undefined): number => (query ? narrowings(query).length : 0);

const namesIn = (names: readonly string[]): ReadonlySet<string> => normalizedKeys(distinctNames(names));

/**
 * Two queries can be merged only if they share this. Call records hold no profile, so rows of two profiles cannot be
 * told apart.
 */
const scopeOf = ({ period, profiles }: CallQuery): string =>
  JSON.stringify([period, profiles?.map(normalizeKey).toSorted() ?? null]);

const union = (lists: readonly (readonly string[] | null)[]): readonly string[] | null => {
  const named = lists.filter((list) => list !== null);
  return named.length === lists.length ? distinctNames(named.flat()) : null;
};

const holds = (whole: ReadonlySet<string> | null, part: ReadonlySet<string> | null): boolean =>
  whole === null || (part !== null && part.isSubsetOf(whole));

/**
 * Fetches a query's period in windows, all at once. A row belongs to the window of its day, so a row in two answers
 * appears once, and exact duplicates in one answer are kept.
 *
 * @param onNoneOfItsDays called with the number of rows of an answer if all of them are of other days: the dialer did not
 *   heed the period
 */
export async function inWindows<Row extends CallFacts, Answer extends { readonly calls: Listing<Row> }>(
  query: CallQuery,
  onNoneOfItsDays: (rows: number) => void,
  call: (window: Period | null) => Promise<Answer>,
): Promise<Answer[]> {
  return Promise.all(
    windowsFor(query).map(async (window) => {
      if (window === null) return call(null);
      try {
        const answer = await call(window);
        const calls = await inWindow(answer.calls, window);
        if (answer.calls.rows.length > 0 && calls.rows.length === 0)
          onNoneOfItsDays(answer.calls.rows.length);
        return { ...answer, calls };
      } catch (error) {
        throw error instanceof UpstreamError ? error.ofPart(`${window.from} to ${window.to}`) : error;
      }
    }),
  );
}

/** The calls of a window's days. */
async function inWindow<Row extends CallFacts>(calls: Listing<Row>, window: Period): Promise<Listing<Row>> {
  const source = sourceOf(calls.rows);
  if (!source) return calls.where((row) => covers(window, row.startedAt));
  const order = new TimeOrder(source);
  const isIn = (seconds: number): boolean => covers(window, timeOf(seconds));
  // The first and the last call usually show that all are of these days.
  if (source.length === 0 || (isIn(order.secondsAt(0)) && isIn(order.secondsAt(source.length - 1))))
    return calls;
  const numbers = Uint32Array.from(
    await filteredInTurns([...Array(source.length).keys()], (number) => isIn(source.secondsAt(number))),
  );
  return calls.with(arrayOf(new SelectedRows(source, numbers)));
}
