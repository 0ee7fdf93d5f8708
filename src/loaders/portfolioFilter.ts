/** The portfolio filter: which rows a viewer may see. */
import type { UserRow } from '../upstream/dialer/users.ts';
import type { Gap } from '../upstream/wire/reading/gap.ts';
import type { Listing } from './listing.ts';
import { where, type Condition } from '../upstream/wire/rows/conditions.ts';
import { normalizedKeys, normalizeKey } from '../upstream/wire/normalizeKey.ts';

/** Rows of other portfolios in an answer to a call that named the viewer's own: their number, never their content. */
export interface ForeignRows {
  readonly action: string;
  readonly dropped: number;
  readonly kept: number;
}

/** Events about answers to calls that named portfolios. */
export interface PortfolioEvents {
  /** The answer had rows of portfolios that the viewer may not see. */
  readonly onForeignRows?: (rows: ForeignRows) => void;
  /** The answer had rows, but none that was asked for: of a named portfolio, or of the days. */
  readonly onGap?: (action: string, gap: Gap) => void;
}

interface PortfolioRow {
  readonly portfolioCode: string | null;
}

/** A condition on the portfolio of a row. */
export const inPortfolio = (passes: (code: string | null) => boolean): Condition<PortfolioRow> =>
  where<PortfolioRow>()('portfolioCode', passes);

/**
 * The portfolios whose rows a viewer may see. It filters every answer, cached or new, because viewers share cached
 * answers.
 */
export class PortfolioFilter {
  /** Null = all portfolios. */
  readonly portfolios: readonly string[] | null;
  readonly #codes: ReadonlySet<string> | null;
  readonly #events: PortfolioEvents;

  /** @param portfolios null = all; empty = no row at all */
  constructor(portfolios: readonly string[] | null, events: PortfolioEvents = {}) {
    this.portfolios = narrowedTo(portfolios, null);
    this.#codes = this.portfolios && new Set(this.portfolios.map(normalizeKey));
    this.#events = events;
  }

  get isLimited(): boolean {
    return this.portfolios !== null;
  }

  /** True if the viewer may see rows of a portfolio. Only viewers without a limit see rows that have none. */
  includes(code: string | null): boolean {
    return this.#codes === null || (code !== null && this.#codes.has(normalizeKey(code)));
  }

  /** The rows of the viewer's portfolios, from an answer that normally holds all portfolios. */
  filter<Row extends PortfolioRow>(list: Listing<Row>): Listing<Row> {
    if (!this.isLimited) return list;
    const unreadable = list.unreadable.filter(({ portfolioCode }) => this.includes(portfolioCode));
    return list.whereMet(
      inPortfolio((code) => this.includes(code)),
      unreadable,
    );
  }

  /**
   * As `filter`, for an answer to a call that named portfolios. Rows of others in it mean that the dialer ignores the
   * names, or writes portfolios in an unknown form. If no row is of a named portfolio, the answer has a gap.
   *
   * @param named the portfolios that the call named; undefined = none
   */
  filterAsTold<Row extends PortfolioRow>(
    action: string,
    list: Listing<Row>,
    named: readonly string[] | undefined,
  ): Listing<Row> {
    const own = this.filter(list);
    if (!named) return own;
    const dropped = list.rows.length - own.rows.length;
    if (dropped > 0) this.#events.onForeignRows?.({ action, dropped, kept: own.rows.length });
    const codes = normalizedKeys(named);
    const isNamed = (code: string | null): boolean => isIn(codes, code);
    if (list.rows.length > 0 && !list.hasMet(inPortfolio(isNamed))) {
      // The viewer must not learn how many rows other portfolios have.
      const rows = this.isLimited ? 1 : list.rows.length;
      this.#events.onGap?.(action, { member: 'portfolio', cells: 0, rows });
    }
    return own;
  }

  /** Tells rows of the viewer's own that are in no list. */
  noteGap(action: string, gap: Gap): void {
    this.#events.onGap?.(action, gap);
  }

  noteForeign(rows: ForeignRows): void {
    this.#events.onForeignRows?.(rows);
  }

  /**
   * A user as the viewer sees it, without portfolios of others; null if the user has none of the viewer's portfolios.
   */
  agent(user: UserRow): UserRow | null {
    if (!this.isLimited) return user;
    const portfolioCodes = user.portfolioCodes?.filter((code) => this.includes(code)) ?? [];
    return portfolioCodes.length > 0 ? { ...user, portfolioCodes } : null;
  }
}

const isIn = (codes: ReadonlySet<string>, code: string | null): boolean =>
  code !== null && codes.has(normalizeKey(code));

/**
 * The portfolios to name in a call: the wanted ones that the viewer may see; null = all.
 *
 * @param portfolios the viewer's portfolios; null = all
 * @param wanted null = all that the viewer may see
 */
export function narrowedTo(
  portfolios: readonly string[] | null,
  wanted: readonly string[] | null | undefined,
): readonly string[] | null {
  if (portfolios === null) return wanted ?? null;
  const own = portfolios.filter((code) => normalizeKey(code) !== '');
  const codes = wanted && normalizedKeys(wanted);
  return codes ? own.filter((code) => codes.has(normalizeKey(code))) : own;
}
