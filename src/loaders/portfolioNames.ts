/** An inbound call's portfolio may be written as its code or as its name. */
import { normalizedKeys, normalizeKey } from '../upstream/wire/normalizeKey.ts';
import { rangesInTurns } from '../upstream/promises/turn.ts';
import { arrayOf, sourceOf } from '../upstream/wire/rows/columnRows.ts';
import { RecodedRows } from '../upstream/wire/rows/recodedRows.ts';
import { ArrayRows } from '../upstream/wire/rows/rowSource.ts';
import { ValueNumbers } from '../upstream/wire/rows/valueNumbers.ts';
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
  if (wanted === null) return list;
  const unreadable = list.unreadable.map(({ portfolioCode }) => portfolioCode);
  const codeOf = await coder(portfolios, wanted, [...(await spellingsIn(list.rows)), ...unreadable]);
  if (!codeOf) return list;
  return list.with(recoded(list.rows, codeOf), recoded(list.unreadable, codeOf));
}

/** As `codedBy`, for the rows of an answer that a wider query has brought, whose names are not translated. */
export async function codedRows<Row extends PortfolioRow>(
  portfolios: Portfolios,
  wanted: readonly string[] | null,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  if (wanted === null) return rows;
  const codeOf = await coder(portfolios, wanted, await spellingsIn(rows));
  return codeOf ? recoded(rows, codeOf) : rows;
}

/** The portfolios of rows as they are written, each once. */
async function spellingsIn(rows: readonly PortfolioRow[]): Promise<readonly (string | null)[]> {
  const source = sourceOf(rows) ?? new ArrayRows(rows);
  const spellings = new ValueNumbers(source.member('portfolioCode'), (text) => text);
  await rangesInTurns(source.length, (from, to) => {
    for (let row = from; row < to; row += 1) spellings.of(row);
  });
  return spellings.keys;
}

/** The rows with other codes. Rows in columns are not made for it. */
function recoded<Row extends PortfolioRow>(
  rows: readonly Row[],
  codeOf: (text: string | null) => string | null,
): readonly Row[] {
  const withCode = (row: Row): Row => {
    const portfolioCode = codeOf(row.portfolioCode);
    return portfolioCode === row.portfolioCode ? row : { ...row, portfolioCode };
  };
  const source = sourceOf(rows);
  return source ? arrayOf(new RecodedRows(source, withCode)) : rows.map(withCode);
}

/** Gives the code for the text of a row; null if no row needs it. */
async function coder(
  portfolios: Portfolios,
  wanted: readonly string[],
  spellings: readonly (string | null)[],
): Promise<((text: string | null) => string | null) | null> {
  const codes = normalizedKeys(wanted);
  // Few portfolios have many rows, so each spelling is normalised once.
  const others = spellings.filter((text) => text !== null && !codes.has(normalizeKey(text)));
  if (others.length === 0) return null;
  const codeOf = codesByName(await portfolios());
  const codeOfText = new Map<string | null, string>(
    others.flatMap((text) => {
      const code = text === null ? undefined : codeOf.get(normalizeKey(text));
      return code === undefined ? [] : [[text, code] as const];
    }),
  );
  if (codeOfText.size === 0) return null;
  return (text) => codeOfText.get(text) ?? text;
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
