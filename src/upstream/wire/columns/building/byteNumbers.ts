import { Bytes } from '../bytes.ts';

/** The slots at first: a power of two, twice as many as entries. */
const FIRST_SLOTS = 64;

/** Numbers by texts that are given as bytes. */
export class ByteNumbers {
  readonly #texts = new Bytes(1024);
  /** The entry in each slot, from 1 on; 0 = it is free. */
  #slots = new Int32Array(FIRST_SLOTS);
  readonly #hashes: number[] = [];
  readonly #ends: number[] = [];
  readonly #numbers: number[] = [];

  /** @param hash a hash over the bytes; equal bytes have the same */
  get(bytes: Buffer, from: number, to: number, hash: number): number | undefined {
    const mask = this.#slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = (this.#slots[slot] ?? 0) - 1;
      if (entry < 0) return undefined;
      if (this.#hashes[entry] === hash && this.#isAt(entry, bytes, from, to)) return this.#numbers[entry];
    }
  }

  /** @param bytes are not among the texts yet */
  add(bytes: Buffer, from: number, to: number, hash: number, number: number): void {
    this.#hashes.push(hash);
    this.#numbers.push(number);
    this.#texts.add(bytes, from, to);
    this.#ends.push(this.#texts.length);
    if (this.#hashes.length * 2 > this.#slots.length) {
      this.#slots = new Int32Array(2 * this.#slots.length);
      for (const [entry, its] of this.#hashes.entries()) this.#put(entry, its);
    } else this.#put(this.#hashes.length - 1, hash);
  }

  #put(entry: number, hash: number): void {
    const mask = this.#slots.length - 1;
    let slot = spread(hash) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry + 1;
  }

  #isAt(entry: number, bytes: Buffer, from: number, to: number): boolean {
    const start = entry === 0 ? 0 : (this.#ends[entry - 1] ?? 0);
    if ((this.#ends[entry] ?? 0) - start !== to - from) return false;
    for (let index = from; index < to; index += 1)
      if (this.#texts.at(start + index - from) !== bytes[index]) return false;
    return true;
  }
}

/** The lower bits of a hash over similar texts are similar. */
const spread = (hash: number): number => hash ^ (hash >>> 15);
