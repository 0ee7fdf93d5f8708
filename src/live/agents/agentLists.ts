import { loggedInToday } from '../../loaders/users.ts';
import { agent_summary_stats } from '../../upstream/dialer/report/agentReports.ts';
import { goGetAllUsers } from '../../upstream/dialer/users.ts';
import type { CallAction } from '../liveFloor.ts';
import { startPoller, type Pace } from '../poller.ts';

export interface AgentListsOptions {
  /** Calls an action, through the response cache. */
  readonly call: CallAction;
  /** Calls an action past the response cache. */
  readonly refresh: CallAction;
  readonly pace: Pace;
  /** Called with the normalised usernames of the agents who have logged in today. */
  readonly onLogins: (names: ReadonlySet<string>) => void;
  /** Called when the list of the active users in the response cache is new. */
  readonly onUsers: () => void;
}

/** Reads today's figures and the list of the active users again and again. @returns stops it */
export function startAgentLists({ call, refresh, pace, onLogins, onUsers }: AgentListsOptions): () => void {
  // The subscription that starts it has just read both lists.
  let ask = call;
  return startPoller({
    pace,
    poll: async (signal) => {
      const asked = [
        ask(agent_summary_stats, {}, signal),
        ask(goGetAllUsers, { inactive: false }, signal),
      ] as const;
      const [figures, users] = await Promise.allSettled(asked);
      if (signal.aborted) return;
      ask = refresh;
      if (figures.status === 'fulfilled') onLogins(loggedInToday(figures.value.model));
      if (users.status === 'fulfilled') onUsers();
      // A failure of one of them is a failed poll: both are read again sooner.
      await Promise.all(asked);
    },
    onValue: () => undefined,
  });
}
