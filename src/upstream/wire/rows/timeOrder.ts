import { firstFrom } from './order.ts';
import type { RowSource } from './rowSource.ts';

/** Rows in the order of their times. */
export class TimeOrder<Row extends object> {
  readonly length: number;
  readonly source: RowSource<Row>;
  readonly #order: Uint32Array | null;

  constructor(source: RowSource<Row>) {
    this.source = source;
    this.length = source.length;
    this.#order = source.order;
  }

  /** The number of the row at a place. */
  numberAt(place: number): number {
    return this.#order ? (this.#order[place] ?? 0) : place;
  }

  secondsAt(place: number): number {
    return this.source.secondsAt(this.numberAt(place));
  }

  /** The numbers of the rows at some places, in ascending order. */
  numbersIn(from: number, to: number): Uint32Array {
    const numbers = new Uint32Array(to - from);
    for (let index = 0; index < numbers.length; index += 1) numbers[index] = this.numberAt(from + index);
    return this.#order ? numbers.sort() : numbers;
  }

  /** The places of the rows of one time: from the first to before the last. */
  placesAt(seconds: number): readonly [from: number, to: number] {
    return [
      firstFrom(this.length, (place) => this.secondsAt(place) >= seconds),
      firstFrom(this.length, (place) => this.secondsAt(place) > seconds),
    ];
  }
}
