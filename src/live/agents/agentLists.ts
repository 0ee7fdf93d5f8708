import { loggedInToday } from '../../loaders/users.ts';
import { agent_summary_stats } from '../../upstream/dialer/report/agentReports.ts';
import { goGetAllUsers } from '../../upstream/dialer/users.ts';
import type { CallAction } from '../liveFloor.ts';
import { startPoller, type Pace } from '../poller.ts';
import type { Follow, PollRight } from '../sharedFloor.ts';

export interface AgentListsOptions {
  /** Calls an action, through the response cache. */
  readonly call: CallAction;
  /** Calls an action past the response cache. */
  readonly refresh: CallAction;
  readonly follow: Follow;
  /** Whether this server polls. */
  readonly right: Pick<PollRight, 'isHeld' | 'held'>;
  readonly pace: Pace;
  /** Called with the normalised usernames of the agents who have logged in today. */
  readonly onLogins: (names: ReadonlySet<string>) => void;
  /** Called when the list of the active users in the response cache is new. */
  readonly onUsers: () => void;
}

/** Reads today's figures and the list of the active users again and again. @returns stops it */
export function startAgentLists({
  call,
  refresh,
  follow,
  right,
  pace,
  onLogins,
  onUsers,
}: AgentListsOptions): () => void {
  // The subscription that starts it has just read both lists, so that they cost nothing at a server that follows, too.
  let ask = call;
  const stopFollowing = [
    follow(agent_summary_stats, {}, ({ model }) => {
      if (!right.isHeld) onLogins(loggedInToday(model));
    }),
    follow(goGetAllUsers, { inactive: false }, () => {
      if (!right.isHeld) onUsers();
    }),
  ];
  const stopPolling = startPoller({
    pace,
    right: {
      get isHeld() {
        return ask === call || right.isHeld;
      },
      held: (signal) => right.held(signal),
    },
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
  return () => {
    stopPolling();
    for (const stop of stopFollowing) stop();
  };
}
