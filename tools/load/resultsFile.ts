import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { pipeline as pipe } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { CannotRun, NONE, OUTCOMES, type Counts, type Outcome, type Verdict } from './outcome.ts';
import { isKeyOfRow } from './rowKey.ts';
import { RowSet } from './rowSet.ts';

const HEADER = ['row', 'outcome', 'lead_id', 'fields', 'message', 'key'] as const;
const HEADER_LINE = stringify([[...HEADER]]);

/** A verdict may quote a lead: only this user may read it. */
const MODE = 0o600;

/** Rows with these outcomes are not sent again. The others may have another outcome by now. */
const FINAL: ReadonlySet<Outcome> = new Set<Outcome>(['ADDED', 'DUPLICATE']);

/** Limit of a line's length. */
const LINE_BYTES = 100_000;

/** The verdicts on a file's rows, one line each. */
export class ResultsFile {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #keyOf: (row: number) => string;
  readonly #done: RowSet;
  #counts: Counts;

  private constructor(path: string, file: FileHandle, keyOf: (row: number) => string, kept: Kept) {
    this.path = path;
    this.#file = file;
    this.#keyOf = keyOf;
    this.#done = kept.done;
    this.#counts = kept.counts;
  }

  /**
   * Opens the results of a load. Those of an earlier run are read: a half-written last line is cut off, and the lines of
   * rows that will be sent again are removed.
   *
   * @param keyOf idempotency key of a row; results with another key belong to another file
   * @param fresh true = an existing file is overwritten
   * @throws CannotRun if the file cannot be written, or belongs to another file
   */
  static async open(path: string, keyOf: (row: number) => string, fresh: boolean): Promise<ResultsFile> {
    try {
      const size = fresh ? 0 : await sizeOfWholeLines(path);
      const kept = size > 0 ? await keepFinal(path, size, keyOf) : { done: new RowSet(), counts: NONE };
      const file = await open(path, size > 0 ? 'a' : 'w', MODE);
      if (size === 0) await file.appendFile(HEADER_LINE);
      return new ResultsFile(path, file, keyOf, kept);
    } catch (error) {
      if (error instanceof Error && 'code' in error && 'syscall' in error) {
        throw new CannotRun(`${path} cannot be written (${String(error.code)}).`);
      }
      throw error;
    }
  }

  /** The number of rows of each outcome, earlier runs included. */
  get counts(): Counts {
    return this.#counts;
  }

  isDone(row: number): boolean {
    return this.#done.has(row);
  }

  async append(verdicts: readonly Verdict[]): Promise<void> {
    await this.#file.appendFile(
      verdicts.map((verdict) => lineOf(verdict, this.#keyOf(verdict.row))).join(''),
    );
    this.#counts = countedIn(this.#counts, verdicts);
  }

  async close(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
  }
}

const countedIn = (counts: Counts, verdicts: readonly Pick<Verdict, 'outcome'>[]): Counts => {
  const more = { ...counts };
  for (const { outcome } of verdicts) more[outcome] += 1;
  return more;
};

/** A verdict as one line, without line breaks in it: after a kill, a half-written line must be recognised. */
const lineOf = ({ row, outcome, leadId, fields, message }: Verdict, key: string): string =>
  stringify(
    [[row, outcome, leadId ?? '', fields.join(' '), message.replaceAll(/\s+/g, ' ').trim(), key]],
    // A message may quote a cell. A spreadsheet would run one that begins with =.
    { escape_formulas: true },
  );

/**
 * The number of bytes up to the end of the last whole line: a killed run may leave half of one.
 *
 * @throws CannotRun if the file does not begin with the header of a results file
 */
async function sizeOfWholeLines(path: string): Promise<number> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return 0;
  try {
    const { size } = await file.stat();
    const head = await textAt(file, 0, Math.min(size, HEADER_LINE.length));
    if (!HEADER_LINE.startsWith(head.toString())) throw new CannotRun(notOurs(path));
    const start = Math.max(0, size - LINE_BYTES);
    return start + (await textAt(file, start, size - start)).lastIndexOf('\n') + 1;
  } finally {
    await file.close();
  }
}

async function textAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position });
  return buffer.subarray(0, bytesRead);
}

interface Kept {
  readonly done: RowSet;
  readonly counts: Counts;
}

/** Removes the lines of rows that are not done. It writes a new file, which replaces the old one when it is complete. */
async function keepFinal(path: string, size: number, keyOf: (row: number) => string): Promise<Kept> {
  const done = new RowSet();
  let counts = NONE;
  const kept = async function* (): AsyncGenerator<string> {
    yield HEADER_LINE;
    for await (const cells of linesIn(path, size)) {
      const verdict = finalIn(cells);
      if (!verdict || done.has(verdict.row)) continue;
      const key = cells.at(-1) ?? '';
      if (!isKeyOfRow(key, verdict.row)) continue;
      if (key !== keyOf(verdict.row)) throw new CannotRun(ofAnother(path));
      done.add(verdict.row);
      counts = countedIn(counts, [verdict]);
      yield stringify([cells]);
    }
  };
  const next = `${path}.next`;
  try {
    await pipeline(kept, createWriteStream(next, { mode: MODE, flush: true }));
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
  await rename(next, path);
  return { done, counts };
}

/** The lines below the header, up to the first one that cannot be read. */
async function* linesIn(path: string, size: number): AsyncGenerator<readonly string[]> {
  const parser = parse({ relax_column_count: true, relax_quotes: true, from: 2 });
  // An error of either ends the parser, and so the loop below.
  pipe(createReadStream(path, { end: size - 1 }), parser, () => undefined);
  try {
    for await (const cells of parser) if (isRecord(cells)) yield cells;
  } catch (error) {
    // A power failure may leave any bytes. The rows from here on are sent again.
    if (!(error instanceof CsvError)) throw error;
  }
}

const isRecord = (value: unknown): value is string[] => Array.isArray(value);

/** The row and outcome in a line of a row that is done; undefined for any other line. */
function finalIn(cells: readonly string[]): { readonly row: number; readonly outcome: Outcome } | undefined {
  const [row = '', outcome] = cells;
  const known = OUTCOMES.find((one) => one === outcome);
  const isWhole = cells.length === HEADER.length && /^[1-9]\d{0,14}$/.test(row);
  return isWhole && known && FINAL.has(known) ? { row: Number(row), outcome: known } : undefined;
}

const notOurs = (path: string): string =>
  `${path} is not a results file of this program. Move it away, and run again.`;

const ofAnother = (path: string): string =>
  `${path} holds the results of another file, or of this one before it was changed. A changed file is a new one: ` +
  'its rows would all be added, those added before too. Put only the rows to be added into a file of another name.';
