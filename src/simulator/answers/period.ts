import type { Agent } from '../centre/agents.ts';
import type { Call } from '../day/call.ts';
import type { GoRequest } from '../wire/request.ts';
import { daysAfter, type Zone } from '../centre/zone.ts';

const DAY = 86_400_000;

/** `[from, until)` in epoch milliseconds. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

function startOf(zone: Zone, day: string): number | undefined {
  try {
    return zone.startOf(day);
  } catch {
    // With an invalid date, MySQL finds nothing.
    return undefined;
  }
}

/** The period of a report, both days included. One date alone = that day. No date = the last 24 hours. */
export function periodOf({ form, centre: { zone }, now }: GoRequest): Period {
  const [first, last] = [form.one('fromDate').slice(0, 10), form.one('toDate').slice(0, 10)];
  if (first === '' && last === '') return { from: now - DAY, until: now };
  const from = startOf(zone, first || last);
  const until = from === undefined ? undefined : startOf(zone, last || first);
  if (from === undefined || until === undefined) return { from: 0, until: 0 };
  // The last day of the calendar has no next one.
  return { from, until: startOf(zone, daysAfter(last || first, 1)) ?? until + DAY };
}

/** The period from local midnight until now. */
export const todayOf = ({ centre: { zone }, now }: GoRequest): Period => ({
  from: zone.startOf(zone.day(now)),
  until: now,
});

const lowerCase = (words: readonly string[]): ReadonlySet<string> =>
  new Set(words.map((word) => word.toLowerCase()));

/** A filter for the agents in `user[]` and `profile[]`. An empty list allows all. */
export function agentFilter({ form }: GoRequest): (agent: Agent) => boolean {
  const [users, profiles] = [lowerCase(form.many('user')), lowerCase(form.many('profile'))];
  return (agent) =>
    (users.size === 0 || users.has(agent.username.toLowerCase())) &&
    (profiles.size === 0 || profiles.has(agent.profile.profileId.toLowerCase()));
}

/** The calls of a period that match `tenant[]`, `profile[]` and `user[]`, oldest first. */
export function callsOf(request: GoRequest, period: Period): readonly Call[] {
  const { form, centre, now } = request;
  const portfolios = lowerCase(form.many('tenant'));
  const wanted = agentFilter(request);
  const byAgent = form.many('user').length > 0 || form.many('profile').length > 0;
  return centre.calls
    .between(period.from, period.until, now)
    .filter(
      ({ portfolio, agent }) =>
        (portfolios.size === 0 || portfolios.has(portfolio.code.toLowerCase())) &&
        (!byAgent || (agent !== null && wanted(agent))),
    );
}
