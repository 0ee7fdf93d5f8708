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

/**
 * Reads the rows of one answer, and counts the cells and rows that could not be read.
 *
 * A cell that is absent or does not fit is null. A row whose identity does not fit is null as a whole.
 */
export class RowReader<Row extends Cells> {
  readonly #columns: readonly Column[];
  /** The number of rows that are objects. */
  #rows = 0;

  constructor(cells: Row, aliases: Aliases<Row> = {}) {
    this.#columns = Object.entries(cells).map(([name, cell]) => ({
      name,
      names: namesOf(name, aliases),
      cell,
      unreadable: 0,
      absent: 0,
      rows: 0,
    }));
  }

  /** @returns null if the row has no readable identity */
  read(row: Readonly<Record<string, unknown>>): ValuesOf<Row> | null {
    this.#rows += 1;
    const values: Record<string, unknown> = {};
    let culprit: Column | undefined;
    for (const column of this.#columns) {
      const { cell } = column;
      const name = nameIn(row, column.names);
      if (name === undefined) column.absent += 1;
      const value = name === undefined ? undefined : row[name];
      const result = name === undefined && !cell.isIdentity ? null : cell.read(value);
      if (result !== MISFIT) {
        values[column.name] = result;
      } else if (cell.isIdentity) {
        culprit ??= column;
      } else {
        values[column.name] = null;
        column.unreadable += 1;
      }
    }
    if (culprit) culprit.rows += 1;
    return isWhole<Row>(values, culprit) ? values : null;
  }

  /** Counts a value that is not a row. It counts like a row without an identity. */
  skip(): null {
    const column = this.#columns.find(({ cell }) => cell.isIdentity);
    if (column) column.rows += 1;
    return null;
  }

  /** An identity that no row has, so that the rows are of another kind; undefined if there is none. */
  get absentIdentity(): string | undefined {
    return absentIdentityIn(this.#columns, this.#rows);
  }

  /** The gaps so far. */
  gaps(prefix = ''): readonly Gap[] {
    return gapsIn(this.#columns, this.#rows, prefix);
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
const isWhole = <Row extends Cells>(_values: object, culprit: Column | undefined): _values is ValuesOf<Row> =>
  culprit === undefined;

interface Column extends ColumnCounts {
  readonly names: readonly string[];
}

function nameIn(row: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  for (const name of names) if (Object.hasOwn(row, name)) return name;
  return undefined;
}
