import { onTestFinished, vi } from 'vitest';

/**
 * Stops `performance.now()` for the rest of the test: pauses of circuits and logins, Retry-After and the lifetimes of
 * answers pass only when the test says so, however slow the machine is. Timers run as ever.
 *
 * @returns lets so many milliseconds pass
 */
export function stopClock(): (milliseconds: number) => void {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  // A cache takes zero for "no time".
  vi.advanceTimersByTime(1);
  return (milliseconds) => void vi.advanceTimersByTime(milliseconds);
}

/** Moves `performance.now()` on while time passes as ever, so that what a server remembers can expire between tests. */
export class ForwardedClock {
  readonly #now = performance.now.bind(performance);
  #passedMs = 0;

  /** Lets so many milliseconds pass at once. */
  pass(milliseconds: number): void {
    this.#passedMs += milliseconds;
    performance.now = () => this.#now() + this.#passedMs;
  }

  /** Ends it. */
  restore(): void {
    Reflect.deleteProperty(performance, 'now');
  }
}

/** Longer than an answer is kept, a circuit stays open, or a login or a Retry-After is waited for. */
export const A_MONTH_MS = 30 * 24 * 60 * 60_000;
