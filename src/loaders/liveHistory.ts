import type { AgentState } from '../upstream/dialer/vocabulary.ts';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';

/** No centre has as many. Clients may ask about names that are nobody's. */
const MOST_AGENTS = 20_000;

/** When an agent's state was seen. */
export interface Sighting {
  /** When this server was given the answer. */
  readonly observedAt: Date;
  /** Since when this server has seen this state; null while it has seen no change. */
  readonly since: Date | null;
}

/**
 * What this server has seen of the agents' states. The dialer gives a state without its beginning, so `since` is when
 * this server first saw it; before the first change there is none.
 *
 * One for the whole server: it remembers the agents asked about last.
 */
export class LiveHistory {
  readonly #seen = new Map<string, { state: AgentState; since: Date | null }>();
  readonly #sightings = new WeakMap<object, Sighting>();

  /** Notes an answer about an agent. The same answer, met again, was seen when it was first met. */
  observe(username: string, answer: { readonly state: AgentState }, observedAt: Date): Sighting {
    const known = this.#sightings.get(answer);
    if (known) return known;
    const sighting = { observedAt, since: this.#sinceWhen(normalizeKey(username), answer.state, observedAt) };
    this.#sightings.set(answer, sighting);
    return sighting;
  }

  #sinceWhen(username: string, state: AgentState, at: Date): Date | null {
    const last = this.#seen.get(username);
    const seen = last?.state === state ? last : { state, since: last ? at : null };
    // Seen last, it is forgotten last.
    this.#seen.delete(username);
    this.#seen.set(username, seen);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > MOST_AGENTS && oldest !== undefined) this.#seen.delete(oldest);
    return seen.since;
  }
}
