/** An inbound call's portfolio may be written as its code or as its name. */
import { normalizedKeys, normalizeKey } from '../upstream/wire/normalizeKey.ts';
import type { Listing } from './listing.ts';
import { inPortfolio } from './portfolioFilter.ts';

export interface NamedPortfolio {
  readonly code: string;
  readonly name: string | null;
}

interface PortfolioRow {
  readonly portfolioCode: string | null;
}

/**
 * A list of rows, each with its portfolio's code in place of the name. The list of portfolios is fetched only if a
 * row has a text that is not one of the wanted codes.
 *
 * @param wanted the codes in the query's filter; null = no filter, so that names need no translation
 */
export async function codedBy<Row extends PortfolioRow>(
  portfolios: () => Promise<readonly NamedPortfolio[]>,
  wanted: readonly string[] | null,
  list: Listing<Row>,
): Promise<Listing<Row>> {
  if (wanted === null) return list;
  const codes = normalizedKeys(wanted);
  const isOther = ({ portfolioCode }: PortfolioRow): boolean =>
    portfolioCode !== null && !codes.has(normalizeKey(portfolioCode));
  const isOtherCode = (code: string | null): boolean => isOther({ portfolioCode: code });
  if (!list.hasMet(inPortfolio(isOtherCode)) && !list.unreadable.some(isOther)) return list;
  const codeOf = codesByName(await portfolios());
  const coded = <Some extends PortfolioRow>(row: Some): Some =>
    isOther(row) && row.portfolioCode !== null
      ? { ...row, portfolioCode: codeOf.get(normalizeKey(row.portfolioCode)) ?? row.portfolioCode }
      : row;
  return list.with(list.rows.map(coded), list.unreadable.map(coded));
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
