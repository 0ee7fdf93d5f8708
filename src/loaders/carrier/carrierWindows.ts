import type { Zone } from '../../upstream/wire/zone.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Instants in milliseconds since 1970, half open: from ≤ t < to. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The span of one call, and the naive local times sent for it. */
export interface CarrierWindow extends Span {
  /** `YYYY-MM-DD HH:MM:SS`. The answer may also hold records before `from`. */
  readonly start: string;
  /** The answer may also hold records at or after `to`. */
  readonly end: string;
}

/** The limits of a carrier's reports. */
export interface ReportLimits {
  /** The zone of times in calls and answers. */
  readonly zone: Zone;
  /** The most days that one call may cover. */
  readonly mostDays: number;
}

// VOXO writes years with two digits.
const FIRST_YEAR = Date.UTC(2000, 0, 1);
const LAST_YEAR = Date.UTC(2099, 0, 1);

/** The part of a span in which records can exist. If it is empty, its end is not after its start. */
export const recordable = ({ from, to }: Span): Span => ({
  from: Math.max(from, FIRST_YEAR),
  to: Math.min(to, LAST_YEAR),
});

/**
 * Splits a span into windows that one call each can cover, in order, without overlap; none if it is empty.
 *
 * If it takes no more calls, the first window begins and the last ends at a whole hour. Then a query a moment later,
 * or for the next page, makes equal calls.
 */
export function carrierWindows(span: Span, limits: ReportLimits): CarrierWindow[] {
  if (span.from >= span.to) return [];
  const exact = cut(wholeSeconds(span), limits);
  const wide = cut({ from: floorTo(HOUR_MS, span.from), to: ceilTo(HOUR_MS, span.to) }, limits);
  return wide.length > exact.length ? exact : wide;
}

/**
 * Merges spans so that as few calls as possible cover them. Each call begins with the first span not yet covered, and
 * ends with the last one that fits. Gaps between calls are not fetched.
 */
export function spansTogether(spans: readonly Span[], limits: ReportLimits): Span[] {
  const together: Span[] = [];
  let reach = -Infinity;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = together.at(-1);
    if (last && to <= Math.max(reach, last.to))
      together[together.length - 1] = { ...last, to: Math.max(last.to, to) };
    else {
      together.push({ from, to });
      reach = reachFrom(shownOnceBefore(floorTo(1000, from), limits.zone), limits);
    }
  }
  return together;
}

/** The most calls needed to cover spans anywhere within this many days. */
export const mostWindows = (days: number, { mostDays }: Pick<ReportLimits, 'mostDays'>): number =>
  // One hour for a change of the clocks, and one for calls that begin or end just outside the days.
  days === 0 ? 0 : Math.ceil((days * DAY_MS + 2 * HOUR_MS) / (mostDays * DAY_MS - HOUR_MS));

function cut({ from: first, to: last }: Span, limits: ReportLimits): CarrierWindow[] {
  const { zone } = limits;
  const windows: CarrierWindow[] = [];
  for (let from = first; from < last;) {
    const asked = shownOnceBefore(from, zone);
    const to = Math.min(reachFrom(asked, limits), last);
    windows.push({ from, to, start: localOf(asked, zone), end: localOf(shownOnceAfter(to, zone), zone) });
    from = to;
  }
  return windows;
}

/** The latest end of a call that begins at an instant: `mostDays` later, both in local time and in elapsed time. */
function reachFrom(asked: number, { zone, mostDays }: ReportLimits): number {
  const wall = Temporal.PlainDateTime.from(localOf(asked, zone)).add({ days: mostDays });
  const local = wall.toString({ smallestUnit: 'second' }).replace('T', ' ');
  const thatDay = zone.toEpochMs(local);
  // If daylight saving time skips that local time, it is read as a later one.
  const byTheClock = localOf(thatDay, zone) > local ? thatDay - HOUR_MS : thatDay;
  return shownOnceBefore(Math.min(byTheClock, asked + mostDays * DAY_MS), zone);
}

// A local time that occurs twice is ambiguous, so it is never sent. The ambiguous hour begins and ends at whole
// hours.

/** An instant whose local time occurs once: this one, or the last whole hour before it. */
function shownOnceBefore(instant: number, zone: Zone): number {
  if (!isShownTwice(instant, zone)) return instant;
  return shownOnceBefore(floorTo(HOUR_MS, instant - 1), zone);
}

/** An instant whose local time occurs once: this one, or the next whole hour after it. */
function shownOnceAfter(instant: number, zone: Zone): number {
  if (!isShownTwice(instant, zone)) return instant;
  return shownOnceAfter(ceilTo(HOUR_MS, instant + 1), zone);
}

const isShownTwice = (instant: number, zone: Zone): boolean =>
  zone.toLaterEpochMs(localOf(instant, zone)) !== null;

const localOf = (instant: number, zone: Zone): string => zone.toLocal(new Date(instant));

const wholeSeconds = ({ from, to }: Span): Span => ({ from: floorTo(1000, from), to: ceilTo(1000, to) });

const floorTo = (step: number, value: number): number => Math.floor(value / step) * step;
const ceilTo = (step: number, value: number): number => Math.ceil(value / step) * step;
