import { isObject } from '../wire.ts';
import type { StoredTable } from './tableBuilder.ts';

const tables = new WeakMap<readonly unknown[], StoredTable>();

/** The rows that were read before the rest of their answer; undefined for an array that still has its rows. */
export const storedTableOf = (array: readonly unknown[]): StoredTable | undefined => tables.get(array);

/**
 * Puts tables into the answer that they were taken from. Each stands for the empty array at its path.
 *
 * @param stored the tables by their paths: `data.rows`; '' = the answer itself
 */
export function putTables(answer: unknown, stored: ReadonlyMap<string, StoredTable>): void {
  for (const [path, table] of stored) {
    let place = answer;
    for (const name of path === '' ? [] : path.split('.')) {
      place = isObject(place) && Object.hasOwn(place, name) ? place[name] : undefined;
    }
    // If the answer has the member twice, the last one counts, and it need not be an array.
    if (Array.isArray(place) && place.length === 0) tables.set(place, table);
  }
}
