import { z } from 'zod';
import { memberAt, table, Table, views } from '../wire/table.ts';
import { amount, count, float, key, noneAsNull, requiredCount, requiredInt } from '../wire/wire.ts';
import { LIFETIMES, goAction, noParams } from './action.ts';

const timeUsageRow = z.object({
  user: key,
  first_login: float,
  last_logoff: float,
  login_time: amount,
  after_call: amount,
  break: amount,
  pausa: float,
  avalible: amount,
  talk: amount,
  wrapup: amount,
  cust_leave: amount,
  total_calls: count,
  pause: amount,
  ready: amount,
});

const asTimeUsage = (row: z.output<typeof timeUsageRow>) => ({
  username: row.user,
  firstLogin: row.first_login,
  lastLogoff: row.last_logoff,
  login: row.login_time,
  afterCall: row.after_call,
  break: row.break,
  available: row.avalible,
  talk: row.talk,
  wrapUp: row.wrapup,
  customerLeave: row.cust_leave,
  pause: row.pause,
  pausa: row.pausa,
  ready: row.ready,
  totalCalls: row.total_calls,
});

/** One agent's use of time, in the dialer's own unnamed unit. */
export type TimeUsageRow = ReturnType<typeof asTimeUsage>;

const averages = z.object({ pause: amount, ready: amount, talk: amount });

/** How each agent's time was used, and the averages over all agents. */
export const agentTimeUsage = goAction({
  name: 'agentTimeUsage',
  folder: 'goDashboard',
  summary: "Each agent's use of time, and the averages over all agents.",
  model: 'TimeUsage',
  ...LIFETIMES.today,
  params: noParams,
  response: views({
    agents: table({ at: 'breakdown', row: timeUsageRow, as: asTimeUsage }),
    averages: z.preprocess((answer) => memberAt(answer, 'data.general') ?? null, noneAsNull(averages)),
  }),
  nothing: () => ({ agents: Table.empty(), averages: null }),
});

const counters = z.object({
  total_live_agents: requiredCount,
  paused_agents: requiredCount,
  ready_agents: requiredCount,
  incall_agents: requiredCount,
  offline_agents: requiredCount,
  total_active_agents: requiredCount,
});

/** How many agents are in which state. */
export const getAgentStatus = goAction({
  name: 'getAgentStatus',
  folder: 'goDashboard',
  summary: 'How many agents are live, paused, ready, in a call and offline.',
  model: 'AgentCounts',
  ...LIFETIMES.live,
  params: noParams,
  response: z.object({ data: counters }).transform(({ data }) => ({
    live: data.total_live_agents,
    paused: data.paused_agents,
    ready: data.ready_agents,
    inCall: data.incall_agents,
    offline: data.offline_agents,
    totalActive: data.total_active_agents,
  })),
});

/** How many agents are in a call: InCall, Queue, 3-Way or Park. */
export const goGetTotalAgentsCall = goAction({
  name: 'goGetTotalAgentsCall',
  folder: 'goDashboard',
  summary: 'How many agents are in a call (InCall, Queue, 3-Way or Park).',
  model: 'Int',
  ...LIFETIMES.live,
  params: noParams,
  response: z.object({ data: requiredInt }).transform(({ data }) => data),
});
