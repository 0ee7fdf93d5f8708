import { fault, ok, skipped, warning, type Check } from './report.ts';

const NAME = 'dialer speed';

/** The times of the dialer's answers. */
export interface Speeds {
  readonly milliseconds: readonly number[];
  readonly timeouts: number;
}

/**
 * Judges how fast the dialer answers.
 *
 * @param timeoutMs DIALER_TIMEOUT_MS
 * @param slowMs a median above this is slow
 */
export function speedCheck({ milliseconds, timeouts }: Speeds, timeoutMs: number, slowMs: number): Check {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const slowest = sorted.at(-1);
  if (timeouts > 0) {
    return fault(
      NAME,
      `${timeouts} ${timeouts === 1 ? 'call was' : 'calls were'} not answered within ${timeoutMs / 1000} s (DIALER_TIMEOUT_MS).`,
      'Look at the load of the dialer and its database. If it cannot be faster, raise DIALER_TIMEOUT_MS.',
    );
  }
  if (median === undefined || slowest === undefined) return skipped(NAME, 'No call was answered.');
  const seen = `Half of its answers came within ${shown(median)}, the slowest after ${shown(slowest)}.`;
  if (median > Math.min(slowMs, timeoutMs / 4)) {
    return warning(
      NAME,
      `The dialer is slow. ${seen}`,
      'Look at the load of the dialer, its database and the network. Lower DIALER_CONCURRENCY if this server is the load.',
    );
  }
  if (slowest > timeoutMs / 2) {
    return warning(
      NAME,
      `${seen} That is more than half of DIALER_TIMEOUT_MS (${timeoutMs / 1000} s).`,
      'Raise DIALER_TIMEOUT_MS, so that busy hours do not make reports fail.',
    );
  }
  return ok(NAME, seen);
}

const shown = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
