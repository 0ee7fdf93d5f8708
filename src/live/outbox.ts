import { setTimeout as pause } from 'node:timers/promises';

/** The most items that are given on at once, and the pause before the next, in milliseconds. */
const AT_ONCE = 100;
const PAUSE_MS = 100;

/**
 * Gives items on in their order: at once, or in parts if there are many. After a long failure of the dialer thousands of
 * events can come with one answer; given on all at once, they would overflow the buffer of every subscriber.
 */
export class Outbox<Item> {
  readonly #give: (item: Item) => void;
  #waiting: Item[] = [];
  #isGiving = false;
  #isClosed = false;

  constructor(give: (item: Item) => void) {
    this.#give = give;
  }

  put(items: readonly Item[]): void {
    if (this.#isClosed) return;
    this.#waiting = this.#waiting.concat(items);
    if (!this.#isGiving) void this.#giveOn();
  }

  /** Drops the waiting items, and all later ones. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
  }

  async #giveOn(): Promise<void> {
    this.#isGiving = true;
    while (this.#waiting.length > 0) {
      for (const item of this.#waiting.splice(0, AT_ONCE)) this.#give(item);
      if (this.#waiting.length > 0) await pause(PAUSE_MS, undefined, { ref: false });
    }
    this.#isGiving = false;
  }
}
