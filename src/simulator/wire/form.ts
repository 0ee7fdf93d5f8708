/** PHP's max_input_vars: of the query, and of the body, what comes after the first thousand fields is dropped. */
const MOST_FIELDS = 1000;

export type Field = readonly [name: string, value: string];

type Values = Map<string, string | string[]>;

/** `a[]=1&a[]=2` is a list; of a name given twice without brackets the last value counts. */
function read(fields: readonly Field[]): Values {
  const values: Values = new Map();
  for (const [rawName, value] of fields.slice(0, MOST_FIELDS)) {
    const listed = /^(.+?)\[\d*\]$/.exec(rawName);
    // PHP's names hold no blanks and no dots.
    const name = (listed?.[1] ?? rawName).replace(/[ .]/g, '_');
    const known = values.get(name);
    if (!listed) values.set(name, value);
    else if (Array.isArray(known)) known.push(value);
    else values.set(name, [value]);
  }
  return values;
}

/** The fields of a request as PHP's $_REQUEST shows them: the query beats the body, name by name. */
export class Form {
  readonly #values: Values;

  constructor(query: readonly Field[], body: readonly Field[]) {
    this.#values = new Map([...read(body), ...read(query)]);
  }

  /** A single value; "" where there is none, or a list. */
  one(name: string): string {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : '';
  }

  /** A list's values; a single value is a list of one. */
  many(name: string): readonly string[] {
    const value = this.#values.get(name) ?? [];
    return (typeof value === 'string' ? [value] : value).filter((item) => item !== '');
  }
}

/** Form-encoded fields, in order, as they came. */
export const fieldsOf = (encoded: string): readonly Field[] => [...new URLSearchParams(encoded)];
