import { UpstreamError } from '../upstream/errors.ts';

/** The failed calls of a poller or a sweep since the last answer, and the pauses after them. */
export class FailedCalls {
  readonly #mostPauseMs: number;
  #count = 0;
  #lastAt = -Infinity;

  /** @param mostPauseMs the longest pause, in milliseconds */
  constructor(mostPauseMs: number) {
    this.#mostPauseMs = mostPauseMs;
  }

  /** Notes that a call was answered. */
  end(): void {
    this.#count = 0;
  }

  /**
   * Notes a failed call. Calls that were under way together count as one.
   *
   * @param startedAt when the call began, by `performance.now()`
   * @param gapMs the usual time from one call to the next
   * @returns the pause before the next call, in milliseconds
   */
  pauseAfter(error: unknown, { startedAt, gapMs }: { startedAt: number; gapMs: number }): number {
    const failure = error instanceof UpstreamError ? error : undefined;
    // A call that an open circuit stopped is no further failure: the circuit's own wait is enough.
    if (!failure?.shortCircuited && startedAt > this.#lastAt) {
      this.#count += 1;
      this.#lastAt = performance.now();
    }
    const wanted = (failure?.retryAfterSeconds ?? 0) * 1000;
    // The first failure changes nothing: it may be the only one.
    const backoff = this.#count < 2 ? 0 : gapMs * 2 ** (this.#count - 2);
    return Math.min(Math.max(wanted, backoff), this.#mostPauseMs);
  }
}
