/** An item of a list that may have its row in columns: see rowView.ts. Then its list is written from the columns. */
export class ColumnItem {
  readonly #itsRow: object;

  constructor(row: object) {
    this.#itsRow = row;
  }

  static rowOf(item: ColumnItem): object {
    return item.#itsRow;
  }

  /** The row of an item; undefined for any other object. */
  static rowIn(item: object): object | undefined {
    return #itsRow in item ? item.#itsRow : undefined;
  }
}
