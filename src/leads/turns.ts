import { setTimeout as pause } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Taken } from './journal/terms.ts';
import type { LeadOutcome } from './outcome.ts';

/** The end of an add. */
export interface Ending {
  readonly outcome: LeadOutcome;
  /** True if the dialer has not processed it, so that its key can be used again. */
  readonly isFree?: boolean;
  /** True if the dialer may still be processing it: the request was sent, and no part of an answer came. */
  readonly mayComeLate?: boolean;
}

/** Pauses before another server's add is looked at again: the first one, and the longest, in milliseconds. */
const FIRST_PAUSE_MS = 15;
const LONGEST_PAUSE_MS = 250;

/**
 * How long a phone number keeps its turn after an add that got no answer, in milliseconds. The connection may have broken
 * while the dialer was between its look for duplicates and the insert: the next add would find none.
 */
export const HELD_MS = 1000;

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

/** Lets adds of one phone number run one after the other, and at most this many adds at once. */
export class Turns {
  readonly #slots: LimitFunction;
  readonly #byNumber = new Map<string, { readonly limit: LimitFunction; waiting: number }>();

  /** @param most adds in flight at once */
  constructor(most: number) {
    this.#slots = pLimit(most);
  }

  /**
   * Runs an add in its turn. While another server has the number, it takes no slot. After an add that may come late the
   * number waits, but not the caller.
   */
  run(number: string, add: () => Promise<Ending | Taken>): Promise<LeadOutcome | 'key taken'> {
    const turn = this.#byNumber.get(number) ?? { limit: pLimit(1), waiting: 0 };
    this.#byNumber.set(number, turn);
    turn.waiting += 1;
    const inSlot = async (): Promise<Ending | 'key taken' | undefined> => {
      const result = await this.#slots(add);
      return result === 'number taken' ? undefined : result;
    };
    const ending = Promise.withResolvers<LeadOutcome | 'key taken'>();
    void turn.limit(async () => {
      const added = untilFree(inSlot);
      ending.resolve(added.then((result) => (result === 'key taken' ? result : result.outcome)));
      const [ended] = await Promise.allSettled([added]);
      const { value } = ended.status === 'fulfilled' ? ended : { value: undefined };
      if (typeof value === 'object' && value.mayComeLate) await pause(HELD_MS, undefined, { ref: false });
      turn.waiting -= 1;
      if (turn.waiting === 0) this.#byNumber.delete(number);
    });
    return ending.promise;
  }
}
