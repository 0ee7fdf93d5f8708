import type { AgentState } from '../upstream/dialer/vocabulary.ts';
import { fold } from './reference.ts';

/**
 * What this server has seen of the agents' states. The dialer gives a state without its beginning, so `since` is when
 * this server first saw it; before the first change there is none.
 *
 * One for the whole server: it grows with the number of agents ever asked about, a few dozen bytes each.
 */
export class LiveHistory {
  readonly #seen = new Map<string, { state: AgentState; since: Date | null }>();

  /** Notes a state. @returns since when this server has seen it; null while it has seen no change */
  observe(username: string, state: AgentState, at: Date): Date | null {
    const key = fold(username);
    const last = this.#seen.get(key);
    if (last?.state === state) return last.since;
    const since = last ? at : null;
    this.#seen.set(key, { state, since });
    return since;
  }
}
