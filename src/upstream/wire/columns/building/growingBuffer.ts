/** The room that is taken at first. It doubles up to the room that is reserved for what is larger. */
const FIRST_BYTES = 4 * 1024;

/** The room that a large buffer reserves, and how much more the next one reserves: 1 MB, 16 MB, 256 MB, 4 GB. */
const FIRST_RESERVED = 1024 * 1024;
const MORE = 16;

/** A large buffer takes memory in steps of this size. */
const STEP = 256 * 1024;

/**
 * Bytes that grow: a few of them in ordinary buffers, many in place. Room is reserved as addresses only then, and memory
 * is taken from the system as it is needed. With ordinary buffers the copies of what grows would stay with the allocator:
 * as much again as the columns.
 */
export class GrowingBuffer {
  #buffer = new ArrayBuffer(0);
  #bytes = new Uint8Array(this.#buffer);
  #length = 0;

  append({ buffer, byteOffset, byteLength }: Uint8Array): void {
    const length = this.#length + byteLength;
    if (length > this.#buffer.byteLength) this.#grow(length);
    this.#bytes.set(new Uint8Array(buffer, byteOffset, byteLength), this.#length);
    this.#length = length;
  }

  #grow(length: number): void {
    const { byteLength, maxByteLength, resizable } = this.#buffer;
    if (length <= FIRST_RESERVED / 2)
      return this.#use(new ArrayBuffer(Math.max(FIRST_BYTES, 2 * byteLength, length)));
    const stepped = Math.ceil(length / STEP) * STEP;
    // A view of a buffer that grows in place grows with it.
    if (resizable && stepped <= maxByteLength) return this.#buffer.resize(stepped);
    let reserved = Math.max(FIRST_RESERVED, maxByteLength);
    while (reserved < stepped) reserved *= MORE;
    this.#use(new ArrayBuffer(stepped, { maxByteLength: reserved }));
  }

  #use(larger: ArrayBuffer): void {
    const bytes = new Uint8Array(larger);
    bytes.set(this.#bytes.subarray(0, this.#length));
    release(this.#buffer);
    this.#buffer = larger;
    this.#bytes = bytes;
  }

  /** The bytes, in a buffer of their size. This buffer is empty then. */
  finish(): ArrayBuffer {
    const fixed = this.#buffer.resizable ? this.#fixed() : this.#buffer.transfer(this.#length);
    this.#buffer = new ArrayBuffer(0);
    this.#bytes = new Uint8Array(this.#buffer);
    this.#length = 0;
    return fixed;
  }

  #fixed(): ArrayBuffer {
    this.#buffer.resize(this.#length);
    return this.#buffer.transferToFixedLength();
  }
}

/** Frees memory at once, and not at the next garbage collection. */
export const release = (buffer: ArrayBuffer): void => void buffer.transfer(0);
