/** A list of an answer that is written already. */
export class JsonList {
  /** The items as JSON, with commas between them. */
  readonly #items: readonly string[];

  /** @param items the JSON of each */
  constructor(items: readonly string[]) {
    this.#items = items;
  }

  get text(): string {
    return `[${this.#items.join(',')}]`;
  }

  /** For those who write the answer by JSON.stringify. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}
