/**
 * The longest run of combining marks. To sort a run takes time in proportion to the square of its length, so
 * Unicode's stream-safe text (UAX #15) puts a joiner after each thirty marks.
 */
const LONGEST_RUN = 30;

const LONG_RUN = new RegExp(`[\\p{M}--\\u034F]{${LONGEST_RUN}}(?=[\\p{M}--\\u034F])`, 'gv');

/** The combining grapheme joiner: it is invisible, and marks are not reordered across it. */
const JOINER = '\u034F';

/**
 * The normal form of a key, for comparison. The dialer's answers differ from its requests in case, in blanks around a
 * name, and in the encoding of accents. Takes time in proportion to the key's length. Different long keys stay
 * different.
 */
export function normalizeKey(key: string): string {
  const lowered = key.trim().toLowerCase();
  const safe = lowered.length > LONGEST_RUN ? lowered.replace(LONG_RUN, `$&${JOINER}`) : lowered;
  return safe.normalize('NFC');
}

/** Letters that Unicode does not compose of a base letter and a mark, and how they are written without it. */
const BASE_LETTERS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ħ', 'h'],
  ['ı', 'i'],
  ['ł', 'l'],
]);

/** The form of a text for searching: normalised, and without accents: "José" and "jose", "Łukasz" and "lukasz". */
export const searchKey = (text: string): string =>
  normalizeKey(text)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[ßæœøđðþħıł]/g, (letter) => BASE_LETTERS.get(letter) ?? letter);

/**
 * Makes a value from a list once, and returns it again for the same array. A list in a GraphQL variable is the same
 * array wherever an operation uses it.
 *
 * @param make must depend on the list alone; its result is shared and must not be changed
 */
export function perList<Item, Made>(make: (list: readonly Item[]) => Made): (list: readonly Item[]) => Made {
  const made = new WeakMap<readonly Item[], { readonly made: Made }>();
  return (list) => {
    let known = made.get(list);
    if (!known) made.set(list, (known = { made: make(list) }));
    return known.made;
  };
}

/** The normalised keys of a list. */
export const normalizedKeys = perList(
  (keys: readonly string[]): ReadonlySet<string> => new Set(keys.map(normalizeKey)),
);
