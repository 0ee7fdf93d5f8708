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
import type { Question, QuestionOfCalls, QuestionOfEach } from './cost.ts';
import { Things, type Wave } from './position.ts';
import type { Plan } from './types.ts';

/** How many objects of a type there are; null where nobody knows. */
export const populationOf = (type: string, sizes: Sizes): number | null =>
  new Map([
    ['Agent', sizes.agents],
    ['Campaign', sizes.campaigns],
    ['Portfolio', sizes.portfolios],
    ['Profile', sizes.profiles],
    ['CallTime', sizes.callTimes],
  ]).get(type) ?? null;

/** What is looked up in its list before anything else is asked about it: agents may be inactive, call times unknown. */
const LISTED: ReadonlySet<string> = new Set(['Campaign', 'Portfolio', 'Profile']);

/** Adds up what an operation's fields ask, each question once. */
export class Tally {
  readonly #sizes: Sizes;
  readonly #actions = new Map<ActionName, ActionTally>();

  constructor(sizes: Sizes) {
    this.#sizes = sizes;
  }

  /** @param wave when it is asked */
  add(action: ActionName, question: Question, wave: Wave): void {
    let tally = this.#actions.get(action);
    if (!tally) this.#actions.set(action, (tally = new ActionTally(this.#sizes)));
    tally.add(question, wave);
  }

  plan(): Plan {
    const counts = [...this.#actions]
      .map(([action, tally]) => [action, counted(tally.count())] as const)
      .filter(([, count]) => count > 0);
    return {
      calls: Object.fromEntries(counts),
      total: counted(counts.reduce((sum, [, count]) => sum + count, 0)),
    };
  }
}

/** A number that can be written down, whatever it was multiplied with. */
const counted = (count: number): number => Math.min(count, Number.MAX_SAFE_INTEGER);

/** What is asked of one action. */
class ActionTally {
  readonly #sizes: Sizes;
  readonly #whole = new Set<string>();
  readonly #each = new Map<string, QuestionsOfEach>();
  readonly #calls = new CallQuestions();

  constructor(sizes: Sizes) {
    this.#sizes = sizes;
  }

  add(question: Question, wave: Wave): void {
    if ('calls' in question) this.#calls.add(question, wave);
    else if ('each' in question) {
      let all = this.#each.get(question.about);
      if (!all) this.#each.set(question.about, (all = new QuestionsOfEach(question)));
      all.add(question, wave);
    } else this.#whole.add(question.about);
  }

  count(): number {
    const each = [...this.#each.values()].map((all) => all.count(this.#sizes));
    return this.#whole.size + this.#calls.count() + each.reduce((sum, count) => sum + count, 0);
  }
}

/** The same question about many objects. */
class QuestionsOfEach {
  readonly #type: string;
  readonly #most: number | undefined;
  readonly #byWave = new Map<Wave, Map<string, Things>>();

  constructor({ type, most }: Pick<QuestionOfEach, 'type' | 'most'>) {
    this.#type = type;
    this.#most = most;
  }

  add({ each }: QuestionOfEach, wave: Wave): void {
    let ofWave = this.#byWave.get(wave);
    if (!ofWave) this.#byWave.set(wave, (ofWave = new Map()));
    ofWave.set(each.id, each);
  }

  count(sizes: Sizes): number {
    const population = populationOf(this.#type, sizes);
    const all = this.#byWave.values().flatMap((ofWave) => ofWave.values());
    const distinct = Things.union(all).count(population, LISTED.has(this.#type));
    const most = this.#most;
    if (most === undefined) return distinct;
    const groups = [...this.#byWave.values()].map((ofWave) =>
      callsToName(Things.union(ofWave.values()).count(population), most),
    );
    // Each call names somebody new.
    return Math.min(
      distinct,
      groups.reduce((sum, count) => sum + count, 0),
    );
  }
}

/** Questions for call records: what they come down to is decided by what decides it when they are asked. */
class CallQuestions {
  readonly #byWave = new Map<Wave, Map<string, CallQuery>>();
  readonly #standing = new Map<string, number>();

  add({ calls, standing }: QuestionOfCalls, wave: Wave): void {
    let ofWave = this.#byWave.get(wave);
    if (!ofWave) this.#byWave.set(wave, (ofWave = new Map()));
    ofWave.set(JSON.stringify(calls), calls);
    if (standing) this.#standing.set(normalizeKey(standing.name), standing.for);
  }

  count(): number {
    const asked = new Map<Wave, readonly Reach[]>();
    let count = 0;
    for (const [wave, queries] of [...this.#byWave].toSorted(([a], [b]) => a.depth - b.depth)) {
      const before: Reach[] = [];
      for (let at = wave.parent; at; at = at.parent) before.push(...(asked.get(at) ?? []));
      const added = toAsk([...queries.values()], before);
      asked.set(wave, added.map(reachOf));
      for (const query of added) count += this.#callsOf(query);
    }
    return count;
  }

  #callsOf(query: CallQuery): number {
    const { agents, portfolios, profiles, summaries } = query;
    // Of profiles, and of portfolios' totals, each is a question of its own; the others are put together.
    const apart = [...(profiles ?? []), ...(summaries ? (portfolios ?? []) : [])];
    const questions = apart.reduce((most, name) => Math.max(most, this.#standsFor(name)), 1);
    const named = (agents ?? []).reduce((sum, name) => sum + this.#standsFor(name), 0);
    const groups = agents ? callsToName(named, mostAgents(query)) : 1;
    return questions * windowsFor(query).length * groups;
  }

  #standsFor(name: string): number {
    return this.#standing.get(normalizeKey(name)) ?? 1;
  }
}
