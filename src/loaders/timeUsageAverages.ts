import type { TimeUsageRow } from '../upstream/dialer/dashboard.ts';

/** Null if there are no values or one is null, because the others alone would give a wrong average. */
const average = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
};

/**
 * The averages over a report's rows, in the dialer's own unit; null if there are none. Used for viewers who do not
 * see all agents, because the dialer's own averages cover all of them.
 */
export const timeUsageAverages = (rows: readonly TimeUsageRow[]) => ({
  pause: average(rows.map(({ pause }) => pause)),
  ready: average(rows.map(({ ready }) => ready)),
  talk: average(rows.map(({ talk }) => talk)),
});
