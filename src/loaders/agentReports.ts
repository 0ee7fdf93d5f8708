import DataLoader from 'dataloader';
import { agent_calls_report, exportAgentReport } from '../upstream/dialer/report/agentReports.ts';
import type { LaterTurns } from '../upstream/promises/turn.ts';
import { exportPauseReport } from '../upstream/dialer/report/pauseReport.ts';
import { inbound_summary_stats } from '../upstream/dialer/report/inboundReport.ts';
import { UpstreamBadResponse } from '../upstream/errors.ts';
import { Listing, listingOf } from './listing.ts';
import { activitySummary } from './activitySummary.ts';
import type { Call } from './call.ts';
import { distinctNames, MOST_NAMES, MOST_SCOPES, namesFor } from './callQuery.ts';
import { gathered, once, perInput, valueOrError, type KeyedLoader } from './reference.ts';
import { normalizedKeys, normalizeKey } from '../upstream/wire/normalizeKey.ts';
import { narrowedTo, type PortfolioFilter } from './portfolioFilter.ts';
import type { userLoaders } from './users.ts';
import type { Period } from './windows.ts';

/** One agent's part of a report; null = the dialer's default period. */
interface AgentQuery<Span extends Period | null> {
  readonly username: string;
  readonly period: Span;
}

/** The input of a report. */
export interface ReportQuery {
  readonly period: Period | null;
  readonly agents?: readonly string[] | undefined;
  readonly portfolios?: readonly string[] | undefined;
  readonly profiles?: readonly string[] | undefined;
}

type Users = Pick<ReturnType<typeof userLoaders>, 'activeCount' | 'seen' | 'rowsOfSeen'>;

type PauseQuery = Pick<ReportQuery, 'agents'> & { readonly period: Period };

/**
 * The reports over a period. They hold averages and distinct counts, which cannot be added up, so a period is never
 * split.
 *
 * @param users the users that the viewer may see
 * @param portfolioFilter the portfolios whose rows the viewer may see
 * @param whenIdle schedules batches
 */
export function reportLoaders(
  call: Call,
  users: Users,
  portfolioFilter: PortfolioFilter,
  whenIdle: LaterTurns['whenIdle'],
) {
  const scopes = scopesToName(portfolioFilter.portfolios);
  /**
   * Checks that the dialer narrows these figures by portfolio. The figures do not name their portfolio, so the check
   * asks for a portfolio that cannot exist, for which the dialer must return none.
   *
   * @throws UpstreamBadResponse if it returns some
   */
  const proven = async (days: ReturnType<typeof daysOf>): Promise<void> => {
    const { model } = await call(inbound_summary_stats, { ...days, portfolios: [NO_PORTFOLIO] });
    // A day whose count cannot be read may belong to any portfolio.
    const foreign = model.rows.filter(({ totalCalls }) => totalCalls !== 0).length + model.unreadable.length;
    if (foreign === 0) return;
    portfolioFilter.noteForeign({ action: inbound_summary_stats.name, dropped: foreign, kept: 0 });
    throw new UpstreamBadResponse(
      { upstream: 'DIALER', action: inbound_summary_stats.name },
      'The dialer ignores the portfolios in inbound_summary_stats, so its answer cannot be shown to a viewer limited to portfolios.',
    );
  };

  return {
    activityReport: perInput(async (query: ReportQuery) => {
      const { period, agents } = sendable(query);
      if (namesNobody(query)) return { agents: Listing.empty(), summary: [] };
      const { model, answeredAt } = await call(exportAgentReport, {
        ...daysOf(period),
        agents: nameable(agents),
      });
      const all = new Listing(model.agents, { answeredAt });
      const rows = portfolioFilter.filter(all).where(isOneOf(agents));
      // The dialer's summary covers all rows.
      const isWhole = !portfolioFilter.isLimited && rows.rows.length === all.rows.length;
      return { agents: rows, summary: isWhole ? model.summary.rows : activitySummary(rows.rows) };
    }),
    callsReport: perInput(async (query: ReportQuery) => {
      const { period, agents, portfolios, profiles } = sendable(query);
      if (namesNobody(query)) return Listing.empty();
      const named = (portfolios?.length ?? 0) + (profiles?.length ?? 0);
      const report = await call(agent_calls_report, {
        ...daysOf(period),
        portfolios,
        profiles,
        agents: nameable(agents, MOST_NAMES - named),
      });
      return portfolioFilter
        .filterAsTold(agent_calls_report.name, listingOf(report), portfolios)
        .where(isOneOf(agents))
        .where(isOf(portfolios));
    }),
    pauseReport: perInput(async (query: PauseQuery) => {
      const { period, agents: named } = sendable(query);
      if (namesNobody(query)) return Listing.empty();
      // Filter the agents before the call: the number of calls must not reveal whether another portfolio's agent has
      // paused.
      const agents = named && (await users.seen(named));
      if (agents?.length === 0) return Listing.empty();
      const report = await call(exportPauseReport, { ...period, agents: nameable(agents) });
      const rows = listingOf(report).where(isOneOf(agents));
      return portfolioFilter.isLimited ? users.rowsOfSeen(rows, ({ agentUsername }) => agentUsername) : rows;
    }),
    inboundDays: perInput(async (query: Pick<ReportQuery, 'period' | 'portfolios'>) => {
      const { period, portfolios } = sendable({
        ...query,
        portfolios: narrowedTo(portfolioFilter.portfolios, query.portfolios) ?? undefined,
      });
      if (portfolios?.length === 0) return Listing.empty();
      const days = daysOf(period);
      const [report] = await Promise.all([
        call(inbound_summary_stats, { ...days, portfolios }),
        portfolioFilter.isLimited ? proven(days) : undefined,
      ]);
      return listingOf(report);
    }),

    /** One agent's rows: one for each portfolio. One call covers any number of agents over one period. */
    activityOf: rowsOfAgents(
      users,
      async (period: Period | null, agents) => {
        const { model, answeredAt } = await call(exportAgentReport, { ...daysOf(period), agents });
        return portfolioFilter.filter(new Listing(model.agents, { answeredAt })).rows;
      },
      { whenIdle },
    ),
    callFiguresOf: rowsOfAgents(
      users,
      async (period: Period | null, agents) => {
        const report = await call(agent_calls_report, { ...daysOf(period), portfolios: scopes, agents });
        return portfolioFilter.filterAsTold(agent_calls_report.name, listingOf(report), scopes).rows;
      },
      { most: mostAgentsOf(portfolioFilter.portfolios), whenIdle },
    ),
    /** The rows have no portfolio, so agents that the viewer may not see are left out. */
    pausesOf: rowsOfAgents(
      users,
      async (period: Period, agents) => (await call(exportPauseReport, { ...period, agents })).model.rows,
      { whose: users.seen, whenIdle },
    ),
  };
}

/** No portfolio has this code. */
const NO_PORTFOLIO = '-';

/** The viewer's portfolios to name in a call; undefined if the viewer has no limit, or too many portfolios to name. */
const scopesToName = (portfolios: readonly string[] | null): readonly string[] | undefined =>
  portfolios && portfolios.length <= MOST_SCOPES ? portfolios : undefined;

/** The most agents that a call can name beside a viewer's portfolios. */
export const mostAgentsOf = (portfolios: readonly string[] | null): number =>
  MOST_NAMES - (scopesToName(portfolios)?.length ?? 0);

const daysOf = (period: Period | null) => ({ from: period?.from, to: period?.to });

/** True if a list of names is empty, so that the report is empty without a call. */
export const namesNobody = (query: Partial<ReportQuery>): boolean => {
  const { agents, portfolios, profiles } = sendable(query);
  return [agents, portfolios, profiles].some((names) => names?.length === 0);
};

/** A query with its names as sent. */
const sendable = <Query extends Partial<ReportQuery>>(query: Query) => ({
  ...query,
  agents: query.agents && distinctNames(query.agents),
  portfolios: query.portfolios && distinctNames(query.portfolios),
  profiles: query.profiles && distinctNames(query.profiles),
});

/**
 * The names to send in one call; undefined if there are too many. Then the call covers everyone, and the rows are
 * filtered here.
 */
const nameable = (names: readonly string[] | undefined, most = MOST_NAMES): readonly string[] | undefined =>
  names !== undefined && names.length > most ? undefined : names;

const isOneOf = (names: readonly string[] | undefined) => {
  const keys = names && normalizedKeys(names);
  return (row: { readonly agentUsername: string }): boolean =>
    keys?.has(normalizeKey(row.agentUsername)) ?? true;
};

const isOf = (portfolios: readonly string[] | undefined) => {
  const keys = portfolios && normalizedKeys(portfolios);
  return ({ portfolioCode }: { readonly portfolioCode: string | null }): boolean =>
    portfolioCode === null || (keys?.has(normalizeKey(portfolioCode)) ?? true);
};

/**
 * @param options.whose filters usernames to those whose rows the viewer may see
 * @param options.most the most agents that one call can name
 */
function rowsOfAgents<Row extends { readonly agentUsername: string }, Span extends Period | null>(
  { activeCount }: Pick<Users, 'activeCount'>,
  fetch: (period: Span, agents: readonly string[] | undefined) => Promise<readonly Row[]>,
  {
    whose,
    most,
    whenIdle,
  }: {
    readonly whose?: Users['seen'];
    readonly most?: number;
    readonly whenIdle: LaterTurns['whenIdle'];
  },
): KeyedLoader<AgentQuery<Span>, readonly Row[]> {
  const fetchAll = async (period: Span, usernames: readonly string[]) => {
    const own = whose ? await whose(usernames) : usernames;
    const calls = own.length > 0 ? namesFor(own, activeCount(), most) : [];
    const answers = await Promise.all(calls.map((names) => fetch(period, names)));
    // A call for everyone also returns the rows of other agents.
    const rows = whose ? answers.flat().filter(isOneOf(own)) : answers.flat();
    return gathered(rows, (row) => row.agentUsername);
  };
  const loader = once(
    () =>
      new DataLoader<AgentQuery<Span>, readonly Row[], string>(
        async (queries) => {
          const byPeriod = Map.groupBy(queries, ({ period }) => JSON.stringify(period));
          const answers = new Map(
            [...byPeriod].flatMap(([span, [first, ...others]]) =>
              first
                ? [
                    [
                      span,
                      fetchAll(
                        first.period,
                        [first, ...others].map(({ username }) => username),
                      ),
                    ] as const,
                  ]
                : [],
            ),
          );
          const rows = queries.map(
            async ({ username, period }) =>
              (await answers.get(JSON.stringify(period)))?.get(normalizeKey(username)) ?? [],
          );
          return (await Promise.allSettled(rows)).map(valueOrError);
        },
        {
          cacheKeyFn: ({ username, period }) => JSON.stringify([normalizeKey(username), period]),
          batchScheduleFn: whenIdle,
        },
      ),
  );
  return { load: (query) => loader().load(query) };
}
