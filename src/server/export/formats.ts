import type { Column } from './columns.ts';

/** How rows become text. */
export interface RowFormat {
  /** The text before the first row. */
  readonly head: string;
  /** The text of some rows; null = a row that failed. */
  textOf(rows: readonly unknown[]): string;
}

/** Comma-separated values as RFC 4180 describes them: a line of names, then a line for each row, ended by CR LF. */
export const csvFormat = (columns: readonly Column[]): RowFormat => ({
  head: `${columns.map(({ name }) => name).join()}\r\n`,
  textOf: (rows) => {
    let text = '';
    for (const row of rows) {
      let isFirst = true;
      for (const { path } of columns) {
        if (isFirst) isFirst = false;
        else text += ',';
        text += cellOf(valueAt(row, path));
      }
      text += '\r\n';
    }
    return text;
  },
});

/** One JSON object a line. */
export const ndjsonFormat: RowFormat = {
  head: '',
  textOf: (rows) => {
    let text = '';
    for (const row of rows) text += `${JSON.stringify(row)}\n`;
    return text;
  },
};

/** The value at a path below a row; undefined if an object on the way is null. */
function valueAt(row: unknown, path: readonly string[]): unknown {
  let value = row;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** A cell: nothing for null, `""` for an empty text. A list is JSON. */
function cellOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return textCell(value);
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return value === null || value === undefined ? '' : textCell(JSON.stringify(value));
  }
}

/**
 * The first characters of a formula in a spreadsheet, as OWASP lists them, with the wide ones of East Asian keyboards.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

const QUOTED = /[",\r\n]/;

/**
 * A text. If a spreadsheet would take it for a formula, it gets an apostrophe in front. Numbers are not texts, so a negative
 * one is not changed.
 */
function textCell(text: string): string {
  if (text === '') return '""';
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
