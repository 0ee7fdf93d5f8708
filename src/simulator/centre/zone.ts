const QUARTER_HOUR = 900_000;
const HOUR = 3_600_000;

/** `YYYY-MM-DD` a number of days later (or earlier). */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * HOUR).toISOString().slice(0, 10);
}

/** "HH:MM:SS" of a number of seconds. */
export function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** The call centre's time zone: from instants (epoch milliseconds) to the naive local times of the wire and back. */
export class Zone {
  readonly id: string;
  // Asking Temporal for each of thousands of calls is slow; no zone changes its offset within a quarter of an hour.
  readonly #offsets = new Map<number, number>();

  /** @throws RangeError if there is no such zone. */
  constructor(id: string) {
    this.id = id;
    this.offsetAt(0);
  }

  /** How far local time is ahead of UTC, in milliseconds. */
  offsetAt(instant: number): number {
    const quarter = Math.floor(instant / QUARTER_HOUR);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    const zoned = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_HOUR).toZonedDateTimeISO(this.id);
    const offset = zoned.offsetNanoseconds / 1_000_000;
    this.#offsets.set(quarter, offset);
    return offset;
  }

  /** `YYYY-MM-DD HH:MM:SS`, naive. */
  local(instant: number): string {
    return new Date(instant + this.offsetAt(instant)).toISOString().slice(0, 19).replace('T', ' ');
  }

  day(instant: number): string {
    return this.local(instant).slice(0, 10);
  }

  /** Seconds since local midnight, as a clock on the wall shows them. */
  secondOfDay(instant: number): number {
    const local = instant + this.offsetAt(instant);
    return Math.floor((((local % (24 * HOUR)) + 24 * HOUR) % (24 * HOUR)) / 1000);
  }

  /** The instant a local day begins. */
  startOf(day: string): number {
    return Temporal.PlainDate.from(day).toZonedDateTime(this.id).epochMilliseconds;
  }

  /**
   * The instant at a second of a local day. Clocks change in the small hours: before 05:00 the seconds count from
   * midnight, later on they are what the clock on the wall shows.
   */
  at(day: string, second: number): number {
    const start = this.startOf(day);
    const instant = start + second * 1000;
    return second < 5 * 3600 ? instant : instant + this.offsetAt(start) - this.offsetAt(start + 12 * HOUR);
  }

  /** The instant of a naive `YYYY-MM-DD HH:MM:SS`. @throws RangeError if it is none. */
  instantOf(local: string): number {
    return Temporal.PlainDateTime.from(local.replace(' ', 'T')).toZonedDateTime(this.id).epochMilliseconds;
  }
}
