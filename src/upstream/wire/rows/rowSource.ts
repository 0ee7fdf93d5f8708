import type { MemberReader } from './memberReader.ts';
import { firstFrom, mergedOrder, mostAtOnce, orderOf, selectedOrder } from './order.ts';
import type { TextMemory } from './textMemory.ts';

/** Rows by number, and their members. */
export interface Rows<Row extends object> {
  readonly length: number;
  /** The object of a row. In columns it is made each time. */
  at(number: number): Row;
  /** Reads one member of the rows. In columns the rows are not made for it. */
  member<Name extends keyof Row & string>(name: Name): MemberReader<Row[Name]>;
}

/** Rows in the columns of one table. */
export interface RowColumns {
  /** The source of the rows. */
  readonly source: object;
  /** Reads a member of the rows; undefined if they do not have it. */
  readonly reader: (name: string) => MemberReader<unknown> | undefined;
  readonly viewAt: (number: number) => object;
  /** Texts of the rows that were written before. */
  readonly texts: TextMemory;
}

/** Rows whose order in time is known. */
export interface RowSource<Row extends object> extends Rows<Row> {
  /** The row as an object that reads its members when they are asked for: see rowView.ts. A row that is an object already is given itself. */
  viewAt(number: number): Row;
  /** The columns that a row is in; undefined if it is an object. */
  columnsAt(number: number): RowColumns | undefined;
  /** Its number in those columns. */
  placeAt(number: number): number;
  /** The number of a row that was made from this source; undefined for any other object. */
  numberOf(row: Row): number | undefined;
  /** The time that identifies a row, in seconds: see times.ts. */
  readonly secondsAt: (number: number) => number;
  /** The rows by that time, the earliest first; null if they are in this order. */
  readonly order: Uint32Array | null;
  /** The most rows of one time. */
  readonly mostAtOnce: number;
}

/** The order of rows, found when it is needed. */
abstract class Ordered {
  abstract readonly length: number;
  abstract readonly secondsAt: (number: number) => number;
  #order: { readonly value: Uint32Array | null } | undefined;
  #mostAtOnce: number | undefined;

  get order(): Uint32Array | null {
    return (this.#order ??= { value: this.findOrder() }).value;
  }

  protected findOrder(): Uint32Array | null {
    return orderOf(this.length, this.secondsAt);
  }

  get mostAtOnce(): number {
    return (this.#mostAtOnce ??= mostAtOnce(this));
  }
}

/** Rows that are objects already. */
export class ArrayRows<Row extends object> extends Ordered implements RowSource<Row> {
  readonly length: number;
  readonly secondsAt: (number: number) => number;
  readonly #rows: readonly Row[];
  #numbers: ReadonlyMap<Row, number> | undefined;

  /** @param secondsOf the time that identifies a row; left out if the rows are not ordered by time */
  constructor(rows: readonly Row[], secondsOf: (row: Row) => number = () => 0) {
    super();
    this.#rows = rows;
    this.length = rows.length;
    this.secondsAt = (number) => secondsOf(this.at(number));
  }

  at(number: number): Row {
    const row = this.#rows[number];
    if (!row) throw new RangeError('There is no such row.');
    return row;
  }

  viewAt(number: number): Row {
    return this.at(number);
  }

  columnsAt(): undefined {
    return undefined;
  }

  placeAt(number: number): number {
    return number;
  }

  numberOf(row: Row): number | undefined {
    this.#numbers ??= new Map(this.#rows.map((one, number) => [one, number]));
    return this.#numbers.get(row);
  }

  member<Name extends keyof Row & string>(name: Name): MemberReader<Row[Name]> {
    return { at: (number) => this.at(number)[name] };
  }
}

/** A smaller share of the rows is ordered anew. A larger one takes the order of all. */
const FEW = 1 / 8;

/** Some rows of a source. */
export class SelectedRows<Row extends object> extends Ordered implements RowSource<Row> {
  readonly length: number;
  readonly #source: RowSource<Row>;
  readonly #numbers: Uint32Array;

  /** @param numbers in ascending order */
  constructor(source: RowSource<Row>, numbers: Uint32Array) {
    super();
    this.#source = source;
    this.#numbers = numbers;
    this.length = numbers.length;
  }

  at(number: number): Row {
    return this.#source.at(this.#in(number));
  }

  viewAt(number: number): Row {
    return this.#source.viewAt(this.#in(number));
  }

  columnsAt(number: number): RowColumns | undefined {
    return this.#source.columnsAt(this.#in(number));
  }

  placeAt(number: number): number {
    return this.#source.placeAt(this.#in(number));
  }

  numberOf(row: Row): number | undefined {
    const wanted = this.#source.numberOf(row);
    if (wanted === undefined) return undefined;
    const number = firstFrom(this.length, (each) => this.#in(each) >= wanted);
    return this.#numbers[number] === wanted ? number : undefined;
  }

  readonly secondsAt = (number: number): number => this.#source.secondsAt(this.#in(number));

  protected override findOrder(): Uint32Array | null {
    const { order } = this.#source;
    if (order && this.length < order.length * FEW) return orderOf(this.length, this.secondsAt);
    return order && selectedOrder(order, this.#numbers);
  }

  member<Name extends keyof Row & string>(name: Name): MemberReader<Row[Name]> {
    const { at, codes, secondsAt } = this.#source.member(name);
    return {
      at: (number) => at(this.#in(number)),
      codes: codes && { count: codes.count, at: (number) => codes.at(this.#in(number)) },
      secondsAt: secondsAt && ((number) => secondsAt(this.#in(number))),
    };
  }

  #in(number: number): number {
    return this.#numbers[number] ?? 0;
  }
}

/** A source in several, and the number of its first row there. */
interface JoinedPart<Row extends object> {
  readonly source: RowSource<Row>;
  readonly from: number;
  readonly to: number;
}

/** The rows of several sources, one after the other. */
export class JoinedRows<Row extends object> extends Ordered implements RowSource<Row> {
  readonly length: number;
  readonly #parts: readonly JoinedPart<Row>[];
  /** The part of the row that was read last: the next row is usually of the same. */
  #last: JoinedPart<Row> | undefined;

  constructor(sources: readonly RowSource<Row>[]) {
    super();
    let from = 0;
    this.#parts = sources.map((source) => {
      const part = { source, from, to: from + source.length };
      from = part.to;
      return part;
    });
    this.length = from;
  }

  at(number: number): Row {
    const { source, from } = this.#partOf(number);
    return source.at(number - from);
  }

  viewAt(number: number): Row {
    const { source, from } = this.#partOf(number);
    return source.viewAt(number - from);
  }

  columnsAt(number: number): RowColumns | undefined {
    const { source, from } = this.#partOf(number);
    return source.columnsAt(number - from);
  }

  placeAt(number: number): number {
    const { source, from } = this.#partOf(number);
    return source.placeAt(number - from);
  }

  numberOf(row: Row): number | undefined {
    for (const { source, from } of this.#parts) {
      const own = source.numberOf(row);
      if (own !== undefined) return from + own;
    }
    return undefined;
  }

  readonly secondsAt = (number: number): number => {
    const { source, from } = this.#partOf(number);
    return source.secondsAt(number - from);
  };

  protected override findOrder(): Uint32Array | null {
    const orders = this.#parts.map(({ source: { order, length }, from }) =>
      Uint32Array.from({ length }, (_, place) => from + (order?.[place] ?? place)),
    );
    return mergedOrder(orders, this.secondsAt);
  }

  member<Name extends keyof Row & string>(name: Name): MemberReader<Row[Name]> {
    const readers = new Map<JoinedPart<Row>, JoinedReader<Row[Name]>>();
    let count = 0;
    for (const part of this.#parts) {
      const reader = part.source.member(name);
      readers.set(part, { ...reader, firstCode: count });
      count += reader.codes?.count ?? 0;
    }
    const read = <Value>(
      number: number,
      as: (reader: JoinedReader<Row[Name]>, own: number) => Value,
    ): Value => {
      const part = this.#partOf(number);
      const reader = readers.get(part);
      if (!reader) throw new RangeError('There is no such part.');
      return as(reader, number - part.from);
    };
    const all = [...readers.values()];
    const areCoded = all.every(({ codes }) => codes);
    const areTimes = all.every(({ secondsAt }) => secondsAt);
    return {
      at: (number) => read(number, ({ at }, own) => at(own)),
      codes: areCoded
        ? {
            count,
            at: (number) => read(number, ({ codes, firstCode }, own) => firstCode + (codes?.at(own) ?? 0)),
          }
        : undefined,
      secondsAt: areTimes
        ? (number) => read(number, ({ secondsAt }, own) => secondsAt?.(own) ?? NaN)
        : undefined,
    };
  }

  #partOf(number: number): JoinedPart<Row> {
    const last = this.#last;
    if (last && last.from <= number && number < last.to) return last;
    const index = firstFrom(this.#parts.length, (each) => (this.#parts[each]?.from ?? 0) > number) - 1;
    const part = this.#parts[index];
    if (!part) throw new RangeError('There is no such row.');
    return (this.#last = part);
  }
}

/** Reads a member in one of several sources, whose codes begin at `firstCode`. */
type JoinedReader<Value> = MemberReader<Value> & { readonly firstCode: number };
