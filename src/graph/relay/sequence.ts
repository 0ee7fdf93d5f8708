import type { RowSource } from '../../upstream/wire/rows/rowSource.ts';
import type { SortKey } from './cursor.ts';

/** Items in order, each made when it is asked for. */
export interface Sequence<Item> {
  readonly length: number;
  at(place: number): Item | undefined;
}

/** Rows of a source in order. */
export interface RowSequence<Row extends object> extends Sequence<Row> {
  readonly source: RowSource<Row>;
  /** The number of the row at a place in its source. */
  numberAt(place: number): number;
}

/** A row with its sort key. */
export interface Keyed<Row> {
  readonly row: Row;
  readonly key: SortKey;
  readonly tie: (() => string) | undefined;
}

/** The key of a row in a cursor. */
export const wholeKey = ({ key, tie }: Pick<Keyed<never>, 'key' | 'tie'>): SortKey =>
  tie ? [...key, tie()] : key;

/** How many of the first items pass, in a list in which all that pass come first. */
export function countUntil<Item>(items: Sequence<Item>, passes: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items.at(middle);
    if (item !== undefined && passes(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Compares keys part by part. Null goes last in both directions, and numbers go before strings if the dialer mixes them. */
export function compareKeys(a: SortKey, b: SortKey, directions: readonly (1 | -1)[]): number {
  // Sorting 100,000 rows compares two million keys: no iterator, and no array for each pair.
  for (let index = 0; index < a.length; index += 1) {
    const left = a[index];
    const right = b[index];
    if (left === undefined || right === undefined) return 1;
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
    return (left < right ? -1 : 1) * (directions[index] ?? 1);
  }
  return a.length - b.length;
}
