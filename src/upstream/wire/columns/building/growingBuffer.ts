/** The room that a buffer reserves at first, and how much more the next one reserves: 1 MB, 16 MB, 256 MB, 4 GB. */
const FIRST_RESERVED = 1024 * 1024;
const MORE = 16;

/** Memory is taken in steps of this size. */
const STEP = 256 * 1024;

/**
 * Bytes that grow in place. Room is reserved as addresses only, and memory is taken from the system as it is needed. With
 * ordinary buffers the copies of what grows would stay with the allocator: as much again as the columns.
 */
export class GrowingBuffer {
  #buffer = new ArrayBuffer(0, { maxByteLength: FIRST_RESERVED });
  #length = 0;

  append({ buffer, byteOffset, byteLength }: Uint8Array): void {
    const length = this.#length + byteLength;
    if (length > this.#buffer.byteLength) this.#grow(Math.ceil(length / STEP) * STEP);
    new Uint8Array(this.#buffer, this.#length).set(new Uint8Array(buffer, byteOffset, byteLength));
    this.#length = length;
  }

  #grow(length: number): void {
    if (length <= this.#buffer.maxByteLength) return this.#buffer.resize(length);
    let reserved = this.#buffer.maxByteLength;
    while (reserved < length) reserved *= MORE;
    const larger = new ArrayBuffer(length, { maxByteLength: reserved });
    new Uint8Array(larger).set(new Uint8Array(this.#buffer, 0, this.#length));
    release(this.#buffer);
    this.#buffer = larger;
  }

  /** The bytes, in a buffer of their size. This buffer is empty then. */
  finish(): ArrayBuffer {
    this.#buffer.resize(this.#length);
    const fixed = this.#buffer.transferToFixedLength();
    this.#buffer = new ArrayBuffer(0, { maxByteLength: FIRST_RESERVED });
    this.#length = 0;
    return fixed;
  }
}

/** Frees memory at once, and not at the next garbage collection. */
export const release = (buffer: ArrayBuffer): void => void buffer.transfer(0);
