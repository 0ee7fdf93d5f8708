import type { LiveHistory, LiveStatus } from '../../loaders/liveHistory.ts';
import { FailedCalls } from '../failedCalls.ts';
import type { CallAction } from '../liveFloor.ts';
import { PollRight, type Follow, type SharedFloor } from '../sharedFloor.ts';
import type { SweepListener } from './sweepMember.ts';
import { SweepRounds } from './sweepRounds.ts';

/** An agent that somebody watches. */
export interface Watched {
  readonly name: string;
  readonly username: string;
  readonly watchers: Set<SweepListener>;
  latest: LiveStatus | undefined;
  /** The status that new listeners get: see `known`. */
  shown: LiveStatus | undefined;
  /** Listens to the answers of the server that polls. */
  readonly stopFollowing: () => void;
}

export interface AgentSweepOptions {
  /** Calls an action, through the response cache. */
  readonly call: CallAction;
  /** Calls an action past the response cache. */
  readonly refresh: CallAction;
  readonly follow: Follow;
  readonly shared: SharedFloor;
  readonly history: LiveHistory;
  /** The most calls at once. */
  readonly slots: number;
  /** The time in which each agent who is logged in is asked once, in milliseconds. */
  readonly intervalMs: number;
  /** The same for the others, and the time after which the lists are renewed, in milliseconds. */
  readonly restMs: number;
  /** The longest pause after failed calls, in milliseconds. */
  readonly mostPauseMs: number;
}

export const TOPIC = 'agentStatus';

/** What belongs to the time from the first member to the last. */
export class SweepRun {
  readonly controller = new AbortController();
  readonly rounds: SweepRounds<Watched>;
  inFlight = 0;
  readonly failed: FailedCalls;
  restUntil = 0;
  timer: NodeJS.Timeout | undefined;
  readonly right: PollRight;

  constructor({ shared, intervalMs, restMs, mostPauseMs }: AgentSweepOptions, onRight: () => void) {
    this.right = new PollRight(shared, TOPIC, onRight);
    this.rounds = new SweepRounds({ busyMs: intervalMs, restMs });
    this.failed = new FailedCalls(mostPauseMs);
  }
}
