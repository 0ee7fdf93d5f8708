/**
 * The zone of an upstream's naive local times.
 *
 * A time in the hour that a change to summer time leaves out is read as the clock would have shown it without the
 * change (02:30 becomes 03:30); of a time that occurs twice, the first is meant. Both are what clocks and calendars
 * do by default (Temporal's "compatible"). The id of a call can settle which of the two times is meant: Asterisk's ids
 * hold the call's own second ("1762065000.1", "atl-ast2-1665457640.1430167": a host, seconds since 1970, a number).
 * It does so only if its second is exactly one of the two; what else it says changes nothing.
 */
export class Zone {
  readonly name: string;
  /** Offsets by local time to five minutes; null in a gap. Outside Antarctica no zone has changed at any other minute since 2012. */
  readonly #offsets = new Map<string, LocalOffset | null>();
  /** By day; sorting a hundred thousand calls asks for each of them. */
  readonly #plainDays = new Map<string, boolean>();

  /** @param name an IANA time zone */
  constructor(name: string) {
    this.name = name;
  }

  /**
   * `2026-05-12 14:03:00` → `2026-05-12T14:03:00-05:00`.
   *
   * @param callId the id of the call whose time it is
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
   * @param callId the id of the call whose time it is
   */
  toEpochMs(local: string, callId: string | null = null): number {
    const offset = this.#offsetAt(local);
    if (!offset) return this.#zoned(local).epochMilliseconds;
    return instantAt(local, this.#isLater(local, offset, callId) ? offset.later : offset);
  }

  /** As `toEpochMs`, but the second time: null if the clock shows a local time once, as it does but for an hour a year. */
  toLaterEpochMs(local: string): number | null {
    const later = this.#offsetAt(local)?.later;
    return later ? instantAt(local, later) : null;
  }

  /**
   * `toDateTime` of what comes after an instant: of a time that the clock shows twice, the first that is not before it;
   * the second if both are.
   */
  toDateTimeFrom(local: string, epochMs: number): string {
    const offset = this.#offsetAt(local);
    if (!offset?.later || instantAt(local, offset) >= epochMs) return this.toDateTime(local);
    return `${local.slice(0, 10)}T${local.slice(11)}${offset.later.text}`;
  }

  /**
   * A text that is to be compared in place of a call's time: such texts are in order where their instants are. But for
   * the second times of the hour that occurs twice it is the time itself; those come behind all first ones.
   *
   * @param callId the id of the call
   */
  toSortable(local: string, callId: string | null): string {
    if (callId === null || this.#isPlainDay(local.slice(0, 10))) return local;
    const offset = this.#offsetAt(local);
    return offset && this.#isLater(local, offset, callId) ? `${offset.later.lastBefore}~${local}` : local;
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

  /** True for a day of which no hour occurs twice: all but one a year. */
  #isPlainDay(day: string): boolean {
    let isPlain = this.#plainDays.get(day);
    if (isPlain !== undefined) return isPlain;
    isPlain = Temporal.PlainDate.from(day).toZonedDateTime(this.name).hoursInDay === 24;
    if (this.#plainDays.size >= 10_000) this.#plainDays.clear();
    this.#plainDays.set(day, isPlain);
    return isPlain;
  }

  /** True if a call's id says that the second of two equal local times is meant. */
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

interface Offset {
  /** `-05:00`, or `Z`. */
  readonly text: string;
  readonly milliseconds: number;
}

/** That of the second of two equal local times. */
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
