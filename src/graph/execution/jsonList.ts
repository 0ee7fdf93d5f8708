import { Bytes } from '../../upstream/wire/columns/bytes.ts';

/** A list of an answer that is already written as JSON. */
export class JsonList {
  /** Its JSON, in parts. */
  readonly parts: readonly Buffer[];

  constructor(parts: readonly Buffer[]) {
    this.parts = parts;
  }

  /** For code that writes the answer by JSON.stringify. */
  toJSON(): unknown {
    return JSON.parse(Buffer.concat(this.parts).toString());
  }
}

/** Bytes from this number on that are kept elsewhere are not copied. */
const LONG_BYTES = 16 * 1024;

const CHUNK_BYTES = 64 * 1024;

/** The room that a chunk must have left for an item. A longer one makes it grow. */
const ITEM_BYTES = 4 * 1024;

/** The bytes of a list, in parts. What is long and kept beside its rows is not copied. */
export class ListBytes extends Bytes {
  readonly #parts: Buffer[] = [];
  /** The bytes of the present chunk that are among the parts. */
  #taken = 0;

  constructor() {
    super(0);
  }

  override add(bytes: Buffer, from: number, to: number): void {
    if (to - from < LONG_BYTES) {
      this.beginItem(to - from);
      super.add(bytes, from, to);
    } else {
      this.#endPart();
      this.#parts.push(bytes.subarray(from, to));
    }
  }

  /** Makes room, so that what follows is in one chunk. */
  beginItem(bytes = ITEM_BYTES): void {
    if (this.hasRoom(bytes)) return;
    this.#endPart();
    this.#taken = 0;
    this.renew(Math.max(bytes, CHUNK_BYTES));
  }

  #endPart(): void {
    if (this.length > this.#taken) this.#parts.push(this.view(this.#taken));
    this.#taken = this.length;
  }

  /** All bytes, in their order. */
  finish(): readonly Buffer[] {
    this.#endPart();
    return this.#parts;
  }
}
