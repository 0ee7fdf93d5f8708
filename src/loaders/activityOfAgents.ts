import type { ActivityRow } from '../upstream/dialer/report/agentReports.ts';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';

/** A figure that can be added up. */
type Sum = Exclude<
  keyof ActivityRow,
  | 'agentUsername'
  | 'portfolioCode'
  | 'profileId'
  | 'firstActivityAt'
  | 'lastActivityAt'
  | 'averageAvailableBetweenCallsSeconds'
  | 'averageTalkSeconds'
>;

/**
 * An activity report with one row for each agent: figures are added up over portfolios, averages are weighted by the
 * calls of each portfolio, and the times are the first and the last. A figure that one of the rows lacks is null, because
 * the other rows alone would give a wrong one. The profile is null if the rows have different ones.
 */
export const activityOfAgents = (rows: readonly ActivityRow[]): ActivityRow[] =>
  [...Map.groupBy(rows, ({ agentUsername }) => normalizeKey(agentUsername)).values()].map(asOne);

function asOne(rows: readonly ActivityRow[]): ActivityRow {
  const [first] = rows;
  if (!first) throw new Error('A group has at least one row.');
  if (rows.length === 1) return { ...first, portfolioCode: null };
  const profiles = new Set(rows.map(({ profileId }) => profileId));
  return {
    ...sumsOf(rows),
    agentUsername: first.agentUsername,
    portfolioCode: null,
    profileId: profiles.size === 1 ? first.profileId : null,
    firstActivityAt: extreme(rows, 'firstActivityAt', (a, b) => (a < b ? a : b)),
    lastActivityAt: extreme(rows, 'lastActivityAt', (a, b) => (a > b ? a : b)),
    averageAvailableBetweenCallsSeconds: weighted(rows, 'averageAvailableBetweenCallsSeconds'),
    averageTalkSeconds: weighted(rows, 'averageTalkSeconds'),
  };
}

function sumsOf(rows: readonly ActivityRow[]): Record<Sum, number | null> {
  const sum = (figure: Sum): number | null =>
    rows.reduce<number | null>((total, row) => {
      const value = row[figure];
      return total === null || value === null ? null : total + value;
    }, 0);
  return {
    availableSeconds: sum('availableSeconds'),
    talkSeconds: sum('talkSeconds'),
    talkAndAvailableSeconds: sum('talkAndAvailableSeconds'),
    wrapUpSeconds: sum('wrapUpSeconds'),
    afterCallSeconds: sum('afterCallSeconds'),
    totalCalls: sum('totalCalls'),
    breakSeconds: sum('breakSeconds'),
    pauseSeconds: sum('pauseSeconds'),
    loginSeconds: sum('loginSeconds'),
    sales: sum('sales'),
    denied: sum('denied'),
    lip: sum('lip'),
    vrf: sum('vrf'),
  };
}

/** The first or last time of the rows; null if a row has none. Times without an offset are ordered as texts. */
function extreme(
  rows: readonly ActivityRow[],
  time: 'firstActivityAt' | 'lastActivityAt',
  further: (a: string, b: string) => string,
): string | null {
  const times = rows.map((row) => row[time]).filter((value) => value !== null);
  return times.length < rows.length ? null : times.reduce(further);
}

/** The average over all calls, in whole seconds as the rows' own; null if a row lacks its average or its number of calls. */
function weighted(
  rows: readonly ActivityRow[],
  figure: 'averageAvailableBetweenCallsSeconds' | 'averageTalkSeconds',
): number | null {
  let calls = 0;
  let seconds = 0;
  for (const row of rows) {
    const average = row[figure];
    if (row.totalCalls === null) return null;
    // Without calls, there is nothing to average, whatever the row says.
    if (row.totalCalls === 0) continue;
    if (average === null) return null;
    calls += row.totalCalls;
    seconds += average * row.totalCalls;
  }
  return calls === 0 ? 0 : Math.round(seconds / calls);
}
