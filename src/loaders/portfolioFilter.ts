/** What of the dialer's rows a viewer may see. */
import type { UserRow } from '../upstream/dialer/users.ts';
import type { Gap } from '../upstream/wire/reading/gap.ts';
import type { Listing } from './listing.ts';
import { normalizedKeys, normalizeKey } from '../upstream/wire/normalizeKey.ts';

/** Rows of other portfolios in an answer that was asked for a viewer's own: how many, never what they say. */
export interface ForeignRows {
  readonly action: string;
  readonly dropped: number;
  readonly kept: number;
}

/** What becomes of an answer to a question that named portfolios. */
export interface PortfolioEvents {
  /** The dialer gave rows of portfolios that are not the viewer's. */
  readonly onForeignRows?: (rows: ForeignRows) => void;
  /** It gave rows, and none of them is what was asked for: of a portfolio that was named, or of the days. */
  readonly onGap?: (action: string, gap: Gap) => void;
}

interface PortfolioRow {
  readonly portfolioCode: string | null;
}

/**
 * The portfolios whose rows a viewer may see, held against every answer, remembered or new: what is remembered is the
 * dialer's answer to this server, whoever asked first.
 */
export class PortfolioFilter {
  /** Null = of all. */
  readonly portfolios: readonly string[] | null;
  readonly #codes: ReadonlySet<string> | null;
  readonly #events: PortfolioEvents;

  /**
   * @param portfolios null = all; none = no row at all
   */
  constructor(portfolios: readonly string[] | null, events: PortfolioEvents = {}) {
    this.portfolios = narrowedTo(portfolios, null);
    this.#codes = this.portfolios && new Set(this.portfolios.map(normalizeKey));
    this.#events = events;
  }

  get isLimited(): boolean {
    return this.portfolios !== null;
  }

  /** True for a portfolio of the viewer's. What carries none is nobody's: only those without a limit see it. */
  includes(code: string | null): boolean {
    return this.#codes === null || (code !== null && this.#codes.has(normalizeKey(code)));
  }

  /** The rows of the viewer's portfolios, of an answer that holds everyone's as a matter of course. */
  filter<Row extends PortfolioRow>(list: Listing<Row>): Listing<Row> {
    if (!this.isLimited) return list;
    const isOwn = ({ portfolioCode }: PortfolioRow): boolean => this.includes(portfolioCode);
    return list.with(list.rows.filter(isOwn), list.unreadable.filter(isOwn));
  }

  /**
   * As `filter`, of an answer to a question that named portfolios: foreign rows in it mean that the dialer does not do as
   * it is told, or that it calls portfolios by names that are not known. If none is of a portfolio that was named, the answer
   * lacks them, which is told.
   *
   * @param named those the question named; undefined = it named none
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
    if (list.rows.length > 0 && !list.rows.some(({ portfolioCode }) => isIn(codes, portfolioCode))) {
      // How many rows of others there are is not this viewer's to know.
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

  /** A user as the viewer sees it: one that works for a portfolio of theirs, without its others; else null. */
  agent(user: UserRow): UserRow | null {
    if (!this.isLimited) return user;
    const portfolioCodes = user.portfolioCodes?.filter((code) => this.includes(code)) ?? [];
    return portfolioCodes.length > 0 ? { ...user, portfolioCodes } : null;
  }
}

const isIn = (codes: ReadonlySet<string>, code: string | null): boolean =>
  code !== null && codes.has(normalizeKey(code));

/**
 * The portfolios to ask the dialer for: those that are wanted among those a viewer may see; null = all.
 *
 * @param portfolios the viewer's; null = all
 * @param wanted null = whatever the viewer may see
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
