import { AGENTS } from '../../access/fieldPolicy.ts';
import { livePlan } from '../../plan/livePlan.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { AgentCounts } from './dashboard.ts';

builder.subscriptionField('agentCounts', (t) =>
  t.field({
    ...livePlan((_, { live }: Context) => live.agentCounts.plan()),
    needs: AGENTS.unrestrictedOnly,
    type: AgentCounts,
    description:
      'Numbers of agents by live state: at once, and whenever one of them changes. One dialer call for each LIVE_INTERVAL_MS, for any number of subscribers (getAgentStatus).',
    subscribe: (_, _args, { live }) => live.agentCounts.topic.feed(),
    resolve: (counts) => counts,
  }),
);
