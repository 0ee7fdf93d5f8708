/**
 * The zone of an upstream's naive local times.
 *
 * A time in the hour that a change to summer time leaves out is read as the clock would have shown it without the
 * change (02:30 becomes 03:30); of a time that occurs twice, the first is meant. Both are what clocks and calendars
 * do by default (Temporal's "compatible").
 */
export class Zone {
  readonly name: string;
  /** Offsets by local time to five minutes; null in a gap. Outside Antarctica no zone has changed at any other minute since 2012. */
  readonly #offsets = new Map<string, Offset | null>();

  /** @param name an IANA time zone */
  constructor(name: string) {
    this.name = name;
  }

  /** `2026-05-12 14:03:00` → `2026-05-12T14:03:00-05:00`. */
  toDateTime(local: string): string {
    const offset = this.#offsetAt(local);
    return offset ? `${local.slice(0, 10)}T${local.slice(11)}${offset.text}` : format(this.#zoned(local));
  }

  /** `2026-05-12 14:03:00` → milliseconds since 1970. */
  toEpochMs(local: string): number {
    const offset = this.#offsetAt(local);
    if (!offset) return this.#zoned(local).epochMilliseconds;
    return Date.parse(`${local.slice(0, 10)}T${local.slice(11)}Z`) - offset.milliseconds;
  }

  /** As `toEpochMs`, but the second time: null if the clock shows a local time once, as it does but for an hour a year. */
  toLaterEpochMs(local: string): number | null {
    const offset = this.#offsetAt(local);
    if (!offset || offset.laterMilliseconds === offset.milliseconds) return null;
    return Date.parse(`${local.slice(0, 10)}T${local.slice(11)}Z`) - offset.laterMilliseconds;
  }

  /** Milliseconds since 1970 → `2026-05-12T14:03:00-05:00`. */
  dateTimeOf(epochMs: number): string {
    return format(Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(this.name));
  }

  /** An instant → `2026-05-12 14:03:00`, the naive local time of this zone. */
  toLocal(instant: Date): string {
    const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(this.name);
    return zoned.toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');
  }

  /** The calendar day an instant lies on in this zone. */
  dayOf(instant: Date): string {
    return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
      .toZonedDateTimeISO(this.name)
      .toPlainDate()
      .toString();
  }

  #offsetAt(local: string): Offset | null {
    const fiveMinutes = `${local.slice(0, 15)}${local.slice(15, 16) < '5' ? '0' : '5'}`;
    const known = this.#offsets.get(fiveMinutes);
    if (known !== undefined) return known;
    const zoned = this.#zoned(local);
    const plain = Temporal.PlainDateTime.from(local);
    const isGap = !zoned.toPlainDateTime().equals(plain);
    const later = plain.toZonedDateTime(this.name, { disambiguation: 'later' });
    const offset = isGap
      ? null
      : {
          text: offsetOf(zoned),
          milliseconds: zoned.offsetNanoseconds / 1_000_000,
          laterMilliseconds: later.offsetNanoseconds / 1_000_000,
        };
    if (this.#offsets.size >= 100_000) this.#offsets.clear();
    this.#offsets.set(fiveMinutes, offset);
    return offset;
  }

  #zoned(local: string): Temporal.ZonedDateTime {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(this.name, { disambiguation: 'compatible' });
  }
}

interface Offset {
  /** `-05:00`, or `Z`. */
  readonly text: string;
  readonly milliseconds: number;
  /** That of the second time, where the clock shows it twice; else the same. */
  readonly laterMilliseconds: number;
}

const offsetOf = (zoned: Temporal.ZonedDateTime): string => (zoned.offset === '+00:00' ? 'Z' : zoned.offset);

const format = (zoned: Temporal.ZonedDateTime): string =>
  `${zoned.toPlainDateTime().toString({ smallestUnit: 'second' })}${offsetOf(zoned)}`;
