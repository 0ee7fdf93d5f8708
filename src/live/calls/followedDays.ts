import type { KnownCalls } from '../../loaders/calls/callIdentity.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import { FollowedList } from './followedList.ts';

/** How long after midnight the day before is asked for: calls that began before midnight end after it. */
const LATE_MS = 60 * 60 * 1000;

/** The most days that are remembered: today and yesterday. */
const MOST_DAYS = 2;

/** The lists of calls that are followed: today's and, for an hour after midnight, yesterday's. */
export class FollowedDays implements KnownCalls {
  readonly #zone: Zone;
  readonly #startedAt: Date;
  #lists: readonly FollowedList[] = [];
  #today = '';

  /** @param startedAt when following begins: later calls are new */
  constructor(zone: Zone, startedAt: Date) {
    this.#zone = zone;
    this.#startedAt = startedAt;
    this.#open(this.#lateDay(startedAt));
  }

  /** The days that are followed at a time. */
  static daysAt(zone: Zone, now: Date): ReadonlySet<string> {
    return new Set([zone.dayOf(new Date(now.getTime() - LATE_MS)), zone.dayOf(now)]);
  }

  contentsOf(firstId: string): readonly string[] | undefined {
    for (const list of this.#lists) {
      const contents = firstId.startsWith(list.day) ? list.contentsOf(firstId) : undefined;
      if (contents) return contents;
    }
    return undefined;
  }

  /** The lists to ask for at a time. */
  at(now: Date): readonly FollowedList[] {
    this.#open(this.#zone.dayOf(now));
    return this.#lists;
  }

  /**
   * To be called when a list has been taken. A day is over when its list was asked for an hour after it or later. If
   * polls fail at that time, the day stays open until one succeeds.
   *
   * @param askedAt when the dialer was asked
   */
  taken(list: FollowedList, askedAt: Date): void {
    if (list.day < this.#lateDay(askedAt)) this.#lists = this.#lists.filter((other) => other !== list);
  }

  #lateDay(now: Date): string {
    return this.#zone.dayOf(new Date(now.getTime() - LATE_MS));
  }

  /** Follows a day too. Days only go forward, also if the clock is put back. */
  #open(day: string): void {
    if (day <= this.#today) return;
    this.#today = day;
    // All calls of a later day are new, also if its first poll fails.
    const isLater = day > this.#zone.dayOf(this.#startedAt);
    const since = isLater ? null : this.#zone.toLocal(this.#startedAt);
    const lists = [
      ...this.#lists,
      new FollowedList('outbound', day, since),
      new FollowedList('inbound', day, since),
    ];
    const oldest = [...new Set(lists.map((list) => list.day))].toSorted().at(-MOST_DAYS) ?? day;
    this.#lists = lists.filter((list) => list.day >= oldest);
  }
}
