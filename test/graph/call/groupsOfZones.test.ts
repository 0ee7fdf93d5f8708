/** Groups of time on days of 23 to 25 hours, in several zones: each is compared with the instants of its calls. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { startApi } from '../../support/api.ts';
import { success } from '../../support/otherDialer.ts';

const LENGTHS = { HOUR: 60, HALF_HOUR: 30, QUARTER_HOUR: 15 } as const;
const MINUTE = 60_000;

const groups = z.array(
  z.object({ keys: z.array(z.string()), startsAt: z.string(), endsAt: z.string(), count: z.int() }),
);
const answer = z.object({
  inboundCalls: z.object({ HOUR: groups, HALF_HOUR: groups, QUARTER_HOUR: groups, DAY: groups }),
});

/** The time that a clock shows at an instant. */
const clockAt = (instant: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);

/** The part of an hour in which a clock's time lies: `2026-05-12T14:30`. */
function partOf(clock: Temporal.ZonedDateTime, minutes: number): string {
  const start = clock.toPlainDateTime().with({ minute: clock.minute - (clock.minute % minutes), second: 0 });
  return start.toString().slice(0, minutes === 60 ? 13 : 16);
}

test.each([
  ['Australia/Lord_Howe', '2026-04-05', 24.5],
  ['Australia/Lord_Howe', '2026-10-04', 23.5],
  // Midnight does not occur.
  ['America/Sao_Paulo', '2018-11-04', 23],
  ['Asia/Beirut', '2026-03-29', 23],
  ['America/Santiago', '2026-09-06', 23],
  // Midnight of the next day comes twice.
  ['America/Sao_Paulo', '2018-02-17', 25],
  ['Asia/Beirut', '2026-10-24', 25],
  ['America/Havana', '2026-11-01', 25],
  ['Asia/Kathmandu', '2026-05-12', 24],
  ['Atlantic/Azores', '2026-10-25', 25],
])('%s, %s: %d hours', async (zone, day, hours) => {
  const [from, to] = [0, 1].map(
    (days) => Temporal.PlainDate.from(day).add({ days }).toZonedDateTime(zone).epochMilliseconds,
  );
  if (from === undefined || to === undefined) throw new Error('A day has two ends.');
  expect(to - from).toBe(hours * 60 * MINUTE);
  const instants = Array.from(
    { length: Math.ceil((to - from) / (7 * MINUTE)) },
    (_, n) => from + n * 7 * MINUTE,
  );
  const api = await startApi({ DIALER_TIMEZONE: zone });
  api.dialer.answer(
    'inbound_cdr',
    success({
      rows: instants.map((instant) => ({
        call_date: clockAt(instant, zone)
          .toPlainDateTime()
          .toString({ smallestUnit: 'second' })
          .replace('T', ' '),
        uniq1: `${instant / 1000}.7`,
      })),
    }),
  );
  const wanted = [...Object.keys(LENGTHS), 'DAY'].map(
    (by) => `${by}: groups(by: [${by}]) { keys startsAt endsAt count }`,
  );
  const { inboundCalls } = await api.read(
    answer,
    `{ inboundCalls(period: { from: "${day}", to: "${day}" }) { ${wanted.join(' ')} } }`,
  );
  for (const [name, minutes] of [
    ['HOUR', LENGTHS.HOUR],
    ['HALF_HOUR', LENGTHS.HALF_HOUR],
    ['QUARTER_HOUR', LENGTHS.QUARTER_HOUR],
  ] as const) {
    const expected = new Map<string, number>();
    for (const instant of instants) {
      const clock = clockAt(instant, zone);
      const key = `${partOf(clock, minutes)} ${clock.offset}`;
      expected.set(key, (expected.get(key) ?? 0) + 1);
    }
    const found = inboundCalls[name];
    const offsetAt = (time: string): string => clockAt(Date.parse(time), zone).offset;
    expect(found.map(({ keys, startsAt, count }) => [`${keys[0]} ${offsetAt(startsAt)}`, count])).toEqual([
      ...expected,
    ]);
    // They follow each other without a gap, and each has the calls of its time.
    const ends = found.map(({ endsAt }) => Date.parse(endsAt));
    expect(found.map(({ startsAt }) => Date.parse(startsAt))).toEqual([from, ...ends.slice(0, -1)]);
    expect(ends.at(-1)).toBe(to);
    for (const { startsAt, endsAt, count } of found)
      expect(
        instants.filter((instant) => Date.parse(startsAt) <= instant && instant < Date.parse(endsAt)),
      ).toHaveLength(count);
  }
  expect(inboundCalls.DAY.map(({ startsAt, endsAt }) => [Date.parse(startsAt), Date.parse(endsAt)])).toEqual([
    [from, to],
  ]);
});

test.each([
  ['Asia/Kathmandu', '2026-05-12T18:14:59Z', '2026-05-11'],
  ['Asia/Kathmandu', '2026-05-12T18:15:00Z', '2026-05-12'],
  // At 03:00 UTC the clocks go from midnight to one o'clock.
  ['America/Sao_Paulo', '2018-11-04T02:59:59Z', '2018-11-02'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-03'],
])('in %s, at %s, yesterday is %s', async (zone, now, day) => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
  onTestFinished(() => void vi.useRealTimers());
  const api = await startApi({ DIALER_TIMEZONE: zone });
  let asked: unknown;
  api.dialer.answer('inbound_cdr', (fields) => {
    asked = [fields.get('fromDate'), fields.get('toDate')];
    return success({ rows: [] });
  });
  await api.data('{ inboundCalls(period: { relative: YESTERDAY }) { totalCount } }');
  expect(asked).toEqual([day, day]);
});
