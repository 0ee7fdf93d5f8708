import { valueReaderOf, type ValueAt } from './column.ts';
import type { StoredTable } from './tableBuilder.ts';

/**
 * The rows of a table in columns. A row becomes an object each time it is touched, so that a day of calls takes the
 * memory of its columns, and a page of it the time of its rows.
 */
export class ColumnRows<Row extends object> {
  readonly length: number;
  /** The rows by time, the earliest first; null = in their own order. */
  readonly order: Uint32Array | null;
  readonly #readers: readonly (readonly [name: string, valueAt: ValueAt])[];
  readonly #as: (values: Readonly<Record<string, unknown>>) => Row;
  /** The number of each row that was made. */
  readonly #numbers = new WeakMap<Row, number>();

  constructor(
    { length, columns, order }: Pick<StoredTable, 'length' | 'columns' | 'order'>,
    as: (values: Readonly<Record<string, unknown>>) => Row,
  ) {
    this.length = length;
    this.order = order;
    this.#as = as;
    this.#readers = Object.entries(columns).map(([name, column]) => [name, valueReaderOf(column)] as const);
  }

  /** Makes the object of a row. */
  at(number: number): Row {
    const values: Record<string, unknown> = {};
    for (const [name, valueAt] of this.#readers) values[name] = valueAt(number);
    const row = this.#as(values);
    this.#numbers.set(row, number);
    return row;
  }

  /** The number of a row that `at` made; undefined for any other object. */
  numberOf(row: Row): number | undefined {
    return this.#numbers.get(row);
  }

  slice(from = 0, to = this.length): Row[] {
    const start = from < 0 ? Math.max(0, this.length + from) : from;
    const end = Math.min(this.length, to < 0 ? this.length + to : to);
    return Array.from({ length: Math.max(0, end - start) }, (_, index) => this.at(start + index));
  }
}

const columnsOf = new WeakMap<readonly object[], ColumnRows<object>>();

/** The number of rows made at once when all are visited. */
const MADE_AT_ONCE = 500;

/**
 * An array of rows that are made when they are touched. It behaves as any array that cannot be changed, except that
 * the same place gives a new object each time. `slice` and iteration are fast, and so are the functions of turn.ts.
 */
export function arrayOf<Row extends object>(rows: ColumnRows<Row>): readonly Row[] {
  const { length } = rows;
  const own: Readonly<Record<PropertyKey, unknown>> = {
    length,
    slice: (from?: number, to?: number) => rows.slice(from, to),
    [Symbol.iterator]: () => each(rows),
  };
  const numberIn = (name: PropertyKey): number | undefined => {
    if (typeof name !== 'string' || !/^\d+$/.test(name)) return undefined;
    const number = Number(name);
    return number < length ? number : undefined;
  };
  const target: Row[] = [];
  const array = new Proxy(target, {
    get: (_, name) => {
      const number = numberIn(name);
      if (number !== undefined) return rows.at(number);
      return Object.hasOwn(own, name) ? own[name] : Reflect.get(target, name);
    },
    has: (_, name) => numberIn(name) !== undefined || Reflect.has(target, name),
    getOwnPropertyDescriptor: (_, name) => {
      const number = numberIn(name);
      if (number !== undefined)
        return { value: rows.at(number), configurable: true, enumerable: true, writable: false };
      if (name === 'length') return { value: length, configurable: false, enumerable: false, writable: true };
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    ownKeys: () => [...Array.from({ length }, (_, number) => String(number)), 'length'],
    set: () => false,
    deleteProperty: () => false,
    defineProperty: () => false,
  });
  columnsOf.set(array, rows);
  return array;
}

function* each<Row extends object>(rows: ColumnRows<Row>): Generator<Row> {
  for (let from = 0; from < rows.length; from += MADE_AT_ONCE) yield* rows.slice(from, from + MADE_AT_ONCE);
}

/** The columns behind an array of `arrayOf`; undefined for any other array. */
export const columnRowsOf = (rows: readonly object[]): ColumnRows<object> | undefined => columnsOf.get(rows);
