import type { MemberReader } from './memberReader.ts';
import type { RowColumns, RowSource } from './rowSource.ts';

/** Rows in columns for one operation: a pinned row is the same object each time it is touched. */
export class PinnedRows<Row extends object> implements RowSource<Row> {
  readonly length: number;
  readonly #source: RowSource<Row>;
  readonly #pinned = new Map<number, Row>();

  constructor(source: RowSource<Row>) {
    this.#source = source;
    this.length = source.length;
  }

  get order(): Uint32Array | null {
    return this.#source.order;
  }

  get mostAtOnce(): number {
    return this.#source.mostAtOnce;
  }

  at(number: number): Row {
    return this.#pinned.get(number) ?? this.#source.at(number);
  }

  viewAt(number: number): Row {
    return this.#pinned.get(number) ?? this.#source.viewAt(number);
  }

  /** A pinned row tells the same as its columns. */
  columnsAt(number: number): RowColumns | undefined {
    return this.#source.columnsAt(number);
  }

  placeAt(number: number): number {
    return this.#source.placeAt(number);
  }

  /** The object that stands for a row from now on; undefined if the row is not one of these. */
  pin(row: Row): Row | undefined {
    const number = this.numberOf(row);
    if (number === undefined) return undefined;
    const pinned = this.#pinned.get(number) ?? this.#source.at(number);
    this.#pinned.set(number, pinned);
    return pinned;
  }

  numberOf(row: Row): number | undefined {
    return this.#source.numberOf(row);
  }

  readonly secondsAt = (number: number): number => this.#source.secondsAt(number);

  member<Name extends keyof Row & string>(name: Name): MemberReader<Row[Name]> {
    return this.#source.member(name);
  }
}
