import { isDeepStrictEqual } from 'node:util';
import type { ModelOf } from '../upstream/endpoint.ts';
import { getAgentStatus } from '../upstream/dialer/dashboard.ts';
import { LiveTopic, type LiveEvent } from './liveTopic.ts';
import { startFollowedPoller } from './followedPoller.ts';
import type { LivePolling } from './liveFloor.ts';

export type AgentCounts = NonNullable<ModelOf<typeof getAgentStatus>>;

/** The numbers of agents by state: at once and whenever one changes. One getAgentStatus call an interval. */
export function liveAgentCounts(polling: LivePolling) {
  const { pace } = polling;
  let last: LiveEvent<AgentCounts> | undefined;
  let poller: ReturnType<typeof startFollowedPoller> | undefined;
  const topic = new LiveTopic<AgentCounts>({
    start: () => {
      poller = startFollowedPoller({
        ...polling,
        topic: 'agentCounts',
        endpoint: getAgentStatus,
        input: {},
        take: ({ model: value, gaps }) => {
          if (!value || isDeepStrictEqual(value, last?.value)) return;
          last = { key: '', value, gaps: gaps.map((gap) => ({ action: getAgentStatus.name, ...gap })) };
          topic.publish(last);
        },
      });
      return () => {
        poller?.stop();
        poller = undefined;
        // An old answer is no snapshot for a listener that comes much later.
        last = undefined;
      };
    },
    snapshot: () => (last ? [last] : []),
  });
  return {
    topic,
    /** True if this server polls. */
    isPolled: (): boolean => poller?.isPolling() === true,
    plan: () => ({
      callsPerMinute: topic.hasListeners ? {} : { getAgentStatus: 60_000 / pace.intervalMs },
      eventsPerMinute: 60_000 / pace.intervalMs,
    }),
  };
}
