import type { Answer } from '../upstream/client/answer.ts';
import { Caller } from '../upstream/client/caller.ts';
import type { LiveHistory } from '../loaders/liveHistory.ts';
import type { UpstreamClient } from '../upstream/client/client.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import { liveAgentCounts } from './agentCounts.ts';
import { liveAgentStatus } from './agents/agentStatus.ts';
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
}

/** Calls an action. */
export type CallAction = <Input, Model>(
  endpoint: Endpoint<string, Input, Model>,
  input: Input,
  signal: AbortSignal,
) => Promise<Answer<Model>>;

/** What each topic needs to poll. */
export interface LivePolling {
  /** Calls an action past the response cache. */
  readonly refresh: CallAction;
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
}: LiveFloorOptions) {
  const polling: LivePolling = {
    refresh: (endpoint, input, signal) => client.refresh(endpoint, input, new Caller(signal)),
    pace: { intervalMs: liveIntervalMs, mostShare: 1 / 2, mostPauseMs: MOST_PAUSE_MS },
  };
  const call: CallAction = (endpoint, input, signal) => client.call(endpoint, input, new Caller(signal));
  return {
    agentCounts: liveAgentCounts(polling),
    agentStatus: liveAgentStatus({ ...polling, call, history, concurrency, restMs: liveRestMs }),
  };
}

export type LiveFloor = ReturnType<typeof createLiveFloor>;
