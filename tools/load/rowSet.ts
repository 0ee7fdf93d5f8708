/** Whole numbers from 0, one bit each: a file may have millions of rows. */
export class RowSet {
  #bits = new Uint8Array(1024);

  has(row: number): boolean {
    return ((this.#bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
  }

  add(row: number): void {
    const index = row >> 3;
    if (index >= this.#bits.length) {
      const bits = new Uint8Array(Math.max(index + 1, 2 * this.#bits.length));
      bits.set(this.#bits);
      this.#bits = bits;
    }
    this.#bits[index] = (this.#bits[index] ?? 0) | (1 << (row & 7));
  }
}
