import { memberAt } from './reader.ts';
import { storedTableOf } from '../columns/storedTables.ts';
import type { StoredTable } from '../columns/building/tableBuilder.ts';
import { isObject } from '../wire.ts';
import { formOf } from './tableForm.ts';

/** A table as received. Its rows are not yet checked, except those that were read into columns as they arrived. */
export type RawTable =
  | { readonly rows: readonly unknown[] }
  | { readonly stored: StoredTable }
  | { readonly unequalColumns: readonly string[] };

/** The members of an object that may be a table's columns. */
export interface Columns {
  readonly declared: readonly string[];
  /** True if other members are columns too. */
  readonly open: boolean;
}

/**
 * Finds a table: at `at` below `data`, at `at`, as `data` itself, or as the answer itself; undefined if there is
 * none.
 *
 * @param isMain false for a side table, which is looked for at `at` only
 */
export function findTable(
  answer: unknown,
  at: string,
  columns: Columns,
  isMain: boolean,
): RawTable | undefined {
  const data = memberAt(answer, 'data');
  const named = [memberAt(data, at), memberAt(answer, at)];
  for (const place of isMain ? [...named, data, answer] : named) {
    const found = asTable(place, columns);
    if (found) return found;
  }
  // PHP prints an empty array as [] or {}, and a query without rows as null. False means a failed query.
  const isEmpty = [...named, ...objectAbove(answer, at)].some(isNothing);
  // If there are no rows at all, there is no side table either.
  const isAllEmpty =
    data === null || (Array.isArray(data) && data.length === 0 && !storedTableOf(data)?.received);
  return isEmpty || isAllEmpty ? { rows: [] } : undefined;
}

/** The members that may hold the object around a nested table: `agent_report` of `agent_report.rows`. */
function objectAbove(answer: unknown, at: string): unknown[] {
  const above = at.split('.').slice(0, -1).join('.');
  return above === '' ? [] : [memberAt(answer, `data.${above}`), memberAt(answer, above)];
}

const isNothing = (place: unknown): boolean =>
  place === null || (typeof place === 'object' && Object.keys(place).length === 0);

function asTable(place: unknown, { declared, open }: Columns): RawTable | undefined {
  if (!isPlace(place)) return undefined;
  const stored = storedTableOf(place);
  if (stored) return { stored };
  if (Array.isArray(place)) return { rows: place };
  const form = isObject(place) ? formOf(place, declared, open) : undefined;
  if (form?.kind === 'unequal columns') return { unequalColumns: form.names };
  return form && { rows: form.rows(0, form.length) };
}

const isPlace = (place: unknown): place is object => typeof place === 'object' && place !== null;
