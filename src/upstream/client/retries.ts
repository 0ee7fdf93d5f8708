import { UpstreamRateLimited, UpstreamUnavailable } from '../errors.ts';

const MOST_RETRIES = 2;
const UNSENT_PAUSE_MS = 200;
const SAVED_AT_MOST = 10;
const EARNED_BY_A_CALL = 0.1;

/**
 * Whether a call that failed is made again. Only so many are, whatever fails: a tenth of all calls, and a few that were
 * saved up. An upstream in trouble must not be asked three times as much as a healthy one.
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
   * How long to wait before the next attempt, in milliseconds; null if there is none. Only what got no answer is
   * tried again: a read twice at most, after a pause half of which is chance; a write where it was certainly not sent,
   * until its deadline. If the upstream has said when, then not before that, and not if it has not said so after a 429.
   *
   * @param attempt how many there were, from 1
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
    return wanted + this.#firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random());
  }
}
