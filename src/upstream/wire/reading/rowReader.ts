import { MISFIT, type Cell } from '../cell.ts';
import type { Gap } from './gap.ts';

/** The members of a row on the wire, by the wire's own names. */
export type Cells = Readonly<Record<string, Cell<unknown>>>;

/** The values of a row, as read by its cells. */
export type ValuesOf<Row extends Cells> = {
  readonly [Name in keyof Row]: Row[Name] extends Cell<infer Value> ? Value : never;
};

/** Other wire names of a member: with `{ campaign_id: 'id' }`, `campaign_id` is read if `id` is absent. */
export type Aliases<Row extends Cells> = Readonly<Record<string, Extract<keyof Row, string>>>;

/** The members of a row, by a record's cells: made once for all of its answers. */
export interface RowMembers<Row extends Cells> {
  readonly members: readonly Member[];
  /** A row of nothing. Its copies have room for all members. */
  readonly nothing: Readonly<Record<keyof Row & string, null>>;
}

interface Member {
  readonly name: string;
  readonly names: readonly string[];
  readonly cell: Cell<unknown>;
}

export const rowMembers = <Row extends Cells>(cells: Row, aliases: Aliases<Row> = {}): RowMembers<Row> => ({
  members: Object.entries(cells).map(([name, cell]) => ({ name, names: namesOf(name, aliases), cell })),
  // Copies of a parsed object have their members in one piece, others in several.
  nothing: JSON.parse(JSON.stringify(Object.fromEntries(Object.keys(cells).map((name) => [name, null])))),
});

/**
 * Reads the rows of one answer, and counts the cells and rows that could not be read.
 *
 * A cell that is absent or does not fit is null. A row whose identity does not fit is null as a whole.
 */
export class RowReader<Row extends Cells> {
  readonly #row: RowMembers<Row>;
  /** Of members with gaps, in the place of the member. */
  readonly #counts: ColumnCounts[] = [];
  /** The number of rows that are objects. */
  #rows = 0;

  constructor(row: RowMembers<Row>) {
    this.#row = row;
  }

  /** @returns null if the row has no readable identity */
  read(row: Readonly<Record<string, unknown>>): ValuesOf<Row> | null {
    this.#rows += 1;
    const { members, nothing } = this.#row;
    const values: Record<string, unknown> = { ...nothing };
    let culprit: ColumnCounts | undefined;
    for (let place = 0; place < members.length; place += 1) {
      const member = members[place];
      if (!member) break;
      const { name, names, cell } = member;
      const found = nameIn(row, names);
      if (found === undefined) this.#countsOf(place, member).absent += 1;
      if (found === undefined && !cell.isIdentity) continue;
      const result = cell.read(found === undefined ? undefined : row[found]);
      if (result !== MISFIT) values[name] = result;
      else if (cell.isIdentity) culprit ??= this.#countsOf(place, member);
      else this.#countsOf(place, member).unreadable += 1;
    }
    if (culprit) culprit.rows += 1;
    return isWhole<Row>(values, culprit) ? values : null;
  }

  /** Counts a value that is not a row. It counts like a row without an identity. */
  skip(): null {
    const { members } = this.#row;
    const place = members.findIndex(({ cell }) => cell.isIdentity);
    const member = members[place];
    if (member) this.#countsOf(place, member).rows += 1;
    return null;
  }

  /** An identity that no row has, so that the rows are of another kind; undefined if there is none. */
  get absentIdentity(): string | undefined {
    return absentIdentityIn(this.#counted, this.#rows);
  }

  /** The gaps so far. */
  gaps(prefix = ''): readonly Gap[] {
    return gapsIn(this.#counted, this.#rows, prefix);
  }

  get #counted(): readonly ColumnCounts[] {
    return this.#counts.filter((counts) => counts !== undefined);
  }

  #countsOf(place: number, { name, cell }: Member): ColumnCounts {
    return (this.#counts[place] ??= { name, cell, unreadable: 0, absent: 0, rows: 0 });
  }
}

/** What was not read of one member. */
export interface ColumnCounts {
  readonly name: string;
  readonly cell: Cell<unknown>;
  unreadable: number;
  absent: number;
  /** Rows that were left out because of it. */
  rows: number;
}

/** An identity that no row has; undefined if there is none. @param rows the number of rows that are objects */
export const absentIdentityIn = (columns: readonly ColumnCounts[], rows: number): string | undefined =>
  columns.find((column) => column.cell.isIdentity && column.rows > 0 && column.absent === rows)?.name;

/** The gaps of rows. @param total the number of rows that are objects */
export const gapsIn = (columns: readonly ColumnCounts[], total: number, prefix = ''): readonly Gap[] =>
  columns.flatMap(({ name, cell, unreadable, absent, rows }) => {
    const missing = absent > 0 && absent === total && !cell.mayBeAbsent;
    const cells = cell.isIdentity ? 0 : unreadable + (cell.mayBeAbsent ? 0 : absent);
    if (cells === 0 && rows === 0) return [];
    return [{ member: `${prefix}${name}`, cells, rows, ...(missing ? { missing: true as const } : {}) }];
  });

/** The wire's names of a member: its own, then its aliases. */
export const namesOf = (name: string, aliases: Readonly<Record<string, string>>): readonly string[] => [
  name,
  ...Object.keys(aliases).filter((alias) => aliases[alias] === name),
];

/** True if all cells were read, including the identity. */
const isWhole = <Row extends Cells>(
  _values: object,
  culprit: ColumnCounts | undefined,
): _values is ValuesOf<Row> => culprit === undefined;

function nameIn(row: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  for (const name of names) if (Object.hasOwn(row, name)) return name;
  return undefined;
}
