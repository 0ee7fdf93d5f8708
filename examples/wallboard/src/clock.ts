/** Smaller differences come from the header, which has whole seconds, and from the way of the answer. */
const LEAST_OFFSET_MS = 1500;

let offsetMs = 0;

/** The server's time in epoch milliseconds: the clock of a television is often wrong. */
export const serverNow = (): number => Date.now() + offsetMs;

/** Learns the server's time from an answer. */
export function readClock({ headers }: Response): void {
  const offset = Date.parse(headers.get('date') ?? '') + 500 - Date.now();
  // Without the header it is NaN.
  offsetMs = Math.abs(offset) >= LEAST_OFFSET_MS ? offset : 0;
}
