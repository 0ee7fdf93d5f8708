/** The bytes that there is room for at first. */
const FIRST_BYTES = 64 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const ZERO = 0x30;
const FIRST_PRINTABLE = 0x20;
const LAST_ASCII = 0x7f;

/** The most bytes that are copied one by one. */
const MOST_FEW = 48;

/** Longer texts are written by Node. */
const MOST_CHARACTERS = 64;

/** Bytes that grow. */
export class Bytes {
  #buffer: Buffer;
  length = 0;

  constructor(room = FIRST_BYTES) {
    this.#buffer = Buffer.allocUnsafeSlow(room);
  }

  add(bytes: Buffer, from: number, to: number): void {
    this.#reserve(to - from);
    if (to - from > MOST_FEW) this.#buffer.set(bytes.subarray(from, to), this.length);
    else {
      const buffer = this.#buffer;
      const before = this.length - from;
      for (let index = from; index < to; index += 1) buffer[before + index] = bytes[index] ?? 0;
    }
    this.length += to - from;
  }

  /** Adds a few bytes. */
  addFew(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const buffer = this.#buffer;
    let at = this.length;
    if (length > MOST_FEW) buffer.set(bytes, at);
    else for (let index = 0; index < length; index += 1) buffer[at + index] = bytes[index] ?? 0;
    at += length;
    this.length = at;
  }

  /**
   * Adds a JSON text behind its head. @param from where its ASCII bytes begin
   *
   * @returns false if JSON writes it in another way. Then nothing is added
   */
  addJsonBytes(head: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
    this.#reserve(head.length + to - from + 2);
    const buffer = this.#buffer;
    let at = this.length;
    for (let index = 0; index < head.length; index += 1) buffer[at++] = head[index] ?? 0;
    buffer[at++] = QUOTE;
    for (let index = from; index < to; index += 1) {
      const byte = bytes[index] ?? 0;
      if (byte < FIRST_PRINTABLE || byte === QUOTE || byte === BACKSLASH) return false;
      buffer[at++] = byte;
    }
    buffer[at++] = QUOTE;
    this.length = at;
    return true;
  }

  /** Adds a time of day: `14:03:00`. */
  addClock(seconds: number): void {
    this.#reserve(8);
    const minutes = Math.floor(seconds / 60);
    this.#addPair(Math.floor(minutes / 60));
    this.#buffer[this.length++] = COLON;
    this.#addPair(minutes % 60);
    this.#buffer[this.length++] = COLON;
    this.#addPair(seconds % 60);
  }

  #addPair(number: number): void {
    this.#buffer[this.length++] = ZERO + Math.floor(number / 10);
    this.#buffer[this.length++] = ZERO + (number % 10);
  }

  /** Adds a text as UTF-8. */
  addText(text: string): void {
    this.#reserve(3 * text.length);
    this.length += this.#buffer.write(text, this.length);
  }

  /** Adds a text as JSON.stringify writes it. */
  addJsonText(text: string): void {
    const { length } = text;
    if (length <= MOST_CHARACTERS) {
      this.#reserve(length + 2);
      const buffer = this.#buffer;
      let at = this.length;
      buffer[at++] = QUOTE;
      let index = 0;
      for (; index < length; index += 1) {
        const code = text.charCodeAt(index);
        if (code < FIRST_PRINTABLE || code > LAST_ASCII || code === QUOTE || code === BACKSLASH) break;
        buffer[at++] = code;
      }
      if (index === length) {
        buffer[at++] = QUOTE;
        this.length = at;
        return;
      }
    }
    this.addText(JSON.stringify(text));
  }

  #reserve(more: number): void {
    const length = this.length + more;
    if (length <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.length);
    this.#buffer = larger;
  }

  /** True if this many more bytes fit in without growth. */
  hasRoom(bytes: number): boolean {
    return this.length + bytes <= this.#buffer.length;
  }

  /** Begins anew in a buffer of its own: views of the bytes so far stay as they are. */
  protected renew(room: number): void {
    this.#buffer = Buffer.allocUnsafeSlow(room);
    this.length = 0;
  }

  at(index: number): number | undefined {
    return this.#buffer[index];
  }

  /** The bytes, until more are added. */
  view(from = 0, to = this.length): Buffer {
    return this.#buffer.subarray(from, to);
  }

  clear(): void {
    this.length = 0;
  }
}
