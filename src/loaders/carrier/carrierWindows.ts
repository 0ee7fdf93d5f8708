import type { Zone } from '../../upstream/wire/zone.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Instants in milliseconds since 1970, half open: from ≤ t < to. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A stretch that one question covers, and the naive local times it is asked for with. */
export interface CarrierWindow extends Span {
  /** `YYYY-MM-DD HH:MM:SS`; what lies before `from` may be in the answer, too. */
  readonly start: string;
  /** What lies at or behind `to` may be in the answer, too. */
  readonly end: string;
}

/** How a carrier's reports can be asked for. */
export interface ReportLimits {
  /** The zone times are asked for and given in. */
  readonly zone: Zone;
  /** How many days one question may cover. */
  readonly mostDays: number;
}

// VOXO writes years in two digits.
const FIRST_YEAR = Date.UTC(2000, 0, 1);
const LAST_YEAR = Date.UTC(2099, 0, 1);

/** The part of a span in which there can be records; empty, it ends where it starts, or before. */
export const recordable = ({ from, to }: Span): Span => ({
  from: Math.max(from, FIRST_YEAR),
  to: Math.min(to, LAST_YEAR),
});

/**
 * A span cut into windows that one question each can cover, in order, without overlap; none if it is empty.
 *
 * Where that takes no more questions, the first begins and the last ends at whole hours: whoever asks a moment later,
 * or for the page beside, then asks the same.
 */
export function carrierWindows(span: Span, limits: ReportLimits): CarrierWindow[] {
  if (span.from >= span.to) return [];
  const exact = cut(wholeSeconds(span), limits);
  const wide = cut({ from: floorTo(HOUR_MS, span.from), to: ceilTo(HOUR_MS, span.to) }, limits);
  return wide.length > exact.length ? exact : wide;
}

/**
 * Spans put together so that as few questions as possible cover them: each question begins with the first span that
 * none covers yet, and ends with the last one that it can. Where nothing lies between two questions, nothing is asked.
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

/** At most how many questions cover things that lie within so many days, wherever in them. */
export const mostWindows = (days: number, { mostDays }: Pick<ReportLimits, 'mostDays'>): number =>
  // An hour for the night the clocks change, and one for what begins or ends beside the days.
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

/** The latest end of a question that begins at an instant: so many days by the clock on the wall, and by any other. */
function reachFrom(asked: number, { zone, mostDays }: ReportLimits): number {
  const wall = Temporal.PlainDateTime.from(localOf(asked, zone)).add({ days: mostDays });
  const local = wall.toString({ smallestUnit: 'second' }).replace('T', ' ');
  const thatDay = zone.toEpochMs(local);
  // Where summer time leaves that time out, it is read as a later one.
  const byTheClock = localOf(thatDay, zone) > local ? thatDay - HOUR_MS : thatDay;
  return shownOnceBefore(Math.min(byTheClock, asked + mostDays * DAY_MS), zone);
}

// Of a local time that occurs twice, who knows which one is taken to be meant: such a one is never asked for. The hour
// it lies in begins and ends at whole hours.

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
