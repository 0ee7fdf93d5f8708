import { isAscii, isUtf8 } from 'node:buffer';
import { parsedJson } from '../json.ts';
import { legacyText } from '../legacyText.ts';

/**
 * The rows in a part of an array: `{…},{…}`; undefined if it is not JSON.
 *
 * @returns the rows, and false if they were not UTF-8 and were read as windows-1252
 */
export function rowsIn(
  part: Buffer,
): { readonly rows: readonly unknown[]; readonly isText: boolean } | undefined {
  const isText = isUtf8(part);
  const text = isAscii(part) ? part.toString('latin1') : isText ? part.toString() : legacyText(part);
  const rows = parsedJson(`[${text}]`)?.value;
  return Array.isArray(rows) ? { rows, isText } : undefined;
}

/** The name of a member. If it is not a string, the rest is not JSON, which shows when all of it is parsed. */
export function memberIn(bytes: Buffer): string {
  const name = parsedJson(legacyText(bytes))?.value;
  return typeof name === 'string' ? name : '';
}
