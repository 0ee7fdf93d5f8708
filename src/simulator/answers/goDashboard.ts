import { IN_CALL_STATES, type LiveState } from '../centre/live.ts';
import { todayOf } from './period.ts';
import { success, type Answer, type GoRequest } from '../wire/request.ts';
import type { Timesheet } from '../day/timesheets.ts';
import { timesheets } from './agentFigures.ts';

const states = ({ centre, now }: GoRequest): readonly LiveState[] =>
  centre.agents.filter((agent) => agent.active).map((agent) => centre.live.of(agent, now).state);

const inCall = (all: readonly LiveState[]): number => all.filter((state) => IN_CALL_STATES.has(state)).length;

const getAgentStatus: Answer = (request) => {
  const all = states(request);
  const offline = all.filter((state) => state === 'OFFLINE').length;
  const ready = all.filter((state) => state === 'READY').length;
  return success({
    total_live_agents: all.length - offline,
    // Agents who are neither ready nor in a call: in breaks, dispositions, and calls that the customer has left.
    paused_agents: all.length - offline - ready - inCall(all),
    ready_agents: ready,
    incall_agents: inCall(all),
    offline_agents: offline,
    total_active_agents: all.length,
  });
};

const goGetTotalAgentsCall: Answer = (request) => success(inCall(states(request)));

const minutes = (seconds: number): number => Math.round((seconds * 100) / 60) / 100;

const breakdown = (sheet: Timesheet) => ({
  user: sheet.agent.username.toLowerCase(),
  first_login: 0,
  last_logoff: 0,
  login_time: minutes(sheet.login),
  after_call: minutes(sheet.wrap),
  break: minutes(sheet.break),
  pausa: 0,
  avalible: minutes(sheet.available),
  talk: minutes(sheet.talk),
  wrapup: 0,
  cust_leave: 0,
  total_calls: sheet.calls.length,
  pause: minutes(sheet.pause),
  ready: minutes(sheet.available),
});

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0
    ? 0
    : Math.round((numbers.reduce((sum, number) => sum + number, 0) * 100) / numbers.length) / 100;

const agentTimeUsage: Answer = (request) => {
  const rows = timesheets(request, todayOf(request)).map(breakdown);
  return success({
    breakdown: rows,
    general: {
      pause: mean(rows.map((row) => row.pause)),
      ready: mean(rows.map((row) => row.ready)),
      talk: mean(rows.map((row) => row.talk)),
    },
  });
};

export const goDashboard = { getAgentStatus, goGetTotalAgentsCall, agentTimeUsage } as const;
