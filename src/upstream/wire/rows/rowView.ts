import type { MemberReader } from './memberReader.ts';
import type { RowColumns, Rows } from './rowSource.ts';
import type { TextMemory } from './textMemory.ts';

/**
 * A row in columns: its members are getters that read the columns. It has no members of its own, so it must not be
 * copied by its members.
 */
export class RowView {
  readonly #columns: RowColumns;
  readonly #number: number;

  constructor(columns: RowColumns, number: number) {
    this.#columns = columns;
    this.#number = number;
  }

  /** The columns that an object reads; undefined if it is no view. */
  static columnsOf(view: object): RowColumns | undefined {
    return #columns in view ? view.#columns : undefined;
  }

  /** The number of a view in its columns; 0 for any other object. */
  static numberOf(view: object): number {
    return #number in view ? view.#number : 0;
  }
}

/** Rows in columns, and what makes views of them. */
export interface ViewedColumns<Row> {
  readonly columns: RowColumns;
  /** Makes the view of a row, in a tenth of the time that the row takes. */
  readonly viewAt: (number: number) => Row;
}

/** @param source has a row */
export function viewsOf<Row extends object>(source: Rows<Row>, texts: TextMemory): ViewedColumns<Row> {
  const whole = source.at(0);
  const isMember = (name: string): name is keyof Row & string => Object.hasOwn(whole, name);
  const readers = new Map<string, MemberReader<unknown>>();
  const reader = (name: string): MemberReader<unknown> | undefined => {
    let known = readers.get(name);
    if (!known && isMember(name)) readers.set(name, (known = source.member(name)));
    return known;
  };
  class View extends RowView {}
  for (const name of Object.keys(whole)) {
    let own: MemberReader<unknown> | undefined;
    Object.defineProperty(View.prototype, name, {
      get(this: View): unknown {
        return (own ??= reader(name))?.at(RowView.numberOf(this));
      },
    });
  }
  const isView = (view: object): view is Row => view instanceof View;
  const viewAt = (number: number): Row => {
    const view = new View(columns, number);
    if (!isView(view)) throw new Error('A view is no row.');
    return view;
  };
  const columns: RowColumns = { source, reader, viewAt, texts };
  return { columns, viewAt };
}
