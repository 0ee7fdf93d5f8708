import type { MemberReader } from './memberReader.ts';

/**
 * Numbers for the values of a member, from 0 on: equal values have equal numbers. A value that repeats in columns is
 * read once.
 */
export class ValueNumbers<Value, Key = Value> {
  readonly #reader: MemberReader<Value>;
  readonly #keyOf: (value: Value) => Key;
  readonly #byKey = new Map<Key, number>();
  /** So that equal values give their key once. */
  readonly #byValue = new Map<Value, number>();
  readonly #byCode: Int32Array;

  /** @param keyOf values with equal keys are equal */
  constructor(reader: MemberReader<Value>, keyOf: (value: Value) => Key) {
    this.#reader = reader;
    this.#keyOf = keyOf;
    this.#byCode = new Int32Array(reader.codes?.count ?? 0).fill(UNKNOWN);
  }

  /** The number of values so far. */
  get count(): number {
    return this.#byKey.size;
  }

  /** The keys so far, by number. */
  get keys(): readonly Key[] {
    return [...this.#byKey.keys()];
  }

  numberOfKey(key: Key): number | undefined {
    return this.#byKey.get(key);
  }

  /** The number of a row's value. */
  of(row: number): number {
    const { at, codes } = this.#reader;
    const code = codes ? codes.at(row) : UNKNOWN;
    const known = this.#byCode[code] ?? UNKNOWN;
    if (known !== UNKNOWN) return known;
    const value = at(row);
    let number = this.#byValue.get(value);
    if (number === undefined) {
      number = this.#ofKey(this.#keyOf(value));
      if (this.#byValue.size < MOST_VALUES) this.#byValue.set(value, number);
    }
    if (codes) this.#byCode[code] = number;
    return number;
  }

  #ofKey(key: Key): number {
    const number = this.#byKey.get(key) ?? this.#byKey.size;
    this.#byKey.set(key, number);
    return number;
  }
}

const UNKNOWN = -1;

/** More values hardly repeat, and each would take memory twice. */
const MOST_VALUES = 10_000;
