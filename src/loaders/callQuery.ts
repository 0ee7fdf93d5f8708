/** Which call records are asked for, in how many calls, and which answers several queries share. */
import { normalizedKeys, normalizeKey, perList } from '../upstream/wire/normalizeKey.ts';
import { windowsOf, type Period } from './windows.ts';

/** Which call records are wanted, in what the dialer itself can narrow down; null = not narrowed. */
export interface CallQuery {
  /** Null = what the dialer gives by default, the last 24 hours. */
  readonly period: Period | null;
  readonly portfolios: readonly string[] | null;
  readonly profiles: readonly string[] | null;
  /** Only agent_cdr can be narrowed to agents. */
  readonly agents: readonly string[] | null;
  /** True if the campaigns' totals are wanted too: they cover the period asked for, so it is not cut. */
  readonly summaries: boolean;
}

/** PHP drops every form field past its thousandth; some are needed for the rest of the question. */
export const MOST_NAMES = 900;

/** How many of them may be portfolios, and how many profiles, so that agents can be named beside them. */
export const MOST_SCOPES = 300;

/**
 * The names to ask for, in as many calls as it takes; undefined = everyone. Where more than half of all agents are
 * meant, or more than one call can name, one call for everyone is kinder to the dialer.
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

/** How many calls it takes to name that many, `most` a call. */
export const callsToName = (count: number, most = MOST_NAMES): number => Math.ceil(count / most);

/**
 * Names as they are sent: each once, without blanks around it; none that is nothing but blanks, and none with control
 * characters, which nobody's name has and the dialer's PHP need not meet.
 */
export const distinctNames = perList((names: readonly string[]): readonly string[] =>
  new Map(names.map((name) => [normalizeKey(name), name.trim()]))
    .values()
    .filter((name) => name !== '' && !/\p{Cc}/u.test(name))
    .toArray(),
);

/** Too many portfolios to name are left out: the rows are narrowed down by the asker. */
export const wireQuery = ({ portfolios, profiles, summaries }: CallQuery, window: Period | null) => ({
  from: window?.from,
  to: window?.to,
  portfolios: portfolios && (summaries || portfolios.length <= MOST_SCOPES) ? portfolios : undefined,
  profiles: profiles ?? undefined,
});

/** How many agents one call can name beside the portfolios and profiles it names. */
export function mostAgents(query: CallQuery): number {
  const { portfolios = [], profiles = [] } = wireQuery(query, null);
  return MOST_NAMES - portfolios.length - profiles.length;
}

/** What a query's period is asked for in; null = what the dialer gives by default. Totals need it whole. */
export const windowsFor = ({ period, summaries }: CallQuery): readonly (Period | null)[] =>
  period === null || summaries ? [period] : windowsOf(period);

/**
 * The queries to send for a batch: those that one call answers are merged, and those that an answer covers are left
 * out, be it an answer of an earlier batch or of this one. Every query returned is the first to cover one of `queries`.
 *
 * @param asked what earlier batches of the operation have asked for
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
  // Totals go first: their answers hold calls too.
  for (const query of queries) if (query.summaries && !isAsked(query)) add(query);
  // The widest go next. What they cover must not be merged with what they do not cover: nobody would need the result.
  for (const group of mergeable(queries)) {
    const merged = merge(group.filter((query) => !isAsked(query)));
    if (merged) add(merged);
  }
  return added;
}

/**
 * Groups of queries that one call can answer, the widest first. Only those that are narrowed in the same way belong
 * together: one agent's calls and one portfolio's would become everyone's.
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

/** What an answer holds, or a question asks for, in a form that many can be held against. */
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

/** True if an answer holds all that is wanted. */
export function isCovered(wanted: Reach, reach: Reach): boolean {
  if (wanted.scope !== reach.scope) return false;
  if (!holds(reach.portfolios, wanted.portfolios) || !holds(reach.agents, wanted.agents)) return false;
  // Totals cannot be narrowed down afterwards.
  return !wanted.summaries || (reach.summaries && reach.portfolios?.size === wanted.portfolios?.size);
}

/** In what a question is narrowed down: `a` = agents, `p` = portfolios. */
const narrowings = ({ agents, portfolios }: CallQuery): string =>
  `${agents === null ? '' : 'a'}${portfolios === null ? '' : 'p'}`;

/** In how many ways a query is narrowed: 0 = not at all. */
const width = (query: CallQuery | undefined): number => (query ? narrowings(query).length : 0);

const namesIn = (names: readonly string[]): ReadonlySet<string> => normalizedKeys(distinctNames(names));

/** What two questions must share to be one: call records hold no profile, so answers for two cannot be told apart. */
const scopeOf = ({ period, profiles }: CallQuery): string =>
  JSON.stringify([period, profiles?.map(normalizeKey).toSorted() ?? null]);

const union = (lists: readonly (readonly string[] | null)[]): readonly string[] | null => {
  const named = lists.filter((list) => list !== null);
  return named.length === lists.length ? distinctNames(named.flat()) : null;
};

const holds = (whole: ReadonlySet<string> | null, part: ReadonlySet<string> | null): boolean =>
  whole === null || (part !== null && part.isSubsetOf(whole));
