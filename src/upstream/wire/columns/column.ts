import type { Codes } from '../rows/memberReader.ts';
import { timeOf } from '../rows/times.ts';

/** The values of one member in many rows, in arrays that a worker thread can hand over without a copy. */
export type StoredColumn = StoredTexts | StoredNumbers | StoredTimes | StoredValues;

export interface StoredTexts {
  readonly kind: 'texts';
  /** The number of each row's text, from 1 on; 0 = null. Null if each row has a text of its own. */
  readonly codes: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | null;
  /** The end of each text in `bytes`. A row's own text is null if it is empty. */
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** True if all bytes are ASCII, which is faster to read. */
  readonly isAscii: boolean;
}

export interface StoredNumbers {
  readonly kind: 'numbers';
  /** NO_INT or NaN = null. */
  readonly numbers: Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
}

export interface StoredTimes {
  readonly kind: 'times';
  /** Seconds: see times.ts. NO_TIME or NaN = null. */
  readonly seconds: Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
}

/** Values of any other kind. They are copied between threads. */
export interface StoredValues {
  readonly kind: 'values';
  readonly values: readonly unknown[];
}

export const NO_INT = -2_147_483_648;
export const NO_TIME = 4_294_967_295;

/** Reads the values of a column. */
export type ValueAt = (row: number) => unknown;

/** The buffers of a column. */
export function buffersOf(column: StoredColumn): ArrayBuffer[] {
  if (column.kind === 'numbers') return [column.numbers.buffer];
  if (column.kind === 'times') return [column.seconds.buffer];
  if (column.kind === 'values') return [];
  return [column.ends.buffer, column.bytes.buffer, ...(column.codes ? [column.codes.buffer] : [])];
}

/** The bytes of a value of another kind: a reference and a small object. */
const VALUE_BYTES = 64;

/** The memory of a column, in bytes. */
export const bytesOf = (column: StoredColumn): number =>
  column.kind === 'values'
    ? VALUE_BYTES * column.values.length
    : buffersOf(column).reduce((sum, { byteLength }) => sum + byteLength, 0);

/** Reads a column's values, one at a time. */
export function valueReaderOf(column: StoredColumn): ValueAt {
  if (column.kind === 'numbers') {
    const { numbers } = column;
    const isShort = numbers instanceof Int32Array;
    return (row) => {
      const number = numbers[row] ?? NaN;
      return Number.isNaN(number) || (isShort && number === NO_INT) ? null : number;
    };
  }
  if (column.kind === 'times') {
    const { seconds } = column;
    const isShort = seconds instanceof Uint32Array;
    return (row) => {
      const second = seconds[row] ?? NaN;
      return Number.isNaN(second) || (isShort && second === NO_TIME) ? null : timeOf(second);
    };
  }
  if (column.kind === 'texts') return textReaderOf(column);
  const { values } = column;
  return (row) => values[row];
}

/** The codes of a column's values; undefined if it has none. */
export function codesOf(column: StoredColumn): Codes | undefined {
  if (column.kind === 'numbers') return codesOfNumbers(column);
  if (column.kind !== 'texts' || !column.codes) return undefined;
  const { codes } = column;
  return { count: column.ends.length + 1, at: (row) => codes[row] ?? 0 };
}

/** Whole numbers below this one are codes. */
const MOST_CODES = 1024;

/** The codes of columns of numbers; null if their numbers are none. */
const numberCodes = new WeakMap<StoredNumbers, Codes | null>();

/** Small whole numbers as codes: each is 1 more than its number; 0 = null. */
function codesOfNumbers(column: StoredNumbers): Codes | undefined {
  let codes = numberCodes.get(column);
  if (codes === undefined) numberCodes.set(column, (codes = newCodesOfNumbers(column)));
  return codes ?? undefined;
}

function newCodesOfNumbers({ numbers }: StoredNumbers): Codes | null {
  if (!(numbers instanceof Int32Array)) return null;
  let most = 0;
  for (const number of numbers) {
    if (number === NO_INT) continue;
    if (number < 0 || number >= MOST_CODES) return null;
    if (number > most) most = number;
  }
  return {
    count: most + 2,
    at: (row) => {
      const number = numbers[row] ?? NO_INT;
      return number === NO_INT ? 0 : number + 1;
    },
  };
}

/** Reads the times of a column as seconds; 0 if it is not one of times. */
export function secondsReaderOf(column: StoredColumn | undefined): (row: number) => number {
  if (column?.kind !== 'times') return () => 0;
  const { seconds } = column;
  return (row) => seconds[row] ?? 0;
}

/** The rows whose texts are read together, if one after the other is asked for. */
const ROWS_OF_BLOCK = 64;

/** Texts of up to this number are kept as strings too, once they were read. */
const MOST_STRINGS = 4096;

function textReaderOf({ codes, ends, bytes, isAscii }: StoredTexts): ValueAt {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const textAt = (index: number): string => {
    const start = index === 0 ? 0 : (ends[index - 1] ?? 0);
    const end = ends[index] ?? start;
    return buffer.toString(isAscii ? 'latin1' : 'utf8', start, end);
  };
  if (codes === null) return isAscii ? blockReaderOf(buffer, ends) : (row) => textAt(row) || null;
  const known: string[] = [];
  return (row) => {
    const code = codes[row] ?? 0;
    if (code === 0) return null;
    const text = known[code];
    if (text !== undefined) return text;
    const read = textAt(code - 1);
    // The first codes only, in order, so that the array stays dense.
    if (ends.length <= MOST_STRINGS) known[code] = read;
    return read;
  };
}

/** Reads the texts of rows that have one each. Many are decoded at once and then cut: a call of Node for each takes longer. */
function blockReaderOf(bytes: Buffer, ends: Uint32Array): ValueAt {
  const startOf = (row: number): number => (row === 0 ? 0 : (ends[row - 1] ?? 0));
  let last = -1;
  let first = 0;
  let block: string | undefined;
  return (row) => {
    const start = startOf(row);
    const end = ends[row] ?? start;
    if (start === end) return null;
    const number = Math.floor(row / ROWS_OF_BLOCK);
    if (number !== last) {
      last = number;
      block = undefined;
      return bytes.toString('latin1', start, end);
    }
    if (block === undefined) {
      first = startOf(number * ROWS_OF_BLOCK);
      const next = Math.min(ends.length, (number + 1) * ROWS_OF_BLOCK);
      block = bytes.toString('latin1', first, startOf(next));
    }
    return block.slice(start - first, end - first);
  };
}
