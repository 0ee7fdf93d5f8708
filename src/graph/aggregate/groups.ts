/** Groups of rows, by number: their sizes, keys and order. */
import { firstInTurns } from '../../upstream/promises/turn.ts';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { MemberReader } from '../../upstream/wire/rows/memberReader.ts';
import type { Rows } from '../../upstream/wire/rows/rowSource.ts';
import { ValueNumbers } from '../../upstream/wire/rows/valueNumbers.ts';

/** The key of a group in one dimension, which all of its rows share; null = the rows have no value. */
export type GroupKey = string | null;

/** One dimension by which rows are grouped. */
export interface Dimension<Row extends object> {
  /** Reads the values. In columns a value that repeats is read once, and no row is made. */
  readonly read: (rows: Rows<Row>) => MemberReader<GroupKey>;
  /** Values with equal results are the same; null = no value. Default: values that differ only in case are the same. */
  readonly same?: (value: string) => GroupKey;
  /** The key that is shown for a value. Default: the value. */
  readonly keyOf?: (value: string) => string;
  /** The place of a value in the order of values. Default: texts are ordered by their normal form. */
  readonly placeOf?: (value: string) => number;
}

/** A dimension whose values are made of whole rows. */
export const ofRow = <Row extends object>(valueOf: (row: Row) => GroupKey): Dimension<Row> => ({
  read: (rows) => ({ at: (number) => valueOf(rows.at(number)) }),
});

/** Numbers by group, all 0 at first. */
export class Sums {
  #values = new Float64Array(64);

  of(group: number): number {
    return this.#values[group] ?? 0;
  }

  add(group: number, value: number): void {
    this.set(group, this.of(group) + value);
  }

  set(group: number, value: number): void {
    if (group >= this.#values.length) {
      const values = new Float64Array(2 * (group + 1));
      values.set(this.#values);
      this.#values = values;
    }
    this.#values[group] = value;
  }
}

/** More than the number of rows can be, so that a pair of numbers fits into one number. */
const MOST_ROWS = 2 ** 26;

/** A number for each pair of numbers, from 0 on. */
export class Pairs {
  readonly #numbers = new Map<number, number>();

  get count(): number {
    return this.#numbers.size;
  }

  of(one: number, other: number): number {
    const pair = one * MOST_ROWS + other;
    let number = this.#numbers.get(pair);
    if (number === undefined) this.#numbers.set(pair, (number = this.#numbers.size));
    return number;
  }
}

/** Groups of rows. */
export class Groups {
  readonly #dimensions: readonly DimensionValues[];
  readonly #pairs: readonly Pairs[];
  readonly #sizes = new Sums();
  /** A row of each group. */
  readonly #firstRows = new Sums();
  #count = 0;

  constructor(dimensions: readonly DimensionValues[]) {
    this.#dimensions = dimensions;
    this.#pairs = dimensions.slice(1).map(() => new Pairs());
  }

  /** The number of groups. */
  get count(): number {
    return this.#count;
  }

  /** Adds a row. @returns its group */
  add(row: number): number {
    const [first, ...others] = this.#dimensions;
    let group = first?.numberOf(row) ?? 0;
    for (const [index, dimension] of others.entries())
      group = this.#pairs[index]?.of(group, dimension.numberOf(row)) ?? 0;
    if (group >= this.#count) {
      this.#count = group + 1;
      this.#firstRows.set(group, row);
    }
    this.#sizes.add(group, 1);
    return group;
  }

  sizeOf(group: number): number {
    return this.#sizes.of(group);
  }

  /** The value of a group in a dimension: that of its first row. */
  valueOf(group: number, dimension: number): GroupKey {
    return this.#dimensions[dimension]?.valueAt(this.#firstRows.of(group)) ?? null;
  }

  keysOf(group: number): readonly GroupKey[] {
    return this.#dimensions.map((dimension) => dimension.keyAt(this.#firstRows.of(group)));
  }

  /**
   * Compares two groups by their first dimensions, in the order of values.
   *
   * @param nulls where a group without a value comes
   */
  compare(
    one: number,
    other: number,
    {
      sign = 1,
      nulls = 'last',
      most = this.#dimensions.length,
    }: { readonly sign?: 1 | -1; readonly nulls?: 'first' | 'last'; readonly most?: number } = {},
  ): number {
    const [row, otherRow] = [this.#firstRows.of(one), this.#firstRows.of(other)];
    for (const dimension of this.#dimensions.slice(0, most)) {
      const order = compared(dimension.placeAt(row), dimension.placeAt(otherRow), sign, nulls);
      if (order !== 0) return order;
    }
    return 0;
  }

  /**
   * The groups of at least `minCount` rows, in an order: at most `first` of them. Equal ones are ordered by size, the
   * largest first, then by their keys. With `withoutNull`, only groups without a key that is null.
   */
  chosen(
    compare: (one: number, other: number) => number,
    {
      minCount,
      withoutNull = false,
      first,
    }: {
      readonly minCount?: number | null | undefined;
      readonly withoutNull?: boolean;
      readonly first: number | null | undefined;
    },
  ): Promise<readonly number[]> {
    const least = minCount ?? 0;
    const all = Array.from({ length: this.#count }, (_, group) => group);
    const large = least > 1 ? all.filter((group) => this.sizeOf(group) >= least) : all;
    return firstInTurns(
      withoutNull ? large.filter((group) => !this.keysOf(group).includes(null)) : large,
      (one, other) =>
        compare(one, other) ||
        this.sizeOf(other) - this.sizeOf(one) ||
        this.compare(one, other, { nulls: 'first' }),
      first ?? Infinity,
    );
  }
}

/** Compares two values. Null goes to the same end in both directions. */
export function compared<Value extends string | number>(
  one: Value | null,
  other: Value | null,
  sign: 1 | -1,
  nulls: 'first' | 'last' = 'last',
): number {
  if (one === null || other === null)
    return one === other ? 0 : (one === null) === (nulls === 'first') ? -1 : 1;
  return one === other ? 0 : one < other ? -sign : sign;
}

/** The values of rows in a dimension. */
export class DimensionValues {
  readonly valueAt: (row: number) => GroupKey;
  readonly #numbers: ValueNumbers<GroupKey>;
  readonly #same: (value: GroupKey) => GroupKey;
  readonly #keyOf: (value: string) => string;
  readonly #placeOf: (value: string) => string | number | null;

  constructor(
    reader: MemberReader<GroupKey>,
    { same = normalizeKey, keyOf = itself, placeOf }: Omit<Dimension<never>, 'read'>,
  ) {
    this.valueAt = reader.at;
    this.#same = (value) => (value === null ? null : same(value));
    this.#numbers = new ValueNumbers(reader, this.#same);
    this.#keyOf = keyOf;
    this.#placeOf = placeOf ?? same;
  }

  /** The number of a row's value: equal values have equal numbers. */
  numberOf(row: number): number {
    return this.#numbers.of(row);
  }

  keyAt(row: number): GroupKey {
    const value = this.valueAt(row);
    return value === null || this.#same(value) === null ? null : this.#keyOf(value);
  }

  placeAt(row: number): string | number | null {
    const value = this.valueAt(row);
    return value === null ? null : this.#placeOf(value);
  }
}

const itself = (value: string): string => value;
