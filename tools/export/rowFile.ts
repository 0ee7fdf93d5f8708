import { closeSync, openSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** A file that an answer is written to as it comes. */
export interface RowFile {
  /** The rows that were written. */
  readonly rows: number;
  write(part: Buffer): void;
  /** Writes what is left. @returns what the last line of the answer told beside the rows */
  end(): Note;
  /** Closes the file. May be called again. */
  close(): void;
}

const note = z.object({
  errors: z.array(z.object({ message: z.string() })).default([]),
  extensions: z.record(z.string(), z.unknown()).optional(),
});

/** What an answer tells beside its rows. Without `extensions`, the export failed. */
export type Note = z.output<typeof note>;

const NOTHING: Note = { errors: [], extensions: {} };

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** A new file. */
class NewFile {
  #file: number | undefined;

  constructor(path: string) {
    this.#file = openSync(path, 'wx');
  }

  write(bytes: Buffer): void {
    // All of them: a single write may take fewer.
    if (this.#file !== undefined) writeFileSync(this.#file, bytes);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** A CSV as it comes. */
export class CsvFile implements RowFile {
  readonly #file: NewFile;
  #lines = 0;
  #isQuoted = false;

  constructor(path: string) {
    this.#file = new NewFile(path);
  }

  get rows(): number {
    return Math.max(0, this.#lines - 1);
  }

  write(part: Buffer): void {
    for (const byte of part) {
      if (byte === QUOTE) this.#isQuoted = !this.#isQuoted;
      // A line feed between quotes is part of a cell.
      else if (byte === LINE_FEED && !this.#isQuoted) this.#lines += 1;
    }
    this.#file.write(part);
  }

  end(): Note {
    return NOTHING;
  }

  close(): void {
    this.#file.close();
  }
}

/** Lines of JSON. The last one is held back, since it may tell something else than a row. */
export class JsonLines {
  #rest: Buffer = Buffer.alloc(0);

  /** The lines that are certainly rows. */
  cut(part: Buffer): Buffer {
    const all = Buffer.concat([this.#rest, part]);
    const end = all.lastIndexOf(LINE_FEED);
    const start = end < 1 ? 0 : all.lastIndexOf(LINE_FEED, end - 1) + 1;
    this.#rest = all.subarray(start);
    return all.subarray(0, start);
  }

  /** The last line: a row, or a note. */
  end(): { readonly row: Buffer; readonly note: Note } {
    const text = this.#rest.toString('utf8');
    const told = text === '' ? undefined : asNote(JSON.parse(text));
    return told ? { row: Buffer.alloc(0), note: told } : { row: this.#rest, note: NOTHING };
  }
}

/** The server gives no row a member `errors` or `extensions`. */
const asNote = (line: unknown): Note | undefined =>
  typeof line === 'object' && line !== null && ('errors' in line || 'extensions' in line)
    ? note.parse(line)
    : undefined;

/** The number of lines in a text. */
function linesIn(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(LINE_FEED); at !== -1; at = text.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

/** Lines of JSON as they come, without the note. */
export class NdjsonFile implements RowFile {
  rows = 0;
  readonly #file: NewFile;
  readonly #lines = new JsonLines();

  constructor(path: string) {
    this.#file = new NewFile(path);
  }

  write(part: Buffer): void {
    this.#write(this.#lines.cut(part));
  }

  end(): Note {
    const last = this.#lines.end();
    this.#write(last.row);
    return last.note;
  }

  close(): void {
    this.#file.close();
  }

  #write(lines: Buffer): void {
    this.rows += linesIn(lines);
    this.#file.write(lines);
  }
}
