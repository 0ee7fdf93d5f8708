/**
 * What the planner knows of the objects at a position of an operation before it runs: which ones, at most how many, and
 * what must have been answered before they are there.
 */
/** At most this many, for a list whose length nobody knows. */
export const ASSUMED_SIZE = 50;

/** The key under which all objects of a type are counted. */
const ALL = '\0all';

/**
 * Entities, none counted twice: those known by their key, and those that are only known to be at most so many, under a
 * name for where they come from. Fields with equal arguments, whatever their alias, lead to the same entities.
 */
export class EntitySet {
  /** Tells the set from others: equal sets have equal ids. */
  readonly id: string;
  readonly entries: ReadonlyMap<string, number>;

  private constructor(entries: ReadonlyMap<string, number>) {
    this.entries = entries;
    this.id = JSON.stringify([...entries]);
  }

  static readonly none = new EntitySet(new Map());

  /** @param keys natural keys, normalised */
  static known(...keys: readonly string[]): EntitySet {
    return new EntitySet(new Map(keys.map((key) => [key, 1])));
  }

  /** All objects of a type. */
  static all(count: number): EntitySet {
    return new EntitySet(new Map([[ALL, count]]));
  }

  /** @param source a name for where they come from */
  static atMost(count: number, source: string): EntitySet {
    return count > 0 ? new EntitySet(new Map([[`\0${source}`, count]])) : EntitySet.none;
  }

  /** All of these, each once. */
  static union(many: Iterable<EntitySet>): EntitySet {
    const entries = new Map<string, number>();
    for (const { entries: own } of many) {
      for (const [key, count] of own) entries.set(key, Math.max(count, entries.get(key) ?? 0));
    }
    return new EntitySet(entries);
  }

  /**
   * At most how many there are.
   *
   * @param population of how many in all; null = nobody knows
   * @param areListed true if whatever is known by its key is one of them
   */
  count(population: number | null = null, areListed = false): number {
    let known = 0;
    let others = 0;
    for (const [key, count] of this.entries) {
      if (key.startsWith('\0')) others += count;
      else known += count;
    }
    const all = this.entries.get(ALL);
    if (all !== undefined) return areListed ? Math.max(all, known) : known + all;
    return known + Math.min(others, population ?? Infinity);
  }

  /** The key, where they are one whose key is known. */
  get only(): string | null {
    const [key, ...others] = this.entries.keys();
    return key !== undefined && others.length === 0 && !key.startsWith('\0') ? key : null;
  }
}

/**
 * When entities are there: after this round of calls, and those of the stages before it. Calls about entities of one
 * stage are made at the same moment, so that they share a batch: a loader gives the answers of a batch together, those
 * it knew already too.
 */
export class Stage {
  readonly parent: Stage | null;
  /** The round of calls it comes after; null for what is there from the start. */
  readonly name: string | null;
  readonly id: string;
  /** How many rounds came before. */
  readonly depth: number;
  readonly #after = new Map<string, Stage>();

  private constructor(parent: Stage | null, name: string | null, id: string) {
    this.parent = parent;
    this.name = name;
    this.id = id;
    this.depth = parent ? parent.depth + 1 : 0;
  }

  /** What is there from the start. */
  static first(): Stage {
    return new Stage(null, null, '');
  }

  /**
   * The stage after one more round of calls.
   *
   * @param isBatch true if they go through a loader's batch; false for what is asked once, and then is there for everyone
   */
  after({ name, isBatch }: { readonly name: string; readonly isBatch: boolean }): Stage {
    // What is asked once, and was waited for, takes no time any more.
    if (!isBatch && this.hasWaitedFor(name)) return this;
    let next = this.#after.get(name);
    if (!next) this.#after.set(name, (next = new Stage(this, name, `${this.id}.${this.#after.size}`)));
    return next;
  }

  hasWaitedFor(name: string): boolean {
    return this.name === name || (this.parent?.hasWaitedFor(name) ?? false);
  }
}

/** The entities at a position of an operation. */
export interface Position {
  readonly entities: EntitySet;
  readonly stage: Stage;
  /** True if the dialer's row came along with them, so that most fields need not ask. */
  readonly hasRow: boolean;
  /** How many of a connection's items are on its page, at most. */
  readonly page: number;
  /** On how many days they lie, where they are calls, or anything of theirs. */
  readonly days?: number;
  /** Whose rows they are, by type: what their fields of that type lead to. */
  readonly about: ReadonlyMap<string, EntitySet>;
}
