import { AGENTS } from '../../access/fieldPolicy.ts';
import type { Loaders } from '../../loaders/index.ts';
import type { AgentStatusEvent as Event } from '../../live/agents/agentFeed.ts';
import type { PlannedAgents } from '../../live/agents/agentStatus.ts';
import { cost, resolvesTo } from '../../plan/cost.ts';
import { BadUserInput, OperationTooComplex } from '../../plan/errors.ts';
import { livePlan } from '../../plan/livePlan.ts';
import { ASSUMED_SIZE } from '../../plan/position.ts';
import type { UserRow } from '../../upstream/dialer/users.ts';
import { normalizedKeys, normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { Agent } from '../refs.ts';
import {
  AgentFilter,
  loginTest,
  matcherWithoutProfiles,
  rowMatcher,
  type AgentConditions,
} from './agentFilter.ts';
import { AgentLiveStatus } from './agentLive.ts';
import { AgentState } from './agentState.ts';

/** The most usernames that a subscription may name. */
const MOST_NAMES = 1000;

const AgentStatusEvent = builder.objectRef<Event>('AgentStatusEvent').implement({
  needs: AGENTS,
  description: 'Live status of an agent: the present one, or a change.',
  fields: (t) => ({
    agent: t.field({
      ...cost(resolvesTo(() => ({ hasRow: true }))),
      type: Agent,
      description: 'The agent. The fields of the user list cost no dialer call.',
      resolve: ({ agent }) => agent,
    }),
    status: t.field({
      type: AgentLiveStatus,
      description:
        'The status. If the dialer has none for the agent, `state` is OFFLINE and the other fields are null.',
      resolve: ({ status }) => status,
    }),
    previousState: t.expose('previousState', {
      type: AgentState,
      nullable: true,
      description:
        'State before the change. It equals the present state if something else has changed, such as the call. Null if the event is the present status and no change.',
    }),
    observedAt: t.field({
      type: 'DateTime',
      description: 'Time at which the dialer gave this status to this server.',
      resolve: ({ status }) => status.observedAt.toISOString(),
    }),
  }),
});

interface AgentStatusArgs {
  readonly usernames?: readonly string[] | null | undefined;
  readonly filter?: AgentConditions | null | undefined;
}

/** True for agents whom the arguments name. @throws BadUserInput if there are too many names */
function nameTest({ usernames }: AgentStatusArgs): (row: Pick<UserRow, 'username'>) => boolean {
  const names = usernames && normalizedKeys(usernames);
  if (usernames && usernames.length > MOST_NAMES)
    throw new BadUserInput('usernames', `at most ${MOST_NAMES} names; ${usernames.length} were given.`);
  return ({ username }) => !names || names.has(normalizeKey(username));
}

/**
 * The condition on logins. Agents who have not logged in are OFFLINE: they are not asked if no one in that state is
 * wanted.
 */
const loginOf = ({ filter }: AgentStatusArgs): boolean | undefined =>
  filter?.loggedIn ?? (filter?.states && !filter.states.includes('OFFLINE') ? true : undefined);

/** The active agents who meet every condition that user rows can tell. */
async function candidatesOf(args: AgentStatusArgs, loaders: Loaders): Promise<readonly UserRow[]> {
  const isNamed = nameTest(args);
  // No state, no agent.
  if (args.filter?.states?.length === 0) return [];
  const [{ rows }, meets] = await Promise.all([
    loaders.users.activeUsers(),
    rowMatcher(args.filter ?? {}, loaders),
  ]);
  return rows.filter((row) => isNamed(row) && meets(row));
}

/** The agents that a subscription may be about, as far as that is known without a call. */
function plannedAgents(args: AgentStatusArgs, { loaders }: Context): PlannedAgents {
  const isNamed = nameTest(args);
  const rows = loaders.rememberedUsers();
  const loggedIn = loginOf(args);
  if (!rows) {
    const names = args.usernames ?? args.filter?.usernames;
    return {
      names: names ? normalizedKeys(names) : new Set(),
      unknown: names ? 0 : ASSUMED_SIZE,
      loggedIn,
    };
  }
  const meets = matcherWithoutProfiles(args.filter ?? {});
  const names = rows
    .filter((row) => isNamed(row) && meets(row))
    .map(({ username }) => normalizeKey(username));
  return { names: new Set(names), unknown: 0, loggedIn };
}

/**
 * Refuses agents whose states would be too old.
 *
 * @throws OperationTooComplex
 */
async function refuseTooMany(
  args: AgentStatusArgs,
  candidates: readonly UserRow[],
  context: Context,
): Promise<void> {
  const { agentStatus } = context.live;
  const loggedIn = loginOf(args);
  const hasLoggedIn = agentStatus.knowsLogins()
    ? ({ username }: Pick<UserRow, 'username'>) => agentStatus.isSeenLoggedIn(normalizeKey(username))
    : // If the figures cannot be read now, it is not known how old the states would be.
      await loginTest(context).catch(() => undefined);
  if (!hasLoggedIn) return;
  const meant = candidates.filter((row) => loggedIn === undefined || hasLoggedIn(row) === loggedIn);
  const names = new Set(meant.map(({ username }) => normalizeKey(username)));
  const refusal = () => agentStatus.refusal(names, (name) => hasLoggedIn({ username: name }));
  if (!refusal()) return;
  // The speed of the dialer may be only assumed.
  await agentStatus.measureSpeed(meant.filter(hasLoggedIn).map(({ username }) => username));
  const refused = refusal();
  if (!refused) return;
  const { callsPerMinute: calls } = agentStatus.plan({ names, unknown: 0, loggedIn });
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  throw new OperationTooComplex(refused.message, { plan: { calls, total }, limit: refused.limit });
}

builder.subscriptionField('agentStatus', (t) =>
  t.field({
    ...livePlan((args: AgentStatusArgs, context: Context) =>
      context.live.agentStatus.plan(plannedAgents(args, context)),
    ),
    needs: AGENTS,
    type: AgentStatusEvent,
    description:
      'Live status of each agent: the present one as soon as it is known, then every change of it. Without arguments: all active agents that the viewer may see. The server asks the dialer for one agent at a time (getLiveAgentInfo), for any number of subscribers. It asks for agents who have logged in today every LIVE_INTERVAL_MS, or as often as half of DIALER_CONCURRENCY allows; for others once a minute. Once a minute it also reads who is active (goGetAllUsers) and who has logged in (agent_summary_stats): new agents join, and agents who no longer match leave without an event. Refused with OPERATION_TOO_COMPLEX if states would be more than 30 seconds old. If the speed of the dialer is not known yet, ten calls measure it.',
    args: {
      usernames: t.arg.stringList({
        description:
          'Only these agents (case-insensitive). At most 1,000 names. A name is ignored if no active agent whom the viewer may see has it; the agent joins later if that changes. Default: all agents.',
      }),
      filter: t.arg({
        type: AgentFilter,
        description:
          'Only agents that meet these conditions. With `states`, an event is sent if the new or the previous state is one of them, so that a client can remove an agent who leaves them. Unless OFFLINE is one of them, the dialer is asked only for agents who have logged in today. With `loggedIn: false`, the last event of an agent is its login. Default: all agents.',
      }),
    },
    subscribe: async (_, args, context) => {
      nameTest(args);
      // A dialer that fails at the moment does not prevent a subscription: the feed tries again.
      const candidates = await candidatesOf(args, context.loaders).catch(() => undefined);
      if (candidates) await refuseTooMany(args, candidates, context);
      const { loadersAnew } = context;
      const states = args.filter?.states;
      return context.live.agentStatus.feed({
        candidates,
        load: (signal) => candidatesOf(args, loadersAnew(signal)),
        loggedIn: loginOf(args),
        states: states ? new Set(states) : undefined,
      });
    },
    resolve: (event) => event,
  }),
);
