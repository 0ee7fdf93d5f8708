import type { getAgentStatus } from '../../upstream/dialer/dashboard.ts';
import type { ModelOf } from '../../upstream/endpoint.ts';
import { builder } from '../builder.ts';
import { selects } from '../../plan/selection.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import { cost, resolvesTo, once } from '../../plan/cost.ts';
import { AGENTS, isMet, type FieldPolicy } from '../../access/fieldPolicy.ts';
import type { Context } from '../context.ts';
import { ofEveryone } from '../report/report.ts';
import { TimeUsageReport, timeUsageReport } from './timeUsage.ts';
import { agentVisibility } from '../agent/userLists.ts';

const AgentCounts = builder.objectRef<NonNullable<ModelOf<typeof getAgentStatus>>>('AgentCounts').implement({
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

/** The figures of a dashboard, and when the dialer gave each. */
const FIGURES: Readonly<
  Record<string, { readonly needs: FieldPolicy; readonly at: (context: Context) => Promise<Date> }>
> = {
  agentCounts: {
    needs: AGENTS.unrestrictedOnly,
    at: async ({ loaders }) => (await loaders.agentCounts()).answeredAt,
  },
  agentsInCall: {
    needs: AGENTS.unrestrictedOnly,
    at: async ({ loaders }) => (await loaders.agentsInCall()).answeredAt,
  },
  timeUsage: { needs: AGENTS, at: async ({ loaders }) => (await loaders.timeUsage()).agents.asOf },
};

/** When the dialer gave the oldest of some figures. One that fails says so at its own place. */
async function oldestOf(figures: readonly string[], context: Context): Promise<Date | null> {
  const wanted = figures.flatMap((name) => FIGURES[name] ?? []);
  const allowed = wanted.filter(({ needs }) => isMet(needs, context.viewer));
  const settled = await Promise.allSettled(allowed.map(({ at }) => at(context)));
  const times = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.getTime()] : []));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

const Dashboard = builder.objectRef<{ readonly figures: readonly string[] }>('Dashboard').implement({
  needs: AGENTS,
  description: 'The floor at a glance. Each field is a dialer call of its own, and fails by itself.',
  fields: (t) => ({
    asOf: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When the dialer gave the oldest of the figures selected beside it; null if none is selected.',
      resolve: async ({ figures }, _, context) => (await oldestOf(figures, context))?.toISOString() ?? null,
    }),
    agentCounts: t.field({
      needs: AGENTS.unrestrictedOnly,
      ...cost(once('getAgentStatus')),
      type: AgentCounts,
      nullable: true,
      description: 'How many agents are doing what.',
      resolve: async (_, _args, { loaders }) => (await loaders.agentCounts()).model,
    }),
    agentsInCall: t.int({
      needs: AGENTS.unrestrictedOnly,
      ...cost(once('goGetTotalAgentsCall')),
      nullable: true,
      description: 'How many agents are in a call: InCall, Queue, 3-Way or Park. (goGetTotalAgentsCall)',
      resolve: async (_, _args, { loaders }) => (await loaders.agentsInCall()).model,
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
    resolve: (_, _args, _context, info) => ({
      figures: Object.keys(FIGURES).filter((name) => selects(info, name)),
    }),
  }),
);
