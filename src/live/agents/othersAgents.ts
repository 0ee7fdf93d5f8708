import { z } from 'zod';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { SharedFloor } from '../sharedFloor.ts';
import type { SweepListener } from './sweepMember.ts';

/** The note about its sweep that a server sends to the others. */
const note = z.object({
  /** The usernames of the agents that it watches. */
  names: z.array(z.string()),
  /** The speed at which it asks; null if it does not. */
  callsPerMinute: z.number().positive().nullable(),
});

export interface OthersAgentsOptions {
  /** This server's own note. */
  readonly own: () => {
    readonly names: readonly string[];
    readonly callsPerMinute: number | null;
  };
  readonly watch: (username: string, listener: SweepListener) => void;
  /** @param name a normalised username */
  readonly unwatch: (name: string, listener: SweepListener) => void;
  readonly onSpeed: (callsPerMinute: number) => void;
}

interface Other {
  readonly listener: SweepListener;
  names: ReadonlySet<string>;
}

/** The agents whom other servers watch. Each server knows them, so that any of them can ask for all. */
export class OthersAgents {
  readonly #options: OthersAgentsOptions;
  readonly #others = new Map<string, Other>();
  readonly #exchange: ReturnType<SharedFloor['exchange']>;

  constructor(shared: SharedFloor, topic: string, options: OthersAgentsOptions) {
    this.#options = options;
    this.#exchange = shared.exchange(topic, options.own, (server, told) => this.#take(server, told));
  }

  /** To be called when this server watches other agents than before. */
  changed(): void {
    this.#exchange.changed();
  }

  leave(): void {
    this.#exchange.leave();
  }

  #take(server: string, told: unknown): void {
    const { watch, unwatch, onSpeed } = this.#options;
    // A note of another version counts as none.
    const { names: usernames, callsPerMinute } = note.safeParse(told).data ?? {
      names: [],
      callsPerMinute: null,
    };
    if (callsPerMinute !== null) onSpeed(callsPerMinute);
    const other = this.#others.get(server) ?? { listener: listenerOf(), names: new Set() };
    const before = other.names;
    other.names = new Set(usernames.map(normalizeKey));
    for (const username of usernames) {
      if (!before.has(normalizeKey(username))) watch(username, other.listener);
    }
    for (const name of before) if (!other.names.has(name)) unwatch(name, other.listener);
    if (other.names.size > 0) this.#others.set(server, other);
    else this.#others.delete(server);
  }
}

/** The other server receives the answers by itself. */
const listenerOf = (): SweepListener => ({
  onStatus: () => undefined,
  onLogins: () => undefined,
  onLists: () => undefined,
});
