/** An inbound call's portfolio may be written as its code or as its name. */
import { normalizedKeys, normalizeKey } from '../upstream/wire/normalizeKey.ts';
import type { Listing } from './listing.ts';

export interface NamedPortfolio {
  readonly code: string;
  readonly name: string | null;
}

interface PortfolioRow {
  readonly portfolioCode: string | null;
}

/** Every portfolio. It is called only if a row has a text that is not one of the wanted codes. */
type Portfolios = () => Promise<readonly NamedPortfolio[]>;

/**
 * A list of rows, each with its portfolio's code in place of the name.
 *
 * @param wanted the codes in the query's filter; null = no filter, so that names need no translation
 */
export async function codedBy<Row extends PortfolioRow>(
  portfolios: Portfolios,
  wanted: readonly string[] | null,
  list: Listing<Row>,
): Promise<Listing<Row>> {
  const coded = await coder(portfolios, wanted, [...list.rows, ...list.unreadable]);
  return coded ? list.with(list.rows.map(coded), list.unreadable.map(coded)) : list;
}

/** As `codedBy`, for the rows of an answer that a wider query has brought, whose names are not translated. */
export async function codedRows<Row extends PortfolioRow>(
  portfolios: Portfolios,
  wanted: readonly string[] | null,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const coded = await coder(portfolios, wanted, rows);
  return coded ? rows.map(coded) : rows;
}

/** Puts the code in place of a row's name; null if no row needs it. */
async function coder(
  portfolios: Portfolios,
  wanted: readonly string[] | null,
  rows: readonly PortfolioRow[],
): Promise<(<Row extends PortfolioRow>(row: Row) => Row) | null> {
  if (wanted === null) return null;
  const codes = normalizedKeys(wanted);
  // Few portfolios have many rows, so each spelling is normalised once.
  const spellings = new Set(rows.map(({ portfolioCode }) => portfolioCode));
  const others = [...spellings].filter((text) => text !== null && !codes.has(normalizeKey(text)));
  if (others.length === 0) return null;
  const codeOf = codesByName(await portfolios());
  const codeOfText = new Map(
    others.flatMap((text) => {
      const code = text === null ? undefined : codeOf.get(normalizeKey(text));
      return code === undefined ? [] : [[text, code] as const];
    }),
  );
  if (codeOfText.size === 0) return null;
  return (row) => {
    const code = codeOfText.get(row.portfolioCode);
    return code === undefined ? row : { ...row, portfolioCode: code };
  };
}

/** The codes by name, for names that only one portfolio has and that are not a code. */
function codesByName(portfolios: readonly NamedPortfolio[]): ReadonlyMap<string, string> {
  const codes = normalizedKeys(portfolios.map(({ code }) => code));
  const byName = Map.groupBy(portfolios, ({ name }) => normalizeKey(name ?? ''));
  return new Map(
    [...byName].flatMap(([name, [first, ...others]]) =>
      first && others.length === 0 && name !== '' && !codes.has(name) ? [[name, first.code] as const] : [],
    ),
  );
}
