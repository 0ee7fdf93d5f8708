/**
 * The oldest that a state of an agent who is logged in may be, in milliseconds, for its subscription to be accepted, and
 * for a query to be answered with it. States of the others may be older by the time in which these are asked once.
 */
export const OLDEST_STATE_MS = 30_000;

const MINUTE_MS = 60_000;

/** The agents of a sweep. */
export interface SweepLoad {
  readonly loggedIn: number;
  readonly others: number;
}

/** What a sweep may do. */
export interface SweepTerms {
  /** The time in which agents who are logged in are asked once, in milliseconds. */
  readonly intervalMs: number;
  /** The same for the others. */
  readonly restMs: number;
  /** The most calls that its share of the dialer's slots allows, at the measured speed. */
  readonly mostCallsPerMinute: number;
}

/** The calls that a sweep makes in a minute. */
export const callsPerMinute = (
  { loggedIn, others }: SweepLoad,
  { intervalMs, restMs, mostCallsPerMinute }: SweepTerms,
): number =>
  Math.min((loggedIn * MINUTE_MS) / intervalMs + (others * MINUTE_MS) / restMs, mostCallsPerMinute);

/** How long the sweep takes to ask for every agent who is logged in, in milliseconds, if the interval is shorter. */
export function sweepMs({ loggedIn, others }: SweepLoad, { restMs, mostCallsPerMinute }: SweepTerms): number {
  // The others get what they need, but half of the calls at most: see SweepRounds.
  const left = mostCallsPerMinute - Math.min((others * MINUTE_MS) / restMs, mostCallsPerMinute / 2);
  return (loggedIn / left) * MINUTE_MS;
}

export interface SweepRefusal {
  readonly message: string;
  readonly limit: number;
}

/**
 * Whether a sweep can take agents on, and why not.
 *
 * @param load the agents it would have then
 * @param added how many of them it does not have yet
 * @returns undefined if it can; else the reason, and the most calls a minute that it can make
 */
export function sweepRefusal(load: SweepLoad, added: number, terms: SweepTerms): SweepRefusal | undefined {
  // Agents that are asked anyway cost nothing.
  if (added === 0) return undefined;
  const oldestMs = sweepMs(load, terms);
  if (oldestMs <= OLDEST_STATE_MS) return undefined;
  const speed = terms.mostCallsPerMinute;
  const seconds = Math.ceil(oldestMs / 1000);
  return {
    message: `Live states would be up to ${seconds} seconds old; the most is ${OLDEST_STATE_MS / 1000}. The server would ask the dialer for ${load.loggedIn} agents one by one, at ${Math.round(speed)} dialer calls a minute. Subscribe to fewer agents: name them in \`usernames\`, or narrow the \`filter\`, for example by \`loggedIn: true\`.`,
    limit: Math.floor(speed),
  };
}
