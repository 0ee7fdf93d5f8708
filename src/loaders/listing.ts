import type { Answer } from '../upstream/client/answer.ts';
import { arrayOf, sourceOf } from '../upstream/wire/rows/columnRows.ts';
import type { Condition } from '../upstream/wire/rows/conditions.ts';
import { ArrayRows, JoinedRows, SelectedRows } from '../upstream/wire/rows/rowSource.ts';
import type { Column, Table, UnreadableRow } from '../upstream/wire/reading/table.ts';

/** The facts of a list. */
export interface ListFacts {
  /** The time of the upstream's answer; of several answers, the oldest. */
  readonly asOf: Date;
  /** The number of rows that were left out because their identity cannot be read. */
  readonly unreadableCount: number;
}

/** The rows of one answer or several that a viewer may see. */
export class Listing<Row extends object> implements ListFacts {
  readonly rows: readonly Row[];
  readonly asOf: Date;
  readonly unreadable: readonly UnreadableRow[];
  readonly columns: readonly Column[];

  constructor(
    { rows, unreadable, columns }: Pick<Table<Row>, 'rows' | 'unreadable' | 'columns'>,
    { answeredAt }: Pick<Answer<unknown>, 'answeredAt'>,
  ) {
    this.rows = rows;
    this.unreadable = unreadable;
    this.columns = columns;
    this.asOf = answeredAt;
  }

  get unreadableCount(): number {
    return this.unreadable.length;
  }

  /** The same list with other rows. */
  with<Made extends object>(rows: readonly Made[], unreadable = this.unreadable): Listing<Made> {
    return new Listing({ rows, unreadable, columns: this.columns }, { answeredAt: this.asOf });
  }

  /** Only the rows that `keep` lets through. */
  where(keep: (row: Row) => boolean): Listing<Row> {
    return this.with(this.rows.filter(keep));
  }

  /** Only the rows that meet a condition. Rows in columns are not made for it. */
  whereMet(condition: Condition<Row>, unreadable = this.unreadable): Listing<Row> {
    const source = sourceOf(this.rows);
    if (!source) return this.with(this.rows.filter(condition.of), unreadable);
    const passes = condition.in(source);
    const numbers: number[] = [];
    for (let number = 0; number < source.length; number += 1) if (passes(number)) numbers.push(number);
    const rows =
      numbers.length === source.length
        ? this.rows
        : arrayOf(new SelectedRows(source, Uint32Array.from(numbers)));
    return this.with(rows, unreadable);
  }

  /** True if a row meets a condition. */
  hasMet(condition: Condition<Row>): boolean {
    const source = sourceOf(this.rows);
    return source ? Array(source.length).keys().some(condition.in(source)) : this.rows.some(condition.of);
  }

  /** An empty list that took no call. */
  static empty(): Listing<never> {
    return new Listing<never>({ rows: [], unreadable: [], columns: [] }, { answeredAt: new Date() });
  }

  /**
   * Several lists as one, in their order.
   *
   * @param secondsOf the time that identifies a row; left out if the rows are not ordered by time
   */
  static joined<Row extends object>(
    lists: readonly Listing<Row>[],
    secondsOf?: (row: Row) => number,
  ): Listing<Row> {
    const [first, ...others] = lists;
    if (!first) return Listing.empty();
    if (others.length === 0) return first;
    return new Listing(
      {
        rows: joinedRows(
          lists.map(({ rows }) => rows),
          secondsOf,
        ),
        unreadable: lists.flatMap(({ unreadable }) => unreadable),
        columns: first.columns,
      },
      { answeredAt: oldest(lists) },
    );
  }
}

/** Rows of several lists as one array. It makes no rows if some are in columns. */
export function joinedRows<Row extends object>(
  lists: readonly (readonly Row[])[],
  secondsOf?: (row: Row) => number,
): readonly Row[] {
  if (lists.every((rows) => !sourceOf(rows))) return lists.flat();
  return arrayOf(new JoinedRows(lists.map((rows) => sourceOf(rows) ?? new ArrayRows(rows, secondsOf))));
}

/** The list of an answer's only table. */
export const listingOf = <Row extends object>({ model, answeredAt }: Answer<Table<Row>>): Listing<Row> =>
  new Listing(model, { answeredAt });

/** The facts of several lists that are shown as one. */
export const factsOf = (lists: readonly ListFacts[]): ListFacts => ({
  asOf: oldest(lists),
  unreadableCount: lists.reduce((sum, { unreadableCount }) => sum + unreadableCount, 0),
});

/** The oldest of their times; if there are none, now. */
export const oldest = (lists: readonly Pick<ListFacts, 'asOf'>[]): Date =>
  lists.length === 0 ? new Date() : new Date(Math.min(...lists.map(({ asOf }) => asOf.getTime())));
