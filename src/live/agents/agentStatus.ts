import type { LiveHistory } from '../../loaders/liveHistory.ts';
import { agentFeed, type AgentFeedOptions } from './agentFeed.ts';
import { AgentSweep } from './agentSweep.ts';
import { getLiveAgentInfo } from '../../upstream/dialer/users.ts';
import type { CallAction, LivePolling } from '../liveFloor.ts';
import { callsPerMinute, sweepRefusal, type SweepLoad, type SweepRefusal } from './sweepPlan.ts';

/** Agents that a subscription may be about. */
export interface PlannedAgents {
  /** The normalised usernames, as far as they are known. */
  readonly names: ReadonlySet<string>;
  /** The number of further agents, of whom nothing is known. */
  readonly unknown: number;
  /** As in AgentFeedOptions. */
  readonly loggedIn: boolean | undefined;
}

export interface LiveAgentStatusOptions extends LivePolling {
  /** Calls an action through the response cache. */
  readonly call: CallAction;
  readonly history: LiveHistory;
  /** The most calls to the dialer at once; the sweep makes half as many. */
  readonly concurrency: number;
  /** See AgentSweepOptions. */
  readonly restMs: number;
}

/** The statuses of agents: see AgentSweep. */
export function liveAgentStatus({ pace, concurrency, ...options }: LiveAgentStatusOptions) {
  const { intervalMs, mostPauseMs } = pace;
  const slots = Math.max(1, Math.floor(concurrency / 2));
  const sweep = new AgentSweep({ ...options, slots, intervalMs, mostPauseMs });
  const listsPerMinute = 60_000 / options.restMs;
  const watched = (): SweepLoad => sweep.loadOf(sweep.names);
  /**
   * The reason why the sweep cannot take more agents; undefined if it can.
   *
   * @param isLoggedIn whether an agent has logged in today; left out if the sweep knows
   */
  const refusal = (
    names: ReadonlySet<string>,
    isLoggedIn?: (name: string) => boolean,
  ): SweepRefusal | undefined => {
    const all = sweep.names.union(names);
    return sweepRefusal(sweep.loadOf(all, isLoggedIn), all.size - sweep.names.size, sweep.terms);
  };
  return {
    /** True if an agent counts as logged in today because of a live state. @param name a normalised username */
    isSeenLoggedIn: (name: string): boolean => sweep.loggedIn.has(name),
    /** Whether today's figures are known, so that they need not be read to decide who has logged in. */
    knowsLogins: (): boolean => sweep.loggedIn.isKnown,
    feed: (terms: Omit<AgentFeedOptions, 'retryMs' | 'mostPauseMs'>) =>
      agentFeed(sweep, { ...terms, retryMs: intervalMs, mostPauseMs }),
    refusal,
    /** Measures how fast the dialer answers for these agents, if that is not known. At most ten calls. */
    measureSpeed: (usernames: readonly string[]): Promise<void> => {
      // No subscriber's: others may wait for the same calls.
      const { signal } = new AbortController();
      const ask = (username: string) => () => options.refresh(getLiveAgentInfo, { username }, signal);
      return sweep.speed.measure(usernames.map(ask));
    },
    /** True if agents are watched, and this server calls for them. */
    isPolled: (): boolean => sweep.isPolling,
    /** What a subscription to these agents costs beyond what the sweep does already. */
    plan: ({ names, unknown, loggedIn }: PlannedAgents) => {
      const { terms, loggedIn: logins } = sweep;
      const isMeant = (name: string): boolean =>
        loggedIn === undefined || !logins.isKnown || logins.has(name) === loggedIn;
      const meant = new Set([...names].filter(isMeant));
      const loadOf = (known: ReadonlySet<string>): SweepLoad => {
        const load = sweep.loadOf(known);
        return { ...load, loggedIn: load.loggedIn + unknown };
      };
      const added =
        callsPerMinute(loadOf(sweep.names.union(meant)), terms) - callsPerMinute(watched(), terms);
      return {
        callsPerMinute: {
          ...(sweep.isRunning ? {} : { agent_summary_stats: listsPerMinute, goGetAllUsers: listsPerMinute }),
          ...(added > 0 ? { getLiveAgentInfo: added } : {}),
        },
        // This is not known before the speed is measured.
        refusal: logins.isKnown && sweep.speed.isMeasured ? refusal(meant) : undefined,
        // Each answer can be a change.
        eventsPerMinute: callsPerMinute(loadOf(meant), terms),
      };
    },
  };
}
