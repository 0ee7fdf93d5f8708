import { eachInTurns } from '../../promises/turn.ts';
import { MISFIT } from '../cell.ts';
import { cutOff } from './cutOff.ts';
import { findTable, type RawTable } from './findTable.ts';
import { mergedGaps } from './gap.ts';
import { DoesNotFit, memberAt, readerOf, Reading, type Reader } from './reader.ts';
import { missing } from './record.ts';
import { RowReader, type Aliases, type Cells, type ValuesOf } from './rowReader.ts';
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
export const table = <Row extends Cells, Model>(options: TableOptions<Row, Model>): Reader<Table<Model>> =>
  readerOf([{ at: options.at, isTable: true, cells: options.row }], (answer) => {
    const { at } = options;
    const raw = findTable(answer, at, columnsOf(options), true);
    if (raw === undefined) throw new DoesNotFit(`expected a table at ${at}`);
    return readRows(options, raw, answer);
  });

/**
 * As `table`, for a table beside the main one. It is looked for at `at` only. If it is absent or does not fit, it is
 * null and counts as a gap, and the rest of the answer is read.
 */
export const sideTable = <Row extends Cells, Model>(
  options: TableOptions<Row, Model>,
): Reader<Table<Model> | null> =>
  readerOf<Table<Model> | null>([{ at: options.at, isTable: true, cells: options.row }], async (answer) => {
    const { at } = options;
    const raw = findTable(answer, at, columnsOf(options), false);
    try {
      if (raw) return await readRows(options, raw, answer, `${at}.`);
    } catch (error) {
      if (!(error instanceof DoesNotFit)) throw error;
    }
    return new Reading(null, [missing(at)]);
  });

const columnsOf = <Row extends Cells>({
  row,
  aliases = {},
  open = false,
}: Pick<TableOptions<Row, unknown>, 'row' | 'aliases' | 'open'>) => ({
  declared: [...Object.keys(row), ...Object.keys(aliases)],
  open,
});

function readRows<Row extends Cells, Model>(
  { at, row, as, aliases, headers }: TableOptions<Row, Model>,
  raw: RawTable,
  answer: unknown,
  prefix = '',
): Promise<Reading<Table<Model>>> | Reading<Table<Model>> {
  if ('unequalColumns' in raw) {
    throw new DoesNotFit(`columns of unequal length: ${raw.unequalColumns.join(', ')}`);
  }
  const reader = new RowReader(row, aliases);
  const columns = headers === undefined ? [] : titlesIn(answer, headers);
  const rows: Model[] = [];
  const unreadable: UnreadableRow[] = [];
  const read = (candidate: unknown): void => {
    const values = isObject(candidate) ? reader.read(candidate) : reader.skip();
    if (!isObject(candidate) || values === null) unreadable.push({ portfolioCode: portfolioOf(candidate) });
    else rows.push(as(values, candidate));
  };
  const finish = (): Reading<Table<Model>> => {
    const absent = rows.length === 0 ? reader.absentIdentity : undefined;
    if (absent !== undefined) throw new DoesNotFit(`none of ${raw.rows.length} rows has ${absent}`);
    // Totals beside two tables belong to the main one.
    const isToldOf = prefix === '' || at.includes('.');
    const member = prefix === '' ? at.slice(at.lastIndexOf('.') + 1) : at;
    const lacking = isToldOf ? cutOff(answer, at, member, raw.rows.length) : [];
    const gaps = mergedGaps(reader.gaps(prefix), lacking);
    return new Reading(new Table(rows, unreadable, columns), gaps, raw.rows.length === 0);
  };
  return eachInTurns(raw.rows, read)?.then(finish) ?? finish();
}

function portfolioOf(candidate: unknown): string | null {
  const code = isObject(candidate) ? text.read(candidate['portfolio']) : null;
  return code === MISFIT ? null : code;
}

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
