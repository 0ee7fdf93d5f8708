import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { CannotRun } from './outcome.ts';

/** Facts about a CSV file that was read once. */
export interface CsvFile {
  readonly path: string;
  /** A label of the Encoding Standard: utf-8, windows-1252, utf-16le. */
  readonly encoding: string;
  readonly delimiter: string;
  readonly header: readonly string[];
  /** Rows below the header; blank ones are not counted. */
  readonly rows: number;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly hash: string;
}

const DELIMITERS = [',', ';', '\t'] as const;

/** Limit of the header's length. */
const HEADER_BYTES = 64_000;

/** The longest row that is read. A longer one comes of a quote that is opened and not closed. */
const RECORD_CHARACTERS = 2_000_000;

/** One row of a CSV file. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** How many lines were read as one cell, because a quote is not closed where its cell ends; 0 = all quotes are closed. */
  readonly unclosedLines: number;
}

/**
 * Reads a whole file before any of it is used: for its hash, its header and its number of rows.
 *
 * @throws CannotRun if it cannot be read to its end
 */
export async function inspect(path: string, encoding: string): Promise<CsvFile> {
  checkEncoding(encoding);
  const delimiter = delimiterOf(await firstLine(path, encoding));
  const hash = createHash('sha256');
  let header: readonly string[] | undefined;
  let rows = 0;
  for await (const record of recordsIn({ path, encoding, delimiter }, (bytes) => hash.update(bytes))) {
    if (header) rows += 1;
    else header = record.cells;
  }
  if (!header) throw new CannotRun(`${path} is empty: its first line must name the columns.`);
  return { path, encoding, delimiter, header, rows, hash: hash.digest('hex') };
}

/**
 * The rows below the header. The file is read only as far as rows are taken.
 *
 * @throws CannotRun at the end if the file was changed since `inspect`
 */
export async function* rowsOf(file: CsvFile): AsyncGenerator<CsvRow> {
  const hash = createHash('sha256');
  let isHeader = true;
  for await (const record of recordsIn(file, (bytes) => hash.update(bytes))) {
    if (!isHeader) yield record;
    isHeader = false;
  }
  if (hash.digest('hex') !== file.hash) {
    throw new CannotRun(`${file.path} was changed while it was loaded: compare it with the results.`);
  }
}

/** Every record that is not blank, the header first. */
async function* recordsIn(
  { path, encoding, delimiter }: Pick<CsvFile, 'path' | 'encoding' | 'delimiter'>,
  onBytes: (bytes: Buffer) => void = () => undefined,
): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    raw: true,
    skip_empty_lines: true,
    // A cell such as Bob "Bobby" keeps its quotes, and a row that is too short is rejected alone.
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: RECORD_CHARACTERS,
  });
  const text = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<string> {
    // It leaves out a byte order mark. Bytes that are not of the encoding become U+FFFD, and their row is rejected.
    const decoder = new TextDecoder(encoding);
    for await (const bytes of source) {
      onBytes(bytes);
      yield decoder.decode(bytes, { stream: true });
    }
    yield decoder.decode();
  };
  // An error of any of the three ends the parser, and so the loop below.
  pipeline(createReadStream(path), text, parser, () => undefined);
  let row = 0;
  try {
    for await (const parsed of parser) {
      if (!isParsed(parsed) || parsed.record.every((cell) => cell.trim() === '')) continue;
      yield { cells: parsed.record, unclosedLines: unclosedLinesIn(parsed) };
      row += 1;
    }
  } catch (error) {
    throw readingFault(path, error, row);
  }
}

/** What csv-parse makes of a row if it is asked for the raw text too. */
interface Parsed {
  readonly record: readonly string[];
  readonly raw: string;
}

const isParsed = (value: unknown): value is Parsed =>
  typeof value === 'object' &&
  value !== null &&
  'raw' in value &&
  'record' in value &&
  Array.isArray(value.record);

/** With `relax_quotes`, a cell with wrong quotes keeps them. A text that begins with a quote differs in its raw form. */
function unclosedLinesIn({ record, raw }: Parsed): number {
  const unclosed = record.find(
    (cell) => cell.startsWith('"') && /[\r\n]/.test(cell) && !raw.includes(`"${cell.replaceAll('"', '""')}"`),
  );
  return unclosed === undefined ? 0 : unclosed.split(/\r\n|[\r\n]/).length;
}

/** The delimiter that occurs most often in the header, outside quotes; a comma if none does. */
function delimiterOf(header: string): string {
  const bare = header.replaceAll(/"[^"]*"/g, '');
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, times: bare.split(delimiter).length }));
  return counted.toSorted((a, b) => b.times - a.times)[0]?.delimiter ?? ',';
}

async function firstLine(path: string, encoding: string): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(path, { end: HEADER_BYTES })) {
      if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    }
  } catch (error) {
    throw readingFault(path, error, 0);
  }
  const text = new TextDecoder(encoding).decode(Buffer.concat(chunks)).trimStart();
  return /^(?:"[^"]*"|[^"\r\n])*/.exec(text)?.[0] ?? '';
}

function checkEncoding(encoding: string): void {
  try {
    new TextDecoder(encoding).decode();
  } catch {
    throw new CannotRun(
      `--encoding ${encoding} is not known. Use utf-8, windows-1252, or another label of the Encoding Standard.`,
    );
  }
}

/** The error of a file that cannot be read, in words; any other error as it is. @param row 0 = the header */
function readingFault(path: string, error: unknown, row: number): unknown {
  if (error instanceof CsvError) {
    const isQuote = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
    const why = isQuote ? 'a quote is opened and not closed, or a cell is too long' : error.code;
    const place = row === 0 ? 'the header' : `row ${row}`;
    return new CannotRun(`${path} cannot be read as CSV: in ${place} ${why}. Nothing was sent.`);
  }
  if (error instanceof Error && 'code' in error && 'syscall' in error) {
    return new CannotRun(`${path} cannot be read (${String(error.code)}).`);
  }
  return error;
}
