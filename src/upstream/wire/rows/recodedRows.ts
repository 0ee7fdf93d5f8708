import { noteOrigin, numberFrom } from './columnRows.ts';
import type { MemberReader } from './memberReader.ts';
import type { RowSource } from './rowSource.ts';

/** The rows of a source with another portfolio code, made when they are touched. */
export class RecodedRows<Row extends { readonly portfolioCode: string | null }> implements RowSource<Row> {
  readonly length: number;
  readonly secondsAt: (number: number) => number;
  readonly #source: RowSource<Row>;
  readonly #recoded: (row: Row) => Row;

  /** @param recoded gives the row, or a copy with another code that depends on its code alone */
  constructor(source: RowSource<Row>, recoded: (row: Row) => Row) {
    this.#source = source;
    this.#recoded = recoded;
    this.length = source.length;
    this.secondsAt = source.secondsAt;
  }

  get order(): Uint32Array | null {
    return this.#source.order;
  }

  get mostAtOnce(): number {
    return this.#source.mostAtOnce;
  }

  at(number: number): Row {
    const row = this.#source.at(number);
    const made = this.#recoded(row);
    if (made !== row) noteOrigin(made, this, number);
    return made;
  }

  viewAt(number: number): Row {
    return this.at(number);
  }

  /** Its columns have the other code. */
  columnsAt(): undefined {
    return undefined;
  }

  placeAt(number: number): number {
    return number;
  }

  numberOf(row: Row): number | undefined {
    return numberFrom(row, this) ?? this.#source.numberOf(row);
  }

  member<Name extends keyof Row & string>(name: Name): MemberReader<Row[Name]> {
    const reader = this.#source.member(name);
    if (name !== 'portfolioCode') return reader;
    const made = (number: number): Row[Name] => this.at(number)[name];
    return { at: made, codes: reader.codes };
  }
}
