/**
 * What the planner knows of the objects at a place of an operation before it runs: which ones, at most how many, and
 * what must have been answered before they are there.
 */
/** At most this many, for a list whose length nobody knows. */
export const UNKNOWN_SIZE = 50;

/** The key under which all objects of a type are counted. */
const ALL = '\0all';

/**
 * Objects, none counted twice: those known by their key, and those that are only known to be at most so many, under a
 * name for where they come from. Equal questions, whatever their alias, lead to the same objects.
 */
export class Things {
  /** Tells them from others: equal things have equal ids. */
  readonly id: string;
  readonly entries: ReadonlyMap<string, number>;

  private constructor(entries: ReadonlyMap<string, number>) {
    this.entries = entries;
    this.id = JSON.stringify([...entries]);
  }

  static readonly none = new Things(new Map());

  /** @param keys natural keys, normalised */
  static known(...keys: readonly string[]): Things {
    return new Things(new Map(keys.map((key) => [key, 1])));
  }

  /** All objects of a type. */
  static all(count: number): Things {
    return new Things(new Map([[ALL, count]]));
  }

  /** @param source a name for where they come from */
  static atMost(count: number, source: string): Things {
    return count > 0 ? new Things(new Map([[`\0${source}`, count]])) : Things.none;
  }

  /** All of these, each once. */
  static union(many: Iterable<Things>): Things {
    const entries = new Map<string, number>();
    for (const { entries: own } of many) {
      for (const [key, count] of own) entries.set(key, Math.max(count, entries.get(key) ?? 0));
    }
    return new Things(entries);
  }

  /**
   * At most how many there are.
   *
   * @param population of how many in all; null = nobody knows
   * @param areListed true where whatever is known by its key is one of them
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

/** One round of questions. */
export interface Step {
  readonly name: string;
  /** True where it is put through a loader's batch; false for what is asked once, and then is there for everyone. */
  readonly isBatch: boolean;
}

/**
 * When objects are there: after these rounds of questions. What is asked of objects of the same wave is asked at the
 * same moment, so that it shares a batch: a loader gives the answers of a batch together, those it knew already too.
 */
export class Wave {
  readonly parent: Wave | null;
  readonly step: Step | null;
  readonly id: string;
  /** How many rounds came before. */
  readonly depth: number;
  readonly #after = new Map<string, Wave>();

  private constructor(parent: Wave | null, step: Step | null, id: string) {
    this.parent = parent;
    this.step = step;
    this.id = id;
    this.depth = parent ? parent.depth + 1 : 0;
  }

  /** What is there from the start. */
  static first(): Wave {
    return new Wave(null, null, '');
  }

  /** The wave after one more round. What is asked once, and was waited for, takes no time any more. */
  after(step: Step): Wave {
    if (!step.isBatch && this.hasWaitedFor(step.name)) return this;
    let next = this.#after.get(step.name);
    if (!next) this.#after.set(step.name, (next = new Wave(this, step, `${this.id}.${this.#after.size}`)));
    return next;
  }

  hasWaitedFor(name: string): boolean {
    return this.step?.name === name || (this.parent?.hasWaitedFor(name) ?? false);
  }
}

/** A place of an operation: the objects there. */
export interface Place {
  readonly things: Things;
  readonly wave: Wave;
  /** True where the dialer's row came along with them, so that most fields need not ask. */
  readonly hasRow: boolean;
  /** How many of a connection's items are on its page, at most. */
  readonly page: number;
  /** On how many days they lie, where they are calls, or anything of theirs. */
  readonly days?: number;
  /** Whose rows they are, by type: what their fields of that type lead to. */
  readonly about: ReadonlyMap<string, Things>;
}
