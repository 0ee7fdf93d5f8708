/**
 * How many calls of this process an upstream may have in flight at once. Several servers of one upstream divide the number
 * among them, so that it changes with their needs.
 */
export interface Slots {
  /** The most calls in flight now. Calls in flight beyond it end as they are. */
  readonly limit: number;
  /** The most that this process would get if it had many calls waiting. */
  readonly reachable: number;
  /** Receives the numbers of calls in flight and waiting, at each change. */
  note(running: number, waiting: number): void;
  /** Calls a listener when the limit may have risen. */
  onRise(listener: () => void): void;
}

/** Slots that no other process uses. */
export const ownSlots = (concurrency: number): Slots => ({
  limit: concurrency,
  reachable: concurrency,
  note: () => undefined,
  onRise: () => undefined,
});
