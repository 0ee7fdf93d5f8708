/** PHP's max_input_vars: fields after the first 1,000 are dropped, of the query and of the body. */
const MOST_FIELDS = 1000;

export type Field = readonly [name: string, value: string];

type Values = Map<string, string | string[]>;

/** `a[]=1&a[]=2` is a list. If a name without brackets is given twice, the last value counts. */
function read(fields: readonly Field[]): Values {
  const values: Values = new Map();
  for (const [rawName, value] of fields.slice(0, MOST_FIELDS)) {
    const listed = /^(.+?)\[\d*\]$/.exec(rawName);
    // PHP replaces blanks and dots in names by underscores.
    const name = (listed?.[1] ?? rawName).replace(/[ .]/g, '_');
    const known = values.get(name);
    if (!listed) values.set(name, value);
    else if (Array.isArray(known)) known.push(value);
    else values.set(name, [value]);
  }
  return values;
}

/** The fields of a request as in the dialer's $_REQUEST: a field of the query replaces one of the body. */
export class Form {
  readonly #values: Values;

  constructor(query: readonly Field[], body: readonly Field[]) {
    this.#values = new Map([...read(body), ...read(query)]);
  }

  /** A single value; "" if there is none, or if it is a list. */
  one(name: string): string {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : '';
  }

  /** The non-empty values of a list. A single value counts as a list of one. */
  many(name: string): readonly string[] {
    const value = this.#values.get(name) ?? [];
    return (typeof value === 'string' ? [value] : value).filter((item) => item !== '');
  }
}

/** Form-encoded fields, in their order. */
export const fieldsOf = (encoded: string): readonly Field[] => [...new URLSearchParams(encoded)];
