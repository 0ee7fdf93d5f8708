import type { GraphQLArgument, GraphQLInputField } from 'graphql';

/** The most characters (code points) of a value in a request, unless its argument says otherwise. */
export const LONGEST = {
  /** Names, codes, dates and search texts. The dialer's own columns are no longer. */
  name: 255,
  /** Opaque ids and cursors, which contain names. */
  opaque: 1024,
} as const;

/** The most characters of an argument or input field, in each member if it is a list. */
export function longestOf({ extensions }: Pick<GraphQLArgument | GraphQLInputField, 'extensions'>): number {
  const { maxLength } = extensions;
  return typeof maxLength === 'number' ? maxLength : LONGEST.name;
}

/** True if a text has more than `most` characters. Takes time in proportion to `most`, not to the text's length. */
export const isLonger = (text: string, most: number): boolean =>
  text.length > most && (text.length > 2 * most || Array.from(text).length > most);
