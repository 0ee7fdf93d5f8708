import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  covers,
  daysIn,
  intersection,
  WINDOW_DAYS,
  windowsOf,
  type Period,
} from '../../src/loaders/windows.ts';

/** A day as a number, in UTC, where every day has 24 hours. */
const numberOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;
const dayOf = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);
const daysOf = ({ from, to }: Period): string[] => {
  const [first, last] = [numberOf(from), numberOf(to)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => dayOf(first + index));
};

const anyDay = fc.integer({ min: numberOf('1970-01-01'), max: numberOf('2099-12-31') }).map(dayOf);
const anyPeriod = fc
  .tuple(anyDay, fc.integer({ min: 0, max: 400 }))
  .map(([from, days]) => ({ from, to: dayOf(numberOf(from) + days) }));

describe('daysIn', () => {
  test.each([
    ['2026-05-12', '2026-05-12', 1],
    ['2026-05-12', '2026-05-13', 2],
    // A day of 23 hours, one of 25, and both.
    ['2026-03-07', '2026-03-09', 3],
    ['2026-10-31', '2026-11-02', 3],
    ['2026-03-01', '2026-11-30', 275],
    ['2028-02-28', '2028-03-01', 3],
    ['2026-12-31', '2027-01-01', 2],
    ['2026-01-01', '2026-12-31', 365],
    ['2026-05-13', '2026-05-12', 0],
    ['2026-05-13', '2025-05-12', 0],
  ])('%s to %s are %i', (from, to, days) => {
    expect(daysIn({ from, to })).toBe(days);
  });

  test('counts as a calendar does', () => {
    fc.assert(
      fc.property(anyPeriod, (period) => {
        expect(daysIn(period)).toBe(daysOf(period).length);
      }),
    );
  });
});

describe('windowsOf', () => {
  test('cuts a quarter into fourteen', () => {
    const windows = windowsOf({ from: '2026-03-01', to: '2026-05-31' });
    expect(windows).toHaveLength(14);
    expect(windows[0]).toEqual({ from: '2026-03-01', to: '2026-03-07' });
    expect(windows.at(-1)).toEqual({ from: '2026-05-31', to: '2026-05-31' });
  });

  test('has none for a period that ends before it starts', () => {
    expect(windowsOf({ from: '2026-05-13', to: '2026-05-12' })).toEqual([]);
  });

  test('has every day once, in order, at most seven in each and all but the last full', () => {
    fc.assert(
      fc.property(anyPeriod, (period) => {
        const windows = windowsOf(period);
        expect(windows.flatMap(daysOf)).toEqual(daysOf(period));
        expect(windows.slice(0, -1).every((window) => daysIn(window) === WINDOW_DAYS)).toBe(true);
        expect(windows.every((window) => daysIn(window) >= 1 && daysIn(window) <= WINDOW_DAYS)).toBe(true);
      }),
    );
  });

  test('takes another size', () => {
    fc.assert(
      fc.property(anyPeriod, fc.integer({ min: 1, max: 40 }), (period, size) => {
        const windows = windowsOf(period, size);
        expect(windows.flatMap(daysOf)).toEqual(daysOf(period));
        expect(windows).toHaveLength(Math.ceil(daysIn(period) / size));
      }),
    );
  });
});

describe('intersection', () => {
  test('is the days both have', () => {
    fc.assert(
      fc.property(anyPeriod, anyPeriod, (a, b) => {
        const days = new Set(daysOf(b));
        const both = daysOf(a).filter((day) => days.has(day));
        const common = intersection(a, b);
        expect(common === null ? [] : daysOf(common)).toEqual(both);
        expect(intersection(b, a)).toEqual(common);
      }),
    );
  });

  test('knows the day after the last of the year 9999', () => {
    const period = { from: '2026-05-12', to: '2026-05-13' };
    expect(intersection({ from: '2026-05-13', to: '+010000-01-01' }, period)).toEqual({
      from: '2026-05-13',
      to: '2026-05-13',
    });
    expect(intersection({ from: '-000001-12-31', to: '2026-05-12' }, period)).toEqual({
      from: '2026-05-12',
      to: '2026-05-12',
    });
  });
});

test.each([
  ['2026-05-11 23:59:59', false],
  ['2026-05-12 00:00:00', true],
  ['2026-05-13 23:59:59', true],
  ['2026-05-14 00:00:00', false],
])('a period covers %s: %s', (time, isCovered) => {
  expect(covers({ from: '2026-05-12', to: '2026-05-13' }, time)).toBe(isCovered);
});
