import type { Agent } from '../centre/agents.ts';
import type { Call } from './call.ts';
import type { Period } from '../answers/period.ts';
import { Random } from '../centre/random.ts';
import { loginsOf, type Stretch } from './workday.ts';
import type { Zone } from '../centre/zone.ts';

/** The time of one agent in a period, in seconds. */
export interface Timesheet {
  readonly agent: Agent;
  readonly calls: readonly Call[];
  readonly logins: readonly Stretch[];
  readonly days: number;
  readonly login: number;
  readonly talk: number;
  readonly manualTalk: number;
  readonly wrap: number;
  readonly break: number;
  readonly pause: number;
  readonly available: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** An agent's timesheet, from the logins and calls of a period; null if the agent was not logged in. */
export function timesheetOf(
  agent: Agent,
  calls: readonly Call[],
  zone: Zone,
  { from, until }: Period,
): Timesheet | null {
  const logins = loginsOf(agent, zone, from, until);
  const loggedIn = Math.round(sum(logins.map((login) => login.until - login.from)) / 1000);
  if (loggedIn === 0) return null;
  // Each agent has a fixed share of breaks. So they grow with the login, and never shrink while a day goes on.
  const random = new Random('timesheet', agent.username);
  const breaks = Math.floor(loggedIn * (0.08 + random.next() * 0.05));
  const pause = Math.floor(loggedIn * (0.004 + random.next() * 0.012));
  const talk = sum(calls.map((call) => call.talkSeconds));
  const wrap = sum(calls.map((call) => call.wrapSeconds));
  // A call can continue after the shift. The login is then at least as long as its parts.
  const login = Math.max(loggedIn, talk + wrap + breaks + pause);
  return {
    agent,
    calls,
    logins,
    days: new Set(logins.map((stretch) => zone.day(stretch.from))).size,
    login,
    talk,
    manualTalk: sum(calls.filter((call) => call.type === 'MANUAL').map((call) => call.talkSeconds)),
    wrap,
    break: breaks,
    pause,
    available: login - talk - wrap - breaks - pause,
  };
}

/** The calls that agents answered, by agent. */
export function callsByAgent(calls: readonly Call[]): ReadonlyMap<Agent, readonly Call[]> {
  const byAgent = new Map<Agent, Call[]>();
  for (const call of calls) {
    if (!call.agent) continue;
    const own = byAgent.get(call.agent);
    if (own) own.push(call);
    else byAgent.set(call.agent, [call]);
  }
  return byAgent;
}

/** The number of calls with this disposition. */
export const dispositionCount = (calls: readonly Call[], disposition: string): number =>
  calls.filter((call) => call.disposition === disposition).length;
