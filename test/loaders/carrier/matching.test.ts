import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matched, type Direction, type Match, type Seen } from '../../../src/loaders/carrier/matching.ts';

interface Named extends Seen {
  readonly name: string;
}

const seen = (name: string, seconds: number, direction: Direction | null = 'OUTBOUND'): Named => ({
  name,
  at: Date.UTC(2026, 4, 12, 12) + seconds * 1000,
  direction,
});

const closeness = (call: Seen, record: Seen): number => {
  const apart = Math.abs(call.at - record.at) / 1000;
  const agrees = call.direction === null || record.direction === null || call.direction === record.direction;
  return agrees && apart <= 120 ? 121 - apart : 0;
};

const sumOf = (pairs: ReadonlyMap<Named, Match<Named>>): number =>
  [...pairs].reduce((sum, [call, { record }]) => sum + closeness(call, record), 0);

/** The greatest sum of all ways to give records to calls, by trying every one of them. */
function greatest(
  calls: readonly Named[],
  records: readonly Named[],
  isAllowed: (given: readonly Named[]) => boolean = () => true,
): number {
  const best = (index: number, left: readonly Named[], given: readonly Named[]): number => {
    const call = calls[index];
    if (!call) return isAllowed(given) ? 0 : -Infinity;
    const sums = left
      .filter((record) => closeness(call, record) > 0)
      .map(
        (record) =>
          closeness(call, record) +
          best(
            index + 1,
            left.filter((other) => other !== record),
            [...given, record],
          ),
      );
    return Math.max(best(index + 1, left, given), ...sums);
  };
  return best(0, records, []);
}

const inTime = (things: readonly Named[]): Named[] => things.toSorted((a, b) => a.at - b.at);

/** True for some of these records in the order they stand in. */
const inOrderOf =
  (records: readonly Named[]) =>
  (given: readonly Named[]): boolean =>
    given.every((record, index) => records.indexOf(record) > records.indexOf(given[index - 1] ?? never));

const never = seen('none', 0);

const things = (directions: readonly (Direction | null)[]) =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.constantFrom(...directions)), { maxLength: 6 })
    .map((all) => all.map(([seconds, direction], index) => seen(String(index), seconds, direction)));

/** Which record each call was given. */
const told = (pairs: ReadonlyMap<Named, Match<Named>>): string[] =>
  [...pairs].map(([call, { record }]) => `${call.name} ${record.name}`).toSorted();

const BOTH = ['INBOUND', 'OUTBOUND'] as const;

/** What holds of every matching: each once, within reach, and the figures are those of the pair. */
function check(
  calls: readonly Named[],
  records: readonly Named[],
  pairs: ReadonlyMap<Named, Match<Named>>,
): void {
  const given = [...pairs.values()].map(({ record }) => record);
  expect(new Set(given).size).toBe(given.length);
  for (const [call, { record, secondsApart, confidence }] of pairs) {
    expect(calls).toContain(call);
    expect(records).toContain(record);
    expect(closeness(call, record)).toBe(121 - secondsApart);
    expect(secondsApart).toBeLessThanOrEqual(120);
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(1);
  }
}

describe('of all ways to give records to calls', () => {
  test('the nearest is found: no other has a greater sum', () => {
    fc.assert(
      fc.property(things(BOTH), things(BOTH), (calls, records) => {
        const pairs = matched(calls, records);
        check(calls, records, pairs);
        expect(sumOf(pairs)).toBe(greatest(calls, records));
      }),
      { numRuns: 600 },
    );
  });

  test('where directions are unknown, the nearest of those that do not cross', () => {
    fc.assert(
      fc.property(things([...BOTH, null]), things([...BOTH, null]), (calls, records) => {
        const pairs = matched(calls, records);
        check(calls, records, pairs);
        const isKnown = [...calls, ...records].every(({ direction }) => direction !== null);
        const ordered = inTime(records);
        const most = isKnown
          ? greatest(calls, records)
          : greatest(inTime(calls), ordered, inOrderOf(ordered));
        expect(sumOf(pairs)).toBe(most);
      }),
      { numRuns: 600 },
    );
  });

  test('the same is found in whatever order they come, where no two are equal', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 7 });
    fc.assert(
      fc.property(distinct, distinct, (callTimes, recordTimes) => {
        const calls = callTimes.map((at) => seen(`c${at}`, at));
        const records = recordTimes.map((at) => seen(`r${at}`, at));
        expect(told(matched(calls.toReversed(), records.toReversed()))).toEqual(
          told(matched(calls, records)),
        );
      }),
    );
  });
});

test('nothing is made of nothing', () => {
  expect(matched([], []).size).toBe(0);
  expect(matched([seen('c', 0)], []).size).toBe(0);
  expect(matched([], [seen('r', 0)]).size).toBe(0);
});

test('twenty thousand calls of one number are matched one by one', () => {
  const calls = Array.from({ length: 20_000 }, (_, index) => seen(`c${index}`, index * 4));
  const records = Array.from({ length: 20_000 }, (_, index) => seen(`r${index}`, index * 4 + 1));
  const pairs = matched(calls, records);
  expect(pairs.size).toBe(20_000);
  expect([...pairs.values()].every(({ secondsApart }) => secondsApart === 1)).toBe(true);
});

test('of a number that calls and is called a hundred times in minutes nothing can be told, and nothing is looked for', () => {
  const calls = Array.from({ length: 20_000 }, (_, index) => seen(`c${index}`, index));
  const records = Array.from({ length: 20_000 }, (_, index) => seen(`r${index}`, index));
  expect(matched(calls, records).size).toBe(0);
});

test('a record with two times is as near as the nearer of them', () => {
  const record = { ...seen('r', 0), orAt: seen('answer', 200).at };
  const [near] = matched([seen('c', 190)], [record]).values();
  expect(near?.secondsApart).toBe(10);
  const [early] = matched([seen('c', -10)], [record]).values();
  expect(early?.secondsApart).toBe(10);
  expect(matched([seen('c', 321)], [record]).size).toBe(0);
  // Of two calls the nearer one has it.
  expect(told(matched([seen('far', 100), seen('near', 195)], [record]))).toEqual(
    told(matched([seen('near', 195)], [record])),
  );
});
