/**
 * The zone of an upstream's local times, which carry no offset ("naive" times).
 *
 * Daylight saving time: a time in the skipped hour is moved forward (02:30 becomes 03:30), and a time that occurs
 * twice means its first occurrence. Clocks and calendars do the same by default (Temporal's "compatible"). A call's
 * id can show which occurrence is meant, because Asterisk's ids hold the second at which the call began
 * ("1762065000.1", "atl-ast2-1665457640.1430167": a host, seconds since 1970, a number). This counts only if that
 * second is exactly one of the two.
 */
export class Zone {
  readonly name: string;
  /**
   * Offsets by local time, in steps of five minutes; null in a skipped hour. Since 2012 no zone outside Antarctica
   * has changed at another minute.
   */
  readonly #offsets = new Map<string, LocalOffset | null>();
  /** A cache by day, because sorting a hundred thousand calls reads it for each of them. */
  /** Times of one day come one after the other. */
  #lastDay: { readonly day: string; readonly offset: LocalOffset | null } = { day: '', offset: null };
  readonly #plainDays = new Map<string, boolean>();

  /** @param name an IANA time zone */
  constructor(name: string) {
    this.name = name;
  }

  /**
   * `2026-05-12 14:03:00` → `2026-05-12T14:03:00-05:00`.
   *
   * @param callId the id of the call that has this time
   */
  toDateTime(local: string, callId: string | null = null): string {
    const offset = this.#offsetAt(local);
    if (!offset) return format(this.#zoned(local));
    const { text } = this.#isLater(local, offset, callId) ? offset.later : offset;
    return `${local.slice(0, 10)}T${local.slice(11)}${text}`;
  }

  /**
   * `2026-05-12 14:03:00` → milliseconds since 1970.
   *
   * @param callId the id of the call that has this time
   */
  toEpochMs(local: string, callId: string | null = null): number {
    const offset = this.#offsetAt(local);
    if (!offset) return this.#zoned(local).epochMilliseconds;
    return instantAt(local, this.#isLater(local, offset, callId) ? offset.later : offset);
  }

  /**
   * As `toEpochMs`, for the second occurrence of a local time; null if it occurs once, as all but those of one hour a
   * year do.
   */
  toLaterEpochMs(local: string): number | null {
    const later = this.#offsetAt(local)?.later;
    return later ? instantAt(local, later) : null;
  }

  /**
   * As `toDateTime`, for a time that follows an instant. If the local time occurs twice, it is the first occurrence
   * that is not before the instant, or the second if both are before it.
   */
  toDateTimeFrom(local: string, epochMs: number): string {
    const offset = this.#offsetAt(local);
    if (!offset?.later || instantAt(local, offset) >= epochMs) return this.toDateTime(local);
    return `${local.slice(0, 10)}T${local.slice(11)}${offset.later.text}`;
  }

  /**
   * A sort key for a call's time: keys sort as their instants do. It is the local time itself, except for second
   * occurrences in the hour that occurs twice, which sort after all first ones.
   *
   * @param callId the id of the call
   */
  toSortable(local: string, callId: string | null): string {
    if (callId === null || this.#isPlainDay(local.slice(0, 10))) return local;
    const offset = this.#offsetAt(local);
    return offset && this.#isLater(local, offset, callId) ? `${offset.later.lastBefore}~${local}` : local;
  }

  /**
   * True if no hour of these days occurs twice, so that local times sort as their instants do. False if the days are
   * too many to look at.
   *
   * @param to the last day, included
   */
  arePlainDays(from: string, to: string): boolean {
    if (from === to) return this.#isPlainDay(from);
    let day = Temporal.PlainDate.from(from);
    const last = Temporal.PlainDate.from(to);
    if (day.until(last).days > MOST_PLAIN_DAYS) return false;
    for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 }))
      if (!this.#isPlainDay(day.toString())) return false;
    return true;
  }

  /**
   * The offset of a day, in milliseconds: what its local times are before UTC; null if it changes within the day.
   */
  offsetOf(day: string): number | null {
    if (!this.#isPlainDay(day)) return null;
    const [first, last] = [`${day} 00:00:00`, `${day} 23:59:59`].map(
      (local) => Date.parse(`${local.replace(' ', 'T')}Z`) - this.toEpochMs(local),
    );
    return first !== undefined && first === last ? first : null;
  }

  /** The offset behind all times of a day: `-05:00`; null if it changes within the day. */
  offsetTextOf(day: string): string | null {
    return this.#offsetOfDay(day)?.text ?? null;
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

  /** The calendar day of an instant in this zone. */
  dayOf(instant: Date): string {
    return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
      .toZonedDateTimeISO(this.name)
      .toPlainDate()
      .toString();
  }

  /** True for a day without an hour that occurs twice: every day but one a year. */
  #isPlainDay(day: string): boolean {
    let isPlain = this.#plainDays.get(day);
    if (isPlain !== undefined) return isPlain;
    isPlain = Temporal.PlainDate.from(day).toZonedDateTime(this.name).hoursInDay === 24;
    if (this.#plainDays.size >= 10_000) this.#plainDays.clear();
    this.#plainDays.set(day, isPlain);
    return isPlain;
  }

  /** True if a call's id shows that the second of two equal local times is meant. */
  #isLater(
    local: string,
    offset: LocalOffset,
    callId: string | null,
  ): offset is LocalOffset & { readonly later: LaterOffset } {
    if (!offset.later || callId === null) return false;
    const seconds = /(?:^|-)(\d{10})(?:\.|$)/.exec(callId)?.[1];
    return seconds !== undefined && Number(seconds) * 1000 === instantAt(local, offset.later);
  }

  #offsetAt(local: string): LocalOffset | null {
    const day = local.slice(0, 10);
    if (day !== this.#lastDay.day) this.#lastDay = { day, offset: this.#offsetOfDay(day) };
    return this.#lastDay.offset ?? this.#offsetNear(local);
  }

  /** The offset of all times of a day; null if it has several. */
  #offsetOfDay(day: string): LocalOffset | null {
    if (!this.#isPlainDay(day)) return null;
    const first = this.#offsetNear(`${day} 00:00:00`);
    return first?.milliseconds === this.#offsetNear(`${day} 23:59:59`)?.milliseconds ? first : null;
  }

  #offsetNear(local: string): LocalOffset | null {
    const fiveMinutes = `${local.slice(0, 15)}${local.slice(15, 16) < '5' ? '0' : '5'}`;
    const known = this.#offsets.get(fiveMinutes);
    if (known !== undefined) return known;
    const zoned = this.#zoned(local);
    const plain = Temporal.PlainDateTime.from(local);
    const isGap = !zoned.toPlainDateTime().equals(plain);
    const offset = isGap ? null : { ...offsetOf(zoned), later: this.#laterOffset(zoned) };
    if (this.#offsets.size >= 100_000) this.#offsets.clear();
    this.#offsets.set(fiveMinutes, offset);
    return offset;
  }

  #laterOffset(first: Temporal.ZonedDateTime): LaterOffset | null {
    const later = first.toPlainDateTime().toZonedDateTime(this.name, { disambiguation: 'later' });
    const change = later.equals(first) ? null : first.getTimeZoneTransition('next');
    if (!change) return null;
    const lastBefore = this.toLocal(new Date(change.epochMilliseconds - 1000));
    return { ...offsetOf(later), lastBefore };
  }

  #zoned(local: string): Temporal.ZonedDateTime {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(this.name, { disambiguation: 'compatible' });
  }
}

/** A longer period has an hour that occurs twice in most zones. */
const MOST_PLAIN_DAYS = 400;

interface Offset {
  /** `-05:00`, or `Z`. */
  readonly text: string;
  readonly milliseconds: number;
}

/** The offset at the second of two equal local times. */
interface LaterOffset extends Offset {
  /** The last local time before the clock is put back: `2026-11-01 01:59:59`. */
  readonly lastBefore: string;
}

interface LocalOffset extends Offset {
  /** Null if the clock shows the local time once. */
  readonly later: LaterOffset | null;
}

const instantAt = (local: string, { milliseconds }: Offset): number =>
  Date.parse(`${local.slice(0, 10)}T${local.slice(11)}Z`) - milliseconds;

const textOf = ({ offset }: Temporal.ZonedDateTime): string => (offset === '+00:00' ? 'Z' : offset);

const offsetOf = (zoned: Temporal.ZonedDateTime): Offset => ({
  text: textOf(zoned),
  milliseconds: zoned.offsetNanoseconds / 1_000_000,
});

const format = (zoned: Temporal.ZonedDateTime): string =>
  `${zoned.toPlainDateTime().toString({ smallestUnit: 'second' })}${textOf(zoned)}`;
