import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/**
 * A configured file cannot be used: one sentence for each error, which begins with the variable. No error quotes the
 * file.
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
 * Reads a configured file.
 *
 * @param variable the variable with its path, for errors
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
 * Parses a configured file's JSON by a schema.
 *
 * @throws ConfigFileError with all errors at once, each with its path in the JSON
 */
export function contentOf<Content>(variable: string, schema: z.ZodType<Content>, text: string): Content {
  const result = schema.safeParse(jsonIn(variable, text));
  if (result.success) return result.data;
  throw new ConfigFileError(
    result.error.issues.map(({ path, message }) => {
      const place = path.length === 0 ? 'the file' : path.map(String).join('.');
      return `${variable} names a file with an error: ${place} ${message}`;
    }),
  );
}

function jsonIn(variable: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new ConfigFileError([`${variable} names a file that is not valid JSON`]);
  }
}

/** A system error's code, such as ENOENT. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
