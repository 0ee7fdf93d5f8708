import { renameSync, rmSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { GraphQLError, parse } from 'graphql';
import { request } from 'undici';
import { z } from 'zod';
import { columnsOfRows } from '../../src/server/export/exportedOperation.ts';
import { CannotRun } from '../load/outcome.ts';
import type { Output } from '../load/progress.ts';
import { publishedSchema } from '../load/publishedSchema.ts';
import { operationText } from './operationText.ts';
import type { ExportOptions, FileFormat } from './options.ts';
import { Progress } from './progress.ts';
import { CsvFile, NdjsonFile, type Note, type RowFile } from './rowFile.ts';

/** The program's exit code. */
export const EXIT = {
  /** All rows are in the file. */
  done: 0,
  /**
   * All rows are in the file; some values failed, or rows and values of the dialer's answers could not be read. Or it is
   * not known, because a proxy dropped the trailers of a CSV.
   */
  flawed: 1,
  /** The export broke off. There is no file. */
  broken: 2,
  /** The program could not start, or the API refused. */
  cannotRun: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A window of call records may wait for a slow dialer. */
const MOST_WAITING_MS = 900_000;

const MEDIA_TYPES: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  parquet: 'application/x-ndjson',
};

/**
 * Writes all rows of an operation's list to a file, as they come. The file has another name until it is complete.
 *
 * @throws CannotRun if it cannot start, or the API refuses the operation
 */
export async function exportRows(options: ExportOptions, output: Output): Promise<ExitCode> {
  const query = operationText(options.operation);
  const partial = `${options.out}.${process.pid}.part`;
  const removed = (): void => rmSync(partial, { force: true });
  process.once('exit', removed);
  try {
    const file = await opened(options, query, partial);
    try {
      const note = await written(await asked(options, query), file, options.format, output);
      if (note?.extensions === undefined) {
        output.write('The export broke off. There is no file.\n');
        return EXIT.broken;
      }
      file.close();
      renameSync(partial, options.out);
      output.write(`See ${options.out}\n`);
      return note.isFlawed ? EXIT.flawed : EXIT.done;
    } finally {
      file.close();
    }
  } finally {
    removed();
    process.off('exit', removed);
  }
}

/** Writes an answer to a file. @returns what it told beside the rows; undefined if it broke off */
async function written(
  { headers, body, trailers }: Awaited<ReturnType<typeof asked>>,
  file: RowFile,
  format: FileFormat,
  output: Output,
): Promise<(Note & { readonly isFlawed: boolean }) | undefined> {
  const progress = new Progress(output);
  let bytes = 0;
  try {
    const parts: AsyncIterable<unknown> =
      headers['content-encoding'] === 'gzip' ? body.compose(createGunzip()) : body;
    for await (const part of parts) {
      if (!Buffer.isBuffer(part)) throw new Error('A part of the answer is no bytes.');
      file.write(part);
      bytes += part.length;
      progress.update(file.rows, bytes);
    }
    const note = file.end();
    const { lines, isFlawed } = flawsOf(note, trailers, format);
    progress.end(file.rows, bytes);
    for (const line of lines) output.write(`${line}\n`);
    return { ...note, isFlawed };
  } catch (error) {
    progress.end(file.rows, bytes);
    output.write(`${error instanceof Error ? error.message : ''}\n`);
    return undefined;
  }
}

const refusal = z.object({ errors: z.array(z.object({ message: z.string() })) });

/** The answer's headers, and its rows to read. @throws CannotRun if there are none */
async function asked({ apiUrl, apiKey, variables, format }: ExportOptions, query: string) {
  const sent = await request(apiUrl, {
    method: 'POST',
    headersTimeout: MOST_WAITING_MS,
    bodyTimeout: MOST_WAITING_MS,
    headers: {
      accept: MEDIA_TYPES[format],
      'accept-encoding': 'gzip',
      'content-type': 'application/json',
      ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
    },
    body: JSON.stringify({ query, variables }),
  }).catch((error: unknown) => {
    throw new CannotRun(`${apiUrl.href} cannot be reached: ${error instanceof Error ? error.message : ''}.`);
  });
  const [type] = String(sent.headers['content-type']).split(';');
  if (sent.statusCode === 200 && type === MEDIA_TYPES[format]) return sent;
  const text = (await buffer(sent.body)).toString('utf8');
  const { data } = refusal.safeParse(parsedOrNothing(text));
  const why = data ? data.errors.map(({ message }) => message).join('\n') : `HTTP ${sent.statusCode}`;
  throw new CannotRun(`The API refuses the operation: ${why}`);
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not an answer of the API.
    return undefined;
  }
}

async function opened(
  { format, out, variables }: ExportOptions,
  query: string,
  path: string,
): Promise<RowFile> {
  try {
    if (format === 'csv') return new CsvFile(path);
    if (format === 'ndjson') return new NdjsonFile(path);
    const { ParquetFile } = await import('./parquetFile.ts');
    const schema = publishedSchema();
    const columns = columnsOfRows({ schema, document: parse(query), variableValues: variables });
    return new ParquetFile(path, columns ?? []);
  } catch (error) {
    if (error instanceof GraphQLError) throw new CannotRun(error.message);
    throw new CannotRun(`${out} cannot be written: ${error instanceof Error ? error.message : ''}.`);
  }
}

/** What is missing in the rows, a line each, and whether an export with it is less than whole, or may be. */
function flawsOf(
  { errors, extensions = {} }: Note,
  trailers: Readonly<Record<string, unknown>>,
  format: FileFormat,
): { readonly lines: readonly string[]; readonly isFlawed: boolean } {
  const areLost = trailers['x-export-rows'] === undefined;
  // The last line of NDJSON tells the same.
  const fieldErrors = Number(trailers['x-field-errors'] ?? extensions['fieldErrorCount'] ?? errors.length);
  const unreadable = Number(trailers['x-unreadable-count'] ?? extensions['unreadableCount'] ?? 0);
  const gaps = trailers['x-dialer-gaps'] ?? gapsIn(extensions);
  const isUnknown = areLost && format === 'csv';
  return {
    isFlawed: fieldErrors > 0 || unreadable > 0 || isUnknown,
    lines: [
      ...errors.map(({ message }) => message),
      ...(isUnknown
        ? [
            'The answer had no trailers, which a proxy may have dropped: it is not known whether values or rows are missing. Export NDJSON, whose last line tells it.',
          ]
        : []),
      ...(fieldErrors > 0 ? [`${fieldErrors} values are missing because their fields failed.`] : []),
      ...(unreadable > 0
        ? [`${unreadable} rows are missing because the dialer's answers have no readable key for them.`]
        : []),
      ...(typeof gaps === 'string' && gaps !== '[]' ? [`Gaps in the dialer's answers: ${gaps}`] : []),
    ],
  };
}

const gapsTold = z.object({ dialer: z.object({ gaps: z.array(z.unknown()) }) });

/** The gaps in the last line of NDJSON, as JSON. */
const gapsIn = (extensions: object): string =>
  JSON.stringify(gapsTold.safeParse(extensions).data?.dialer.gaps ?? []);
