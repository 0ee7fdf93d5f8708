/** How late a round may be before it gives up the lost time. Timers are late on a busy machine. */
const MOST_LATE_MS = 100;

/** The agents that are asked at one rate, one after the other, so that their calls are spread evenly over the period. */
class Round<Item> {
  readonly #periodMs: number;
  /** Those that are not being asked, the one asked longest ago first. */
  readonly #waiting = new Set<Item>();
  #asked = 0;
  #dueAt = 0;

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
    return this.#waiting.size > 0 ? this.#dueAt : Infinity;
  }

  add(item: Item): void {
    this.#waiting.add(item);
  }

  delete(item: Item): boolean {
    return this.#waiting.delete(item);
  }

  take(now: number): Item | undefined {
    const [item] = this.#waiting;
    if (item === undefined) return undefined;
    this.#waiting.delete(item);
    this.begin(now);
    return item;
  }

  /** Notes that one of its items is being asked. */
  begin(now: number): void {
    this.#asked += 1;
    this.#dueAt = Math.max(this.#dueAt, now - MOST_LATE_MS) + this.gapMs;
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

  /** Adds an item at the end of a round, or moves it there. */
  add(item: Item, isBusy: boolean): void {
    const [to, from] = isBusy ? [this.#busy, this.#rest] : [this.#rest, this.#busy];
    from.delete(item);
    to.add(item);
  }

  /** Moves an item that waits in the other round. */
  move(item: Item, isBusy: boolean): void {
    const from = isBusy ? this.#rest : this.#busy;
    if (from.delete(item)) this.add(item, isBusy);
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
    if (first !== undefined) {
      this.#new.delete(first);
      this.#busy.begin(now);
      return { item: first, end: () => this.#busy.end() };
    }
    const round = this.#dueRound(now);
    const item = round?.take(now);
    if (!round || item === undefined) return undefined;
    this.#wasRest = round === this.#rest;
    return { item, end: () => round.end() };
  }

  /** The others go first, so that a dialer too slow for the busy ones does not starve them. They get half of the calls at most. */
  #dueRound(now: number): Round<Item> | undefined {
    const [isBusyDue, isRestDue] = [this.#busy.dueAt <= now, this.#rest.dueAt <= now];
    if (isRestDue && !(isBusyDue && this.#wasRest)) return this.#rest;
    return isBusyDue ? this.#busy : undefined;
  }
}
