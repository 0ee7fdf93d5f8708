import { eachInTurns } from '../../promises/turn.ts';
import { MISFIT } from '../cell.ts';
import { cutOff } from './cutOff.ts';
import { findTable, type RawTable } from './findTable.ts';
import { mergedGaps } from './gap.ts';
import { DoesNotFit, memberAt, readerOf, Reading, type Reader } from './reader.ts';
import { missing } from './record.ts';
import { RowReader, type Aliases, type Cells, type ValuesOf } from './rowReader.ts';
import { isObject, key, text } from '../wire.ts';

/** A row without a readable identity, as far as it can be read. */
export interface UnreadableRow {
  /** Null if it cannot be read either, or if the table has none. */
  readonly portfolioCode: string | null;
}

export interface Column {
  readonly title: string;
  readonly field: string;
}

/** The rows of one answer, those without a readable identity, and the titles the upstream gives its columns. */
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

/** What makes a model of a row. */
type As<Row extends Cells, Model> = (
  row: ValuesOf<Row>,
  candidate: Readonly<Record<string, unknown>>,
) => Model;

export interface TableOptions<Row extends Cells, Model> {
  /** The member that holds the table, below `data` or at the top: `rows`, `user_list`, `agent_report.rows`. */
  readonly at: string;
  /** The members of one row on the wire. */
  readonly row: Row;
  /**
   * One row as the rest of this server sees it.
   *
   * @param candidate the row as it came, for a table whose other members count, too
   */
  readonly as: As<Row, Model>;
  readonly aliases?: Aliases<Row>;
  /** The member with the columns' titles, if the answer has one: `headers`. */
  readonly headers?: string;
  /** True if members that are not declared count, too: in columns, they are read as well. */
  readonly open?: boolean;
}

/**
 * A reader of the table that an action is asked for, given as rows (`[{id, name}, …]`, or an object of rows, which is how
 * PHP prints an array with gaps) or as parallel columns (`{id: […], name: […]}`).
 *
 * The table is looked for at `at` below `data`, at `at`, as `data` itself, and in the answer itself: the dialer and
 * its ancestors put the same table in different places. A cell that is absent or does not fit is null, a row without a
 * readable identity is left out, and the reading's gaps tell both.
 *
 * The reader throws DoesNotFit if there is no table, if columns differ in length, or if no row has the member that is its
 * identity: these are the rows of something else.
 */
export const table = <Row extends Cells, Model>(options: TableOptions<Row, Model>): Reader<Table<Model>> =>
  readerOf([{ at: options.at, isTable: true, cells: options.row }], (answer) => {
    const { at } = options;
    const raw = findTable(answer, at, columnsOf(options), true);
    if (raw === undefined) throw new DoesNotFit(`expected a table at ${at}`);
    return readRows(options, raw, answer);
  });

/**
 * As `table`, for a table beside the one that the action is asked for: it is looked for at `at` only. If it is absent or
 * does not fit, it is null, which is told as a missing member, and the rest of the answer does not suffer.
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
    // What stands beside two tables is about the main one.
    const isToldOf = prefix === '' || at.includes('.');
    const member = prefix === '' ? at.slice(at.lastIndexOf('.') + 1) : at;
    const lacking = isToldOf ? cutOff(answer, at, member, raw.rows.length) : [];
    const gaps = mergedGaps(reader.gaps(prefix), lacking);
    return new Reading(new Table(rows, unreadable, columns), gaps);
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
