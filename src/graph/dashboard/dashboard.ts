import type { getAgentStatus } from '../../upstream/dialer/dashboard.ts';
import type { ModelOf } from '../../upstream/endpoint.ts';
import { andThen } from '../../upstream/promises/maybePromise.ts';
import { builder } from '../builder.ts';
import { NULL_FIGURES } from '../descriptions.ts';
import { selects } from '../../plan/selection.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import { cost, resolvesTo, once } from '../../plan/cost.ts';
import { AGENTS, isMet, type FieldPolicy } from '../../access/fieldPolicy.ts';
import type { Context } from '../context.ts';
import { ofEveryone } from '../report/report.ts';
import { TimeUsageReport, timeUsageReport } from './timeUsage.ts';
import { agentVisibility } from '../agent/userLists.ts';

export const AgentCounts = builder
  .objectRef<NonNullable<ModelOf<typeof getAgentStatus>>>('AgentCounts')
  .implement({
    needs: AGENTS.unrestrictedOnly,
    description: `Numbers of agents by live state. ${NULL_FIGURES} (getAgentStatus)`,
    fields: (t) => ({
      live: t.exposeInt('live', { nullable: true, description: 'Agents who are logged in.' }),
      paused: t.exposeInt('paused', { nullable: true, description: 'Agents on a pause or break.' }),
      ready: t.exposeInt('ready', {
        nullable: true,
        description: 'Agents who are available and wait for a call.',
      }),
      inCall: t.exposeInt('inCall', { nullable: true, description: 'Agents in a call.' }),
      offline: t.exposeInt('offline', { nullable: true, description: 'Agents who are not logged in.' }),
      totalActive: t.exposeInt('totalActive', {
        nullable: true,
        description: 'Active accounts, logged in or not.',
      }),
    }),
  });

/** The figures of a dashboard: who may read each, and when the dialer gave it. */
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

/** When the dialer gave the oldest of some figures. A figure that fails is left out: its own field reports the error. */
async function oldestOf(figures: readonly string[], context: Context): Promise<Date | null> {
  const wanted = figures.flatMap((name) => FIGURES[name] ?? []);
  const allowed = wanted.filter(({ needs }) => isMet(needs, context.viewer));
  const settled = await Promise.allSettled(allowed.map(({ at }) => at(context)));
  const times = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.getTime()] : []));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

const Dashboard = builder.objectRef<{ readonly figures: () => readonly string[] }>('Dashboard').implement({
  needs: AGENTS,
  description:
    'Live figures of the call centre. Each field is a dialer call of its own: if one fails, the others are still answered.',
  fields: (t) => ({
    asOf: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Time of the oldest dialer answer behind the fields that are selected beside this one. Null if none is selected, or if all of them fail.',
      resolve: async ({ figures }, _, context) => (await oldestOf(figures(), context))?.toISOString() ?? null,
    }),
    agentCounts: t.field({
      needs: AGENTS.unrestrictedOnly,
      ...cost(once('getAgentStatus')),
      type: AgentCounts,
      nullable: true,
      description: 'Numbers of agents by live state. One dialer call (getAgentStatus).',
      resolve: (_, _args, { loaders }) => andThen(loaders.agentCounts(), ({ model }) => model),
    }),
    agentsInCall: t.int({
      needs: AGENTS.unrestrictedOnly,
      ...cost(once('goGetTotalAgentsCall')),
      nullable: true,
      description:
        'Agents handling a call: in a call, in the queue, in a three-way call or with a parked caller. Null if the dialer sends no readable number. One dialer call (goGetTotalAgentsCall).',
      resolve: (_, _args, { loaders }) => andThen(loaders.agentsInCall(), ({ model }) => model),
    }),
    timeUsage: t.field({
      ...cost(once('agentTimeUsage'), agentVisibility, resolvesTo(ofEveryone)),
      type: TimeUsageReport,
      nullable: true,
      description:
        'Use of time of all agents that the viewer may see. One dialer call (agentTimeUsage). A viewer limited to portfolios needs the user list too: one or two dialer calls for the operation (goGetAllUsers).',
      resolve: (_, _args, context) => timeUsageReport(context),
    }),
  }),
});

builder.queryField('dashboard', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: AGENTS,
    type: Dashboard,
    description: 'Live figures of the call centre. Only the selected fields cost dialer calls.',
    // Only `asOf` needs the figures.
    resolve: (_, _args, _context, info) => ({
      figures: () => Object.keys(FIGURES).filter((name) => selects(info, name)),
    }),
  }),
);
