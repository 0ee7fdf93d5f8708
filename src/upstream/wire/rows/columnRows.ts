import {
  codesOf,
  secondsReaderOf,
  valueReaderOf,
  type StoredColumn,
  type ValueAt,
} from '../columns/column.ts';
import { mostAtOnce } from './order.ts';
import type { Codes, MemberReader } from './memberReader.ts';
import type { RowColumns, RowSource } from './rowSource.ts';
import { RowView, viewsOf, type ViewedColumns } from './rowView.ts';
import { textMemoryOf, type TextMemory } from './textMemory.ts';
import type { StoredTable } from '../columns/building/tableBuilder.ts';

/** The columns behind a table's rows, and how a row is made of them. */
export interface ColumnRowsOptions<Row extends object> {
  readonly stored: Pick<StoredTable, 'length' | 'columns' | 'order' | 'time'>;
  /** Makes the model of a row. */
  readonly as: (values: Readonly<Record<string, unknown>>) => Row;
  /** How members of the model follow from a row: see `MemberSource`. */
  readonly members?: Readonly<Record<string, MemberSource>>;
}

/**
 * How a member of a model follows from its row, so that it can be read without the row's object: it is a copy of the
 * member of that name on the wire, or it is made of that member alone. Null = it is the same in all rows.
 */
export type MemberSource = string | { readonly madeOf: string | null };

/**
 * The rows of a table in columns. A row becomes an object each time it is touched, so that a day of calls takes the
 * memory of its columns, and a page of it the time of its rows.
 */
export class ColumnRows<Row extends object> implements RowSource<Row> {
  readonly length: number;
  readonly order: Uint32Array | null;
  readonly secondsAt: (number: number) => number;
  readonly #columns: Readonly<Record<string, StoredColumn>>;
  #mostAtOnce: number | undefined;
  #viewed: ViewedColumns<Row> | undefined;
  readonly #texts: TextMemory;
  readonly #View: ReturnType<typeof viewOf>;
  readonly #as: (values: Readonly<Record<string, unknown>>) => Row;
  readonly #members: Readonly<Record<string, MemberSource>>;

  constructor({ stored, as, members = {} }: ColumnRowsOptions<Row>) {
    const { length, columns, order, time } = stored;
    this.#texts = textMemoryOf(stored);
    this.length = length;
    this.order = order;
    this.#as = as;
    this.#columns = columns;
    this.#members = members;
    this.#View = viewOf(
      Object.entries(columns).map(([name, column]) => [name, valueReaderOf(column)] as const),
    );
    this.secondsAt = secondsReaderOf(time === null ? undefined : columns[time]);
  }

  get mostAtOnce(): number {
    return (this.#mostAtOnce ??= mostAtOnce(this));
  }

  at(number: number): Row {
    const row = this.#as(new this.#View(number));
    Made.note(row, this, number);
    return row;
  }

  viewAt(number: number): Row {
    return this.#views.viewAt(number);
  }

  columnsAt(): RowColumns {
    return this.#views.columns;
  }

  placeAt(number: number): number {
    return number;
  }

  get #views(): ViewedColumns<Row> {
    return (this.#viewed ??= viewsOf(this, this.#texts));
  }

  numberOf(row: Row): number | undefined {
    return RowView.columnsOf(row)?.source === this ? RowView.numberOf(row) : Made.numberOf(row, this);
  }

  member<Name extends keyof Row & string>(name: Name): MemberReader<Row[Name]> {
    const from = Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
    const made = (number: number): Row[Name] => this.#as(new this.#View(number))[name];
    if (from === undefined) return { at: made };
    const wire = typeof from === 'string' ? from : from.madeOf;
    if (wire === null) return rememberingByCode(made, { count: 1, at: () => 0 });
    const column = this.#columns[wire];
    const codes = column && codesOf(column);
    if (column && typeof from === 'string')
      return {
        ...copying(made, valueReaderOf(column)),
        codes,
        secondsAt: column.kind === 'times' ? secondsReaderOf(column) : undefined,
        texts: column.kind === 'texts' && column.codes === null && column.isAscii ? column : undefined,
      };
    return codes ? rememberingByCode(made, codes) : { at: made };
  }
}

/** Reads a member that is the same in all rows with the same code. */
function rememberingByCode<Value>(made: (number: number) => Value, codes: Codes): MemberReader<Value> {
  const known = new Map<number, { readonly value: Value }>();
  return {
    codes,
    at: (number) => {
      const code = codes.at(number);
      let one = known.get(code);
      if (!one) known.set(code, (one = { value: made(number) }));
      return one.value;
    },
  };
}

/** Reads a member that is a copy of a column's value. @param made would make the row; it tells the type */
const copying = <Value>(made: (number: number) => Value, valueAt: ValueAt): MemberReader<Value> => ({
  at: (number) => {
    const value = valueAt(number);
    return isCopy(made, value) ? value : made(number);
  },
});

/** True if a value of a column can be in a model. */
const isCopy = <Value>(_made: (number: number) => Value, value: unknown): value is Value =>
  value !== undefined;

/** Objects that read the values of one row each from its columns, when they are asked for. */
function viewOf(readers: readonly (readonly [name: string, valueAt: ValueAt])[]) {
  return class View {
    readonly [name: string]: unknown;
    readonly #number: number;

    constructor(number: number) {
      this.#number = number;
    }

    static {
      for (const [name, valueAt] of readers) {
        Object.defineProperty(this.prototype, name, {
          get(this: View) {
            return valueAt(this.#number);
          },
        });
      }
    }
  };
}

/** Makes `super` return the object that is given, so that a subclass adds its private members to it. */
// oxlint-disable-next-line typescript/no-extraneous-class -- only a constructor can do that
class Given {
  constructor(object: object) {
    // oxlint-disable-next-line no-constructor-return -- that is what this class is for
    return object;
  }
}

/** Notes on a row itself where it comes from. A WeakMap of all rows takes several times as long as to make them. */
class Made extends Given {
  readonly #from: object;
  readonly #number: number;

  private constructor(row: object, from: object, number: number) {
    super(row);
    this.#from = from;
    this.#number = number;
  }

  static note(row: object, from: object, number: number): void {
    void new Made(row, from, number);
  }

  /** The number of a row in its source; undefined if it is not from there. */
  static numberOf(row: object, from: object): number | undefined {
    return #from in row && row.#from === from ? row.#number : undefined;
  }
}

/** Notes on a row where it comes from: once for each object. */
export const noteOrigin = (row: object, from: object, number: number): void => Made.note(row, from, number);

/** The number that was noted on a row; undefined if it is from elsewhere. */
export const numberFrom = (row: object, from: object): number | undefined => Made.numberOf(row, from);

/** The sources of arrays; a WeakMap cannot tell the type of rows. */
const sources = new WeakMap<readonly object[], RowSource<object>>();

/** The number of rows made at once when all are visited. */
const MADE_AT_ONCE = 500;

/**
 * An array of rows that are made when they are touched. It behaves as any array that cannot be changed, except that
 * the same place gives a new object each time. `slice` and iteration are fast, and so are the functions of turn.ts.
 */
export function arrayOf<Row extends object>(rows: RowSource<Row>): readonly Row[] {
  const { length } = rows;
  const slice = (from = 0, to = length): Row[] => sliceOf(rows, from, to);
  const own: Readonly<Record<PropertyKey, unknown>> = {
    length,
    slice,
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
  sources.set(array, rows);
  return array;
}

function sliceOf<Row extends object>(rows: RowSource<Row>, from: number, to: number): Row[] {
  const start = from < 0 ? Math.max(0, rows.length + from) : from;
  const end = Math.min(rows.length, to < 0 ? rows.length + to : to);
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => rows.at(start + index));
}

function* each<Row extends object>(rows: RowSource<Row>): Generator<Row> {
  for (let from = 0; from < rows.length; from += MADE_AT_ONCE)
    yield* sliceOf(rows, from, from + MADE_AT_ONCE);
}

/** The source behind an array of `arrayOf`; undefined for any other array. */
export function sourceOf<Row extends object>(rows: readonly Row[]): RowSource<Row> | undefined {
  const source = sources.get(rows);
  return isSourceOf(rows, source) ? source : undefined;
}

/** True if there is a source: it makes the rows of its own array. */
const isSourceOf = <Row extends object>(
  _rows: readonly Row[],
  source: RowSource<object> | undefined,
): source is RowSource<Row> => source !== undefined;
