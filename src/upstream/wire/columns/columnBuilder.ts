import { NO_INT, NO_TIME, type StoredColumn } from './column.ts';
import { secondsOf } from '../rows/times.ts';

/** Collects the values of one member, row by row. */
export interface ColumnBuilder {
  add(value: unknown): void;
  finish(): StoredColumn;
}

/** The kind of column that a cell's values are kept in. */
export type ColumnKind = StoredColumn['kind'];

export function columnBuilder(kind: ColumnKind): ColumnBuilder {
  if (kind === 'texts') return new TextBuilder();
  if (kind === 'numbers') return new NumberBuilder();
  return kind === 'times' ? new TimeBuilder() : new ValueBuilder();
}

/** Numbers that grow: of 64 bits, so that NaN can be null, or of 32 bits. */
class Numbers {
  readonly #make: (length: number) => Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
  #numbers: Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
  length = 0;

  constructor(bits: 32 | 64) {
    this.#make = (length) => (bits === 32 ? new Uint32Array(length) : new Float64Array(length));
    this.#numbers = this.#make(1024);
  }

  add(number: number): void {
    if (this.length === this.#numbers.length) {
      const larger = this.#make(2 * this.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length] = number;
    this.length += 1;
  }

  view(): Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> {
    return this.#numbers.subarray(0, this.length);
  }
}

class NumberBuilder implements ColumnBuilder {
  readonly #numbers = new Numbers(64);

  add(value: unknown): void {
    this.#numbers.add(typeof value === 'number' ? value : NaN);
  }

  finish(): StoredColumn {
    const numbers = this.#numbers.view();
    const isShort = numbers.every((number) => Number.isNaN(number) || isShortInt(number));
    return {
      kind: 'numbers',
      numbers: isShort
        ? withNull(numbers, new Int32Array(numbers.length), NO_INT)
        : new Float64Array(numbers),
    };
  }
}

/** −0 is not one, because an integer column would lose its sign. */
const isShortInt = (number: number): boolean =>
  (number | 0) === number && number !== NO_INT && !Object.is(number, -0);

class TimeBuilder implements ColumnBuilder {
  readonly #seconds = new Numbers(64);

  add(value: unknown): void {
    this.#seconds.add(typeof value === 'string' ? secondsOf(value) : NaN);
  }

  finish(): StoredColumn {
    const seconds = this.#seconds.view();
    const isShort = seconds.every((second) => Number.isNaN(second) || (second >= 0 && second < NO_TIME));
    return {
      kind: 'times',
      seconds: isShort
        ? withNull(seconds, new Uint32Array(seconds.length), NO_TIME)
        : new Float64Array(seconds),
    };
  }
}

/** Copies numbers into a shorter array; NaN becomes its null. */
function withNull<To extends Int32Array | Uint32Array>(
  numbers: Float64Array | Uint32Array,
  to: To,
  nothing: number,
): To {
  for (let index = 0; index < numbers.length; index += 1) {
    const number = numbers[index] ?? NaN;
    to[index] = Number.isNaN(number) ? nothing : number;
  }
  return to;
}

class ValueBuilder implements ColumnBuilder {
  readonly #values: unknown[] = [];

  add(value: unknown): void {
    this.#values.push(value);
  }

  finish(): StoredColumn {
    return { kind: 'values', values: this.#values };
  }
}

/** Whether texts repeat is judged after so many rows. */
const JUDGED_AFTER = 1024;

/**
 * Texts: as codes of a dictionary while they repeat, otherwise each for itself. No cell of the wire reads an empty
 * text, so in a column of own texts the empty one is null.
 */
class TextBuilder implements ColumnBuilder {
  readonly #texts = new Texts();
  /** The code of each text; undefined if each row has a text of its own. */
  #dictionary: Map<string, number> | undefined = new Map();
  #codes = new Numbers(32);
  #rows = 0;

  add(value: unknown): void {
    this.#rows += 1;
    const text = typeof value === 'string' ? value : '';
    const dictionary = this.#dictionary;
    if (!dictionary) {
      this.#texts.add(text);
      return;
    }
    let code = text === '' ? 0 : dictionary.get(text);
    if (code === undefined) {
      code = dictionary.size + 1;
      dictionary.set(text, code);
      this.#texts.add(text);
    }
    this.#codes.add(code);
    if (this.#rows >= JUDGED_AFTER && dictionary.size * 2 > this.#rows) this.#giveUp(dictionary);
  }

  finish(): StoredColumn {
    const { ends, bytes, isAscii } = this.#texts.finish();
    const codes = !this.#dictionary
      ? null
      : this.#dictionary.size < 256
        ? new Uint8Array(this.#codes.view())
        : new Uint32Array(this.#codes.view());
    return { kind: 'texts', codes, ends, bytes, isAscii };
  }

  #giveUp(dictionary: ReadonlyMap<string, number>): void {
    const texts = ['', ...dictionary.keys()];
    this.#texts.clear();
    for (const code of this.#codes.view()) this.#texts.add(texts[code] ?? '');
    this.#dictionary = undefined;
    this.#codes = new Numbers(32);
  }
}

/** Texts are written in groups of this number, because one write for each takes longer. */
const WRITTEN_AT_ONCE = 4096;

/** Texts one after the other, as bytes. */
class Texts {
  #bytes = Buffer.allocUnsafeSlow(16 * 1024);
  #length = 0;
  #ends = new Numbers(32);
  #waiting: string[] = [];
  #isAscii = true;

  add(text: string): void {
    this.#waiting.push(text);
    if (this.#waiting.length >= WRITTEN_AT_ONCE) this.#write();
  }

  clear(): void {
    this.#length = 0;
    this.#ends = new Numbers(32);
    this.#waiting = [];
    this.#isAscii = true;
  }

  finish(): {
    readonly ends: Uint32Array<ArrayBuffer>;
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly isAscii: boolean;
  } {
    this.#write();
    return {
      ends: new Uint32Array(this.#ends.view()),
      bytes: new Uint8Array(this.#bytes.subarray(0, this.#length)),
      isAscii: this.#isAscii,
    };
  }

  #write(): void {
    const joined = this.#waiting.join('');
    const size = Buffer.byteLength(joined);
    const isAscii = size === joined.length;
    this.#reserve(size);
    this.#bytes.write(joined, this.#length, isAscii ? 'latin1' : 'utf8');
    for (const text of this.#waiting) {
      this.#length += isAscii ? text.length : Buffer.byteLength(text);
      this.#ends.add(this.#length);
    }
    if (!isAscii) this.#isAscii = false;
    this.#waiting = [];
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#length + size, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
