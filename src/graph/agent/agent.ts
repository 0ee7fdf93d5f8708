import type { GraphQLResolveInfo } from 'graphql';
import { normalizedKeys, normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { Listing } from '../../loaders/listing.ts';
import type { UserRow } from '../../upstream/dialer/users.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { Connection, pageFrom, type ConnectionArgs, type Ordering } from '../relay/connection.ts';
import { pageSizeFrom } from '../../plan/pageSize.ts';
import { cost, resolvesTo, once, type PlannedField, type FieldCall } from '../../plan/cost.ts';
import { AGENTS, PUBLIC } from '../../access/fieldPolicy.ts';
import { perOperation } from '../perOperation.ts';
import { EntitySet } from '../../plan/position.ts';
import { Agent, Campaign, Portfolio, Profile, columnReader, type AgentSource } from '../refs.ts';
import { AgentFilter, agentMatcher, type AgentConditions } from './agentFilter.ts';
import { activeUsers, userByName, userRow, usersOfStatus } from './userLists.ts';

/** The agent of that username, whatever its case; null if the dialer has none. */
export async function agentByUsername(username: string, { loaders }: Context): Promise<AgentSource | null> {
  const row = await loaders.users.byUsername.load(username);
  return row && { username: row.username, row };
}

const column = columnReader(userRow, (agent: AgentSource, { loaders }) =>
  loaders.users.byUsername.load(agent.username),
);
const ROWS = resolvesTo(() => ({ hasRow: true }));

const AgentPermissions = builder.objectRef<UserRow['permissions']>('AgentPermissions').implement({
  needs: AGENTS,
  description: 'What an agent may do on the phone.',
  fields: (t) => ({
    inbound: t.exposeBoolean('inbound', { nullable: true, description: 'May take inbound calls.' }),
    dialer: t.exposeBoolean('dialer', { nullable: true, description: 'May be given calls by the dialer.' }),
    transfer: t.exposeBoolean('transfer', { nullable: true, description: 'May transfer calls.' }),
    manualDialOnly: t.exposeBoolean('manualDialOnly', {
      nullable: true,
      description: 'May only dial by hand.',
    }),
    manualCalls: t.exposeBoolean('manualCalls', { nullable: true, description: 'May place calls by hand.' }),
  }),
});

// Other files add an agent's: account, productivity (agentAccount.ts), live (agentLive.ts), calls (call/agentCall.ts),
// campaign (campaign/campaign.ts), portfolios and profile (portfolio/), timeUsage (dashboard/timeUsage.ts), and, of
// report/, activity (agentActivity.ts), callFigures (agentCallFigures.ts), pauses (agentPauses.ts) and today (agentDay.ts).
builder.node(Agent, {
  needs: AGENTS,
  description:
    'A user of the dialer who makes and takes calls. Known by username, whatever its case. (goGetAllUsers)',
  id: { resolve: (agent) => normalizeKey(agent.username) },
  fields: (t) => ({
    username: t.exposeString('username', {
      needs: PUBLIC,
      description: "The agent's login name, as the dialer spells it.",
    }),
    userId: t.int({
      ...column((row) => row.userId),
      description: "The user's row number in the dialer.",
    }),
    name: t.string({
      ...column((row) => row.name),
      description: "The agent's full name.",
    }),
    extension: t.string({
      ...column((row) => row.extension),
      description: "The agent's phone extension.",
    }),
    level: t.int({
      ...column((row) => row.level),
      description: 'The access level: 1 = agent, 8 and more = may use the API.',
    }),
    active: t.boolean({
      ...column((row) => row.active),
      description: 'Whether the account is active.',
    }),
    rank: t.int({
      ...column((row) => row.rank),
      description: 'The rank by which calls are given out.',
    }),
    permissions: t.field({
      ...column((row) => row.permissions),
      type: AgentPermissions,
      description: 'What the agent may do on the phone.',
    }),
    transferGroups: t.stringList({
      ...column((row) => row.transferGroups),
      description: 'The groups the agent may transfer calls to, and takes them from (closer_campaigns).',
    }),
  }),
});

const AgentConnection = builder.connectionObject(
  {
    type: Agent,
    needs: AGENTS,
    name: 'AgentConnection',
    description: 'A page of agents, by username.',
  },
  { name: 'AgentEdge', needs: AGENTS, description: 'An agent in a list, and its place there.' },
);

const AccountStatus = builder.enumType('AccountStatus', {
  description: 'Which user accounts are meant.',
  values: {
    ACTIVE: { description: 'Those that can log in.' },
    INACTIVE: { description: 'Those that were shut.' },
    ANY: { description: 'All of them. It takes the dialer two calls.' },
  },
});

/** @param whose what tells this list of agents from others, whose cursors it refuses */
const byUsername = (whose: string): Ordering<UserRow> => ({
  name: `agents of ${whose}`,
  keyOf: (row) => [normalizeKey(row.username)],
});

const pages = perOperation<Connection<UserRow, AgentSource>>();

/** The agents of a campaign, portfolio or profile: one page of the active users that a filter lets through. */
const pageOfActive = (
  whose: string,
  filter: AgentConditions,
  args: ConnectionArgs,
  context: Context,
  info: GraphQLResolveInfo,
) =>
  pages(context, info, whose, () => pageOf(whose, context.loaders.users.activeUsers, filter, args, context));

/** One page of the users that a filter lets through. */
async function pageOf(
  whose: string,
  users: () => Promise<Listing<UserRow>>,
  filter: AgentConditions,
  args: ConnectionArgs,
  context: Context,
): Promise<Connection<UserRow, AgentSource>> {
  const ordering = byUsername(whose);
  const page = pageFrom(args, ordering);
  const [list, passes] = await Promise.all([users(), agentMatcher(filter, context)]);
  return Connection.of({
    candidates: list.rows,
    facts: list,
    passes,
    ordering,
    page,
    nodeOf: (row): AgentSource => ({ username: row.username, row }),
    context,
  });
}

interface AgentsArgs extends ConnectionArgs {
  readonly filter?: AgentConditions | null | undefined;
}

/** Only the list of profiles tells which row numbers the profiles of a filter have. */
const isByProfile = ({ args }: PlannedField<AgentsArgs>): boolean => (args.filter?.profiles?.length ?? 0) > 0;

/** A page has no more agents than the filter names. */
function pageOfNamed({ args }: FieldCall<AgentsArgs>) {
  pageFrom(args, byUsername('all'));
  const named = args.filter?.usernames && normalizedKeys(args.filter.usernames);
  return { hasRow: true, page: Math.min(pageSizeFrom(args), named?.size ?? Infinity) };
}

builder.queryFields((t) => ({
  agent: t.field({
    needs: AGENTS,
    ...cost(
      userByName,
      resolvesTo(({ args }: FieldCall<{ readonly username: string }>) => ({
        entities: EntitySet.known(normalizeKey(args.username)),
        hasRow: true,
      })),
    ),
    type: Agent,
    nullable: true,
    description: 'The agent of that username, active or not; null where the dialer has none.',
    args: { username: t.arg.string({ required: true, description: 'The username, whatever its case.' }) },
    resolve: (_, { username }, context) => agentByUsername(username, context),
  }),
  agents: t.field({
    ...nullOnlyByError,
    needs: AGENTS,
    ...cost(usersOfStatus, once('getAllProfiles', isByProfile), resolvesTo(pageOfNamed)),
    type: AgentConnection,
    description: 'The agents, by username.',
    args: {
      status: t.arg({
        type: AccountStatus,
        required: true,
        defaultValue: 'ACTIVE',
        description: 'Active agents, inactive ones, or any.',
      }),
      filter: t.arg({ type: AgentFilter, description: 'Only agents that meet these conditions.' }),
      ...t.arg.connectionArgs(),
    },
    resolve: (_, { status, filter, ...page }, context) => {
      const { users } = context.loaders;
      const lists = { ACTIVE: users.activeUsers, INACTIVE: users.inactiveUsers, ANY: users.everyone };
      return pageOf('all', lists[status], filter ?? {}, page, context);
    },
  }),
}));

builder.objectField(Campaign, 'agents', (t) =>
  t.field({
    ...cost(activeUsers, ROWS),
    type: AgentConnection,
    nullable: true,
    description: 'The active agents whose campaign this is, by username.',
    args: t.arg.connectionArgs(),
    resolve: ({ campaignId }, page, context, info) =>
      pageOfActive(
        `campaign ${normalizeKey(campaignId)}`,
        { campaignIds: [campaignId] },
        page,
        context,
        info,
      ),
  }),
);

builder.objectField(Portfolio, 'agents', (t) =>
  t.field({
    ...cost(activeUsers, ROWS),
    type: AgentConnection,
    nullable: true,
    description: 'The active agents who may work for this portfolio, by username.',
    args: t.arg.connectionArgs(),
    resolve: ({ code }, page, context, info) =>
      pageOfActive(`portfolio ${normalizeKey(code)}`, { portfolios: [code] }, page, context, info),
  }),
);

builder.objectField(Profile, 'agents', (t) =>
  t.field({
    ...cost(activeUsers, once('getAllProfiles'), ROWS),
    type: AgentConnection,
    nullable: true,
    description: 'The active agents of this profile, by username.',
    args: t.arg.connectionArgs(),
    resolve: ({ profileId }, page, context, info) =>
      pageOfActive(`profile ${normalizeKey(profileId)}`, { profiles: [profileId] }, page, context, info),
  }),
);
