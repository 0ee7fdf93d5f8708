import { Bytes } from './bytes.ts';
import { RowPart, type RowSink } from './rowPart.ts';
import { memberIn } from './rowText.ts';
import { MOST_REST_BYTES, NotWhole, RestTooLong } from './scanErrors.ts';

/** The rest of an answer, without its rows. */
export interface Rest {
  /** The body as received, with an empty array in place of each array of rows. */
  readonly body: Buffer;
  /** True if some rows were not UTF-8 and were read as windows-1252. The body may have such text too. */
  readonly hasLegacyText: boolean;
  /** The end of the JSON value in the body; undefined if the value has none. */
  readonly valueEnd: number | undefined;
}

/** Rows are parsed in parts of this size. Larger parts gain no speed, and their garbage lives longer. */
export const PART_BYTES = 64 * 1024;

/** The text between most rows. It may also occur in a text or a nested value. */
const LIMIT = Buffer.from('},{');

/** If no limit between rows is found in this many parts, the rows are written in another way. */
const MOST_GUESSED_PARTS = 4;

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
  readonly #partBytes: number;
  readonly #rest = new Bytes();
  readonly #containers: Container[] = [];
  /** The number of bytes before the JSON value. */
  #before: number;
  /** The end of the JSON value in the rest, once it is known. */
  #valueEnd: number | undefined;
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
  readonly #part: RowPart;
  /** True while the limits of rows are guessed: what is in the part has not been scanned. */
  #isGuessed = false;
  /** False while bytes are scanned for which a guess was wrong, so that none is looked at a third time. */
  #mayGuess = true;

  /**
   * @param paths the paths at which arrays hold rows: `data.rows`; '' = the answer itself
   * @param before the number of bytes before the JSON value
   * @param partBytes the size of the parts that are parsed at once
   */
  constructor(paths: ReadonlySet<string>, before: number, sink: RowSink, partBytes: number) {
    this.#partBytes = partBytes;
    this.#paths = paths;
    this.#before = before;
    this.#sink = sink;
    this.#part = new RowPart(sink);
  }

  /** @throws NotWhole if rows are not JSON; RestTooLong */
  write(bytes: Buffer): void {
    if (this.#rest.length > MOST_REST_BYTES) throw new RestTooLong();
    const skipped = Math.min(this.#before, bytes.length);
    this.#before -= skipped;
    this.#rest.add(bytes, 0, skipped);
    this.#scan(bytes, skipped);
  }

  #scan(bytes: Buffer, start: number): void {
    for (let from = start; from < bytes.length;) {
      if (this.#valueEnd !== undefined) {
        this.#rest.add(bytes, from, bytes.length);
        return;
      }
      from =
        this.#rowsAt === undefined
          ? this.#scanRest(bytes, from)
          : this.#isGuessed
            ? this.#guessRows(bytes, from)
            : this.#scanRows(bytes, from);
    }
  }

  /** @throws NotWhole if rows are not JSON */
  end(): Rest {
    if (this.#isGuessed) this.#stopGuessing();
    // If an array of rows did not end, its end is missing from the rest too, which then is not JSON.
    return { body: this.#rest.view(), hasLegacyText: this.#part.hasLegacyText, valueEnd: this.#valueEnd };
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
          this.#part.isFirst = true;
          this.#isGuessed = this.#mayGuess;
          this.#sink.begin(path);
          return at;
        }
        this.#containers.push({ isArray: byte === ARRAY, path, member: '' });
      } else if (byte === OBJECT_END || byte === ARRAY_END) {
        this.#containers.pop();
        if (this.#containers.length === 0) {
          this.#valueEnd = offset + at;
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

  /**
   * Cuts parts at what looks like the limit of two rows. The guess is right if the part is JSON: its values are whole,
   * so the next one begins behind the comma. Otherwise, as at the end of the rows, the bytes are scanned.
   *
   * @returns the position behind the last byte taken
   */
  #guessRows(bytes: Buffer, from: number): number {
    let start = from;
    while (this.#part.length + bytes.length - start >= this.#partBytes) {
      const cut = bytes.lastIndexOf(LIMIT, start + this.#partBytes);
      if (cut < start) break;
      this.#part.add(bytes, start, cut + 1);
      start = cut + 1;
      if (!this.#part.take(this.#rowsAt ?? '')) {
        this.#stopGuessing();
        return start;
      }
      // The comma.
      start += 1;
    }
    this.#part.add(bytes, start, bytes.length);
    if (this.#part.length >= MOST_GUESSED_PARTS * this.#partBytes) this.#stopGuessing();
    return bytes.length;
  }

  /** Scans the bytes whose limits of rows were only guessed. */
  #stopGuessing(): void {
    this.#isGuessed = false;
    const bytes = Buffer.from(this.#part.view());
    this.#part.clear();
    this.#mayGuess = false;
    this.#scan(bytes, 0);
    this.#mayGuess = true;
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
        this.#rest.add(bytes, at, at + 1);
        if (this.#containers.length === 0) this.#valueEnd = this.#rest.length;
        return at + 1;
      } else if (byte === COMMA && depth === 0 && this.#part.length + at - start >= this.#partBytes) {
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
    if (!this.#part.take(this.#rowsAt ?? '', isLast)) throw new NotWhole();
  }
}
