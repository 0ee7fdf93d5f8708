/** Naive local times as numbers: `2026-05-12 14:03:00` ↔ the seconds since 1970 that a clock in UTC would show. */

const DAY_SECONDS = 24 * 60 * 60;

// A report has few days and many rows.
const MOST_DAYS = 10_000;
const starts = new Map<string, number>();
const days = new Map<number, string>();

/** @param time a valid time, as the wire's cells read it */
export function secondsOf(time: string): number {
  const day = time.slice(0, 10);
  let start = starts.get(day);
  if (start === undefined) {
    start = Date.parse(`${day}T00:00:00Z`) / 1000;
    if (starts.size >= MOST_DAYS) starts.clear();
    starts.set(day, start);
  }
  return start + pairAt(time, 11) * 3600 + pairAt(time, 14) * 60 + pairAt(time, 17);
}

/** The number of the two digits at a position. */
const pairAt = (text: string, at: number): number =>
  10 * text.charCodeAt(at) + text.charCodeAt(at + 1) - 11 * 0x30;

const PAIRS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** The time of a number of seconds: the inverse of `secondsOf`. */
export function timeOf(seconds: number): string {
  const number = Math.floor(seconds / DAY_SECONDS);
  let day = days.get(number);
  if (day === undefined) {
    day = new Date(number * DAY_SECONDS * 1000).toISOString().slice(0, 10);
    if (days.size >= MOST_DAYS) days.clear();
    days.set(number, day);
  }
  const second = seconds - number * DAY_SECONDS;
  const minute = Math.floor(second / 60);
  return `${day} ${PAIRS[Math.floor(minute / 60)]}:${PAIRS[minute % 60]}:${PAIRS[second % 60]}`;
}
