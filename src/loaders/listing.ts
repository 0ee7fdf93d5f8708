import type { Answer } from '../upstream/client/answer.ts';
import { arrayOf, sourceOf } from '../upstream/wire/columns/columnRows.ts';
import { JoinedRows, numbersWhere, SelectedRows } from '../upstream/wire/columns/rowSource.ts';
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

  /** Only the rows whose text in a member passes. Rows in columns are not made for it. */
  whereText<Member extends string>(
    this: Listing<Row & Readonly<Record<Member, string | null>>>,
    member: Member,
    passes: (text: string | null) => boolean,
    unreadable = this.unreadable,
  ): Listing<Row> {
    const source = sourceOf(this.rows);
    const texts = source?.textsOf(member);
    if (!source || !texts)
      return this.with(
        this.rows.filter((row) => passes(row[member])),
        unreadable,
      );
    const numbers = numbersWhere(texts, source.length, passes);
    const rows = numbers.length === source.length ? this.rows : arrayOf(new SelectedRows(source, numbers));
    return this.with(rows, unreadable);
  }

  /** True if the text of a row in a member passes. */
  hasText<Member extends string>(
    this: Listing<Row & Readonly<Record<Member, string | null>>>,
    member: Member,
    passes: (text: string | null) => boolean,
  ): boolean {
    const source = sourceOf(this.rows);
    const texts = source?.textsOf(member);
    if (!source || !texts) return this.rows.some((row) => passes(row[member]));
    return numbersWhere(texts, source.length, passes).length > 0;
  }

  /** An empty list that took no call. */
  static empty(): Listing<never> {
    return new Listing<never>({ rows: [], unreadable: [], columns: [] }, { answeredAt: new Date() });
  }

  /** Several lists as one, in their order. */
  static joined<Row extends object>(lists: readonly Listing<Row>[]): Listing<Row> {
    const [first, ...others] = lists;
    if (!first) return Listing.empty();
    if (others.length === 0) return first;
    const { columns } = first;
    const sources = lists.map(({ rows }) => sourceOf(rows)).filter((source) => source !== undefined);
    return new Listing(
      {
        rows:
          sources.length === lists.length
            ? arrayOf(new JoinedRows(sources))
            : lists.flatMap(({ rows }) => rows),
        unreadable: lists.flatMap(({ unreadable }) => unreadable),
        columns,
      },
      { answeredAt: oldest(lists) },
    );
  }
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
