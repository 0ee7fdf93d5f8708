import type { getLiveAgentInfo } from '../upstream/dialer/users.ts';
import type { AgentState } from '../upstream/dialer/vocabulary.ts';
import type { ModelOf } from '../upstream/endpoint.ts';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';
import type { Gap } from '../upstream/wire/reading/gap.ts';

/** More than any centre has. A limit is needed because clients may ask for names that do not exist. */
const MOST_AGENTS = 20_000;

/** An observation of an agent's state. */
export interface Sighting {
  /** The time of the dialer's answer. */
  readonly observedAt: Date;
  /** The time at which this server first saw this state; null until it has seen a change. */
  readonly since: Date | null;
}

/** The state in which an agent was seen last. */
export interface SeenState {
  /** The normalised username. */
  readonly name: string;
  readonly state: AgentState;
  /** The time at which a server first saw this state; null until one has seen a change. */
  readonly since: Date | null;
}

type LiveInfo = NonNullable<ModelOf<typeof getLiveAgentInfo>>;

/** An agent's live status as this server has seen it. */
export type LiveStatus = LiveInfo & Sighting;

/** The last status of an agent that subscriptions follow. */
export interface FollowedStatus {
  /** Null if the dialer has none for the agent. */
  readonly status: LiveStatus | null;
  /** The gaps of the dialer's answer. */
  readonly gaps: readonly Gap[];
}

/** The status of an agent for whom the dialer has none: not logged in. */
const NOT_LOGGED_IN: LiveInfo = {
  state: 'OFFLINE',
  statusText: null,
  color: null,
  inCallWith: null,
  campaignId: null,
  campaignName: null,
  callType: null,
  callerId: null,
  conferenceExtension: null,
  vendorLeadCode: null,
  leadId: null,
};

/** The statuses of agents that need not be asked for, because subscriptions follow the agents. */
export interface FollowedStatuses {
  readonly isEmpty: boolean;
  /** Undefined if the agent is not followed, or its status is too old. */
  of(username: string): FollowedStatus | undefined;
}

/**
 * The agents' states as this server has seen them. The dialer does not report when a state began, so `since` is the
 * time at which this server first saw it. It is null until the first change.
 *
 * There is one for the whole server. It keeps the agents that were asked about most recently.
 */
export class LiveHistory {
  readonly #seen = new Map<string, { state: AgentState; since: Date | null }>();
  readonly #sightings = new WeakMap<object, Sighting>();
  /** By normalised username, with the time until which it may be answered, by `performance.now()`. */
  #followed = new Map<string, FollowedStatus & { readonly until: number }>();
  /** Called when an agent has changed its state. */
  onChange: ((seen: SeenState) => void) | undefined;

  /**
   * Notes the status of an agent that subscriptions follow.
   *
   * @param forMs how long queries may be answered with it, in milliseconds
   */
  follow(username: string, followed: FollowedStatus, forMs: number): void {
    this.#followed.set(normalizeKey(username), { ...followed, until: performance.now() + forMs });
  }

  /** Subscriptions follow nobody any more. */
  unfollow(): void {
    this.#followed = new Map();
  }

  /**
   * The statuses that subscriptions know now. An operation is planned and executed with the same ones: an agent that
   * has a status here keeps it, or gets a newer one.
   */
  followed(): FollowedStatuses {
    const [followed, now] = [this.#followed, performance.now()];
    return {
      isEmpty: followed.size === 0,
      of: (username) => {
        const status = followed.get(normalizeKey(username));
        return status && status.until > now ? status : undefined;
      },
    };
  }

  /** The status in an answer about an agent. OFFLINE if the dialer has none for the agent. */
  statusOf(username: string, answer: LiveInfo | null, observedAt: Date): LiveStatus {
    return { ...(answer ?? NOT_LOGGED_IN), ...this.#observe(username, answer, observedAt) };
  }

  /** Takes over what another server has seen: the earliest time of the same state, or a later change of it. */
  adopt({ name, state, since }: SeenState): void {
    const known = this.#seen.get(name);
    if (known?.state === state) {
      if (since && (!known.since || since < known.since)) known.since = since;
    } else if (!known?.since || (since && since > known.since)) this.#keep(name, { state, since });
  }

  /** Notes an answer about an agent. A cached answer keeps the time at which it was first seen. */
  #observe(username: string, answer: LiveInfo | null, observedAt: Date): Sighting {
    const name = normalizeKey(username);
    // Null is the same in all answers, so it cannot be recognised as an answer that was seen before.
    if (!answer) return { observedAt, since: this.#sinceWhen(name, NOT_LOGGED_IN.state, observedAt) };
    const known = this.#sightings.get(answer);
    if (known) return known;
    const sighting = { observedAt, since: this.#sinceWhen(name, answer.state, observedAt) };
    this.#sightings.set(answer, sighting);
    return sighting;
  }

  #sinceWhen(username: string, state: AgentState, at: Date): Date | null {
    const last = this.#seen.get(username);
    const seen = last?.state === state ? last : { state, since: last ? at : null };
    this.#keep(username, seen);
    if (last && seen !== last) this.onChange?.({ name: username, ...seen });
    return seen.since;
  }

  #keep(name: string, seen: { state: AgentState; since: Date | null }): void {
    // Moves the entry to the end, so that it is forgotten last.
    this.#seen.delete(name);
    this.#seen.set(name, seen);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > MOST_AGENTS && oldest !== undefined) this.#seen.delete(oldest);
  }
}
