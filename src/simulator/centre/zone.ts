const QUARTER_HOUR = 900_000;
const HOUR = 3_600_000;

/** The day (`YYYY-MM-DD`) a number of days later, or earlier if the number is negative. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * HOUR).toISOString().slice(0, 10);
}

/** A number of seconds as "HH:MM:SS". */
export function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/**
 * The call centre's time zone. Converts between instants (epoch milliseconds) and the local times on the wire, which
 * carry no offset.
 */
export class Zone {
  readonly id: string;
  // A cache, because Temporal is slow for thousands of calls. Offsets only change at full quarters of an hour.
  readonly #offsets = new Map<number, number>();

  /** @throws RangeError if there is no such zone. */
  constructor(id: string) {
    this.id = id;
    this.offsetAt(0);
  }

  /** The offset of local time from UTC, in milliseconds; positive if local time is ahead. */
  offsetAt(instant: number): number {
    const quarter = Math.floor(instant / QUARTER_HOUR);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    const zoned = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_HOUR).toZonedDateTimeISO(this.id);
    const offset = zoned.offsetNanoseconds / 1_000_000;
    this.#offsets.set(quarter, offset);
    return offset;
  }

  /** Local time as `YYYY-MM-DD HH:MM:SS`. */
  local(instant: number): string {
    return new Date(instant + this.offsetAt(instant)).toISOString().slice(0, 19).replace('T', ' ');
  }

  day(instant: number): string {
    return this.local(instant).slice(0, 10);
  }

  /** Seconds since local midnight, by the clock on the wall. */
  secondOfDay(instant: number): number {
    const local = instant + this.offsetAt(instant);
    return Math.floor((((local % (24 * HOUR)) + 24 * HOUR) % (24 * HOUR)) / 1000);
  }

  /** The instant at which a local day begins. */
  startOf(day: string): number {
    return Temporal.PlainDate.from(day).toZonedDateTime(this.id).epochMilliseconds;
  }

  /**
   * The instant at a second of a local day. Before 05:00 it is that many seconds after midnight. Later it is the time
   * that a clock shows, because clocks change before 05:00.
   */
  at(day: string, second: number): number {
    const start = this.startOf(day);
    const instant = start + second * 1000;
    return second < 5 * 3600 ? instant : instant + this.offsetAt(start) - this.offsetAt(start + 12 * HOUR);
  }

  /** The instant of a local `YYYY-MM-DD HH:MM:SS`. @throws RangeError if it is not valid */
  instantOf(local: string): number {
    return Temporal.PlainDateTime.from(local.replace(' ', 'T')).toZonedDateTime(this.id).epochMilliseconds;
  }
}
