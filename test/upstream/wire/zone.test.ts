import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Zone } from '../../../src/upstream/wire/zone.ts';

const ZONES = [
  'UTC',
  'America/Chicago',
  'America/Phoenix',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Havana',
  'America/Nuuk',
  'Europe/London',
  'Europe/Lisbon',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  // Changes by half an hour, and at a quarter to.
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Australia/Adelaide',
  'Pacific/Kiritimati',
];

const two = (number: number): string => String(number).padStart(2, '0');

/** Instants of this century, and those around the changes of a zone's clocks, which chance would hardly meet. */
const START = Date.parse('2012-01-01T00:00:00Z');
const END = Date.parse('2037-01-01T00:00:00Z');

function changesOf(zone: string): number[] {
  const changes: number[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(START).toZonedDateTimeISO(zone);
  for (let next = at.getTimeZoneTransition('next'); next && next.epochMilliseconds < END;) {
    changes.push(next.epochMilliseconds);
    at = next;
    next = at.getTimeZoneTransition('next');
  }
  return changes;
}

const naive = (local: Temporal.PlainDateTime): string =>
  `${local.toPlainDate().toString()} ${two(local.hour)}:${two(local.minute)}:${two(local.second)}`;

/** Naive local times of a zone, those in gaps and overlaps among them. */
const localTimes = (zone: string): fc.Arbitrary<string> => {
  const changes = changesOf(zone);
  const anywhen = fc.integer({ min: START / 1000, max: END / 1000 }).map((seconds) => seconds * 1000);
  const around = fc
    .tuple(fc.constantFrom(...changes, START), fc.integer({ min: -7200, max: 7200 }))
    .map(([change, seconds]) => change + seconds * 1000);
  // Read in the offset of a day before, so that times which the change leaves out come too.
  return fc.oneof(anywhen, around).map((instant) => {
    const offset = Temporal.Instant.fromEpochMilliseconds(instant - 86_400_000).toZonedDateTimeISO(
      zone,
    ).offset;
    return naive(
      Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(offset).toPlainDateTime(),
    );
  });
};

describe.each(ZONES)('in %s', (name) => {
  test('a naive local time is the instant that Temporal makes of it', () => {
    // One zone for all: what it remembers of one time must not spoil another.
    const zone = new Zone(name);
    fc.assert(
      fc.property(localTimes(name), (local) => {
        const zoned = Temporal.PlainDateTime.from(local).toZonedDateTime(name, {
          disambiguation: 'compatible',
        });
        expect(zone.toEpochMs(local)).toBe(zoned.epochMilliseconds);
        const text = zone.toDateTime(local);
        expect(Date.parse(text)).toBe(zoned.epochMilliseconds);
        const offset = zoned.offset === '+00:00' ? 'Z' : zoned.offset;
        expect(text).toBe(`${naive(zoned.toPlainDateTime()).replace(' ', 'T')}${offset}`);
      }),
      { numRuns: 400 },
    );
  });

  test('a naive local time occurs a second time when Temporal says so, and then only', () => {
    const zone = new Zone(name);
    fc.assert(
      fc.property(localTimes(name), (local) => {
        const [first, second] = (['earlier', 'later'] as const).map((disambiguation) =>
          Temporal.PlainDateTime.from(local).toZonedDateTime(name, { disambiguation }),
        );
        const isTwice = first?.toPlainDateTime().equals(second?.toPlainDateTime() ?? '') === true;
        const later = isTwice && !first.equals(second ?? '') ? second?.epochMilliseconds : null;
        expect(zone.toLaterEpochMs(local)).toBe(later);
      }),
      { numRuns: 400 },
    );
  });

  test('an instant is told by the local time and the offset there', () => {
    const zone = new Zone(name);
    fc.assert(
      fc.property(fc.integer({ min: START / 1000, max: END / 1000 }), (seconds) => {
        const text = zone.dateTimeOf(seconds * 1000);
        const local = zone.toLocal(new Date(seconds * 1000));
        expect(Date.parse(text)).toBe(seconds * 1000);
        expect(text.slice(0, 19).replace('T', ' ')).toBe(local);
        expect([zone.toEpochMs(local), zone.toLaterEpochMs(local)]).toContain(seconds * 1000);
      }),
    );
  });

  test('every instant of a night the clocks change is told by the local time and the id of a call', () => {
    const zone = new Zone(name);
    const nights = changesOf(name)
      .slice(-4)
      .flatMap((change) => Array.from({ length: 1200 }, (_, index) => change + (index - 600) * 17_000));
    const told = nights.map((instant) => {
      const local = zone.toLocal(new Date(instant));
      return { instant, local, callId: `${instant / 1000}.${instant % 7}` };
    });
    expect(told.map(({ local, callId }) => zone.toEpochMs(local, callId))).toEqual(nights);
    expect(told.map(({ local, callId }) => zone.toDateTime(local, callId))).toEqual(
      nights.map((instant) => zone.dateTimeOf(instant)),
    );
    const sortable = told.map(({ local, callId }) => zone.toSortable(local, callId));
    expect(sortable.toSorted()).toEqual(sortable);
  });

  test('an id that is of neither time changes nothing', () => {
    const zone = new Zone(name);
    const hints = fc.oneof(
      fc.integer({ min: START / 1000, max: END / 1000 }).map((seconds) => `${seconds}.1`),
      fc.string(),
      fc.constantFrom('', '-1.1', '99999999999999999999.1', 'N/A'),
    );
    fc.assert(
      fc.property(localTimes(name), hints, (local, hint) => {
        fc.pre(!hint.startsWith(String((zone.toLaterEpochMs(local) ?? NaN) / 1000)));
        expect(zone.toEpochMs(local, hint)).toBe(zone.toEpochMs(local));
        expect(zone.toDateTime(local, hint)).toBe(zone.toDateTime(local));
        expect(zone.toSortable(local, hint)).toBe(local);
      }),
      { numRuns: 200 },
    );
  });

  test('an instant lies on the day that Temporal says', () => {
    const zone = new Zone(name);
    fc.assert(
      fc.property(fc.integer({ min: START, max: END }), (instant) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name);
        expect(zone.dayOf(new Date(instant))).toBe(zoned.toPlainDate().toString());
      }),
    );
  });

  test('every change of the clocks is at a time of whole five minutes, as the zone takes for granted', () => {
    for (const change of changesOf(name)) {
      const [after, before] = [change, change - 1].map((instant) =>
        Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name),
      );
      expect(after?.minute).toSatisfy((minute: number) => minute % 5 === 0);
      expect(before?.minute).toSatisfy((minute: number) => minute % 5 === 4);
    }
  });
});

describe('in America/Chicago', () => {
  const zone = new Zone('America/Chicago');

  test.each([
    ['2026-05-12 14:03:00', '2026-05-12T14:03:00-05:00'],
    ['2026-01-12 14:03:00', '2026-01-12T14:03:00-06:00'],
    ['2026-03-08 01:59:59', '2026-03-08T01:59:59-06:00'],
    ['2026-03-08 02:00:00', '2026-03-08T03:00:00-05:00'],
    ['2026-03-08 02:59:59', '2026-03-08T03:59:59-05:00'],
    ['2026-03-08 03:00:00', '2026-03-08T03:00:00-05:00'],
    ['2026-11-01 00:59:59', '2026-11-01T00:59:59-05:00'],
    ['2026-11-01 01:00:00', '2026-11-01T01:00:00-05:00'],
    ['2026-11-01 01:59:59', '2026-11-01T01:59:59-05:00'],
    ['2026-11-01 02:00:00', '2026-11-01T02:00:00-06:00'],
  ])('%s is %s, whatever was asked before', (local, expected) => {
    expect(zone.toDateTime(local)).toBe(expected);
    expect(new Zone('America/Chicago').toDateTime(local)).toBe(expected);
    expect(zone.toEpochMs(local)).toBe(Date.parse(expected));
  });
});

test('a half-hour change leaves half an hour out, and has half an hour twice', () => {
  const zone = new Zone('Australia/Lord_Howe');
  const times = [
    '2026-10-04 01:59:59',
    '2026-10-04 02:00:00',
    '2026-10-04 02:29:59',
    '2026-10-04 02:30:00',
    '2026-04-05 01:29:59',
    '2026-04-05 01:30:00',
    '2026-04-05 01:59:59',
    '2026-04-05 02:00:00',
  ];
  expect(times.map((time) => zone.toDateTime(time))).toEqual([
    '2026-10-04T01:59:59+10:30',
    '2026-10-04T02:30:00+11:00',
    '2026-10-04T02:59:59+11:00',
    '2026-10-04T02:30:00+11:00',
    '2026-04-05T01:29:59+11:00',
    '2026-04-05T01:30:00+11:00',
    '2026-04-05T01:59:59+11:00',
    '2026-04-05T02:00:00+10:30',
  ]);
});

test('a zone without an offset says so', () => {
  expect(new Zone('UTC').toDateTime('2026-05-12 14:03:00')).toBe('2026-05-12T14:03:00Z');
  expect(new Zone('Europe/London').toDateTime('2026-01-12 14:03:00')).toBe('2026-01-12T14:03:00Z');
});

test('remembers more times than it keeps', () => {
  const zone = new Zone('America/Chicago');
  const first = Date.parse('2020-01-01T00:00:00Z');
  for (let index = 0; index < 100_010; index += 1) {
    zone.toEpochMs(new Date(first + index * 300_000).toISOString().slice(0, 19).replace('T', ' '));
  }
  expect(zone.toDateTime('2026-05-12 14:03:00')).toBe('2026-05-12T14:03:00-05:00');
  expect(zone.toDateTime('2020-03-08 02:30:00')).toBe('2020-03-08T03:30:00-05:00');
});
