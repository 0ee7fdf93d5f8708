import { NO_INT, NO_TIME } from './column.ts';

type Short = Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
type Wide = Float64Array<ArrayBuffer>;

/**
 * Numbers are collected in parts, so that no number is copied while they grow. Each part is twice as long as the one
 * before it, up to the longest, so that small answers take little memory.
 */
const FIRST_LENGTH = 128;
const LONGEST = 32 * 1024;

/** Numbers that grow: of 32 bits while all fit into them, then of 64. NaN = null. */
abstract class Numbers<Kept extends Short> {
  readonly #nothing: number;
  #full: (Kept | Wide)[] = [];
  #part: Kept | Wide;
  #length = 0;
  #isWide = false;

  constructor(nothing: number) {
    this.#nothing = nothing;
    this.#part = this.short(FIRST_LENGTH);
  }

  protected abstract short(length: number): Kept;

  protected abstract fits(number: number): boolean;

  add(number: number): void {
    if (this.#length === this.#part.length) {
      const next = Math.min(LONGEST, this.#length * 2);
      this.#full.push(this.#part);
      this.#part = this.#isWide ? new Float64Array(next) : this.short(next);
      this.#length = 0;
    }
    if (!this.#isWide && !this.fits(number) && !Number.isNaN(number)) {
      this.#isWide = true;
      this.#part = widened(this.#part, this.#nothing);
    }
    this.#part[this.#length] = Number.isNaN(number) && !this.#isWide ? this.#nothing : number;
    this.#length += 1;
  }

  /** All numbers as one array. These numbers are empty then. */
  finish(): Kept | Wide {
    const parts = this.#full;
    let end = parts.reduce((sum, part) => sum + part.length, this.#length);
    const last = this.#part.subarray(0, this.#length);
    this.#full = [];
    this.#part = this.short(0);
    const all = this.#isWide ? new Float64Array(end) : this.short(end);
    // From the end, so that each part is free once it is copied.
    for (let part: Short | Wide | undefined = last; part; part = parts.pop()) {
      end -= part.length;
      all.set(this.#isWide ? widened(part, this.#nothing) : part, end);
    }
    return all;
  }
}

/** Whole numbers from −2³¹ to 2³¹ − 1, others as 64 bits. */
export class Ints extends Numbers<Int32Array<ArrayBuffer>> {
  constructor() {
    super(NO_INT);
  }

  protected short(length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(length);
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

  protected short(length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(length);
  }

  protected fits(number: number): boolean {
    return number >= 0 && number < NO_TIME;
  }
}

/** The numbers as 64 bits, with NaN for null. */
const widened = (numbers: Short | Wide, nothing: number): Wide =>
  numbers instanceof Float64Array
    ? numbers
    : Float64Array.from(numbers, (number) => (number === nothing ? NaN : number));
