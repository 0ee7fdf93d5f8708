import type { LiveStatus } from '../../loaders/liveHistory.ts';
import type { AgentState } from '../../upstream/dialer/vocabulary.ts';

/** A new or changed status of an agent. */
export interface AgentSighting {
  /** The normalised username. */
  readonly name: string;
  readonly status: LiveStatus;
  /** The state of the status before; null if there was none. */
  readonly previousState: AgentState | null;
}

/** Notifications to a member of the sweep. */
export interface SweepListener {
  /** An agent that it watches has a new or changed status. */
  onStatus(sighting: AgentSighting): void;
  /** Other agents count as logged in than before. */
  onLogins(): void;
  /** The lists of agents have been renewed. */
  onLists(): void;
}

/** A member of the sweep. */
export interface SweepMember {
  watch(username: string): void;
  /** @param name a normalised username */
  unwatch(name: string): void;
  leave(): void;
}
