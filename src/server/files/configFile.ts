import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/**
 * A file that a variable names cannot be used: one sentence a fault, each naming the variable. The file's content is
 * not quoted.
 */
export class ConfigFileError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigFileError';
    this.faults = faults;
  }
}

/**
 * The text of the file a variable names.
 *
 * @throws ConfigFileError if it cannot be read
 */
export function textOfFile(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigFileError([`${variable} names a file that cannot be read (${codeOf(error)})`]);
  }
}

/**
 * Parses a JSON text by a schema.
 *
 * @throws ConfigFileError with every fault at once, each with its place in the text
 */
export function contentOf<Content>(variable: string, schema: z.ZodType<Content>, text: string): Content {
  const result = schema.safeParse(jsonIn(variable, text));
  if (result.success) return result.data;
  throw new ConfigFileError(
    result.error.issues.map(({ path, message }) => {
      const place = path.length === 0 ? 'the file' : path.map(String).join('.');
      return `${variable} names a file with a fault: ${place} ${message}`;
    }),
  );
}

function jsonIn(variable: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the text.
    throw new ConfigFileError([`${variable} names a file that is no JSON`]);
  }
}

/** A system error's code, such as ENOENT. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
