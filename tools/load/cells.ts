import { isEnumType, type GraphQLEnumType, type GraphQLLeafType } from 'graphql';
import { DateResolver, DateTimeResolver } from 'graphql-scalars';

/** The value of a cell, or the reason why it has none. */
export type Converted = { readonly value: string | number | boolean } | { readonly fault: string };

const QUOTED_CHARACTERS = 40;

/** A cell as it may be quoted in a message. */
const quoted = (text: string): string =>
  JSON.stringify(text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text);

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'y', 't', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'n', 'f', '0'].map((word) => [word, false] as const),
]);

/** Numbers in the forms that have one meaning only. */
const INT = /^[+-]?\d{1,10}$/;
const MOST_INT = 2 ** 31 - 1;
const FLOAT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

const must = (text: string, what: string): Converted => ({ fault: `${quoted(text)} must be ${what}` });

const SCALARS: Readonly<Record<string, (text: string) => Converted>> = {
  Int: (text) => {
    const value = Number(text);
    const isInt = INT.test(text) && value <= MOST_INT && value >= -MOST_INT - 1;
    return isInt ? { value } : must(text, 'a whole number, such as 5');
  },
  Float: (text) =>
    FLOAT.test(text) ? { value: Number(text) } : must(text, 'a number with a point, such as -5.5'),
  Boolean: (text) => {
    const value = BOOLEANS.get(text.toLowerCase());
    return value === undefined ? must(text, 'true or false (or yes, no, y, n, 1, 0)') : { value };
  },
  ID: (text) => ({ value: text }),
  Date: (text) =>
    isReadBy(DateResolver, text) ? { value: text } : must(text, 'a day as YYYY-MM-DD, such as 1980-05-12'),
  DateTime: (text) =>
    isReadBy(DateTimeResolver, text)
      ? { value: text }
      : must(text, 'a time as RFC 3339 with its offset, such as 2026-12-01T09:30:00-05:00'),
};

/**
 * Reads a cell that is not blank as a value of a type of the schema.
 *
 * Numbers, booleans, days and times are read strictly: an ambiguous cell is a fault. Enum values are read in any case. Texts
 * are not changed.
 */
export function convert(text: string, type: GraphQLLeafType): Converted {
  if (isEnumType(type)) return enumValue(text.trim(), type);
  const scalar = SCALARS[type.name];
  return scalar ? scalar(text.trim()) : { value: text };
}

/** A value by its name in any case, with blanks or hyphens for `_`, or by its first letter if no other value has it. */
function enumValue(text: string, type: GraphQLEnumType): Converted {
  const names = type.getValues().map(({ name }) => name);
  const wanted = text.toUpperCase().replaceAll(/[\s-]+/g, '_');
  const [found, ...others] = names.includes(wanted)
    ? [wanted]
    : names.filter((name) => wanted.length === 1 && name.startsWith(wanted));
  return found !== undefined && others.length === 0
    ? { value: found }
    : must(text, `one of ${names.join(', ')}`);
}

/** True if the scalar reads the text. The server uses the same scalars. */
function isReadBy(scalar: typeof DateResolver | typeof DateTimeResolver, text: string): boolean {
  try {
    scalar.parseValue(text);
    return true;
  } catch {
    // The scalar's own message does not name the format.
    return false;
  }
}
