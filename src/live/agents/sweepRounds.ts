/** How late a round may be before it gives up the lost time. Timers are late on a busy machine. */
const MOST_LATE_MS = 100;

/** The agents that are asked at one rate, one after the other, so that their calls are spread evenly over the period. */
class Round<Item> {
  readonly #periodMs: number;
  /** Those that are not being asked, and since when; the one asked longest ago first. */
  readonly #waiting = new Map<Item, number>();
  #asked = 0;
  /** When the latest call was due. */
  #lastAt = 0;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  get size(): number {
    return this.#waiting.size + this.#asked;
  }

  /** The time from one start to the next, in milliseconds. */
  get gapMs(): number {
    return this.#periodMs / Math.max(1, this.size);
  }

  /** When the next call is due; Infinity if none is. */
  get dueAt(): number {
    // With the present number of items, which may have changed since.
    return this.#waiting.size > 0 ? this.#lastAt + this.gapMs : Infinity;
  }

  /** True if the round is so late that its items have waited for more than two periods. */
  isBehind(now: number): boolean {
    const [waitsSince = now] = this.#waiting.values();
    return now - waitsSince > 2 * this.#periodMs;
  }

  add(item: Item, now: number): void {
    this.#waiting.set(item, now);
  }

  delete(item: Item): boolean {
    return this.#waiting.delete(item);
  }

  take(now: number): Item | undefined {
    const [item] = this.#waiting.keys();
    if (item === undefined) return undefined;
    this.#lastAt = Math.max(this.#lastAt + this.gapMs, now - MOST_LATE_MS);
    this.#waiting.delete(item);
    this.#asked += 1;
    return item;
  }

  /** Notes that an item is being asked for the first time. */
  begin(now: number): void {
    // A round that is under way is not held up.
    if (this.#waiting.size === 0) this.#lastAt = Math.max(this.#lastAt, now);
    this.#asked += 1;
  }

  end(): void {
    this.#asked -= 1;
  }
}

export interface RoundsOptions {
  /** The time in which each busy item is asked once, in milliseconds. */
  readonly busyMs: number;
  /** The same for the others. */
  readonly restMs: number;
}

/**
 * The order in which items are asked: new ones at once, then each once a period, evenly spread. An item that is being
 * asked is in no round, so it is never asked twice at the same time.
 */
export class SweepRounds<Item> {
  readonly #new = new Set<Item>();
  readonly #busy: Round<Item>;
  readonly #rest: Round<Item>;
  #wasRest = false;
  #wasNew = false;

  constructor({ busyMs, restMs }: RoundsOptions) {
    this.#busy = new Round(busyMs);
    this.#rest = new Round(restMs);
  }

  /** The time from one start to the next, in milliseconds. */
  get gapMs(): number {
    return Math.min(this.#busy.gapMs, this.#rest.gapMs);
  }

  /** Adds an item that has never been asked. */
  addNew(item: Item): void {
    this.#new.add(item);
  }

  /** Adds an item that has been asked at the end of a round. */
  add(item: Item, isBusy: boolean, now: number): void {
    (isBusy ? this.#busy : this.#rest).add(item, now);
  }

  /** Moves an item that waits in the other round to the end of this one. */
  move(item: Item, isBusy: boolean, now: number): void {
    const from = isBusy ? this.#rest : this.#busy;
    if (from.delete(item)) this.add(item, isBusy, now);
  }

  delete(item: Item): void {
    for (const round of [this.#new, this.#busy, this.#rest]) round.delete(item);
  }

  /** When the next item is due; Infinity if none is. */
  get dueAt(): number {
    return this.#new.size > 0 ? 0 : Math.min(this.#busy.dueAt, this.#rest.dueAt);
  }

  /**
   * The item to ask now, which leaves its round.
   *
   * @returns it and what to call when it has been asked, before it is added again; undefined if none is due
   */
  take(now: number): { readonly item: Item; readonly end: () => void } | undefined {
    const [first] = this.#new;
    if (first !== undefined && !(this.#wasNew && this.#isBehind(now))) {
      this.#new.delete(first);
      this.#busy.begin(now);
      this.#wasNew = true;
      return { item: first, end: () => this.#busy.end() };
    }
    const round = this.#dueRound(now);
    const item = round?.take(now);
    if (!round || item === undefined) return undefined;
    this.#wasNew = false;
    this.#wasRest = round === this.#rest;
    return { item, end: () => round.end() };
  }

  /** True if new items would keep the others waiting: they take turns then. */
  #isBehind(now: number): boolean {
    return [this.#busy, this.#rest].some((round) => round.dueAt <= now && round.isBehind(now));
  }

  /**
   * The others go before the busy ones, so that a dialer too slow for the busy ones does not starve them. They get half
   * of the calls at most.
   */
  #dueRound(now: number): Round<Item> | undefined {
    const [isBusyDue, isRestDue] = [this.#busy.dueAt <= now, this.#rest.dueAt <= now];
    if (isRestDue && !(isBusyDue && this.#wasRest)) return this.#rest;
    return isBusyDue ? this.#busy : undefined;
  }
}
