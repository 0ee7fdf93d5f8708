/** An answer that is being read. */
export interface Turn {
  /** The bytes that it has taken. */
  bytes: number;
}

/**
 * Limits the bytes of large answers that are read at once. Beyond the limit, only the oldest answer is read on, so that each
 * one is completed.
 */
export class ReadingTurns {
  readonly #mostBytes: number;
  /** The oldest first. */
  readonly #turns = new Set<Turn>();
  #bytes = 0;
  #waiting: (() => void)[] = [];

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  begin(): Turn {
    const turn = { bytes: 0 };
    this.#turns.add(turn);
    return turn;
  }

  /** Takes more bytes of an answer. */
  take(turn: Turn, bytes: number): void {
    turn.bytes += bytes;
    this.#bytes += bytes;
  }

  /** Resolves when an answer may go on; undefined if it may at once. */
  wait(turn: Turn): Promise<void> | undefined {
    return this.#mayGoOn(turn) ? undefined : this.#waitLong(turn);
  }

  async #waitLong(turn: Turn): Promise<void> {
    while (this.#turns.has(turn) && !this.#mayGoOn(turn))
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  end(turn: Turn): void {
    if (!this.#turns.delete(turn)) return;
    this.#bytes -= turn.bytes;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  #mayGoOn(turn: Turn): boolean {
    return this.#bytes <= this.#mostBytes || this.#turns.values().next().value === turn;
  }
}
