/** A list of an answer that is written already. */
export class JsonList {
  /** Its JSON. */
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** For those who write the answer by JSON.stringify. */
  toJSON(): unknown {
    return JSON.parse(this.bytes.toString());
  }
}
