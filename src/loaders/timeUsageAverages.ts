import type { TimeUsageRow } from '../upstream/dialer/dashboard.ts';

const average = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The averages over a report's rows, in the dialer's own unit; 0 where there is none. For viewers who do not see all
 * agents, whom the dialer's own averages are not about.
 */
export const timeUsageAverages = (rows: readonly TimeUsageRow[]) => ({
  pause: average(rows.map(({ pause }) => pause)),
  ready: average(rows.map(({ ready }) => ready)),
  talk: average(rows.map(({ talk }) => talk)),
});
