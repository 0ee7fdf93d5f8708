/** Enough of a hash that no two files share it. */
const HASH_CHARACTERS = 32;

/** The idempotency key of a row of a file. @param hash SHA-256 of the file's bytes, in hexadecimal */
export const keyOfRow = (hash: string, row: number): string =>
  `load-${hash.slice(0, HASH_CHARACTERS)}-${row}`;

/** True if a text is the key of that row in any file. */
export const isKeyOfRow = (text: string, row: number): boolean =>
  new RegExp(`^load-[0-9a-f]{${HASH_CHARACTERS}}-${row}$`).test(text);
