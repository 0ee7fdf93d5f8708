/**
 * The zone of an upstream's naive local times.
 *
 * A time in the hour that a change to summer time leaves out is read as the clock would have shown it without the
 * change (02:30 becomes 03:30); of a time that occurs twice, the first is meant. Both are what clocks and calendars
 * do by default (Temporal's "compatible").
 */
export class Zone {
  readonly name: string;
  /** Offset by local time to the tens of minutes; null in a gap. No zone changes at any other minute. */
  readonly #offsets = new Map<string, string | null>();

  /** @param name an IANA time zone */
  constructor(name: string) {
    this.name = name;
  }

  /** `2026-05-12 14:03:00` → `2026-05-12T14:03:00-05:00`. */
  toDateTime(local: string): string {
    const tenMinutes = local.slice(0, 15);
    let offset = this.#offsets.get(tenMinutes);
    if (offset === undefined) {
      offset = this.#offsetAt(local);
      if (this.#offsets.size >= 100_000) this.#offsets.clear();
      this.#offsets.set(tenMinutes, offset);
    }
    return offset === null ? format(this.#zoned(local)) : `${local.slice(0, 10)}T${local.slice(11)}${offset}`;
  }

  #offsetAt(local: string): string | null {
    const zoned = this.#zoned(local);
    const isGap = !zoned.toPlainDateTime().equals(Temporal.PlainDateTime.from(local));
    return isGap ? null : offsetOf(zoned);
  }

  #zoned(local: string): Temporal.ZonedDateTime {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(this.name, { disambiguation: 'compatible' });
  }
}

const offsetOf = (zoned: Temporal.ZonedDateTime): string => (zoned.offset === '+00:00' ? 'Z' : zoned.offset);

const format = (zoned: Temporal.ZonedDateTime): string =>
  `${zoned.toPlainDateTime().toString({ smallestUnit: 'second' })}${offsetOf(zoned)}`;
