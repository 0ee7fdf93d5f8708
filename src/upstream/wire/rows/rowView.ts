import type { MemberReader, Rows } from './rowSource.ts';

/**
 * A row in columns: its members are getters that read the columns. It has no members of its own, so it must not be
 * copied by its members.
 */
export class RowView {
  readonly #rows: Rows<object>;
  readonly #number: number;

  constructor(rows: Rows<object>, number: number) {
    this.#rows = rows;
    this.#number = number;
  }

  /** The columns that an object reads; undefined if it is no view. */
  static rowsOf(view: object): Rows<object> | undefined {
    return #rows in view ? view.#rows : undefined;
  }

  /** The number of a view in its columns; 0 for any other object. */
  static numberOf(view: object): number {
    return #number in view ? view.#number : 0;
  }
}

/** Makes views of a source's rows, in a tenth of the time that the rows take. The source has a row. */
export function viewsOf<Row extends object>(rows: Rows<Row>): (number: number) => Row {
  class View extends RowView {}
  const isView = (view: object): view is Row => view instanceof View;
  const whole = rows.at(0);
  const isMember = (name: string): name is keyof Row & string => name in whole;
  for (const name of Object.keys(whole).filter(isMember)) {
    let reader: MemberReader<unknown> | undefined;
    Object.defineProperty(View.prototype, name, {
      get(this: View): unknown {
        return (reader ??= rows.member(name)).at(RowView.numberOf(this));
      },
    });
  }
  return (number) => {
    const view = new View(rows, number);
    if (!isView(view)) throw new Error('A view is no row.');
    return view;
  };
}
