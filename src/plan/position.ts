/**
 * The planner's facts about the objects at a position of an operation before it runs: which ones, at most how many, and
 * after which answers they are known.
 */
/** The length of a list whose length is not known. */
export const ASSUMED_SIZE = 50;

/** The key under which all objects of a type are counted. */
const ALL = '\0all';

/** Begins the source of entities that the population may lack. */
const UNLISTED = '\0';

/**
 * A set of entities, each counted once: entities with a known key, and groups of at most this many entities, each under the
 * name of its source. Fields with equal arguments resolve to the same entities, whatever their alias.
 */
export class EntitySet {
  /** Equal sets have equal ids, other sets other ids. */
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

  /** @param source a name for the field or list they come from */
  static atMost(count: number, source: string): EntitySet {
    return count > 0 ? new EntitySet(new Map([[`\0${source}`, count]])) : EntitySet.none;
  }

  /** As `atMost`, for entities that the population may lack: its list says nothing of how many there are. */
  static unlisted(count: number, source: string): EntitySet {
    return EntitySet.atMost(count, `${UNLISTED}${source}`);
  }

  /**
   * The set without some entities.
   *
   * @param isLeftOut tells it of an entity with a known key
   * @param mostOthers the most of the other entities that are left
   */
  without(isLeftOut: (key: string) => boolean, mostOthers: number): EntitySet {
    const left = [...this.entries].flatMap(([key, count]): [string, number][] => {
      const most = key.startsWith('\0') ? Math.min(count, mostOthers) : Number(!isLeftOut(key));
      return most > 0 ? [[key, most]] : [];
    });
    return new EntitySet(new Map(left));
  }

  /** The union of sets: each entity once. */
  static union(many: Iterable<EntitySet>): EntitySet {
    const entries = new Map<string, number>();
    for (const { entries: own } of many) {
      for (const [key, count] of own) entries.set(key, Math.max(count, entries.get(key) ?? 0));
    }
    return new EntitySet(entries);
  }

  /**
   * The most entities that the set can have.
   *
   * @param population how many of the type there are in all; null = not known
   * @param areListed true if every entity with a known key is one of the population
   */
  count(population: number | null = null, areListed = false): number {
    let known = 0;
    let others = 0;
    for (const [key, count] of this.entries) {
      if (key.startsWith(`\0${UNLISTED}`)) known += count;
      else if (key.startsWith('\0')) others += count;
      else known += count;
    }
    const all = this.entries.get(ALL);
    if (all !== undefined) return areListed ? Math.max(all, known) : known + all;
    return known + Math.min(others, population ?? Infinity);
  }

  /** The key, if the set is one entity with a known key; else null. */
  get only(): string | null {
    const [key, ...others] = this.entries.keys();
    return key !== undefined && others.length === 0 && !key.startsWith('\0') ? key : null;
  }
}

/**
 * The moment at which entities are known: after this round of calls and the rounds of the stages before it. Calls about
 * entities of one stage are made at the same moment, so they share a batch. A loader gives all answers of a batch together,
 * also those it already had.
 */
export class Stage {
  readonly parent: Stage | null;
  /** The round of calls before the stage; null for the first stage. */
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

  /** The stage before any call. */
  static first(): Stage {
    return new Stage(null, null, '');
  }

  /**
   * The stage after one more round of calls.
   *
   * @param isBatch true if the calls go through a loader's batch; false for a call made once for the whole operation
   */
  after({ name, isBatch }: { readonly name: string; readonly isBatch: boolean }): Stage {
    // A call that is made once and already has its answer takes no further round.
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
  /** True if the entities come with the dialer's row, so that most fields need no call. */
  readonly hasRow: boolean;
  /** The most items on the page of a connection. */
  readonly page: number;
  /** If they are agents of the active list: the most of them whose live states subscriptions do not know. */
  readonly unfollowed?: (() => number) | undefined;
  /** If they are pages of agents: true if the population may lack them. */
  readonly areUnlisted?: boolean | undefined;
  /** On how many days they lie, if they are calls or parts of calls. */
  readonly days?: number;
  /** The entities whose rows they are, by type: their fields of that type resolve to these. */
  readonly about: ReadonlyMap<string, EntitySet>;
}

/** The rows of no entities. */
export const NOBODY: Position['about'] = new Map();

/** What is known of a list's entities, and not of those that their fields lead to. */
export const ELSEWHERE = { hasRow: false, unfollowed: undefined, areUnlisted: undefined, about: NOBODY };
