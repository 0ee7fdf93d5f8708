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

/** Rows with these are done: to ask about the others again can do no harm, and may find that things have changed. */
const FINAL: ReadonlySet<Outcome> = new Set<Outcome>(['ADDED', 'DUPLICATE']);

/** A line is shorter. */
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
   * Opens the results of a load. What an earlier run left is read: a half-written last line is cut off, and the lines of
   * rows that are to be asked about again are taken out.
   *
   * @param keyOf a row's idempotency key, by which results of another file are told
   * @param fresh true = what is there is overwritten
   * @throws CannotRun if the file cannot be written, or is another one's
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

  /** How many rows ended how, earlier runs included. */
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

/** One line: a line break in a message would make two of it, and half of a line could not be told from a whole one. */
const lineOf = ({ row, outcome, leadId, fields, message }: Verdict, key: string): string =>
  stringify(
    [[row, outcome, leadId ?? '', fields.join(' '), message.replaceAll(/\s+/g, ' ').trim(), key]],
    // A message may quote a cell, and a spreadsheet would run one that begins with =.
    { escape_formulas: true },
  );

/**
 * How many bytes a file has up to the end of its last whole line: a killed run leaves half of one.
 *
 * @throws CannotRun for a file that does not begin as ours do
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

/** Leaves only the lines of rows that are done: in a new file, which takes the old one's place when it is whole. */
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

/** The lines below the header, as far as they can be read. */
async function* linesIn(path: string, size: number): AsyncGenerator<readonly string[]> {
  const parser = parse({ relax_column_count: true, relax_quotes: true, from: 2 });
  // An error of either ends the parser, whose reader below is told.
  pipe(createReadStream(path, { end: size - 1 }), parser, () => undefined);
  try {
    for await (const cells of parser) if (isRecord(cells)) yield cells;
  } catch (error) {
    // A computer that lost its power leaves anything behind: the rows from here on are asked about again.
    if (!(error instanceof CsvError)) throw error;
  }
}

const isRecord = (value: unknown): value is string[] => Array.isArray(value);

/** What a line says of a row that is done; a line that cannot be read says nothing, and its row is asked about again. */
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
