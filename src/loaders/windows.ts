/** Calendar days of the dialer's zone, both included, `YYYY-MM-DD`. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/**
 * The days of call records in one call. A week of a busy centre is a few tens of thousands of rows, which the dialer
 * returns well within its deadline. A quarter of a year costs fourteen calls.
 */
export const WINDOW_DAYS = 7;

/** The number of days in a period; 0 if it ends before it starts. */
export const daysIn = ({ from, to }: Period): number =>
  Math.max(0, Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days + 1);

/** A period cut into windows of at most `days` days, in order, without overlap. */
export function windowsOf(period: Period, days = WINDOW_DAYS): Period[] {
  const last = Temporal.PlainDate.from(period.to);
  const windows: Period[] = [];
  for (let from = Temporal.PlainDate.from(period.from); Temporal.PlainDate.compare(from, last) <= 0;) {
    const end = from.add({ days: days - 1 });
    const to = Temporal.PlainDate.compare(end, last) < 0 ? end : last;
    windows.push({ from: from.toString(), to: to.toString() });
    from = to.add({ days: 1 });
  }
  return windows;
}

/** As `windowsOf`, newest first: only the last window may have fewer days. */
export function windowsBack(period: Period, days = WINDOW_DAYS): Period[] {
  const first = Temporal.PlainDate.from(period.from);
  const windows: Period[] = [];
  for (let to = Temporal.PlainDate.from(period.to); Temporal.PlainDate.compare(first, to) <= 0;) {
    const start = to.subtract({ days: days - 1 });
    const from = Temporal.PlainDate.compare(first, start) < 0 ? start : first;
    windows.push({ from: from.toString(), to: to.toString() });
    to = from.subtract({ days: 1 });
  }
  return windows;
}

/** The days two periods have in common; null if there are none. */
export function intersection(a: Period, b: Period): Period | null {
  const from = isBefore(a.from, b.from) ? b.from : a.from;
  const to = isBefore(b.to, a.to) ? b.to : a.to;
  return isBefore(to, from) ? null : { from, to };
}

/** Texts cannot be compared: many open ranges end on 9999-12-31, and the day after it is +010000-01-01. */
const isBefore = (day: string, other: string): boolean => Temporal.PlainDate.compare(day, other) < 0;

/** True if a naive local time lies on one of a period's days. */
export const covers = ({ from, to }: Period, localTime: string): boolean => {
  const day = localTime.slice(0, 10);
  return from <= day && day <= to;
};
