import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import { accessFrom, type ApiAccess } from '../load/access.ts';
import { CannotRun } from '../load/outcome.ts';

export const FORMATS = ['csv', 'ndjson', 'parquet'] as const;

export type FileFormat = (typeof FORMATS)[number];

/** The options of the program. */
export interface ExportOptions extends ApiAccess {
  /** A file with an operation, or the name of a worked operation. */
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly out: string;
  readonly format: FileFormat;
}

export const USAGE = `Usage: npm run export -- --operation FILE|NAME --out FILE [options]

Writes all rows of an operation's list to a file, through the GraphQL API.

  --operation calls.graphql   a file with one query that has one list; or the name of a worked operation of
                              schema/operations, such as agent-directory
  --out calls.csv             the file; it appears when it is complete, and replaces one of that name
  --variables '{"day": …}'    the operation's variables, as JSON
  --format csv                csv, ndjson or parquet; default: the extension of the file

  API_URL    the API's URL; http://localhost:4000/graphql if unset
  API_KEY    a key with the scopes that the operation needs

Exit code: 0 = all rows are in the file, 1 = they are, but rows or values are missing that the dialer's answers or a failed
field lack, or a proxy dropped the trailers of a CSV, which tell it, 2 = the export broke off, and there is no file, 3 = the program could not start, or the API refused.`;

/** Reads the command line and the environment. @throws CannotRun if an option is wrong */
export function optionsFrom(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ExportOptions {
  const { operation, out, variables, format } = parsed(args);
  if (!operation || !out) throw new CannotRun(`Give --operation and --out.\n\n${USAGE}`);
  return {
    operation,
    out,
    variables: variablesIn(variables),
    format: formatIn(format ?? extname(out).slice(1), format === undefined),
    ...accessFrom(env),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        operation: { type: 'string' },
        out: { type: 'string' },
        variables: { type: 'string' },
        format: { type: 'string' },
      },
    }).values;
  } catch (error) {
    // parseArgs throws only errors whose messages are for the user.
    throw new CannotRun(`${error instanceof Error ? error.message : ''}\n\n${USAGE}`);
  }
}

function formatIn(text: string, isExtension: boolean): FileFormat {
  const format = FORMATS.find((one) => one === text.toLowerCase());
  if (format) return format;
  throw new CannotRun(
    isExtension
      ? `The name of the file does not end in ${FORMATS.map((one) => `.${one}`).join(', ')}: give --format.`
      : `--format ${text}: must be one of ${FORMATS.join(', ')}.`,
  );
}

function variablesIn(text = '{}'): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The error is thrown below.
  }
  throw new CannotRun('--variables must be a JSON object, such as \'{"day": "2026-05-12"}\'.');
}
