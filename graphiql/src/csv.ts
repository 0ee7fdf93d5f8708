import type { Cell, List } from './lists.ts';

/**
 * Beginnings that make a spreadsheet read a cell as a formula: the ASCII signs, their full-width forms, and line breaks,
 * after which a formula could begin.
 */
const FORMULA = /^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/;

/** A byte order mark: without it, Excel reads UTF-8 as another encoding. */
const MARK = '\uFEFF';

/** A list as CSV (RFC 4180), with a line of column names. */
export const csvOf = ({ columns, rows }: List): string =>
  MARK + [columns, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');

/** A text that looks like a formula gets an apostrophe before it. Numbers, which may be negative, stay as they are. */
function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
