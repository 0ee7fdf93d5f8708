import type { Answer } from '../upstream/client/answer.ts';
import type { Column, Table, UnreadableRow } from '../upstream/wire/reading/table.ts';

/** The facts of a list. */
export interface ListFacts {
  /** The time of the upstream's answer; of several answers, the oldest. */
  readonly asOf: Date;
  /** The number of rows that were left out because their identity cannot be read. */
  readonly unreadableCount: number;
}

/** The rows of one answer or several that a viewer may see. */
export class Listing<Row> implements ListFacts {
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
  with<Made>(rows: readonly Made[], unreadable = this.unreadable): Listing<Made> {
    return new Listing({ rows, unreadable, columns: this.columns }, { answeredAt: this.asOf });
  }

  /** Only the rows that `keep` lets through. */
  where(keep: (row: Row) => boolean): Listing<Row> {
    return this.with(this.rows.filter(keep));
  }

  /** An empty list that took no call. */
  static empty(): Listing<never> {
    return new Listing<never>({ rows: [], unreadable: [], columns: [] }, { answeredAt: new Date() });
  }

  /** Several lists as one, in their order. */
  static joined<Row>(lists: readonly Listing<Row>[]): Listing<Row> {
    const [first, ...others] = lists;
    if (!first) return Listing.empty();
    if (others.length === 0) return first;
    const { columns } = first;
    return new Listing(
      {
        rows: lists.flatMap(({ rows }) => rows),
        unreadable: lists.flatMap(({ unreadable }) => unreadable),
        columns,
      },
      { answeredAt: oldest(lists) },
    );
  }
}

/** The list of an answer's only table. */
export const listingOf = <Row>({ model, answeredAt }: Answer<Table<Row>>): Listing<Row> =>
  new Listing(model, { answeredAt });

/** The facts of several lists that are shown as one. */
export const factsOf = (lists: readonly ListFacts[]): ListFacts => ({
  asOf: oldest(lists),
  unreadableCount: lists.reduce((sum, { unreadableCount }) => sum + unreadableCount, 0),
});

/** The oldest of their times; if there are none, now. */
export const oldest = (lists: readonly Pick<ListFacts, 'asOf'>[]): Date =>
  lists.length === 0 ? new Date() : new Date(Math.min(...lists.map(({ asOf }) => asOf.getTime())));
