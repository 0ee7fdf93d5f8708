import { firstFrom, mostAtOnce, orderOf } from './order.ts';

/** Rows that are made when they are touched, by number. */
export interface RowSource<Row extends object> {
  readonly length: number;
  /** Makes the object of a row. */
  at(number: number): Row;
  /** The number of a row that was made from this source; undefined for any other object. */
  numberOf(row: Row): number | undefined;
  /** The time that identifies a row, in seconds: see times.ts. */
  readonly secondsAt: (number: number) => number;
  /** The rows by that time, the earliest first; null if they are in this order. */
  readonly order: Uint32Array | null;
  /** The most rows of one time. */
  readonly mostAtOnce: number;
  /** Reads a member of the model from its column; undefined if it has no column of texts of its own. */
  textsOf(member: string): TextsOf | undefined;
}

/** The texts of one member, by row. Equal texts of repeating columns have the same code. */
export interface TextsOf {
  readonly textAt: (number: number) => string | null;
  /** The code of a row's text; undefined if the column does not repeat its texts. */
  readonly codeAt: ((number: number) => number) | undefined;
}

/** Some rows of a source. */
export class SelectedRows<Row extends object> implements RowSource<Row> {
  readonly length: number;
  readonly #source: RowSource<Row>;
  readonly #numbers: Uint32Array;
  #order: { readonly value: Uint32Array | null } | undefined;
  #mostAtOnce: number | undefined;

  /** @param numbers in ascending order */
  constructor(source: RowSource<Row>, numbers: Uint32Array) {
    this.#source = source;
    this.#numbers = numbers;
    this.length = numbers.length;
  }

  get order(): Uint32Array | null {
    return (this.#order ??= { value: orderOf(this.length, this.secondsAt) }).value;
  }

  get mostAtOnce(): number {
    return (this.#mostAtOnce ??= mostAtOnce(this));
  }

  at(number: number): Row {
    return this.#source.at(this.#in(number));
  }

  numberOf(row: Row): number | undefined {
    const wanted = this.#source.numberOf(row);
    if (wanted === undefined) return undefined;
    const number = firstFrom(this.length, (each) => this.#in(each) >= wanted);
    return this.#numbers[number] === wanted ? number : undefined;
  }

  readonly secondsAt = (number: number): number => this.#source.secondsAt(this.#in(number));

  textsOf(member: string): TextsOf | undefined {
    const texts = this.#source.textsOf(member);
    const codeAt = texts?.codeAt;
    return (
      texts && {
        textAt: (number) => texts.textAt(this.#in(number)),
        codeAt: codeAt && ((number) => codeAt(this.#in(number))),
      }
    );
  }

  #in(number: number): number {
    return this.#numbers[number] ?? 0;
  }
}

/** The rows of several sources, one after the other. */
export class JoinedRows<Row extends object> implements RowSource<Row> {
  readonly length: number;
  readonly #parts: readonly { readonly source: RowSource<Row>; readonly from: number }[];
  #order: { readonly value: Uint32Array | null } | undefined;
  #mostAtOnce: number | undefined;

  constructor(sources: readonly RowSource<Row>[]) {
    let from = 0;
    this.#parts = sources.map((source) => {
      const part = { source, from };
      from += source.length;
      return part;
    });
    this.length = from;
  }

  get order(): Uint32Array | null {
    return (this.#order ??= { value: orderOf(this.length, this.secondsAt) }).value;
  }

  get mostAtOnce(): number {
    return (this.#mostAtOnce ??= mostAtOnce(this));
  }

  at(number: number): Row {
    return this.#in(number, (source, own) => source.at(own));
  }

  numberOf(row: Row): number | undefined {
    for (const { source, from } of this.#parts) {
      const own = source.numberOf(row);
      if (own !== undefined) return from + own;
    }
    return undefined;
  }

  readonly secondsAt = (number: number): number => this.#in(number, (source, own) => source.secondsAt(own));

  textsOf(member: string): TextsOf | undefined {
    const all = new Map(this.#parts.map(({ source }) => [source, source.textsOf(member)] as const));
    if ([...all.values()].includes(undefined)) return undefined;
    return {
      textAt: (number) => this.#in(number, (source, own) => all.get(source)?.textAt(own) ?? null),
      // Each part has codes of its own.
      codeAt: undefined,
    };
  }

  #in<Value>(number: number, read: (source: RowSource<Row>, own: number) => Value): Value {
    const part =
      this.#parts[firstFrom(this.#parts.length, (each) => (this.#parts[each]?.from ?? 0) > number) - 1];
    if (!part) throw new RangeError('There is no such row.');
    return read(part.source, number - part.from);
  }
}

/** The numbers of the rows whose member passes. A text that repeats is tested once. */
export function numbersWhere(
  { textAt, codeAt }: TextsOf,
  length: number,
  passes: (text: string | null) => boolean,
): Uint32Array {
  const numbers = new Uint32Array(length);
  const known: (boolean | undefined)[] = [];
  let count = 0;
  for (let number = 0; number < length; number += 1) {
    const code = codeAt?.(number);
    const isIn = code === undefined ? passes(textAt(number)) : (known[code] ??= passes(textAt(number)));
    if (isIn) numbers[count++] = number;
  }
  return numbers.slice(0, count);
}
