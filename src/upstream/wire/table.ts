import { z } from 'zod';
import { eachInTurns } from '../promises/turn.ts';
import { isObject, key, text } from './wire.ts';

/** One row of an answer that did not fit its record: which one, and why. Never the value. */
export interface RowFault {
  readonly index: number;
  readonly reasons: readonly string[];
}

export interface Column {
  readonly title: string;
  readonly field: string;
}

/** The rows of one answer that fit their record, those that did not, and the titles the upstream gives its columns. */
export class Table<Row> {
  readonly rows: readonly Row[];
  readonly faults: readonly RowFault[];
  readonly columns: readonly Column[];

  constructor(rows: readonly Row[], faults: readonly RowFault[] = [], columns: readonly Column[] = []) {
    this.rows = rows;
    this.faults = faults;
    this.columns = columns;
  }

  /** This table with only the rows that `keep` lets through. */
  where(keep: (row: Row) => boolean): Table<Row> {
    return new Table(this.rows.filter(keep), this.faults, this.columns);
  }

  static empty(): Table<never> {
    return new Table<never>([]);
  }
}

/** The tables in a model: the model itself, or those among its members. */
export function tablesOf(model: unknown): readonly Table<unknown>[] {
  if (model instanceof Table) return [model];
  return isObject(model) ? Object.values(model).filter((member) => member instanceof Table) : [];
}

/** The first five issues of a failed reading, each as `path: what was expected`. */
export const reasonsOf = (error: z.ZodError): readonly string[] =>
  error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'answer'}: ${issue.message}`);

type RawTable = { rows: readonly unknown[] } | { unequalColumns: readonly string[] };

export interface TableOptions<Row extends z.ZodObject, Model> {
  /** The member that holds the table, below `data` or at the top: `rows`, `user_list`, `agent_report.rows`. */
  readonly at: string;
  /** One row on the wire. */
  readonly row: Row;
  /** One row as the rest of this server sees it. */
  readonly as: (row: z.output<Row>) => Model;
  /** The wire names a row's member goes by elsewhere: `{ campaign_id: 'id' }`, read where `id` is missing. */
  readonly aliases?: Readonly<Record<string, Extract<keyof Row['shape'], string>>>;
  /** The member with the columns' titles, where the answer has one: `headers`. */
  readonly headers?: string;
  /**
   * True for a table beside the one the action is asked for: it is looked for at `at` only, it may be missing, and
   * where it does not fit the rest of the answer does not suffer.
   */
  readonly optional?: boolean;
}

/** Rows of an answer that may be left out. */
const MOST_FAULTS = 10_000;

/**
 * A schema over a whole answer that reads one table out of it, given as rows (`[{id, name}, …]`, or an object of rows,
 * which is how PHP prints an array with gaps) or as parallel columns (`{id: […], name: […]}`).
 *
 * The table is looked for at `at` below `data`, at `at`, as `data` itself, and in the answer itself: the dialer and
 * its ancestors put the same table in different places. A row that does not fit is left out and counted in `faults`;
 * where none fits, and where columns differ in length, the answer as a whole does not fit (but for an optional table).
 *
 * A long table is read in several turns of the event loop, so that it must be parsed with `parseAsync`.
 */
export function table<Row extends z.ZodObject, Model>(
  options: TableOptions<Row, Model>,
): z.ZodType<Table<Model>> {
  const { row, as, aliases = {}, headers, optional = false } = options;
  const columns: Columns = {
    declared: [...Object.keys(row.shape), ...Object.keys(aliases)],
    // A row that takes any member takes any column too.
    open: row.def.catchall !== undefined,
  };

  return z.unknown().transform((answer, context): Table<Model> | Promise<Table<Model>> => {
    const misfit = (message: string): Table<Model> => {
      if (optional) return new Table<Model>([], [{ index: 0, reasons: [message] }]);
      context.issues.push({ code: 'custom', message, input: undefined });
      return z.NEVER;
    };
    const raw = findTable(answer, options.at, columns, optional);
    if (raw === undefined) return misfit(`expected a table at ${options.at}`);
    if ('unequalColumns' in raw) return misfit(`columns of unequal length: ${raw.unequalColumns.join(', ')}`);

    const rows: Model[] = [];
    const faults: RowFault[] = [];
    const read = (candidate: unknown, index: number): void => {
      // To say of each why it does not fit takes its time: an answer of nothing but such rows would take minutes.
      if (faults.length > MOST_FAULTS) return;
      const result = row.safeParse(isObject(candidate) ? renamed(candidate, aliases) : candidate);
      if (result.success) rows.push(as(result.data));
      else faults.push({ index, reasons: reasonsOf(result.error) });
    };
    const finish = (): Table<Model> => {
      if (faults.length > MOST_FAULTS) return misfit(`more than ${MOST_FAULTS} rows do not fit`);
      if (rows.length === 0 && faults.length > 0) {
        return misfit(`none of ${faults.length} rows fits: ${faults[0]?.reasons.join('; ')}`);
      }
      return new Table(rows, faults, headers === undefined ? [] : columnsOf(answer, headers));
    };
    return eachInTurns(raw.rows, read)?.then(finish) ?? finish();
  });
}

/** A schema that reads several models out of one answer, each of which sees the whole answer. */
export const views = <Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape) =>
  z.preprocess(
    (answer) => Object.fromEntries(Object.keys(shape).map((name) => [name, answer])),
    z.object(shape),
  );

/** The member at a dotted path, own properties only; undefined if there is none. */
export function memberAt(value: unknown, path: string): unknown {
  let member = value;
  for (const name of path.split('.')) {
    if (!isObject(member) || !Object.hasOwn(member, name)) return undefined;
    member = member[name];
  }
  return member;
}

interface Columns {
  readonly declared: readonly string[];
  /** True if others count too. */
  readonly open: boolean;
}

function findTable(answer: unknown, at: string, columns: Columns, optional: boolean): RawTable | undefined {
  const data = memberAt(answer, 'data');
  const named = [memberAt(data, at), memberAt(answer, at)];
  const places = optional ? named : [...named, data, answer];
  for (const place of places) {
    const found = asTable(place, columns);
    if (found) return found;
  }
  // PHP prints an empty associative array as [], and a query without rows as null. False is a query that failed.
  if (places.slice(0, 3).some((place) => place === null)) return { rows: [] };
  return optional && named.every((place) => place === undefined) ? { rows: [] } : undefined;
}

function asTable(place: unknown, { declared, open }: Columns): RawTable | undefined {
  if (Array.isArray(place)) return { rows: place };
  if (!isObject(place)) return undefined;
  const columns = columnsIn(place, declared);
  const [first] = columns;
  if (first && columns.length > 1) {
    const length = first.values.length;
    const unequal = columns.filter((column) => column.values.length !== length);
    if (unequal.length > 0) return { unequalColumns: [first, ...unequal].map((column) => column.name) };
    const all = open
      ? columnsIn(place, Object.keys(place)).filter((column) => column.values.length === length)
      : columns;
    return {
      rows: first.values.map((_, index) =>
        Object.fromEntries(all.map((column) => [column.name, column.values[index]])),
      ),
    };
  }
  const entries = Object.entries(place);
  const numbered = entries.length > 0 && entries.every(([name, row]) => /^\d+$/.test(name) && isObject(row));
  return numbered ? { rows: entries.map(([, row]) => row) } : undefined;
}

const columnsIn = (place: Record<string, unknown>, names: readonly string[]) =>
  names.flatMap((name) => {
    const values = Object.hasOwn(place, name) ? place[name] : undefined;
    return Array.isArray(values) ? [{ name, values }] : [];
  });

function renamed(
  row: Record<string, unknown>,
  aliases: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const wanting = Object.entries(aliases).filter(
    ([alias, name]) => Object.hasOwn(row, alias) && !Object.hasOwn(row, name),
  );
  if (wanting.length === 0) return row;
  return { ...row, ...Object.fromEntries(wanting.map(([alias, name]) => [name, row[alias]])) };
}

const column = z.object({ title: text, field: key });

function columnsOf(answer: unknown, headers: string): Column[] {
  const data = memberAt(answer, 'data');
  const listed = memberAt(data, headers) ?? memberAt(answer, headers);
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((header) => {
    const result = column.safeParse(header);
    if (!result.success) return [];
    return [{ title: result.data.title ?? result.data.field, field: result.data.field }];
  });
}
