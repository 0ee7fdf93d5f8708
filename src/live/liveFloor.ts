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
  readonly pace: Pace;
}

const MOST_PAUSE_MS = 30_000;

const REST_MS = 60_000;

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
  now = () => new Date(),
}: LiveFloorOptions) {
  const polling: LivePolling = {
    refresh: (endpoint, input, signal) => client.refresh(endpoint, input, new Caller(signal)),
    call: (endpoint, input, signal) => client.call(endpoint, input, new Caller(signal)),
    pace: { intervalMs: liveIntervalMs, mostShare: 1 / 2, mostPauseMs: MOST_PAUSE_MS },
  };
  const agentCounts = liveAgentCounts(polling);
  const agentStatus = liveAgentStatus({ ...polling, history, concurrency, restMs: liveRestMs });
  const hoppers = new LiveHoppers(polling);
  const completedCalls = liveCompletedCalls({
    ...polling,
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
    /** The number of pollers that run, by what they poll. */
    pollers: () => ({
      agentCounts: Number(agentCounts.topic.hasListeners),
      agentStatus: Number(agentStatus.isPolled()),
      hopper: hoppers.polled,
      callCompleted: Number(completedCalls.isPolled()),
    }),
  };
}

export type LiveFloor = ReturnType<typeof createLiveFloor>;
