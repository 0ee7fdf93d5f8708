import { NO_INT, NO_TIME } from '../column.ts';
import { GrowingBuffer, release } from './growingBuffer.ts';

type Short = Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
type Wide = Float64Array<ArrayBuffer>;

/** Numbers are collected in a part of this length, and then appended to those before. */
const PART_LENGTH = 1024;

const bytesIn = ({ buffer, byteOffset, BYTES_PER_ELEMENT }: Short | Wide | CodeArray, length: number) =>
  new Uint8Array(buffer, byteOffset, length * BYTES_PER_ELEMENT);

/** Numbers that grow: of 32 bits while all fit into them, then of 64. NaN = null. */
abstract class Numbers<Kept extends Short> {
  readonly #nothing: number;
  #full = new GrowingBuffer();
  #part: Kept | Wide;
  #length = 0;
  #isWide = false;

  constructor(nothing: number) {
    this.#nothing = nothing;
    this.#part = this.short(new ArrayBuffer(4 * PART_LENGTH));
  }

  protected abstract short(buffer: ArrayBuffer): Kept;

  protected abstract fits(number: number): boolean;

  add(number: number): void {
    if (this.#length === PART_LENGTH) {
      this.#full.append(bytesIn(this.#part, PART_LENGTH));
      this.#length = 0;
    }
    if (!this.#isWide && !this.fits(number) && !Number.isNaN(number)) this.#widen();
    this.#part[this.#length] = Number.isNaN(number) && !this.#isWide ? this.#nothing : number;
    this.#length += 1;
  }

  #widen(): void {
    this.#isWide = true;
    const before = this.#full.finish();
    for (let from = 0; from < before.byteLength; from += 4 * PART_LENGTH) {
      const part = widened(this.short(before.slice(from, from + 4 * PART_LENGTH)), this.#nothing);
      this.#full.append(bytesIn(part, part.length));
    }
    release(before);
    this.#part = widened(this.#part, this.#nothing);
  }

  /** All numbers as one array. These numbers are empty then. */
  finish(): Kept | Wide {
    this.#full.append(bytesIn(this.#part, this.#length));
    this.#length = 0;
    const all = this.#full.finish();
    return this.#isWide ? new Float64Array(all) : this.short(all);
  }
}

/** Whole numbers from −2³¹ to 2³¹ − 1, others as 64 bits. */
export class Ints extends Numbers<Int32Array<ArrayBuffer>> {
  constructor() {
    super(NO_INT);
  }

  protected short(buffer: ArrayBuffer): Int32Array<ArrayBuffer> {
    return new Int32Array(buffer);
  }

  /** −0 does not fit, because an integer would lose its sign. */
  protected fits(number: number): boolean {
    return (number | 0) === number && number !== NO_INT && !Object.is(number, -0);
  }
}

/** Whole numbers from 0 to 2³² − 2, others as 64 bits. */
export class Naturals extends Numbers<Uint32Array<ArrayBuffer>> {
  constructor() {
    super(NO_TIME);
  }

  protected short(buffer: ArrayBuffer): Uint32Array<ArrayBuffer> {
    return new Uint32Array(buffer);
  }

  protected fits(number: number): boolean {
    return number >= 0 && number < NO_TIME;
  }
}

/** Codes of a dictionary, in as few bytes as the largest one needs. */
export type CodeArray = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

const WIDTHS = [Uint8Array, Uint16Array, Uint32Array] as const;

/** Codes that grow. */
export class Codes {
  #kind: (typeof WIDTHS)[number] = Uint8Array;
  #full = new GrowingBuffer();
  #part: CodeArray = new Uint8Array(PART_LENGTH);
  #length = 0;
  #most = 2 ** 8 - 1;

  add(code: number): void {
    if (this.#length === PART_LENGTH) {
      this.#full.append(bytesIn(this.#part, PART_LENGTH));
      this.#length = 0;
    }
    if (code > this.#most) this.#widen();
    this.#part[this.#length] = code;
    this.#length += 1;
  }

  #widen(): void {
    const before = new this.#kind(this.#full.finish());
    this.#kind = this.#kind === Uint8Array ? Uint16Array : Uint32Array;
    this.#most = 2 ** (8 * this.#kind.BYTES_PER_ELEMENT) - 1;
    for (let from = 0; from < before.length; from += PART_LENGTH) {
      const part = new this.#kind(before.subarray(from, from + PART_LENGTH));
      this.#full.append(bytesIn(part, part.length));
    }
    release(before.buffer);
    this.#part = new this.#kind(this.#part);
  }

  /** All codes as one array. These codes are empty then. */
  finish(): CodeArray {
    this.#full.append(bytesIn(this.#part, this.#length));
    this.#length = 0;
    return new this.#kind(this.#full.finish());
  }
}

/** The numbers as 64 bits, with NaN for null. */
const widened = (numbers: Short | Wide, nothing: number): Wide =>
  numbers instanceof Float64Array
    ? numbers
    : Float64Array.from(numbers, (number) => (number === nothing ? NaN : number));
