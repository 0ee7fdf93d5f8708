import {
  callsToName,
  mostAgents,
  reachOf,
  toAsk,
  windowsFor,
  type CallQuery,
  type Reach,
} from '../loaders/callQuery.ts';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';
import type { Sizes } from '../loaders/sizes.ts';
import type { ActionName } from '../upstream/endpoints.ts';
import type { PlannedCall, RecordsCall, CallPerKey } from './cost.ts';
import { EntitySet, type Stage } from './position.ts';
import type { Plan } from './types.ts';

/** The number of objects of a type; null if it is not known. */
export function populationOf(type: string, sizes: Sizes): number | null {
  const size = SIZES.get(type);
  return size === undefined ? null : sizes[size];
}

const SIZES: ReadonlyMap<string, keyof Sizes> = new Map([
  ['Agent', 'agents'],
  ['Campaign', 'campaigns'],
  ['Portfolio', 'portfolios'],
  ['Profile', 'profiles'],
  ['CallTime', 'callTimes'],
]);

/**
 * Types whose objects are found in their list before they cost anything else. Agents are not: they may be inactive. Nor are
 * call times: the list may lack one.
 */
const LISTED: ReadonlySet<string> = new Set(['Campaign', 'Portfolio', 'Profile']);

/** Adds up the planned calls of an operation's fields; equal calls count once. */
export class CallCounter {
  readonly #sizes: Sizes;
  readonly #actions = new Map<ActionName, ActionCounter>();

  constructor(sizes: Sizes) {
    this.#sizes = sizes;
  }

  /** @param stage the stage in which the call is made */
  add(action: ActionName, call: PlannedCall, stage: Stage): void {
    let counter = this.#actions.get(action);
    if (!counter) this.#actions.set(action, (counter = new ActionCounter(this.#sizes)));
    counter.add(call, stage);
  }

  /** The calls, by action, that do not depend on which objects there are. */
  repeated(): Plan['calls'] {
    return Object.fromEntries(
      this.#actions
        .entries()
        .map(([action, { singleCalls }]) => [action, singleCalls] as const)
        .filter(([, count]) => count > 0),
    );
  }

  plan(): Plan {
    const counts = [...this.#actions]
      .map(([action, counter]) => [action, counted(counter.count())] as const)
      .filter(([, count]) => count > 0);
    return {
      calls: Object.fromEntries(counts),
      total: counted(counts.reduce((sum, [, count]) => sum + count, 0)),
    };
  }
}

/** A safe integer, even if multiplication went beyond. */
const counted = (count: number): number => Math.min(count, Number.MAX_SAFE_INTEGER);

/** The planned calls of one action. */
class ActionCounter {
  readonly #sizes: Sizes;
  readonly #whole = new Set<string>();
  readonly #each = new Map<string, CallsPerKey>();
  readonly #calls = new RecordsCalls();

  constructor(sizes: Sizes) {
    this.#sizes = sizes;
  }

  get singleCalls(): number {
    return this.#whole.size;
  }

  add(call: PlannedCall, stage: Stage): void {
    if ('calls' in call) this.#calls.add(call, stage);
    else if ('each' in call) {
      let all = this.#each.get(call.about);
      if (!all) this.#each.set(call.about, (all = new CallsPerKey(call)));
      all.add(call, stage);
    } else this.#whole.add(call.about);
  }

  count(): number {
    const each = [...this.#each.values()].map((all) => all.count(this.#sizes));
    return this.#whole.size + this.#calls.count() + each.reduce((sum, count) => sum + count, 0);
  }
}

/** One call for each of many objects. */
class CallsPerKey {
  readonly #type: string;
  readonly #most: number | undefined;
  readonly #byStage = new Map<Stage, Map<string, EntitySet>>();

  constructor({ type, most }: Pick<CallPerKey, 'type' | 'most'>) {
    this.#type = type;
    this.#most = most;
  }

  add({ each }: CallPerKey, stage: Stage): void {
    let ofStage = this.#byStage.get(stage);
    if (!ofStage) this.#byStage.set(stage, (ofStage = new Map()));
    ofStage.set(each.id, each);
  }

  count(sizes: Sizes): number {
    const population = populationOf(this.#type, sizes);
    const all = this.#byStage.values().flatMap((ofStage) => ofStage.values());
    const distinct = EntitySet.union(all).count(population, LISTED.has(this.#type));
    const most = this.#most;
    if (most === undefined) return distinct;
    const groups = [...this.#byStage.values()].map((ofStage) =>
      callsToName(EntitySet.union(ofStage.values()).count(population), most),
    );
    // Each call names at least one new object, so there are no more calls than objects.
    return Math.min(
      distinct,
      groups.reduce((sum, count) => sum + count, 0),
    );
  }
}

/** Calls for call records. Merging and covering are decided by the same functions as at run time. */
class RecordsCalls {
  readonly #byStage = new Map<Stage, Map<string, CallQuery>>();
  readonly #standing = new Map<string, number>();

  add({ calls, standing }: RecordsCall, stage: Stage): void {
    let ofStage = this.#byStage.get(stage);
    if (!ofStage) this.#byStage.set(stage, (ofStage = new Map()));
    ofStage.set(JSON.stringify(calls), calls);
    if (standing) this.#standing.set(normalizeKey(standing.name), standing.for);
  }

  count(): number {
    const asked = new Map<Stage, readonly Reach[]>();
    let count = 0;
    for (const [stage, queries] of [...this.#byStage].toSorted(([a], [b]) => a.depth - b.depth)) {
      const before: Reach[] = [];
      for (let at = stage.parent; at; at = at.parent) before.push(...(asked.get(at) ?? []));
      const added = toAsk([...queries.values()], before);
      // Which objects a name stands for is not known: the earlier call may name fewer of them than the later one.
      const certain = added.filter((query) => !this.#hasStandingNames(query));
      asked.set(stage, certain.map(reachOf));
      for (const query of added) count += this.#callsOf(query);
    }
    return count;
  }

  #callsOf(query: CallQuery): number {
    const { agents, portfolios, profiles, summaries } = query;
    // Each profile is a call of its own, and each portfolio if totals are wanted. Other names share a call.
    const apart = [...(profiles ?? []), ...(summaries ? (portfolios ?? []) : [])];
    const calls = apart.reduce((most, name) => Math.max(most, this.#standsFor(name)), 1);
    const named = (agents ?? []).reduce((sum, name) => sum + this.#standsFor(name), 0);
    const groups = agents ? callsToName(named, mostAgents(query)) : 1;
    return calls * windowsFor(query).length * groups;
  }

  #hasStandingNames({ agents, portfolios, profiles }: CallQuery): boolean {
    const names = [...(agents ?? []), ...(portfolios ?? []), ...(profiles ?? [])];
    return names.some((name) => this.#standing.has(normalizeKey(name)));
  }

  #standsFor(name: string): number {
    return this.#standing.get(normalizeKey(name)) ?? 1;
  }
}
