import { Bytes } from '../bytes.ts';
import type { StoredColumn } from '../column.ts';
import type { ColumnBuilder } from './columnBuilder.ts';
import { GrowingBuffer } from './growingBuffer.ts';
import { Codes, Naturals } from './numbers.ts';

/** After this many rows it is decided whether texts repeat. */
const JUDGED_AFTER = 1024;

/**
 * Texts: as codes of a dictionary while they repeat, otherwise each for itself. No cell of the wire reads an empty
 * text, so in a column of own texts the empty one is null.
 */
export class TextBuilder implements ColumnBuilder {
  readonly #texts = new Texts();
  /** The code of each text; undefined if each row has a text of its own. */
  #dictionary: Map<string, number> | undefined = new Map();
  #codes = new Codes();
  #rows = 0;

  add(value: unknown): number | undefined {
    const text = typeof value === 'string' ? value : '';
    const dictionary = this.#dictionary;
    if (!dictionary) {
      this.#texts.add(text);
      return undefined;
    }
    let code = text === '' ? 0 : dictionary.get(text);
    if (code === undefined) {
      code = dictionary.size + 1;
      dictionary.set(text, code);
      this.#texts.add(text);
    }
    this.repeat(code);
    if (this.#rows >= JUDGED_AFTER && dictionary.size * 2 > this.#rows) {
      this.#giveUp(dictionary);
      return undefined;
    }
    return code;
  }

  addBytes(bytes: Buffer, from: number, to: number): boolean {
    if (this.#dictionary) return false;
    this.#texts.addBytes(bytes, from, to);
    return true;
  }

  repeat(code: number): void {
    this.#rows += 1;
    this.#codes.add(code);
  }

  finish(): StoredColumn {
    const size = this.#dictionary?.size;
    this.#dictionary = undefined;
    const { ends, bytes, isAscii } = this.#texts.finish();
    if (size === undefined) return { kind: 'texts', codes: null, ends, bytes, isAscii };
    return { kind: 'texts', codes: this.#codes.finish(), ends, bytes, isAscii };
  }

  #giveUp(dictionary: ReadonlyMap<string, number>): void {
    const texts = ['', ...dictionary.keys()];
    this.#texts.clear();
    for (const code of this.#codes.finish()) this.#texts.add(texts[code] ?? '');
    this.#dictionary = undefined;
  }
}

/** Texts are written in groups of this number, because one write for each takes longer. */
const WRITTEN_AT_ONCE = 4096;

const WRITTEN_BYTES = 16 * 1024;

/** Texts one after the other, as bytes. */
class Texts {
  #bytes = new GrowingBuffer();
  #length = 0;
  #ends = new Naturals();
  #waiting: string[] = [];
  readonly #asBytes = new Bytes(0);
  #isAscii = true;

  add(text: string): void {
    this.#waiting.push(text);
    if (this.#waiting.length >= WRITTEN_AT_ONCE) this.#write();
  }

  addBytes(bytes: Buffer, from: number, to: number): void {
    if (this.#waiting.length > 0) this.#write();
    this.#asBytes.add(bytes, from, to);
    this.#length += to - from;
    this.#ends.add(this.#length);
    if (this.#asBytes.length >= WRITTEN_BYTES) this.#flush();
  }

  #flush(): void {
    this.#bytes.append(this.#asBytes.view());
    this.#asBytes.clear();
  }

  clear(): void {
    this.finish();
    this.#length = 0;
    this.#ends = new Naturals();
    this.#isAscii = true;
  }

  /** All texts. These texts are empty then. */
  finish(): {
    readonly ends: Uint32Array<ArrayBuffer>;
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly isAscii: boolean;
  } {
    this.#write();
    const ends = this.#ends.finish();
    return {
      ends: ends instanceof Uint32Array ? ends : new Uint32Array(ends),
      bytes: new Uint8Array(this.#bytes.finish()),
      isAscii: this.#isAscii,
    };
  }

  #write(): void {
    if (this.#asBytes.length > 0) this.#flush();
    const joined = this.#waiting.join('');
    const part = Buffer.from(joined);
    const isAscii = part.length === joined.length;
    for (const text of this.#waiting) {
      this.#length += isAscii ? text.length : Buffer.byteLength(text);
      this.#ends.add(this.#length);
    }
    this.#bytes.append(part);
    if (!isAscii) this.#isAscii = false;
    this.#waiting = [];
  }
}
