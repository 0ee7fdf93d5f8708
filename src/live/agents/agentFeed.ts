import type { LiveStatus } from '../../loaders/liveHistory.ts';
import type { UserRow } from '../../upstream/dialer/users.ts';
import type { AgentState } from '../../upstream/dialer/vocabulary.ts';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { AgentSweep } from './agentSweep.ts';
import type { AgentSighting, SweepMember } from './sweepMember.ts';
import { LiveTopic, type LiveEvent, type LiveFeed } from '../liveTopic.ts';
import { startPoller } from '../poller.ts';

/** An agent's status: the present one, or a change. */
export interface AgentStatusEvent {
  readonly agent: { readonly username: string; readonly row: UserRow };
  readonly status: LiveStatus;
  /** The state before the change; null for a present status. */
  readonly previousState: AgentState | null;
}

/** Which agents a feed is about. */
export interface AgentFeedOptions {
  /** The candidates, as `load` gives them; undefined if they could not be read. */
  readonly candidates: readonly UserRow[] | undefined;
  /** Reads the candidates: the agents who meet every condition on user rows. */
  readonly load: (signal: AbortSignal) => Promise<readonly UserRow[]>;
  /** Only agents who have logged in today, or only those who have not; undefined = both. */
  readonly loggedIn: boolean | undefined;
  /** Only agents in these states, and changes from and to them; undefined = all states. */
  readonly states: ReadonlySet<AgentState> | undefined;
  /** The pause after a first failed `load`, in milliseconds, and the longest. */
  readonly retryMs: number;
  readonly mostPauseMs: number;
}

/** The statuses of some agents: the present one of each as it becomes known, then each change. */
export const agentFeed = (sweep: AgentSweep, options: AgentFeedOptions): LiveFeed<AgentStatusEvent> =>
  new AgentFeed(sweep, options).topic.feed();

class AgentFeed {
  readonly topic: LiveTopic<AgentStatusEvent>;
  readonly #sweep: AgentSweep;
  readonly #options: AgentFeedOptions;
  /** By normalised username. */
  #candidates: ReadonlyMap<string, UserRow> = new Map();
  readonly #watched = new Set<string>();
  /** The events of present statuses: equal ones are the same object. */
  readonly #present = new Map<string, LiveEvent<AgentStatusEvent>>();
  #member: SweepMember | undefined;

  constructor(sweep: AgentSweep, options: AgentFeedOptions) {
    this.#sweep = sweep;
    this.#options = options;
    this.topic = new LiveTopic({ start: () => this.#start(), snapshot: () => this.#snapshot() });
  }

  #start(): () => void {
    const controller = new AbortController();
    const { signal } = controller;
    const { candidates, load } = this.#options;
    let isLoaded = candidates !== undefined;
    const take = (rows: readonly UserRow[]): void => {
      if (signal.aborted) return;
      isLoaded = true;
      this.#take(rows);
    };
    this.#member = this.#sweep.join({
      onStatus: (sighting) => this.#onStatus(sighting),
      onLogins: () => this.#choose(),
      // If it fails, the feed keeps the agents known so far.
      onLists: () => void load(signal).then(take, () => undefined),
    });
    if (candidates) this.#take(candidates);
    const stopLoading = isLoaded ? () => undefined : this.#loadUntil(() => isLoaded, take);
    return () => {
      controller.abort();
      stopLoading();
      this.#member?.leave();
      this.#member = undefined;
      this.#watched.clear();
      this.#present.clear();
    };
  }

  /** Tries to load the agents until that succeeds. */
  #loadUntil(isLoaded: () => boolean, take: (rows: readonly UserRow[]) => void): () => void {
    const { load, retryMs, mostPauseMs } = this.#options;
    const stop = startPoller({
      pace: { intervalMs: retryMs, retryMs, mostShare: 1 / 2, mostPauseMs },
      poll: async (signal) => (isLoaded() ? undefined : load(signal)),
      onValue: (rows) => {
        if (rows) take(rows);
        stop();
      },
    });
    return stop;
  }

  #take(rows: readonly UserRow[]): void {
    this.#candidates = new Map(rows.map((row) => [normalizeKey(row.username), row]));
    this.#choose();
  }

  /** Watches the agents who match now, and no others. */
  #choose(): void {
    for (const name of this.#watched) {
      if (this.#candidates.has(name) && this.#isMeant(name)) continue;
      this.#watched.delete(name);
      this.#present.delete(name);
      this.#member?.unwatch(name);
    }
    for (const [name, { username }] of this.#candidates) {
      if (this.#watched.has(name) || !this.#isMeant(name)) continue;
      this.#watched.add(name);
      this.#member?.watch(username);
      const event = this.#presentOf(name);
      if (event) this.topic.publish(event);
    }
  }

  #isMeant(name: string): boolean {
    const { loggedIn } = this.#options;
    if (loggedIn === undefined) return true;
    const { loggedIn: known } = this.#sweep;
    // Before the figures are known, it is not known who has not logged in.
    return known.has(name) === loggedIn && (loggedIn || known.isKnown);
  }

  #onStatus({ name, status, previousState }: AgentSighting): void {
    if (!this.#matches(status.state) && (previousState === null || !this.#matches(previousState))) return;
    const row = this.#candidates.get(name);
    if (!row) return;
    const event = eventOf(name, { agent: { username: row.username, row }, status, previousState });
    if (previousState === null) this.#present.set(name, event);
    this.topic.publish(event);
  }

  *#snapshot(): Iterable<LiveEvent<AgentStatusEvent>> {
    for (const name of this.#watched) {
      const event = this.#presentOf(name);
      if (event) yield event;
    }
  }

  /** The event of an agent's present status; undefined if it is not known or not wanted. */
  #presentOf(name: string): LiveEvent<AgentStatusEvent> | undefined {
    const row = this.#candidates.get(name);
    const status = this.#sweep.known(name);
    if (!row || !status || !this.#matches(status.state)) return undefined;
    const made = this.#present.get(name);
    if (made && made.value.status === status && made.value.agent.row === row) return made;
    const event = eventOf(name, { agent: { username: row.username, row }, status, previousState: null });
    this.#present.set(name, event);
    return event;
  }

  #matches(state: AgentState): boolean {
    return this.#options.states?.has(state) ?? true;
  }
}

const eventOf = (name: string, value: AgentStatusEvent): LiveEvent<AgentStatusEvent> => ({
  key: name,
  value,
});
