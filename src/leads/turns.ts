import { setTimeout as pause } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Taken } from './journal/terms.ts';
import type { LeadOutcome } from './outcome.ts';

/** Pauses before another server's add is looked at again: the first one, and the longest, in milliseconds. */
const FIRST_PAUSE_MS = 15;
const LONGEST_PAUSE_MS = 250;

/**
 * Tries again and again while another server has a key or a number. That server ends its add, or loses its lease: so this
 * ends, too.
 *
 * @param attempt gives undefined while another server has it
 */
export async function untilFree<Result>(attempt: () => Promise<Result | undefined>): Promise<Result> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const result = await attempt();
    if (result !== undefined) return result;
    await pause(pauseMs);
  }
}

/** Lets adds of one phone number run one after the other, and so many adds at once. */
export class Turns {
  readonly #slots: LimitFunction;
  readonly #byNumber = new Map<string, { readonly limit: LimitFunction; waiting: number }>();

  /** @param most adds in flight at once */
  constructor(most: number) {
    this.#slots = pLimit(most);
  }

  /** Runs an add in its turn. While another server has the number, it takes no slot. */
  async run(number: string, add: () => Promise<LeadOutcome | Taken>): Promise<LeadOutcome | 'key taken'> {
    const turn = this.#byNumber.get(number) ?? { limit: pLimit(1), waiting: 0 };
    this.#byNumber.set(number, turn);
    turn.waiting += 1;
    const inSlot = async (): Promise<LeadOutcome | 'key taken' | undefined> => {
      const result = await this.#slots(add);
      return result === 'number taken' ? undefined : result;
    };
    try {
      return await turn.limit(() => untilFree(inSlot));
    } finally {
      turn.waiting -= 1;
      if (turn.waiting === 0) this.#byNumber.delete(number);
    }
  }
}
