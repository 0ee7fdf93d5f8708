import type { Answer } from '../upstream/client/answer.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import { handled } from '../upstream/promises/handled.ts';
import type { LivePolling } from './liveFloor.ts';
import { startPoller } from './poller.ts';
import { InOrder, PollRight } from './sharedFloor.ts';

export interface FollowedPollerOptions<Input, Model> extends LivePolling {
  /** Equal topics are polled by one server. */
  readonly topic: string;
  readonly endpoint: Endpoint<string, Input, Model>;
  readonly input: Input;
  /** Takes an answer. Answers come one after the other. */
  readonly take: (answer: Answer<Model>) => Promise<void> | void;
}

/** Polls one action while this server is the one that does, and else follows the answers of the one that does. */
export function startFollowedPoller<Input, Model>({
  topic,
  endpoint,
  input,
  take,
  pace,
  refresh,
  follow,
  shared,
}: FollowedPollerOptions<Input, Model>): { readonly isPolling: () => boolean; readonly stop: () => void } {
  const right = new PollRight(shared, topic);
  const inOrder = new InOrder();
  let isOver = false;
  const taken = (answer: Answer<Model>): Promise<void> =>
    inOrder.do(async () => {
      if (!isOver) await take(answer);
    });
  const stopFollowing = follow(endpoint, input, (answer) => {
    if (!right.isHeld) void handled(taken(answer));
  });
  const stopPolling = startPoller({
    pace,
    right,
    poll: async (signal) => taken(await refresh(endpoint, input, signal)),
    onValue: () => undefined,
  });
  return {
    isPolling: () => right.isHeld,
    stop: () => {
      isOver = true;
      stopPolling();
      stopFollowing();
      right.leave();
    },
  };
}
