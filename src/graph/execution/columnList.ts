import type { RowColumns, RowSource } from '../../upstream/wire/rows/rowSource.ts';

/** Some rows of a source, in their order. Those in columns need no objects. */
export interface RowRun<Row extends object> {
  readonly source: RowSource<Row>;
  /** The number of each row in its source. */
  readonly numbers: Uint32Array;
}

/** The items of a list whose rows may be in columns. An item is made each time it is asked for. */
export class ColumnList<Item> implements Iterable<Item> {
  readonly length: number;
  readonly #source: Pick<RowSource<object>, 'columnsAt' | 'placeAt'>;
  readonly #numbers: Uint32Array;
  readonly #itemAt: (index: number) => Item;

  private constructor(
    source: Pick<RowSource<object>, 'columnsAt' | 'placeAt'>,
    numbers: Uint32Array,
    itemAt: (index: number) => Item,
  ) {
    this.length = numbers.length;
    this.#source = source;
    this.#numbers = numbers;
    this.#itemAt = itemAt;
  }

  static of<Row extends object, Item>(
    { source, numbers }: RowRun<Row>,
    itemOf: (row: Row) => Item,
  ): ColumnList<Item> {
    return new ColumnList(source, numbers, (index) => itemOf(source.viewAt(numbers[index] ?? 0)));
  }

  itemAt(index: number): Item {
    return this.#itemAt(index);
  }

  /** The columns that an item's row is in; undefined if it is an object. */
  columnsAt(index: number): RowColumns | undefined {
    return this.#source.columnsAt(this.#numbers[index] ?? 0);
  }

  /** The number of an item's row in its columns; -1 if those are others. */
  placeIn(columns: RowColumns, index: number): number {
    const number = this.#numbers[index] ?? 0;
    return this.#source.columnsAt(number) === columns ? this.#source.placeAt(number) : -1;
  }

  *[Symbol.iterator](): Generator<Item> {
    for (let index = 0; index < this.length; index += 1) yield this.#itemAt(index);
  }
}
