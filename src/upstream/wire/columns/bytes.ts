/** The bytes that there is room for at first. */
const FIRST_BYTES = 64 * 1024;

/** Bytes that grow. */
export class Bytes {
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  length = 0;

  add(bytes: Buffer, from: number, to: number): void {
    const length = this.length + to - from;
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#buffer.length));
      this.#buffer.copy(larger, 0, 0, this.length);
      this.#buffer = larger;
    }
    bytes.copy(this.#buffer, this.length, from, to);
    this.length = length;
  }

  /** The bytes, until more are added. */
  view(from = 0, to = this.length): Buffer {
    return this.#buffer.subarray(from, to);
  }

  clear(): void {
    this.length = 0;
  }
}
