import type { Answer } from '../upstream/client/answer.ts';
import { Caller } from '../upstream/client/caller.ts';
import type { UpstreamClient } from '../upstream/client/client.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import { liveAgentCounts } from './agentCounts.ts';
import type { Pace } from './poller.ts';

export interface LiveFloorOptions {
  readonly client: UpstreamClient;
  /** The time between two polls of live figures, in milliseconds. */
  readonly liveIntervalMs: number;
}

/** Calls an action past the response cache. */
export type Refresh = <Input, Model>(
  endpoint: Endpoint<string, Input, Model>,
  input: Input,
  signal: AbortSignal,
) => Promise<Answer<Model>>;

/** What each topic needs to poll. */
export interface LivePolling {
  readonly refresh: Refresh;
  readonly pace: Pace;
}

const MOST_PAUSE_MS = 30_000;

/**
 * The live topics of the whole server. Each polls the dialer while it has listeners, at the same cost for any number of
 * them. Polls skip the response cache and fill it, so that queries profit from them.
 */
export function createLiveFloor({ client, liveIntervalMs }: LiveFloorOptions) {
  const polling: LivePolling = {
    refresh: (endpoint, input, signal) => client.refresh(endpoint, input, new Caller(signal)),
    pace: { intervalMs: liveIntervalMs, mostShare: 1 / 2, mostPauseMs: MOST_PAUSE_MS },
  };
  return { agentCounts: liveAgentCounts(polling) };
}

export type LiveFloor = ReturnType<typeof createLiveFloor>;
