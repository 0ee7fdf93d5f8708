import type { TimeUsageRow } from '../../upstream/dialer/dashboard.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { cost, once } from '../../plan/cost.ts';
import { AGENTS } from '../../access/fieldPolicy.ts';
import { Agent } from '../refs.ts';
import { agentVisibility } from '../agent/userLists.ts';

const AgentTimeUsage = builder.objectRef<TimeUsageRow>('AgentTimeUsage').implement({
  needs: AGENTS,
  description:
    "How an agent's time is used, in figures as the dialer gives them; its documents name no unit. (agentTimeUsage)",
  fields: (t) => ({
    agent: t.field({
      type: Agent,
      description: 'The agent.',
      resolve: ({ username }) => ({ username }),
    }),
    firstLogin: t.exposeFloat('firstLogin', { nullable: true, description: 'The first login.' }),
    lastLogoff: t.exposeFloat('lastLogoff', { nullable: true, description: 'The last logoff.' }),
    login: t.exposeFloat('login', { nullable: true, description: 'Logged in.' }),
    afterCall: t.exposeFloat('afterCall', { nullable: true, description: 'After-call work.' }),
    break: t.exposeFloat('break', { nullable: true, description: 'Breaks.' }),
    available: t.exposeFloat('available', { nullable: true, description: 'Waiting for calls.' }),
    talk: t.exposeFloat('talk', { nullable: true, description: 'Talking.' }),
    wrapUp: t.exposeFloat('wrapUp', { nullable: true, description: 'Wrapping up.' }),
    customerLeave: t.exposeFloat('customerLeave', {
      nullable: true,
      description: 'After the customer left (cust_leave).',
    }),
    pause: t.exposeFloat('pause', { nullable: true, description: 'Pauses.' }),
    pausa: t.exposeFloat('pausa', { nullable: true, description: "The dialer's second figure of pauses." }),
    ready: t.exposeFloat('ready', { nullable: true, description: 'Ready for calls.' }),
    totalCalls: t.exposeInt('totalCalls', { nullable: true, description: 'Calls handled.' }),
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
  description: "How the agents' time is used, in the dialer's own unit. (agentTimeUsage)",
  fields: (t) => ({
    agents: t.field({
      type: [AgentTimeUsage],
      description: "Each agent's use of time.",
      resolve: ({ agents }) => [...agents],
    }),
    averagePause: t.float({
      nullable: true,
      description: 'Pauses, on average over all agents the viewer sees.',
      resolve: ({ averages }) => averages.pause,
    }),
    averageReady: t.float({
      nullable: true,
      description: 'Ready for calls, on average over all agents the viewer sees.',
      resolve: ({ averages }) => averages.ready,
    }),
    averageTalk: t.float({
      nullable: true,
      description: 'Talking, on average over all agents the viewer sees.',
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
      "How the agent's time is used; null for one the dialer has no figures of. One dialer call for all.",
    resolve: ({ username }, _, { loaders }) => loaders.timeUsageOf(username),
  }),
);
