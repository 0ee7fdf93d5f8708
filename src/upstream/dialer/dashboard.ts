import { both, DoesNotFit, memberAt, readerOf } from '../wire/reading/reader.ts';
import { record, sideRecord } from '../wire/reading/record.ts';
import type { ValuesOf } from '../wire/reading/rowReader.ts';
import { table, Table } from '../wire/reading/table.ts';
import { amount, count, float, key } from '../wire/wire.ts';
import { LIFETIMES, goAction, noParams } from './action.ts';

const timeUsageRow = {
  user: key,
  first_login: float,
  last_logoff: float,
  login_time: amount,
  after_call: amount,
  break: amount,
  pausa: amount,
  avalible: amount,
  talk: amount,
  wrapup: amount,
  cust_leave: amount,
  total_calls: count,
  pause: amount,
  ready: amount,
};

const asTimeUsage = (row: ValuesOf<typeof timeUsageRow>) => ({
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

/** One agent's use of time. The dialer does not name the unit. */
export type TimeUsageRow = ReturnType<typeof asTimeUsage>;

const averages = { pause: amount, ready: amount, talk: amount };

const NO_AVERAGES = { pause: null, ready: null, talk: null };

/** Each agent's use of time, and the averages over all agents. */
export const agentTimeUsage = goAction({
  name: 'agentTimeUsage',
  folder: 'goDashboard',
  summary: "Each agent's use of time, and the averages over all agents.",
  model: 'TimeUsage',
  ...LIFETIMES.today,
  params: noParams,
  response: both(
    table({ at: 'breakdown', row: timeUsageRow, as: asTimeUsage }),
    sideRecord({ at: 'data.general', cells: averages, prefix: 'general.', as: (values) => values }),
    (agents, overAll) => ({ agents, averages: overAll ?? NO_AVERAGES }),
  ),
  nothing: () => ({ agents: Table.empty(), averages: NO_AVERAGES }),
});

const counters = {
  total_live_agents: count,
  paused_agents: count,
  ready_agents: count,
  incall_agents: count,
  offline_agents: count,
  total_active_agents: count,
};

/** The number of agents in each state. */
export const getAgentStatus = goAction({
  name: 'getAgentStatus',
  folder: 'goDashboard',
  summary: 'How many agents are live, paused, ready, in a call and offline.',
  model: 'AgentCounts',
  ...LIFETIMES.live,
  params: noParams,
  response: record({
    at: 'data',
    cells: counters,
    isAlwaysThere: true,
    as: (data) => ({
      live: data.total_live_agents,
      paused: data.paused_agents,
      ready: data.ready_agents,
      inCall: data.incall_agents,
      offline: data.offline_agents,
      totalActive: data.total_active_agents,
    }),
  }),
});

const total = record({ at: '', cells: { data: count }, as: ({ data }) => data });

/** The number of agents in a call: InCall, Queue, 3-Way or Park. */
export const goGetTotalAgentsCall = goAction({
  name: 'goGetTotalAgentsCall',
  folder: 'goDashboard',
  summary: 'How many agents are in a call (InCall, Queue, 3-Way or Park).',
  model: 'Int',
  ...LIFETIMES.live,
  params: noParams,
  response: readerOf(total.parts, (answer) => {
    const data = memberAt(answer, 'data');
    // An answer with rows or members belongs to another action.
    if (typeof data === 'object' && data !== null && Object.keys(data).length > 0) {
      throw new DoesNotFit('expected a count at data');
    }
    return total(answer);
  }),
});
