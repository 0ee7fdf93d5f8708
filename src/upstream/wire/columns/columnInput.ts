import { MISFIT, type Cell } from '../cell.ts';
import type { ColumnCounts } from '../reading/rowReader.ts';
import type { StoredColumn } from './column.ts';
import { secondsOf } from '../rows/times.ts';
import { ByteNumbers } from './building/byteNumbers.ts';
import type { ShapedRow } from './shapedRows.ts';
import { columnBuilder, type ColumnBuilder } from './building/columnBuilder.ts';

/** This many texts of the wire are remembered for each member, with their stored form. */
const MOST_REMEMBERED = 16 * 1024;
const MOST_CHARACTERS = 64;

/**
 * Reads one member of the wire's rows into a column. Most texts of a report occur in many rows, so each is read once
 * and then stored as before.
 */
export class ColumnInput implements ColumnCounts {
  readonly name: string;
  readonly cell: Cell<unknown>;
  unreadable = 0;
  absent = 0;
  rows = 0;
  readonly #names: readonly string[];
  readonly #builder: ColumnBuilder;
  /** The stored form of each text of the wire; undefined if the texts differ in each row. */
  #known: Map<string, number> | undefined;
  /** The same by bytes, for texts that came as bytes. */
  readonly #knownBytes = new ByteNumbers();
  /** The members of the shape that was read last, and the member's place among them. */
  #members: readonly string[] | undefined;
  #place = -1;
  /** The day of the time that was read last, and its start in seconds. */
  #day = '';
  #dayStart = 0;
  /** The text of the row before. Rows come in the order of their times. */
  #last: string | undefined;
  #lastStored = 0;
  /** The value that was last tested for being readable. */
  #canRead: { readonly value: unknown; readonly result: unknown } = { value: undefined, result: null };

  constructor(name: string, names: readonly string[], cell: Cell<unknown>) {
    this.name = name;
    this.cell = cell;
    this.#names = names;
    this.#builder = columnBuilder(cell.column);
    this.#known = cell.column === 'texts' || cell.column === 'numbers' ? new Map() : undefined;
  }

  /** True if the member of a row can be read. Counts nothing. */
  canRead(row: Readonly<Record<string, unknown>>): boolean {
    const value = this.#valueIn(row);
    if (value !== undefined && value === this.#last) return true;
    const result = this.cell.read(value);
    this.#canRead = { value, result };
    return result !== MISFIT;
  }

  /** Reads the member of a row that is kept. */
  take(row: Readonly<Record<string, unknown>>): void {
    this.#takeValue(this.#valueIn(row));
  }

  #takeValue(value: unknown): void {
    if (typeof value === 'string') {
      if (value === this.#last) return this.#builder.repeat(this.#lastStored);
      const known = this.#known?.get(value);
      if (known !== undefined) return this.#builder.repeat(known);
    }
    this.#store(value, this.#read(value));
  }

  /** True if the member of a row can be read by `takeShaped`. */
  canReadShaped(row: ShapedRow): boolean {
    const at = this.#placeIn(row);
    const start = row.starts[at] ?? -1;
    return start >= 0 && this.#secondsIn(row.bytes, start, row.ends[at] ?? start) !== undefined;
  }

  /** As `take`, for a row whose values were found in its bytes. */
  takeShaped(row: ShapedRow): void {
    const at = this.#placeIn(row);
    const from = row.starts[at] ?? -1;
    if (from < 0) return this.#takeValue(at < 0 ? undefined : row.literals[at]);
    const { bytes } = row;
    const to = row.ends[at] ?? from;
    if (this.cell.column === 'times') {
      const seconds = this.#secondsIn(bytes, from, to);
      if (seconds !== undefined) return this.#builder.repeat(seconds);
    } else if (this.#known) {
      const hash = row.hashes[at] ?? 0;
      const stored = this.#knownBytes.get(bytes, from, to, hash);
      if (stored !== undefined) return this.#builder.repeat(stored);
      const text = bytes.toString('latin1', from, to);
      this.#takeValue(text);
      const known = this.#known?.get(text);
      if (known !== undefined) this.#knownBytes.add(bytes, from, to, hash, known);
      return;
    } else if (
      this.cell.copiesPlainTexts &&
      isPlain(bytes, from, to) &&
      this.#builder.addBytes?.(bytes, from, to)
    )
      return;
    this.#takeValue(bytes.toString('latin1', from, to));
  }

  /** The place of the member in a row; -1 if it has none. */
  #placeIn({ members }: ShapedRow): number {
    if (members !== this.#members) {
      this.#members = members;
      const name = this.#names.find((one) => members.includes(one));
      this.#place = name === undefined ? -1 : members.indexOf(name);
    }
    return this.#place;
  }

  /** The seconds of a canonical time of the day that was read last; undefined if it must be read by the cell. */
  #secondsIn(bytes: Buffer, from: number, to: number): number | undefined {
    if (to - from !== TIME_LENGTH) return undefined;
    const day = this.#day;
    for (let index = 0; index < DAY_LENGTH; index += 1)
      if (bytes[from + index] !== day.charCodeAt(index)) return this.#secondsOfNewDay(bytes, from, to);
    return secondsOfClock(bytes, from + DAY_LENGTH, this.#dayStart);
  }

  /** As `#secondsIn`, for another day. */
  #secondsOfNewDay(bytes: Buffer, from: number, to: number): number | undefined {
    const text = bytes.toString('latin1', from, to);
    // It is written as the cell gives it, and so are all times of its day.
    if (this.cell.read(text) !== text) return undefined;
    this.#day = text.slice(0, DAY_LENGTH);
    this.#dayStart = secondsOf(`${this.#day} 00:00:00`);
    return secondsOfClock(bytes, from + DAY_LENGTH, this.#dayStart);
  }

  /** Counts the member of a row that is not kept. */
  count(row: Readonly<Record<string, unknown>>): void {
    this.#read(this.#valueIn(row));
  }

  finish(): StoredColumn {
    return this.#builder.finish();
  }

  #valueIn(row: Readonly<Record<string, unknown>>): unknown {
    for (const name of this.#names) if (Object.hasOwn(row, name)) return row[name];
    return undefined;
  }

  /** The value of the cell; null if there is none. Counts what cannot be read. */
  #read(value: unknown): unknown {
    if (value === undefined) {
      this.absent += 1;
      return null;
    }
    const { value: before, result: known } = this.#canRead;
    const result = value === before ? known : this.cell.read(value);
    if (result !== MISFIT) return result;
    if (!this.cell.isIdentity) this.unreadable += 1;
    return null;
  }

  #store(value: unknown, result: unknown): void {
    const stored = this.#builder.add(result);
    if (stored === undefined) {
      this.#known = undefined;
      this.#last = undefined;
      return;
    }
    // A text that does not fit is counted each time.
    if (typeof value !== 'string' || result === null || value.length > MOST_CHARACTERS) return;
    this.#last = value;
    this.#lastStored = stored;
    this.#known?.set(value, stored);
    if (this.#known && this.#known.size > MOST_REMEMBERED) this.#known = undefined;
  }
}

const DAY_LENGTH = 'YYYY-MM-DD'.length;
const TIME_LENGTH = 'YYYY-MM-DD HH:MM:SS'.length;

const BLANK = 0x20;
const COLON = 0x3a;
const ZERO = 0x30;
const AMPERSAND = 0x26;
const LESS = 0x3c;

/** The seconds of ` HH:MM:SS`; undefined if it is no time of day. @param from where it begins */
function secondsOfClock(bytes: Buffer, from: number, start: number): number | undefined {
  if (bytes[from] !== BLANK || bytes[from + 3] !== COLON || bytes[from + 6] !== COLON) return undefined;
  const hours = pairAt(bytes, from + 1);
  const minutes = pairAt(bytes, from + 4);
  const seconds = pairAt(bytes, from + 7);
  return hours < 24 && minutes < 60 && seconds < 60
    ? start + hours * 3600 + minutes * 60 + seconds
    : undefined;
}

/** The number of two digits; NaN if they are none. */
function pairAt(bytes: Buffer, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO;
  const ones = (bytes[at + 1] ?? 0) - ZERO;
  return tens >= 0 && tens < 10 && ones >= 0 && ones < 10 ? 10 * tens + ones : NaN;
}

/** True for a plain text: see Cell. @param bytes printable ASCII */
function isPlain(bytes: Buffer, from: number, to: number): boolean {
  if (to - from < 2 || bytes[from] === BLANK || bytes[to - 1] === BLANK) return false;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at];
    if (byte === AMPERSAND || byte === LESS) return false;
  }
  return true;
}
