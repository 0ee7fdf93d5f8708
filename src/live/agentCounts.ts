import { isDeepStrictEqual } from 'node:util';
import type { ModelOf } from '../upstream/endpoint.ts';
import { getAgentStatus } from '../upstream/dialer/dashboard.ts';
import { LiveTopic, type LiveEvent } from './liveTopic.ts';
import { startPoller } from './poller.ts';
import type { LivePolling } from './liveFloor.ts';

export type AgentCounts = NonNullable<ModelOf<typeof getAgentStatus>>;

/** The numbers of agents by state: at once and whenever one changes. One getAgentStatus call an interval. */
export function liveAgentCounts({ refresh, pace }: LivePolling) {
  let last: LiveEvent<AgentCounts> | undefined;
  const topic = new LiveTopic<AgentCounts>({
    start: () => {
      const stop = startPoller({
        pace,
        poll: async (signal) => refresh(getAgentStatus, {}, signal),
        onValue: ({ model: value, gaps }) => {
          if (!value || isDeepStrictEqual(value, last?.value)) return;
          last = { key: '', value, gaps: gaps.map((gap) => ({ action: getAgentStatus.name, ...gap })) };
          topic.publish(last);
        },
      });
      return () => {
        stop();
        // What was seen before is no snapshot for a listener that comes much later.
        last = undefined;
      };
    },
    snapshot: () => (last ? [last] : []),
  });
  return {
    topic,
    plan: () => ({
      callsPerMinute: topic.hasListeners ? {} : { getAgentStatus: 60_000 / pace.intervalMs },
      eventsPerMinute: 60_000 / pace.intervalMs,
    }),
  };
}
