import type { Agent } from '../centre/agents.ts';
import type { Call } from './call.ts';
import type { Period } from '../answers/period.ts';
import { Random } from '../centre/random.ts';
import { loginsOf, type Stretch } from './workday.ts';
import type { Zone } from '../centre/zone.ts';

/** How one agent's time in a period was spent; all but the counts in seconds. */
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

/** What an agent's time went to, from the login times and the calls of the period. */
export function timesheetOf(
  agent: Agent,
  calls: readonly Call[],
  zone: Zone,
  { from, until }: Period,
): Timesheet | null {
  const logins = loginsOf(agent, zone, from, until);
  const loggedIn = Math.round(sum(logins.map((login) => login.until - login.from)) / 1000);
  if (loggedIn === 0) return null;
  // Shares of the login, each agent's own: a longer day has more breaks, and a report never shrinks as time passes.
  const random = new Random('timesheet', agent.username);
  const breaks = Math.floor(loggedIn * (0.08 + random.next() * 0.05));
  const pause = Math.floor(loggedIn * (0.004 + random.next() * 0.012));
  const talk = sum(calls.map((call) => call.talkSeconds));
  const wrap = sum(calls.map((call) => call.wrapSeconds));
  // A call that is over when the shift is makes the login as long as itself.
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

/** How many of the calls ended with this disposition. */
export const dispositionCount = (calls: readonly Call[], disposition: string): number =>
  calls.filter((call) => call.disposition === disposition).length;
