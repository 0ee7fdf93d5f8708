import { isObject } from '../wire.ts';
import { placeAt } from './restTables.ts';
import type { StoredTable } from './building/tableBuilder.ts';

const tables = new WeakMap<object, StoredTable>();

/** The rows that were read before the rest of their answer; undefined for a place that still has its rows. */
export const storedTableOf = (place: object): StoredTable | undefined => tables.get(place);

/**
 * Puts tables into the answer that they were taken from. Each stands for the empty array at its path, or belongs to
 * the object there.
 *
 * @param stored the tables by their paths: `data.rows`; '' = the answer itself
 */
export function putTables(answer: unknown, stored: ReadonlyMap<string, StoredTable>): void {
  for (const [path, table] of stored) {
    const place = placeAt(answer, path);
    // If the answer has the member twice, the last one counts, and it need not be an array.
    const isThere = table.isObject ? isObject(place) : Array.isArray(place) && place.length === 0;
    if (isThere && typeof place === 'object' && place !== null) tables.set(place, table);
  }
}
