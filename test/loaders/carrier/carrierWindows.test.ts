import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  carrierWindows,
  mostWindows,
  spansTogether,
  type Span,
} from '../../../src/loaders/carrier/carrierWindows.ts';
import { Zone } from '../../../src/upstream/wire/zone.ts';

const ZONES = ['America/Chicago', 'Europe/Dublin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'].map(
  (name) => new Zone(name),
);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = Date.UTC(2026, 0, 1);

const instants = fc.integer({ min: YEAR, max: YEAR + 400 * DAY });
const limits = fc.record({ zone: fc.constantFrom(...ZONES), mostDays: fc.constantFrom(1, 31) });
const spans = fc.tuple(instants, fc.integer({ min: 1, max: 95 * DAY })).map(([from, length]) => ({
  from,
  to: from + length,
}));

/** How long a window is as asked for, by the clock on the wall. */
const wallHours = ({ start, end }: { readonly start: string; readonly end: string }): number =>
  Temporal.PlainDateTime.from(start).until(Temporal.PlainDateTime.from(end)).total('hours');

/** Every instant that a local time may mean. */
const meant = (local: string, { name }: Zone): number[] =>
  (['earlier', 'later'] as const).map(
    (disambiguation) =>
      Temporal.PlainDateTime.from(local).toZonedDateTime(name, { disambiguation }).epochMilliseconds,
  );

describe('the windows of a span', () => {
  test('cover it, one after the other, and none is longer than may be, whoever reads it', () => {
    fc.assert(
      fc.property(spans, limits, (span, { zone, mostDays }) => {
        const windows = carrierWindows(span, { zone, mostDays });
        expect(windows[0]?.from).toBeLessThanOrEqual(span.from);
        expect(windows.at(-1)?.to).toBeGreaterThanOrEqual(span.to);
        expect(windows.slice(1).map(({ from }) => from)).toEqual(windows.slice(0, -1).map(({ to }) => to));
        for (const window of windows) {
          const [starts, ends] = [meant(window.start, zone), meant(window.end, zone)];
          // However it is read, nothing of the window is left out.
          expect(Math.max(...starts)).toBeLessThanOrEqual(window.from);
          expect(Math.min(...ends)).toBeGreaterThanOrEqual(window.to);
          expect(wallHours(window)).toBeLessThanOrEqual(mostDays * 24);
          expect(Math.max(...ends) - Math.min(...starts)).toBeLessThanOrEqual(mostDays * DAY);
        }
        const days = (span.to - span.from) / DAY;
        expect(windows.length).toBeLessThanOrEqual(mostWindows(days, { mostDays }));
      }),
      { numRuns: 500 },
    );
  });

  test('are none where it is empty', () => {
    expect(carrierWindows({ from: YEAR, to: YEAR }, { zone: new Zone('UTC'), mostDays: 31 })).toEqual([]);
    expect(carrierWindows({ from: YEAR, to: YEAR - 1 }, { zone: new Zone('UTC'), mostDays: 31 })).toEqual([]);
  });
});

describe('spans put together', () => {
  const short = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 92 * DAY }), fc.integer({ min: 1, max: HOUR })), {
      maxLength: 40,
    })
    .map((all) => all.map(([from, length]): Span => ({ from: YEAR + from, to: YEAR + from + length })));

  test('hold each of them whole, in one window each, as few as are planned', () => {
    fc.assert(
      fc.property(short, limits, (wanted, { zone, mostDays }) => {
        const together = spansTogether(wanted, { zone, mostDays });
        for (const span of wanted) {
          expect(together.some(({ from, to }) => from <= span.from && span.to <= to)).toBe(true);
        }
        for (const span of together) expect(carrierWindows(span, { zone, mostDays })).toHaveLength(1);
        expect(together.length).toBeLessThanOrEqual(mostWindows(92, { mostDays }));
      }),
      { numRuns: 300 },
    );
  });

  test('one that no window can hold is held by several', () => {
    const zone = new Zone('UTC');
    const [span, ...others] = spansTogether(
      [
        { from: YEAR, to: YEAR + 2 * DAY },
        { from: YEAR + HOUR, to: YEAR + 2 * HOUR },
      ],
      { zone, mostDays: 1 },
    );
    expect(others).toEqual([]);
    expect(span && carrierWindows(span, { zone, mostDays: 1 })).toHaveLength(2);
  });
});
