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
