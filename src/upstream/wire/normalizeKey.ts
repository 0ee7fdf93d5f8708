/**
 * More combining marks than this in a row are no name. Unicode's stream-safe text (UAX #15) puts a joiner behind each
 * thirty of them: to order marks takes the square of their number.
 */
const LONGEST_RUN = 30;

const LONG_RUN = new RegExp(`[\\p{M}--\\u034F]{${LONGEST_RUN}}(?=[\\p{M}--\\u034F])`, 'gv');

/** A joiner that combines with nothing and is not shown. Marks are not reordered across it. */
const JOINER = '\u034F';

/**
 * One form of a key for comparing: the dialer's answers differ from its requests in case, in blanks around a name, and
 * in how accents are written. Takes time in proportion to the key's length, and different long keys stay different.
 */
export function normalizeKey(key: string): string {
  const lowered = key.trim().toLowerCase();
  const safe = lowered.length > LONGEST_RUN ? lowered.replace(LONG_RUN, `$&${JOINER}`) : lowered;
  return safe.normalize('NFC');
}

/** A text as it is searched: normalised, and without accents. */
export const searchKey = (text: string): string =>
  normalizeKey(text).normalize('NFD').replaceAll(/\p{M}/gu, '');

/**
 * What is made of a list, made once: a list in a variable is the same one wherever an operation uses it.
 *
 * @param make must not depend on anything else; what it makes is shared, and must not be changed
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
