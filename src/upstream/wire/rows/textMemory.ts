/**
 * JSON texts of rows, as bytes, kept beside the columns of a remembered answer. The texts of all answers share a room.
 * If it is full, those that were used longest ago go. What is remembered goes together with its answer.
 */
import type { Bytes } from '../columns/bytes.ts';

/** Texts are kept in blocks of this size. A text that is longer is not kept. */
const BLOCK_BYTES = 64 * 1024;

/** The positions of texts are noted for this many rows at once. */
const ROWS_OF_PLACES = 1024;

const PLACES_BYTES = 2 * ROWS_OF_PLACES * Uint32Array.BYTES_PER_ELEMENT;

/** The size of texts without a row, beside their key. */
const EMPTY_BYTES = 500;

/** What the texts of remembered answers may take. */
export class TextRoom {
  readonly #maxBytes: number;
  /** Those that were used longest ago come first. */
  readonly #texts = new Set<RowTexts>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Notes that texts are used now. */
  use(texts: RowTexts): void {
    this.#texts.delete(texts);
    this.#texts.add(texts);
  }

  /** Counts more bytes of texts that are in use. Others, and then those themselves, are dropped if there is no room. */
  take(bytes: number): void {
    this.#bytes += bytes;
    for (const texts of this.#texts) {
      if (this.#bytes <= this.#maxBytes) return;
      texts.drop();
    }
  }

  give(texts: RowTexts, bytes: number): void {
    if (this.#texts.delete(texts)) this.#bytes -= bytes;
  }
}

/** The texts of an answer's rows, by what they are made of. */
export class TextMemory {
  #room: TextRoom | undefined;
  readonly #texts = new Map<string, RowTexts>();

  /** From now on, texts are kept: the answer is remembered. */
  keepIn(room: TextRoom): void {
    this.#room = room;
  }

  /** Forgets all texts, and keeps no more: the answer is no longer remembered. */
  close(): void {
    this.#room = undefined;
    for (const texts of this.#texts.values()) texts.drop();
  }

  /**
   * @param key all that decides about the texts: rows with the same key have the same
   * @returns undefined if no texts are kept
   */
  of(key: string): RowTexts | undefined {
    const room = this.#room;
    if (!room) return undefined;
    let texts = this.#texts.get(key);
    if (!texts) {
      texts = new RowTexts(room, EMPTY_BYTES + 2 * key.length, () => this.#texts.delete(key));
      this.#texts.set(key, texts);
    }
    room.use(texts);
    return texts;
  }
}

const memories = new WeakMap<object, TextMemory>();

/** The texts beside a table in columns. @param stored the table: see StoredTable */
export function textMemoryOf(stored: object): TextMemory {
  let memory = memories.get(stored);
  if (!memory) memories.set(stored, (memory = new TextMemory()));
  return memory;
}

/** The texts of rows that are written in the same way. */
export class RowTexts {
  readonly #room: TextRoom;
  readonly #onDrop: () => void;
  readonly #blocks: Buffer[] = [];
  /** Where the text of each row begins and ends, over all blocks. An end of 0 = it is not kept. */
  readonly #places: (Uint32Array | undefined)[] = [];
  #filled = BLOCK_BYTES;
  #bytes = 0;
  #isDropped = false;

  /** @param bytes what it takes without a row */
  constructor(room: TextRoom, bytes: number, onDrop: () => void) {
    this.#room = room;
    this.#onDrop = onDrop;
    room.use(this);
    this.#take(bytes);
  }

  /** Forgets all texts, and keeps no more. */
  drop(): void {
    if (this.#isDropped) return;
    this.#isDropped = true;
    this.#room.give(this, this.#bytes);
    this.#blocks.length = 0;
    this.#places.length = 0;
    this.#onDrop();
  }

  #take(bytes: number): void {
    this.#bytes += bytes;
    this.#room.take(bytes);
  }

  /**
   * Copies the texts of rows, one after the other, up to the first one that is not kept.
   *
   * @param numberAt the number of the row at a place; below 0 if it is none of these rows
   * @returns the place of the first row that was not copied, or `to`
   */
  copy(numberAt: (place: number) => number, from: number, to: number, out: Bytes): number {
    let place = from;
    // Texts that follow each other here, too, are copied at once.
    let [start, end] = [0, 0];
    for (; place < to; place += 1) {
      const number = numberAt(place);
      if (number < 0) break;
      const places = this.#places[Math.floor(number / ROWS_OF_PLACES)];
      const at = 2 * (number % ROWS_OF_PLACES);
      const itsEnd = places?.[at + 1] ?? 0;
      if (itsEnd === 0) break;
      const itsStart = places?.[at] ?? 0;
      if (itsStart !== end || itsStart % BLOCK_BYTES === 0) {
        this.#copy(start, end, out);
        start = itsStart;
      }
      end = itsEnd;
    }
    this.#copy(start, end, out);
    return place;
  }

  #copy(start: number, end: number, out: Bytes): void {
    const block = this.#blocks[Math.floor(start / BLOCK_BYTES)];
    if (start === end || !block) return;
    const before = start - (start % BLOCK_BYTES);
    out.add(block, start - before, end - before);
  }

  /** True if the text of a row is kept. */
  has(number: number): boolean {
    const places = this.#places[Math.floor(number / ROWS_OF_PLACES)];
    return (places?.[2 * (number % ROWS_OF_PLACES) + 1] ?? 0) > 0;
  }

  /** Keeps the text of a row: the bytes of `from` to `to`. @returns false if there is no room for it */
  keep(number: number, text: Bytes, from: number, to: number): boolean {
    const length = to - from;
    if (this.#isDropped || length > BLOCK_BYTES) return false;
    const index = Math.floor(number / ROWS_OF_PLACES);
    let places = this.#places[index];
    const isFull = this.#filled + length > BLOCK_BYTES;
    if (isFull || !places) {
      this.#take((isFull ? BLOCK_BYTES : 0) + (places ? 0 : PLACES_BYTES));
      if (this.#isDropped) return false;
      if (!places) this.#places[index] = places = new Uint32Array(2 * ROWS_OF_PLACES);
      if (isFull) {
        this.#blocks.push(Buffer.allocUnsafeSlow(BLOCK_BYTES));
        this.#filled = 0;
      }
    }
    const block = this.#blocks.at(-1);
    if (!block) return false;
    block.set(text.view(from, to), this.#filled);
    const start = (this.#blocks.length - 1) * BLOCK_BYTES + this.#filled;
    const at = 2 * (number % ROWS_OF_PLACES);
    places[at] = start;
    places[at + 1] = start + length;
    this.#filled += length;
    return true;
  }
}
