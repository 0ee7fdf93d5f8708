import type { TimeUsageRow } from '../../upstream/dialer/dashboard.ts';
import { builder } from '../builder.ts';
import { AGENT_FIGURES, NULL_FIGURES } from '../descriptions.ts';
import type { Context } from '../context.ts';
import { cost, once } from '../../plan/cost.ts';
import { AGENTS } from '../../access/fieldPolicy.ts';
import { Agent } from '../refs.ts';
import { agentVisibility } from '../agent/userLists.ts';

const AgentTimeUsage = builder.objectRef<TimeUsageRow>('AgentTimeUsage').implement({
  needs: AGENTS,
  description: `Use of time of one agent, in the numbers that the dialer sends. Its documents name no unit. ${NULL_FIGURES} (agentTimeUsage)`,
  fields: (t) => ({
    agent: t.field({
      type: Agent,
      description: 'Agent of the row. If the dialer no longer lists the agent, only the username is known.',
      resolve: ({ username }) => ({ username }),
    }),
    firstLogin: t.exposeFloat('firstLogin', {
      nullable: true,
      description: 'First login, as a number that the documents do not explain.',
    }),
    lastLogoff: t.exposeFloat('lastLogoff', {
      nullable: true,
      description: 'Last logoff, as a number that the documents do not explain.',
    }),
    login: t.exposeFloat('login', { nullable: true, description: 'Time logged in.' }),
    afterCall: t.exposeFloat('afterCall', { nullable: true, description: 'After-call work.' }),
    break: t.exposeFloat('break', { nullable: true, description: 'Time on breaks.' }),
    available: t.exposeFloat('available', {
      nullable: true,
      description:
        'Time available and waiting for calls (avalible). The documents do not say how it differs from `ready`.',
    }),
    talk: t.exposeFloat('talk', { nullable: true, description: 'Talk time.' }),
    wrapUp: t.exposeFloat('wrapUp', { nullable: true, description: 'Wrap-up time.' }),
    customerLeave: t.exposeFloat('customerLeave', {
      nullable: true,
      description: 'Time after the customer left (cust_leave).',
    }),
    pause: t.exposeFloat('pause', {
      nullable: true,
      description: 'Time paused. The documents do not say how it differs from `pausa`.',
    }),
    pausa: t.exposeFloat('pausa', {
      nullable: true,
      description:
        'Time paused, in a second figure of the dialer. The documents do not say how it differs from `pause`.',
    }),
    ready: t.exposeFloat('ready', {
      nullable: true,
      description: 'Time ready for calls. The documents do not say how it differs from `available`.',
    }),
    totalCalls: t.exposeInt('totalCalls', { nullable: true, description: AGENT_FIGURES.totalCalls }),
  }),
});

interface TimeUsage {
  readonly agents: readonly TimeUsageRow[];
  readonly averages: Readonly<Record<'pause' | 'ready' | 'talk', number | null>>;
}

/** The whole report, for the dashboard. */
export async function timeUsageReport({ loaders }: Context): Promise<TimeUsage> {
  const { agents, averages } = await loaders.timeUsage();
  return { agents: agents.rows, averages };
}

export const TimeUsageReport = builder.objectRef<TimeUsage>('TimeUsageReport').implement({
  needs: AGENTS,
  description:
    'Use of time of agents, in the numbers that the dialer sends; its documents name no unit. The dialer computes the averages over all agents. For a viewer limited to portfolios, this server computes them over the agents that the viewer may see: an average is then null if one of them lacks the figure. (agentTimeUsage)',
  fields: (t) => ({
    agents: t.field({
      type: [AgentTimeUsage],
      description: 'Use of time of each agent that the viewer may see.',
      resolve: ({ agents }) => [...agents],
    }),
    averagePause: t.float({
      nullable: true,
      description: 'Average of `pause` over the agents.',
      resolve: ({ averages }) => averages.pause,
    }),
    averageReady: t.float({
      nullable: true,
      description: 'Average of `ready` over the agents.',
      resolve: ({ averages }) => averages.ready,
    }),
    averageTalk: t.float({
      nullable: true,
      description: 'Average of `talk` over the agents.',
      resolve: ({ averages }) => averages.talk,
    }),
  }),
});

builder.objectField(Agent, 'timeUsage', (t) =>
  t.field({
    ...cost(once('agentTimeUsage'), agentVisibility),
    type: AgentTimeUsage,
    nullable: true,
    description:
      "Use of the agent's time; null if the dialer has no figures for the agent. One dialer call for all agents of the operation (agentTimeUsage).",
    resolve: ({ username }, _, { loaders }) => loaders.timeUsageOf(username),
  }),
);
