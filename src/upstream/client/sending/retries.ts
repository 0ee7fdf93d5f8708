import { UpstreamRateLimited, UpstreamUnavailable } from '../../errors.ts';

const MOST_RETRIES = 2;
const UNSENT_PAUSE_MS = 200;
// A timer counts from the start of the event loop's turn, so it may end early by the length of that turn.
const EARLY_TIMER_MS = 100;
const SAVED_AT_MOST = 10;
const EARNED_BY_A_CALL = 0.1;

/**
 * The retry budget: a tenth of all calls, and up to ten retries saved from earlier calls. Without it an upstream in
 * trouble would get three times as many calls as a healthy one.
 */
export class Retries {
  readonly #firstPauseMs: number;
  #saved = SAVED_AT_MOST;

  /** @param firstPauseMs before the second attempt; twice that before the third */
  constructor(firstPauseMs: number) {
    this.#firstPauseMs = firstPauseMs;
  }

  /** Notes a call. */
  earn(): void {
    this.#saved = Math.min(SAVED_AT_MOST, this.#saved + EARNED_BY_A_CALL);
  }

  /**
   * The pause before the next attempt, in milliseconds; null if there is none. Only a call without an answer is
   * retried: a read at most twice, after a pause with jitter; a write only if it was certainly not sent, until its
   * deadline. A Retry-After lengthens the pause. A 429 without Retry-After is not retried.
   *
   * @param attempt the number of attempts so far, from 1
   * @param leftMs until the deadline
   */
  pauseBefore(effect: 'read' | 'write', error: unknown, attempt: number, leftMs: number): number | null {
    if (
      !(error instanceof UpstreamUnavailable || error instanceof UpstreamRateLimited) ||
      error.shortCircuited
    )
      return null;
    if (effect === 'write') return error.sent ? null : UNSENT_PAUSE_MS;
    if (error instanceof UpstreamRateLimited && error.retryAfterSeconds === undefined) return null;
    const wanted = (error.retryAfterSeconds ?? 0) * 1000;
    if (attempt > MOST_RETRIES || this.#saved < 1 || wanted >= leftMs) return null;
    this.#saved -= 1;
    const asked = wanted > 0 ? wanted + EARLY_TIMER_MS : 0;
    return asked + this.#firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random());
  }
}
