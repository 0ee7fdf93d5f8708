import type { Viewer } from '../../access/viewer.ts';
import { PortfolioFilter, type ForeignRows } from '../../loaders/portfolioFilter.ts';
import type { Caller } from '../../upstream/client/caller.ts';
import type { Log } from '../log.ts';

export interface PortfolioLog {
  readonly log: Log;
  /** Called if the dialer returns rows of portfolios that a call did not ask for. */
  readonly onForeignRows: (rows: ForeignRows) => void;
}

/** The portfolio filter of a viewer. If the dialer returns rows of other portfolios, a security event is logged. */
export const portfolioFilterOf = (
  { name, portfolios }: Viewer,
  caller: Caller,
  { log, onForeignRows }: PortfolioLog,
): PortfolioFilter =>
  new PortfolioFilter(portfolios, {
    onForeignRows: (rows) => {
      log.warn(
        { security: { event: 'foreign rows', viewer: name, ...rows } },
        'the dialer returned rows of other portfolios; they were dropped',
      );
      onForeignRows(rows);
    },
    onGap: (action, gap) => caller.noteGaps(action, [gap]),
  });
