import { eachInTurns } from '../../promises/turn.ts';
import { MISFIT } from '../cell.ts';
import { cutOff } from './cutOff.ts';
import { findTable, type RawTable } from './findTable.ts';
import { mergedGaps } from './gap.ts';
import { DoesNotFit, memberAt, readerOf, Reading, type Part, type Reader } from './reader.ts';
import { missing } from './record.ts';
import { RowReader, rowMembers, type Aliases, type Cells, type ValuesOf } from './rowReader.ts';
import { arrayOf, ColumnRows, type MemberSource } from '../rows/columnRows.ts';
import { portfolioOf, type StoredTable } from '../columns/building/tableBuilder.ts';
import { isObject, key, text } from '../wire.ts';

/** A row whose identity cannot be read. */
export interface UnreadableRow {
  /** The code of its portfolio; null if it cannot be read either, or if the table has none. */
  readonly portfolioCode: string | null;
}

export interface Column {
  readonly title: string;
  readonly field: string;
}

/** A table: its rows, the rows without a readable identity, and the upstream's column titles. */
export class Table<Row> {
  readonly rows: readonly Row[];
  readonly unreadable: readonly UnreadableRow[];
  readonly columns: readonly Column[];

  constructor(
    rows: readonly Row[],
    unreadable: readonly UnreadableRow[] = [],
    columns: readonly Column[] = [],
  ) {
    this.rows = rows;
    this.unreadable = unreadable;
    this.columns = columns;
  }

  static empty(): Table<never> {
    return new Table<never>([]);
  }
}

/** Makes the model of a row. */
type As<Row extends Cells, Model> = (
  row: ValuesOf<Row>,
  candidate: Readonly<Record<string, unknown>>,
) => Model;

/** The members of a model that can be read without the row's object: see `MemberSource`. A copy has the type of its cell. */
type InColumns<Row extends Cells, Model> = {
  readonly [Name in keyof Model & string]?:
    | CopiedFrom<Row, Model[Name]>
    | { readonly madeOf: (keyof Row & string) | null };
};

type CopiedFrom<Row extends Cells, Value> = {
  [Name in keyof Row & string]: ValuesOf<Row>[Name] extends Value ? Name : never;
}[keyof Row & string];

export interface TableOptions<Row extends Cells, Model> {
  /** The path of the table, below `data` or at the top: `rows`, `user_list`, `agent_report.rows`. */
  readonly at: string;
  /** The members of one row on the wire. */
  readonly row: Row;
  /**
   * Makes the model of one row.
   *
   * @param candidate the row as received, for a table whose undeclared members count too
   */
  readonly as: As<Row, Model>;
  readonly aliases?: Aliases<Row>;
  /** The member with the columns' titles, if the answer has one: `headers`. */
  readonly headers?: string;
  /** True if undeclared members count too: in a table given as columns they are read as well. */
  readonly open?: boolean;
  /**
   * Given if the rows of a large answer are read into columns as they arrive: how members of the model follow from a
   * row, so that they can be read without its object. `as` gets the values only. Not for an open table, whose undeclared
   * members a column cannot hold.
   */
  readonly inColumns?: InColumns<Row, Model> & Readonly<Record<string, MemberSource>>;
}

/**
 * A reader of an action's main table, given as rows (`[{id, name}, …]`, or an object of rows, which is how PHP prints
 * an array with gaps) or as parallel columns (`{id: […], name: […]}`).
 *
 * The table is looked for at `at` below `data`, at `at`, as `data` itself, and in the answer itself: the dialer and
 * its ancestors put the same table in different places. A cell that is absent or does not fit is null, and a row
 * without a readable identity is left out. Both count as gaps.
 *
 * The reader throws DoesNotFit if there is no table, if columns differ in length, or if no row has its identity,
 * because then the rows are of another kind.
 */
export const table = <Row extends Cells, Model extends object>(
  options: TableOptions<Row, Model>,
): Reader<Table<Model>> =>
  readerOf([partOf(options, ['data', ''])], (answer) => {
    const { at } = options;
    const raw = findTable(answer, at, columnsOf(options), true);
    if (raw === undefined) throw new DoesNotFit(`expected a table at ${at}`);
    return readRows(options, raw, answer);
  });

/**
 * As `table`, for a table beside the main one. It is looked for at `at` only. If it is absent or does not fit, it is
 * null and counts as a gap, and the rest of the answer is read.
 */
export const sideTable = <Row extends Cells, Model extends object>(
  options: TableOptions<Row, Model>,
): Reader<Table<Model> | null> =>
  readerOf<Table<Model> | null>([partOf(options)], async (answer) => {
    const { at } = options;
    const raw = findTable(answer, at, columnsOf(options), false);
    try {
      if (raw) return await readRows(options, raw, answer, `${at}.`);
    } catch (error) {
      if (!(error instanceof DoesNotFit)) throw error;
    }
    return new Reading(null, [missing(at)]);
  });

/** @param more the paths beside that of its name */
const partOf = <Row extends Cells>(
  {
    at,
    row,
    aliases,
    inColumns,
  }: Pick<TableOptions<Row, never>, 'at' | 'row' | 'aliases'> & {
    readonly inColumns?: object;
  },
  more: readonly string[] = [],
): Part => ({
  at,
  isTable: true,
  cells: row,
  ...(aliases && { aliases }),
  ...(inColumns && { paths: [`data.${at}`, at, ...more] }),
});

const columnsOf = <Row extends Cells>({
  row,
  aliases = {},
  open = false,
}: Pick<TableOptions<Row, unknown>, 'row' | 'aliases' | 'open'>) => ({
  declared: [...Object.keys(row), ...Object.keys(aliases)],
  open,
});

function readRows<Row extends Cells, Model extends object>(
  { at, row, as, aliases, headers, inColumns = {} }: TableOptions<Row, Model>,
  raw: RawTable,
  answer: unknown,
  prefix = '',
): Promise<Reading<Table<Model>>> | Reading<Table<Model>> {
  if ('unequalColumns' in raw) {
    throw new DoesNotFit(`columns of unequal length: ${raw.unequalColumns.join(', ')}`);
  }
  const columns = headers === undefined ? [] : titlesIn(answer, headers);
  const finish = (
    rows: readonly Model[],
    {
      received,
      unreadable,
      absentIdentity,
      gaps,
    }: Omit<StoredTable, 'columns' | 'length' | 'order' | 'time' | 'isObject'>,
  ): Reading<Table<Model>> => {
    if (rows.length === 0 && absentIdentity !== null)
      throw new DoesNotFit(`none of ${received} rows has ${absentIdentity}`);
    // Totals beside two tables belong to the main one.
    const isToldOf = prefix === '' || at.includes('.');
    const member = prefix === '' ? at.slice(at.lastIndexOf('.') + 1) : at;
    const lacking = isToldOf ? cutOff(answer, at, member, received) : [];
    return new Reading(new Table(rows, unreadable, columns), mergedGaps(gaps, lacking), received === 0);
  };
  if ('stored' in raw) {
    const { stored } = raw;
    const gaps = stored.gaps.map((gap) => ({ ...gap, member: `${prefix}${gap.member}` }));
    // The columns are looked at once, not for each row.
    const isWhole = Object.keys(row).every((name) => Object.hasOwn(stored.columns, name));
    const made = new ColumnRows({
      stored,
      members: inColumns,
      as: (values) => {
        if (!isRowOf(row, values, isWhole)) throw new Error('The columns are those of another table.');
        return as(values, values);
      },
    });
    return finish(arrayOf(made), { ...stored, gaps });
  }
  const reader = new RowReader(rowMembers(row, aliases));
  const rows: Model[] = [];
  const unreadable: UnreadableRow[] = [];
  const read = (candidate: unknown): void => {
    const values = isObject(candidate) ? reader.read(candidate) : reader.skip();
    if (!isObject(candidate) || values === null) unreadable.push({ portfolioCode: portfolioOf(candidate) });
    else rows.push(as(values, candidate));
  };
  const whole = (): Reading<Table<Model>> =>
    finish(rows, {
      received: raw.rows.length,
      unreadable,
      absentIdentity: reader.absentIdentity ?? null,
      gaps: reader.gaps(prefix),
    });
  return eachInTurns(raw.rows, read)?.then(whole) ?? whole();
}

/** True if the columns of a table are those of its row: then their values were read by the row's cells. */
const isRowOf = <Row extends Cells>(
  _row: Row,
  _values: Readonly<Record<string, unknown>>,
  isWhole: boolean,
): _values is ValuesOf<Row> => isWhole;

function titlesIn(answer: unknown, headers: string): Column[] {
  const listed = memberAt(memberAt(answer, 'data'), headers) ?? memberAt(answer, headers);
  if (!Array.isArray(listed)) return [];
  return listed.filter(isObject).flatMap((header) => {
    const field = key.read(header['field']);
    const title = text.read(header['title']);
    if (field === MISFIT) return [];
    return [{ title: title === MISFIT || title === null ? field : title, field }];
  });
}
