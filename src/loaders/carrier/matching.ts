/** Matches the carrier's records to calls of one number, by times and directions alone. */

export type Direction = 'INBOUND' | 'OUTBOUND';

/** A call or a carrier's record. */
export interface Seen {
  /** Milliseconds since 1970, to the second. */
  readonly at: number;
  /** For a record: the time of the answer, by which it may also match. */
  readonly orAt?: number;
  /** Null = unknown: it may match either direction. */
  readonly direction: Direction | null;
}

export interface Match<Record> {
  readonly record: Record;
  readonly secondsApart: number;
  /** Above 0, at most 1. */
  readonly confidence: number;
}

/** The longest time between the two systems' times of the same call. */
export const MOST_SECONDS_APART = 120;

/**
 * Matches each record to at most one call, and each call to at most one record, so that the sum of (121 − seconds
 * apart) is as large as possible. A pair more than 120 seconds apart, or of different directions, is never matched.
 * Of equally good matchings, earlier records and earlier calls win.
 *
 * In sequences sorted by time the best matching has no crossing pairs, since uncrossing two pairs never makes them
 * worse. So dynamic programming finds it, from the first call to the last, with the few records near each. The result
 * is exact if every direction is known and every record has one time. Otherwise it is the best matching without
 * crossings.
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
 * No person's number has a hundred calls in four minutes. Such a number stands for many callers, so its records
 * cannot be matched, and the attempt would take quadratic time.
 */
const MOST_NEAR = 100;

interface Sequences<Call, Record> {
  readonly calls: readonly Call[];
  readonly records: readonly Record[];
  /** The longest time between the two times of any record, in milliseconds. */
  readonly spread: number;
}

/** The matched pairs of two sequences sorted by time. */
function matchedInOrder<Call extends Seen, Record extends Seen>(
  sequences: Sequences<Call, Record>,
): [Call, Match<Record>][] {
  const { calls, records, spread } = sequences;
  // For each call: its near records are those from `first` to before `behind`, and `best[k]` is the greatest sum for
  // the calls up to this one with the records before `first + k`.
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

/** The greatest sum up to a call with the records before `end`. Records long after the call add nothing. */
const sumAt = (step: Step | undefined, end: number): number =>
  step ? (step.best[Math.min(end, step.behind) - step.first] ?? 0) : 0;

/**
 * The confidence of a match: (1 − seconds apart / 240) × own / (own + rival / 2). `own` is 121 − seconds apart.
 * `rival` is the same for the nearest other record of this call or other call of this record, or 0 if there is none.
 * Without a rival, it is 1 at the same second and ½ at 120 seconds. With an equally near rival, it is two thirds of
 * that.
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

/** The elements between two times, both included, in a sequence sorted by time. */
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

/** 121 − the seconds between the two, from 1 to 121; 0 if they cannot belong to one call. */
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
