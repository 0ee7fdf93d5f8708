import { withoutDiagnostics } from './php.ts';

// All but tab, line feed and carriage return, which may stand between the values of JSON.
// oxlint-disable-next-line no-control-regex -- these characters are what is looked for
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g;

/**
 * Parses JSON; undefined if it is not JSON or not complete. JSON allows no control characters, but JSON that was written
 * by hand may hold them, such as a NUL in a text: they are removed, and tabs and line breaks, which may also stand
 * between values, become spaces. Not if PHP has printed a warning into it, whose text would become that of a cell.
 */
export function parsedJson(text: string): { readonly value: unknown } | undefined {
  const parsed = parsedOrNothing(text);
  if (parsed) return parsed;
  const bare = text.replaceAll(CONTROLS, '').replaceAll(/[\t\n\r]/g, ' ');
  return bare === text || withoutDiagnostics(text).warnings > 0 ? undefined : parsedOrNothing(bare);
}

function parsedOrNothing(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
