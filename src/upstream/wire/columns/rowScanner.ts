import { isUtf8 } from 'node:buffer';
import { legacyText } from '../legacyText.ts';

/** An answer is not whole JSON. The message of the JSON parser would quote the answer. */
export class NotWhole extends Error {
  override readonly name = 'NotWhole';
}

/** Too much of an answer is outside its arrays of rows, and all of that is kept. */
export class RestTooLong extends Error {
  override readonly name = 'RestTooLong';
}

/** Takes rows as they are parsed. */
export interface RowSink {
  /**
   * Called when an array begins at a path of rows. If an answer has a member twice, the last one counts, as in
   * JSON.parse.
   */
  begin(path: string): void;
  rows(path: string, rows: readonly unknown[]): void;
}

/** What is left of an answer without its rows. */
export interface Rest {
  /** The body as received, with an empty array in place of each array of rows. */
  readonly body: Buffer;
  /** True if some rows were not UTF-8 and were read as windows-1252. The body may have such text too. */
  readonly hasLegacyText: boolean;
}

/** The most bytes outside rows: as many as this server reads of answers without columns. */
export const MOST_REST_BYTES = 256 * 1024 * 1024;

/** Rows are parsed in parts of this size. Larger parts gain no speed, and their garbage lives longer. */
const PART_BYTES = 64 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const ARRAY = 0x5b;
const ARRAY_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

/** An array or object outside the rows. */
interface Container {
  readonly isArray: boolean;
  /** Its path: `data.rows`. Undefined below an array, because rows are looked for in objects only. */
  readonly path: string | undefined;
  /** The member that is being read. */
  member: string;
}

/**
 * Splits a JSON answer into the rows of its tables and the rest, as its bytes arrive.
 *
 * Only the limits of rows are found here. The rows themselves are parsed by JSON.parse, some hundred at a time: it is
 * faster than any parser in JavaScript, and its rules are those of small answers.
 */
export class RowScanner {
  readonly #paths: ReadonlySet<string>;
  readonly #sink: RowSink;
  readonly #rest = new Bytes();
  readonly #containers: Container[] = [];
  /** The number of bytes before the JSON value. */
  #before: number;
  #isDone = false;
  #isInString = false;
  /** True if the last byte was a backslash in a string. */
  #isEscaped = false;
  /** The start of the last string outside rows, in the rest. */
  #stringStart = 0;
  #stringEnd = 0;
  /** The path of the array of rows that is being read. */
  #rowsAt: string | undefined;
  /** The depth below that array. */
  #depth = 0;
  #part = new Bytes();
  #isFirstPart = true;
  #hasLegacyText = false;

  /**
   * @param paths the paths at which arrays hold rows: `data.rows`; '' = the answer itself
   * @param before the number of bytes before the JSON value
   */
  constructor(paths: ReadonlySet<string>, before: number, sink: RowSink) {
    this.#paths = paths;
    this.#before = before;
    this.#sink = sink;
  }

  /** @throws NotWhole if rows are not JSON; RestTooLong */
  write(bytes: Buffer): void {
    if (this.#rest.length > MOST_REST_BYTES) throw new RestTooLong();
    const skipped = Math.min(this.#before, bytes.length);
    this.#before -= skipped;
    this.#rest.add(bytes, 0, skipped);
    for (let from = skipped; from < bytes.length;) {
      if (this.#isDone) {
        this.#rest.add(bytes, from, bytes.length);
        return;
      }
      from = this.#rowsAt === undefined ? this.#scanRest(bytes, from) : this.#scanRows(bytes, from);
    }
  }

  end(): Rest {
    // If an array of rows did not end, its end is missing from the rest too, which then is not JSON.
    return { body: this.#rest.view(), hasLegacyText: this.#hasLegacyText };
  }

  /** The end of a string's part in `bytes`, behind its quote if that is there. */
  #scanString(bytes: Buffer, from: number): number {
    let at = from;
    if (this.#isEscaped && at < bytes.length) {
      this.#isEscaped = false;
      at += 1;
    }
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        this.#isInString = false;
        return at + 1;
      }
      if (byte === BACKSLASH) {
        at += 1;
        if (at === bytes.length) this.#isEscaped = true;
      }
    }
    return bytes.length;
  }

  /** Scans up to the next array of rows. @returns the position behind the last byte scanned */
  #scanRest(bytes: Buffer, from: number): number {
    const offset = this.#rest.length - from;
    let at = from;
    while (at < bytes.length) {
      if (this.#isInString) {
        at = this.#scanString(bytes, at);
        if (!this.#isInString) this.#stringEnd = offset + at;
        continue;
      }
      const byte = bytes[at];
      at += 1;
      if (byte === QUOTE) {
        this.#isInString = true;
        this.#stringStart = offset + at - 1;
      } else if (byte === COLON) {
        this.#rest.add(bytes, this.#rest.length - offset, at);
        const container = this.#containers.at(-1);
        if (container) container.member = memberIn(this.#rest.view(this.#stringStart, this.#stringEnd));
      } else if (byte === OBJECT || byte === ARRAY) {
        const path = this.#pathBelow();
        if (byte === ARRAY && path !== undefined && this.#paths.has(path)) {
          this.#rest.add(bytes, this.#rest.length - offset, at);
          this.#rowsAt = path;
          this.#depth = 0;
          this.#isFirstPart = true;
          this.#sink.begin(path);
          return at;
        }
        this.#containers.push({ isArray: byte === ARRAY, path, member: '' });
      } else if (byte === OBJECT_END || byte === ARRAY_END) {
        this.#containers.pop();
        if (this.#containers.length === 0) {
          this.#isDone = true;
          break;
        }
      }
    }
    this.#rest.add(bytes, this.#rest.length - offset, at);
    return at;
  }

  /** The path of an array or object that begins here. */
  #pathBelow(): string | undefined {
    const above = this.#containers.at(-1);
    if (!above) return '';
    if (above.isArray || above.path === undefined) return undefined;
    return above.path === '' ? above.member : `${above.path}.${above.member}`;
  }

  /** Scans to the end of the array of rows. @returns the position behind the last byte scanned */
  #scanRows(bytes: Buffer, from: number): number {
    let start = from;
    let at = from;
    let depth = this.#depth;
    const { length } = bytes;
    while (at < length) {
      if (this.#isInString) {
        at = this.#scanString(bytes, at);
        continue;
      }
      const byte = bytes[at];
      if (byte === QUOTE) {
        // Most bytes are in strings. Those that end in these bytes are skipped here, without a call for each.
        let end = at + 1;
        while (end < length && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1;
        if (end < length) {
          at = end + 1;
          continue;
        }
        this.#isInString = true;
      } else if (byte === OBJECT || byte === ARRAY) {
        depth += 1;
      } else if (byte === OBJECT_END || (byte === ARRAY_END && depth > 0)) {
        depth -= 1;
      } else if (byte === ARRAY_END && depth === 0) {
        this.#endPart(bytes, start, at, true);
        this.#rowsAt = undefined;
        this.#isDone = this.#containers.length === 0;
        this.#rest.add(bytes, at, at + 1);
        return at + 1;
      } else if (byte === COMMA && depth === 0 && this.#part.length + at - start >= PART_BYTES) {
        this.#endPart(bytes, start, at, false);
        start = at + 1;
      }
      at += 1;
    }
    this.#part.add(bytes, start, at);
    this.#depth = depth;
    return at;
  }

  #endPart(bytes: Buffer, from: number, to: number, isLast: boolean): void {
    this.#part.add(bytes, from, to);
    const part = this.#part.view();
    const isText = isUtf8(part);
    if (!isText) this.#hasLegacyText = true;
    const rows = rowsIn(isText ? part.toString() : legacyText(part));
    this.#part.clear();
    // Only an array without rows may have nothing between its ends. Elsewhere there is one comma too many.
    if (rows.length === 0 && !(isLast && this.#isFirstPart)) throw new NotWhole();
    this.#isFirstPart = false;
    if (rows.length > 0) this.#sink.rows(this.#rowsAt ?? '', rows);
  }
}

function rowsIn(text: string): readonly unknown[] {
  const rows = parsed(`[${text}]`);
  if (!Array.isArray(rows)) throw new NotWhole();
  return rows;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotWhole();
  }
}

/** The name of a member. If it is not a string, the rest is not JSON, which shows when all of it is parsed. */
function memberIn(bytes: Buffer): string {
  try {
    const name: unknown = JSON.parse(legacyText(bytes));
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}

/** Bytes that grow. */
class Bytes {
  #buffer = Buffer.allocUnsafeSlow(PART_BYTES);
  length = 0;

  add(bytes: Buffer, from: number, to: number): void {
    const length = this.length + to - from;
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#buffer.length));
      this.#buffer.copy(larger, 0, 0, this.length);
      this.#buffer = larger;
    }
    bytes.copy(this.#buffer, this.length, from, to);
    this.length = length;
  }

  /** The bytes, until more are added. */
  view(from = 0, to = this.length): Buffer {
    return this.#buffer.subarray(from, to);
  }

  clear(): void {
    this.length = 0;
  }
}
