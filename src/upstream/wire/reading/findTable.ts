import { memberAt } from './reader.ts';
import { storedTableOf } from '../columns/storedTables.ts';
import type { StoredTable } from '../columns/tableBuilder.ts';
import { isObject } from '../wire.ts';

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
  if (Array.isArray(place)) {
    const stored = storedTableOf(place);
    return stored ? { stored } : { rows: place };
  }
  if (!isObject(place)) return undefined;
  const columns = columnsIn(place, declared);
  const [first] = columns;
  if (first && columns.length > 1) {
    const length = first.values.length;
    const unequal = columns.filter((column) => column.values.length !== length);
    if (unequal.length > 0) return { unequalColumns: [first, ...unequal].map((column) => column.name) };
    const all = open
      ? columnsIn(place, Object.keys(place)).filter((column) => column.values.length === length)
      : columns;
    return {
      rows: first.values.map((_, index) =>
        Object.fromEntries(all.map((column) => [column.name, column.values[index]])),
      ),
    };
  }
  const entries = Object.entries(place);
  // One row is enough for a table. Members that are not rows count as gaps, as in a list.
  const numbered = entries.some(([, row]) => isObject(row)) && entries.every(([name]) => /^\d+$/.test(name));
  return numbered ? { rows: entries.map(([, row]) => row) } : undefined;
}

const columnsIn = (place: Record<string, unknown>, names: readonly string[]) =>
  names.flatMap((name) => {
    const values = Object.hasOwn(place, name) ? place[name] : undefined;
    return Array.isArray(values) ? [{ name, values }] : [];
  });
