import DataLoader from 'dataloader';
import { agent_calls_report, exportAgentReport, exportPauseReport } from '../upstream/dialer/agentReports.ts';
import { inbound_summary_stats } from '../upstream/dialer/inboundReport.ts';
import { Table } from '../upstream/table.ts';
import { activitySummary } from './activitySummary.ts';
import type { Ask } from './ask.ts';
import { distinctNames, MOST_NAMES, namesFor } from './callRecords.ts';
import { fold, gathered, perQuestion, valueOrError } from './reference.ts';
import type { Period } from './windows.ts';

/** One agent's part of a report; null = the period the dialer takes by default. */
interface AgentQuestion<Span extends Period | null> {
  readonly username: string;
  readonly period: Span;
}

/** Which report is wanted. */
export interface ReportQuestion {
  readonly period: Period | null;
  readonly agents?: readonly string[] | undefined;
  readonly portfolios?: readonly string[] | undefined;
  readonly profiles?: readonly string[] | undefined;
}

type PauseQuestion = Pick<ReportQuestion, 'agents'> & { readonly period: Period };

/**
 * The reports over a period. They hold averages and distinct counts, which do not add up: a period is never cut.
 *
 * @param agentCount how many agents there are, where that is already known
 */
export function reportLoaders(ask: Ask, agentCount: () => number | null) {
  return {
    activityReport: perQuestion(async (question: ReportQuestion) => {
      const { period, agents } = sendable(question);
      if (asksNobody(question)) return { agents: Table.empty(), summary: Table.empty() };
      const report = await ask(exportAgentReport, { ...daysOf(period), agents: nameable(agents) });
      const rows = report.agents.where(isOneOf(agents));
      if (rows.rows.length === report.agents.rows.length) return report;
      return { agents: rows, summary: new Table(activitySummary(rows.rows)) };
    }),
    callsReport: perQuestion(async (question: ReportQuestion) => {
      const { period, agents, portfolios, profiles } = sendable(question);
      if (asksNobody(question)) return Table.empty();
      const scopes = (portfolios?.length ?? 0) + (profiles?.length ?? 0);
      const report = await ask(agent_calls_report, {
        ...daysOf(period),
        portfolios,
        profiles,
        agents: nameable(agents, MOST_NAMES - scopes),
      });
      return report.where(isOneOf(agents)).where(isOf(portfolios));
    }),
    pauseReport: perQuestion(async (question: PauseQuestion) => {
      const { period, agents } = sendable(question);
      if (asksNobody(question)) return Table.empty();
      return (await ask(exportPauseReport, { ...period, agents: nameable(agents) })).where(isOneOf(agents));
    }),
    inboundDays: perQuestion(async (question: Pick<ReportQuestion, 'period' | 'portfolios'>) => {
      const { period, portfolios } = sendable(question);
      if (asksNobody(question)) return Table.empty();
      return ask(inbound_summary_stats, { ...daysOf(period), portfolios });
    }),

    /** One agent's rows: one a portfolio. Any number of agents over one period is one call. */
    activityOf: rowsOfAgents(
      agentCount,
      async (period: Period | null, agents) =>
        (await ask(exportAgentReport, { ...daysOf(period), agents })).agents.rows,
    ),
    callFiguresOf: rowsOfAgents(
      agentCount,
      async (period: Period | null, agents) =>
        (await ask(agent_calls_report, { ...daysOf(period), agents })).rows,
    ),
    pausesOf: rowsOfAgents(
      agentCount,
      async (period: Period, agents) => (await ask(exportPauseReport, { ...period, agents })).rows,
    ),
  };
}

const daysOf = (period: Period | null) => ({ from: period?.from, to: period?.to });

/** True where a report is wanted of nobody, so that the dialer need not be asked. */
export const asksNobody = (question: Partial<ReportQuestion>): boolean => {
  const { agents, portfolios, profiles } = sendable(question);
  return [agents, portfolios, profiles].some((names) => names?.length === 0);
};

/** A question with its names as they are sent. */
const sendable = <Question extends Partial<ReportQuestion>>(question: Question) => ({
  ...question,
  agents: question.agents && distinctNames(question.agents),
  portfolios: question.portfolios && distinctNames(question.portfolios),
  profiles: question.profiles && distinctNames(question.profiles),
});

/** Names as one call can carry them; undefined = everyone, where there are too many: the rows are narrowed here. */
const nameable = (names: readonly string[] | undefined, most = MOST_NAMES): readonly string[] | undefined =>
  names !== undefined && names.length > most ? undefined : names;

const isOneOf = (names: readonly string[] | undefined) => {
  const folded = names && new Set(names.map(fold));
  return (row: { readonly agentUsername: string }): boolean => folded?.has(fold(row.agentUsername)) ?? true;
};

const isOf = (portfolios: readonly string[] | undefined) => {
  const folded = portfolios && new Set(portfolios.map(fold));
  return ({ portfolioCode }: { readonly portfolioCode: string | null }): boolean =>
    portfolioCode === null || (folded?.has(fold(portfolioCode)) ?? true);
};

function rowsOfAgents<Row extends { readonly agentUsername: string }, Span extends Period | null>(
  agentCount: () => number | null,
  fetch: (period: Span, agents: readonly string[] | undefined) => Promise<readonly Row[]>,
): DataLoader<AgentQuestion<Span>, readonly Row[], string> {
  const fetchAll = async (period: Span, usernames: readonly string[]) => {
    const answers = await Promise.all(namesFor(usernames, agentCount()).map((names) => fetch(period, names)));
    return gathered(answers.flat(), (row) => row.agentUsername);
  };
  return new DataLoader<AgentQuestion<Span>, readonly Row[], string>(
    async (questions) => {
      const byPeriod = Map.groupBy(questions, ({ period }) => JSON.stringify(period));
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
      const rows = questions.map(
        async ({ username, period }) =>
          (await answers.get(JSON.stringify(period)))?.get(fold(username)) ?? [],
      );
      return (await Promise.allSettled(rows)).map(valueOrError);
    },
    { cacheKeyFn: ({ username, period }) => JSON.stringify([fold(username), period]) },
  );
}
