/** What of the dialer's rows a viewer may see. */
import type { UserRow } from '../upstream/dialer/users.ts';
import type { Table } from '../upstream/wire/table.ts';
import { normalizedKeys, normalizeKey } from '../upstream/wire/normalizeKey.ts';

/** Rows of other portfolios in an answer that was asked for a viewer's own: how many, never what they say. */
export interface ForeignRows {
  readonly action: string;
  readonly dropped: number;
  readonly kept: number;
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
  readonly #onForeignRows: (rows: ForeignRows) => void;

  /**
   * @param portfolios null = all; none = no row at all
   * @param onForeignRows called where the dialer was told whose rows are wanted, and gave others too
   */
  constructor(
    portfolios: readonly string[] | null,
    onForeignRows: (rows: ForeignRows) => void = () => undefined,
  ) {
    this.portfolios = narrowedTo(portfolios, null);
    this.#codes = this.portfolios && new Set(this.portfolios.map(normalizeKey));
    this.#onForeignRows = onForeignRows;
  }

  get isLimited(): boolean {
    return this.portfolios !== null;
  }

  /** True for a portfolio of the viewer's. What carries none is nobody's: only those without a limit see it. */
  includes(code: string | null): boolean {
    return this.#codes === null || (code !== null && this.#codes.has(normalizeKey(code)));
  }

  /** The rows of the viewer's portfolios, of an answer that holds everyone's as a matter of course. */
  filter<Row extends PortfolioRow>(table: Table<Row>): Table<Row> {
    return this.isLimited ? table.where(({ portfolioCode }) => this.includes(portfolioCode)) : table;
  }

  /**
   * As `filter`, of an answer to a question that named portfolios: foreign rows in it mean that the dialer does not do as
   * it is told.
   *
   * @param named those the question named; undefined = it named none
   */
  filterAsTold<Row extends PortfolioRow>(
    action: string,
    table: Table<Row>,
    named: readonly string[] | undefined,
  ): Table<Row> {
    const own = this.filter(table);
    const dropped = table.rows.length - own.rows.length;
    if (named && dropped > 0) this.noteForeign({ action, dropped, kept: own.rows.length });
    return own;
  }

  noteForeign(rows: ForeignRows): void {
    this.#onForeignRows(rows);
  }

  /** A user as the viewer sees it: one that works for a portfolio of theirs, without its others; else null. */
  agent(user: UserRow): UserRow | null {
    if (!this.isLimited) return user;
    const portfolioCodes = user.portfolioCodes?.filter((code) => this.includes(code)) ?? [];
    return portfolioCodes.length > 0 ? { ...user, portfolioCodes } : null;
  }
}

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
