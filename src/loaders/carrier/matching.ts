/** Which carrier's record is of which call: decided from times and directions alone, of calls and records of one number. */

export type Direction = 'INBOUND' | 'OUTBOUND';

/** A call, or a record of one. */
export interface Seen {
  /** Milliseconds since 1970, to the second. */
  readonly at: number;
  /** Of a record: a later time that it may go by as well, when the call was answered. */
  readonly orAt?: number;
  /** Null = unknown, so that it may be either. */
  readonly direction: Direction | null;
}

export interface Match<Record> {
  readonly record: Record;
  readonly secondsApart: number;
  /** Above 0, at most 1. */
  readonly confidence: number;
}

/** Two clocks that show the same call are no farther apart than this. */
export const MOST_SECONDS_APART = 120;

/**
 * Gives each record to one call at most, and each call one at most, so that together they are as close as can be: the
 * sum of 121 − seconds apart is the greatest there is. What is more than 120 seconds apart, or in another direction, is
 * never given. Of equally good ways the one that gives the earlier record, and to the earlier call.
 *
 * Of sequences in the order of time the best way never crosses, since two pairs that cross are no closer than the same
 * four uncrossed; so it is found from the first call to the last, each held against the few records near it. That is
 * exact where every direction is known, and every record goes by one time. Else it is the best of the ways that do not
 * cross.
 */
export function matched<Call extends Seen, Record extends Seen>(
  calls: readonly Call[],
  records: readonly Record[],
): Map<Call, Match<Record>> {
  const spread = records.reduce((most, { at, orAt = at }) => Math.max(most, orAt - at), 0);
  const inOrder = { calls: inTime(calls), records: inTime(records), spread };
  const parts = [...calls, ...records].every(({ direction }) => direction !== null)
    ? [going('OUTBOUND', inOrder), going('INBOUND', inOrder)]
    : [inOrder];
  return new Map(parts.flatMap(matchedInOrder));
}

/**
 * Nobody calls a number, or is called by it, a hundred times in four minutes: what does so is no person's number but a
 * mark for many. Which record is of which call cannot be told then, and to look for it would take the square of them.
 */
const MOST_NEAR = 100;

interface Sequences<Call, Record> {
  readonly calls: readonly Call[];
  readonly records: readonly Record[];
  /** How much later than its first the latest other time of any record is, in milliseconds. */
  readonly spread: number;
}

/** The one-to-one pairs of two sequences in the order of time. */
function matchedInOrder<Call extends Seen, Record extends Seen>(
  sequences: Sequences<Call, Record>,
): [Call, Match<Record>][] {
  const { calls, records, spread } = sequences;
  // Of each call: the records near it are those from `first` to before `behind`, and `best[k]` is the greatest sum of
  // this call and those before it with the records before `first + k`.
  const steps: Step[] = [];
  let first = 0;
  let behind = 0;
  for (const call of calls) {
    while (isBefore(records[first], call.at - MOST_MS - spread)) first += 1;
    behind = Math.max(behind, first);
    while (isBefore(records[behind], call.at + MOST_MS + 1)) behind += 1;
    if (behind - first > MOST_NEAR) return [];
    const before = steps.at(-1);
    const best = [sumAt(before, first)];
    for (let end = first + 1; end <= behind; end += 1) {
      const record = records[end - 1];
      const close = record ? closeness(call, record) : 0;
      const given = close > 0 ? sumAt(before, end - 1) + close : 0;
      best.push(Math.max(sumAt(before, end), best.at(-1) ?? 0, given));
    }
    steps.push({ first, behind, best });
  }

  const pairs: [Call, Match<Record>][] = [];
  let end = records.length;
  for (const [index, call] of [...calls.entries()].toReversed()) {
    const step = steps[index];
    const before = steps[index - 1];
    if (!step) continue;
    end = Math.min(end, step.behind);
    if (end <= step.first || sumAt(step, end) === sumAt(before, end)) continue;
    while (sumAt(step, end) === sumAt(step, end - 1)) end -= 1;
    end -= 1;
    const record = records[end];
    if (record) pairs.push([call, { record, ...evidence(call, record, sequences) }]);
  }
  return pairs;
}

interface Step {
  readonly first: number;
  readonly behind: number;
  readonly best: readonly number[];
}

/** The greatest sum up to a call with the records before `end`; those far behind the call add nothing. */
const sumAt = (step: Step | undefined, end: number): number =>
  step ? (step.best[Math.min(end, step.behind) - step.first] ?? 0) : 0;

/**
 * How sure a match is: (1 − seconds apart / 240) × own / (own + rival / 2), where own is 121 − its seconds apart, and
 * rival the same of the nearest other record of this call, or other call of this record; 0 where there is none. So it is
 * 1 at the same second, and ½ at 120 seconds, where nothing else is near; two thirds of that where a rival is as near.
 */
function evidence<Call extends Seen, Record extends Seen>(
  call: Call,
  record: Record,
  { calls, records, spread }: Sequences<Call, Record>,
): Omit<Match<Record>, 'record'> {
  const own = closeness(call, record);
  const secondsApart = MOST_SECONDS_APART + 1 - own;
  const rivals = [
    ...between(call.at - MOST_MS - spread, call.at + MOST_MS, records)
      .filter((other) => other !== record)
      .map((other) => closeness(call, other)),
    ...between(record.at - MOST_MS, (record.orAt ?? record.at) + MOST_MS, calls)
      .filter((other) => other !== call)
      .map((other) => closeness(other, record)),
  ];
  const rival = Math.max(0, ...rivals);
  return {
    secondsApart,
    confidence: (1 - secondsApart / (2 * MOST_SECONDS_APART)) * (own / (own + rival / 2)),
  };
}

/** What lies between two times, both included, in a sequence in the order of time. */
function between<Thing extends Seen>(from: number, to: number, things: readonly Thing[]): readonly Thing[] {
  let low = 0;
  let high = things.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(things[middle], from)) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (isBefore(things[end], to + 1)) end += 1;
  return things.slice(low, end);
}

const MOST_MS = MOST_SECONDS_APART * 1000;

const isBefore = (thing: Seen | undefined, at: number): boolean => thing !== undefined && thing.at < at;

/** 121 − the seconds between two, from 1 to 121; 0 where they cannot be of one call. */
function closeness(call: Seen, record: Seen): number {
  if (call.direction !== null && record.direction !== null && call.direction !== record.direction) return 0;
  const apart = Math.min(Math.abs(call.at - record.at), Math.abs(call.at - (record.orAt ?? record.at)));
  return Math.max(0, MOST_SECONDS_APART + 1 - Math.round(apart / 1000));
}

const inTime = <Thing extends Seen>(things: readonly Thing[]): Thing[] =>
  things.toSorted((a, b) => a.at - b.at);

const going = <Call extends Seen, Record extends Seen>(
  way: Direction,
  { calls, records, spread }: Sequences<Call, Record>,
): Sequences<Call, Record> => ({
  spread,
  calls: calls.filter(({ direction }) => direction === way),
  records: records.filter(({ direction }) => direction === way),
});
