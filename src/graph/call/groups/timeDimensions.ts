/** The dimensions of a call's time: spans of the calendar, and times of the week and of the day. */
import type { CallFacts } from '../../../upstream/dialer/calls.ts';
import { secondsOf } from '../../../upstream/wire/rows/times.ts';
import type { Zone } from '../../../upstream/wire/zone.ts';
import type { Dimension } from '../../aggregate/groups.ts';

/** Instants in milliseconds since 1970: from <= t < to. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** A dimension whose values are spans of the calendar. */
export interface SpanDimension extends Dimension<CallFacts> {
  readonly spanOf: (value: string) => TimeSpan;
}

const DAY = 86_400;
const HOUR = 3600;
const MINUTE = 60;

/** Monday first. */
const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

/** The dimensions by time, for a dialer in this zone. Calls are ordered by them in time. */
export const timeDimensions = (zone: Zone) => ({
  DAY: span(zone, DAY, (time) => time.slice(0, 10)),
  HOUR: span(zone, HOUR, (time) => `${time.slice(0, 10)}T${time.slice(11, 13)}`),
  HALF_HOUR: span(zone, 30 * MINUTE, (time) => minutesIn(time, 30)),
  QUARTER_HOUR: span(zone, 15 * MINUTE, (time) => minutesIn(time, 15)),
  WEEKDAY: {
    read: reader(zone, DAY, (time) => weekdayOf(time.slice(0, 10))),
    same: itself,
    placeOf: (value: string) => WEEKDAYS.findIndex((name) => name === value),
  },
  HOUR_OF_DAY: { read: reader(zone, HOUR, (time) => time.slice(11, 13)), same: itself, placeOf: Number },
});

const itself = (value: string): string => value;

/** `2026-05-12T14:30`: the time cut to its half or quarter of an hour. */
function minutesIn(time: string, step: number): string {
  const minute = Number(time.slice(14, 16));
  return `${time.slice(0, 10)}T${time.slice(11, 14)}${String(minute - (minute % step)).padStart(2, '0')}`;
}

const weekdayOf = (day: string): string => WEEKDAYS[Temporal.PlainDate.from(day).dayOfWeek - 1] ?? '';

/**
 * A dimension of spans.
 *
 * Its value is the key and, on a day whose offset changes, the offset of the call's time: 2026-11-01T01-06:00. So an hour
 * that occurs twice is two values with the same key. A time that does not occur is read as a later one, as in
 * `Call.startedAt`.
 *
 * @param seconds the length of a span: a day, or a part of each hour
 * @param keyOf the key of a time `2026-05-12 14:03:00`
 */
function span(zone: Zone, seconds: number, keyOf: (time: string) => string): SpanDimension {
  const { length } = keyOf('0000-00-00 00:00:00');
  const spans = new Map<string, TimeSpan>();
  const spanOf = (value: string): TimeSpan => {
    let found = spans.get(value);
    if (!found)
      spans.set(value, (found = seconds === DAY ? dayOf(value, zone) : partOf(value, seconds, zone)));
    return found;
  };
  return {
    read: reader(zone, seconds, (time, offset) => keyOf(time) + (seconds === DAY ? '' : offset)),
    same: itself,
    keyOf: (value) => value.slice(0, length),
    placeOf: (value) => spanOf(value).from,
    spanOf,
  };
}

/**
 * Reads the value of a call's time. Times of the same span share it, unless the offset changes on that day.
 *
 * @param valueOf the value of a local time as the clock showed it, and of its offset; '' if the day has one offset
 */
const reader =
  (
    zone: Zone,
    seconds: number,
    valueOf: (time: string, offset: string) => string,
  ): Dimension<CallFacts>['read'] =>
  (rows) => {
    const { at, secondsAt } = rows.member('startedAt');
    const { at: idAt } = rows.member('uniqueId');
    const values = new Map<number, string>();
    return {
      at: (number) => {
        const second = secondsAt ? secondsAt(number) : secondsOf(at(number));
        const key = Math.floor(second / seconds);
        let value = values.get(key);
        if (value !== undefined) return value;
        const time = at(number);
        if (zone.offsetOf(time.slice(0, 10)) === null) {
          const exact = zone.toDateTime(time, idAt(number));
          return valueOf(exact, exact.slice(19));
        }
        values.set(key, (value = valueOf(time, '')));
        return value;
      },
    };
  };

function dayOf(day: string, { name }: Zone): TimeSpan {
  const date = Temporal.PlainDate.from(day);
  const [from, to] = [date, date.add({ days: 1 })].map((one) => one.toZonedDateTime(name).epochMilliseconds);
  return { from: from ?? NaN, to: to ?? NaN };
}

/** The span of a value: the part of an hour while the offset was this one. */
function partOf(value: string, seconds: number, zone: Zone): TimeSpan {
  const [, day = '', hour = '', minute = '00', offset = ''] =
    /^(.{10})T(..)(?::(..))?(Z|[+-].*)?$/.exec(value) ?? [];
  const time = `${day} ${hour}:${minute}:00`;
  if (offset === '') {
    const from = zone.toEpochMs(time);
    return { from, to: from + seconds * 1000 };
  }
  const from = Date.parse(`${day}T${hour}:${minute}:00${offset}`);
  const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone.name);
  const next = start.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity;
  const to = from + seconds * 1000;
  // A change within the part of the hour begins or ends the time with this offset.
  const isBefore = offset === 'Z' ? start.offset !== '+00:00' : start.offset !== offset;
  return isBefore ? { from: next, to } : { from, to: Math.min(to, next) };
}
