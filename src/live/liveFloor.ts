import type { Answer } from '../upstream/client/answer.ts';
import { Caller } from '../upstream/client/caller.ts';
import type { LiveHistory } from '../loaders/liveHistory.ts';
import type { UpstreamClient } from '../upstream/client/client.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import type { Zone } from '../upstream/wire/zone.ts';
import { liveAgentCounts } from './agentCounts.ts';
import { liveAgentStatus } from './agents/agentStatus.ts';
import { liveCompletedCalls } from './calls/completedCalls.ts';
import { LiveHoppers } from './hoppers.ts';
import type { Pace } from './poller.ts';
import { ALONE, type Follow, type SharedFloor } from './sharedFloor.ts';

export interface LiveFloorOptions {
  readonly client: UpstreamClient;
  /** The agents' states as the whole server has seen them. */
  readonly history: LiveHistory;
  /** The most calls to the dialer at once. */
  readonly concurrency: number;
  /** The time between two polls of live figures, in milliseconds. */
  readonly liveIntervalMs: number;
  /** The time between two polls of what changes rarely, in milliseconds. Default: a minute. */
  readonly liveRestMs?: number | undefined;
  /** The time between two polls of today's calls, in milliseconds. */
  readonly callsIntervalMs: number;
  /** The largest share of the time that those polls may take, 0 to 1. */
  readonly callsShare?: number | undefined;
  /** The zone of the dialer's naive times. */
  readonly zone: Zone;
  /** A secret in the ids of calls. */
  readonly callIdKey: () => string;
  /** What several servers share; if left out, this one serves alone. */
  readonly sharedFloor?: SharedFloor | undefined;
  /** The present time, by which today's calls are asked for. */
  readonly now?: (() => Date) | undefined;
}

/** Calls an action. */
export type CallAction = <Input, Model>(
  endpoint: Endpoint<string, Input, Model>,
  input: Input,
  signal: AbortSignal,
) => Promise<Answer<Model>>;

/** What each topic needs to poll. */
export interface LivePolling {
  /** Calls past the response cache, and fills it. */
  readonly refresh: CallAction;
  /** Calls through the response cache. */
  readonly call: CallAction;
  readonly follow: Follow;
  /** What other servers poll. */
  readonly shared: SharedFloor;
  readonly pace: Pace;
}

const MOST_PAUSE_MS = 30_000;

const REST_MS = 60_000;

/** The longest time for which a list of calls is kept for servers that begin to follow it. */
const MOST_KEPT_MS = 10 * 60_000;

/**
 * The live topics of the whole server. Each polls the dialer while it has listeners, at the same cost for any number of
 * them. Polls skip the response cache and fill it, so that queries profit from them.
 */
export function createLiveFloor({
  client,
  history,
  concurrency,
  liveIntervalMs,
  liveRestMs = REST_MS,
  callsIntervalMs,
  // A list of a day's calls is the dialer's most costly answer.
  callsShare = 1 / 10,
  zone,
  callIdKey,
  sharedFloor = ALONE,
  now = () => new Date(),
}: LiveFloorOptions) {
  const refreshKept =
    (keepMs: number): CallAction =>
    (endpoint, input, signal) =>
      client.refresh(endpoint, input, new Caller(signal), keepMs);
  const polling: LivePolling = {
    // Agents who have not logged in are asked once in `liveRestMs`.
    refresh: refreshKept(2 * liveRestMs),
    follow: (endpoint, input, onAnswer) => client.follow(endpoint, input, onAnswer),
    shared: sharedFloor,
    call: (endpoint, input, signal) => client.call(endpoint, input, new Caller(signal)),
    pace: { intervalMs: liveIntervalMs, mostShare: 1 / 2, mostPauseMs: MOST_PAUSE_MS },
  };
  const agentCounts = liveAgentCounts(polling);
  const agentStatus = liveAgentStatus({ ...polling, history, concurrency, restMs: liveRestMs });
  const hoppers = new LiveHoppers(polling);
  const completedCalls = liveCompletedCalls({
    ...polling,
    refresh: refreshKept(Math.min(2 * callsIntervalMs, MOST_KEPT_MS)),
    pace: { intervalMs: callsIntervalMs, mostShare: callsShare, mostPauseMs: MOST_PAUSE_MS },
    zone,
    callIdKey,
    now,
  });
  return {
    agentCounts,
    agentStatus,
    hoppers,
    completedCalls,
    /** The number of pollers that run at this server, by what they poll. */
    pollers: () => ({
      agentCounts: Number(agentCounts.isPolled()),
      agentStatus: Number(agentStatus.isPolled()),
      hopper: hoppers.polled,
      callCompleted: Number(completedCalls.isPolled()),
    }),
  };
}

export type LiveFloor = ReturnType<typeof createLiveFloor>;
