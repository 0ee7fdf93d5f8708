import type { getAgentStatus } from '../../upstream/dialer/dashboard.ts';
import type { ModelOf } from '../../upstream/endpoint.ts';
import { notToldYet } from '../answered.ts';
import { builder } from '../builder.ts';
import { selects } from '../../plan/selection.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import { cost, resolvesTo, once } from '../../plan/cost.ts';
import { AGENTS } from '../../access/fieldPolicy.ts';
import { ofEveryone } from '../report/report.ts';
import { TimeUsageReport, timeUsageReport } from './timeUsage.ts';
import { agentVisibility } from '../agent/userLists.ts';

const AgentCounts = builder.objectRef<ModelOf<typeof getAgentStatus>>('AgentCounts').implement({
  needs: AGENTS.unrestrictedOnly,
  description: 'How many agents are doing what at this moment. (getAgentStatus)',
  fields: (t) => ({
    live: t.exposeInt('live', { nullable: true, description: 'Logged in.' }),
    paused: t.exposeInt('paused', { nullable: true, description: 'In a pause or break.' }),
    ready: t.exposeInt('ready', { nullable: true, description: 'Waiting for a call.' }),
    inCall: t.exposeInt('inCall', { nullable: true, description: 'In a call.' }),
    offline: t.exposeInt('offline', { nullable: true, description: 'Not logged in.' }),
    totalActive: t.exposeInt('totalActive', {
      nullable: true,
      description: 'Active accounts, logged in or not.',
    }),
  }),
});

/** The figures a dashboard has. */
const FIGURES = ['agentCounts', 'agentsInCall', 'timeUsage'] as const;

const Dashboard = builder.objectRef<{ readonly asOf: Date | null }>('Dashboard').implement({
  needs: AGENTS,
  description: 'The floor at a glance. Each field is a dialer call of its own, and fails by itself.',
  fields: (t) => ({
    asOf: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When the dialer gave the oldest of the figures selected beside it; null if none is selected.',
      resolve: (source) => source.asOf?.toISOString() ?? null,
    }),
    agentCounts: t.field({
      needs: AGENTS.unrestrictedOnly,
      ...cost(once('getAgentStatus')),
      type: AgentCounts,
      nullable: true,
      description: 'How many agents are doing what.',
      resolve: (_, _args, { loaders }) => loaders.agentCounts(),
    }),
    agentsInCall: t.int({
      needs: AGENTS.unrestrictedOnly,
      ...cost(once('goGetTotalAgentsCall')),
      nullable: true,
      description: 'How many agents are in a call: InCall, Queue, 3-Way or Park. (goGetTotalAgentsCall)',
      resolve: (_, _args, { loaders }) => loaders.agentsInCall(),
    }),
    timeUsage: t.field({
      ...cost(once('agentTimeUsage'), agentVisibility, resolvesTo(ofEveryone)),
      type: TimeUsageReport,
      nullable: true,
      description: "How the agents' time is used.",
      resolve: (_, _args, context) => timeUsageReport(context),
    }),
  }),
});

builder.queryField('dashboard', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: AGENTS,
    type: Dashboard,
    description: 'The floor at a glance.',
    resolve: (_, _args, context, info) => ({
      asOf: selects(info, ...FIGURES) ? notToldYet(context).asOf : null,
    }),
  }),
);
