import type { ActivityRow, ActivitySummaryRow } from '../upstream/dialer/report/agentReports.ts';

type Figures = Omit<ActivitySummaryRow, 'kind'>;

const SUMMARIES = {
  SUM: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
  AVERAGE: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length,
  MAX: (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), -Infinity),
  MIN: (values: readonly number[]) => values.reduce((least, value) => Math.min(least, value), Infinity),
} as const;

/**
 * The summary of an activity report's rows, computed as the dialer computes it. It replaces the dialer's own summary
 * if this server has filtered the rows. If a row lacks a figure, that figure is null in the summary, because the
 * other rows alone would give a wrong one.
 */
export function activitySummary(rows: readonly ActivityRow[]): ActivitySummaryRow[] {
  if (rows.length === 0) return [];
  return (['SUM', 'AVERAGE', 'MAX', 'MIN'] as const).map((kind) => {
    const of = (figure: keyof Figures): number | null => {
      const values = rows.map((row) => row[figure]).filter((value) => value !== null);
      return values.length < rows.length ? null : SUMMARIES[kind](values);
    };
    return {
      kind,
      availableSeconds: of('availableSeconds'),
      averageAvailableBetweenCallsSeconds: of('averageAvailableBetweenCallsSeconds'),
      talkSeconds: of('talkSeconds'),
      averageTalkSeconds: of('averageTalkSeconds'),
      talkAndAvailableSeconds: of('talkAndAvailableSeconds'),
      wrapUpSeconds: of('wrapUpSeconds'),
      afterCallSeconds: of('afterCallSeconds'),
      totalCalls: of('totalCalls'),
      breakSeconds: of('breakSeconds'),
      pauseSeconds: of('pauseSeconds'),
      loginSeconds: of('loginSeconds'),
      sales: of('sales'),
      denied: of('denied'),
      lip: of('lip'),
      vrf: of('vrf'),
    };
  });
}
