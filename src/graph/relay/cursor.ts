import { BadUserInput } from '../../plan/errors.ts';

/** The sort key of a row, most significant part first. The last part differs for any two rows. Null goes last. */
export type SortKey = readonly (string | number | null)[];

/** The opaque position of a row. @param name names the order */
export const encodeCursor = (name: string, key: SortKey): string =>
  Buffer.from(JSON.stringify([name, ...key])).toString('base64url');

/** @throws BadUserInput naming the argument, if the cursor is of another order or none */
export function decodeCursor(
  argument: string,
  cursor: string | null | undefined,
  name: string,
): SortKey | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  const [owner, ...key] = parsed(cursor);
  if (owner === name && key.length > 0 && key.every(isKeyPart)) return key;
  throw new BadUserInput(
    argument,
    'is not a cursor of this list. Use an edge’s `cursor` or `pageInfo` of the same list.',
  );
}

const isKeyPart = (part: unknown): part is string | number | null =>
  part === null || typeof part === 'string' || typeof part === 'number';

function parsed(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    // Not a cursor of this API: the caller of this function throws, naming the argument.
    return [];
  }
}
