import type { GraphQLResolveInfo } from 'graphql';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { UserRow } from '../../upstream/dialer/users.ts';
import { builder } from '../builder.ts';
import { NULL_VALUES, TRANSFER_GROUPS } from '../descriptions.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import type { Connection, ConnectionArgs } from '../relay/connection.ts';
import { cost, resolvesTo, once, type FieldCall } from '../../plan/cost.ts';
import { AGENTS, PUBLIC } from '../../access/fieldPolicy.ts';
import { perOperation } from '../perOperation.ts';
import { EntitySet } from '../../plan/position.ts';
import { Agent, Campaign, Portfolio, Profile, columnReader, type AgentSource } from '../refs.ts';
import { AgentFilter, type AgentConditions } from './agentFilter.ts';
import { AgentOrder } from './agentOrder.ts';
import { agentsCost, pageOf } from './agentPage.ts';
import { activeUsers, userByName, userRow } from './userLists.ts';

/** The agent with this username (case-insensitive); null if the dialer has none. */
export async function agentByUsername(username: string, { loaders }: Context): Promise<AgentSource | null> {
  const row = await loaders.users.byUsername.load(username);
  return row && { username: row.username, row };
}

const column = columnReader(userRow, (agent: AgentSource, { loaders }) =>
  loaders.users.byUsername.loadLeaf(agent.username),
);
const ROWS = resolvesTo(() => ({ hasRow: true }));

const AgentPermissions = builder.objectRef<UserRow['permissions']>('AgentPermissions').implement({
  needs: AGENTS,
  description: `Phone permissions of an agent. ${NULL_VALUES}`,
  fields: (t) => ({
    inbound: t.exposeBoolean('inbound', {
      nullable: true,
      description: 'True if the agent may take inbound calls.',
    }),
    dialer: t.exposeBoolean('dialer', {
      nullable: true,
      description: 'True if the dialer may connect calls to the agent.',
    }),
    transfer: t.exposeBoolean('transfer', {
      nullable: true,
      description: 'True if the agent may transfer calls (xfer).',
    }),
    manualDialOnly: t.exposeBoolean('manualDialOnly', {
      nullable: true,
      description: 'True if the agent may only dial by hand.',
    }),
    manualCalls: t.exposeBoolean('manualCalls', {
      nullable: true,
      description: 'True if the agent may place calls by hand (agentcall_manual).',
    }),
  }),
});

// Other files add fields: account and productivity (agentAccount.ts), live (agentLive.ts), calls (call/agentCall.ts),
// campaign (campaign/campaign.ts), portfolios and profile (portfolio/), timeUsage (dashboard/timeUsage.ts). In report/:
// activity (agentActivity.ts), callFigures (agentCallFigures.ts), pauses (agentPauses.ts) and today (agentDay.ts).
builder.node(Agent, {
  needs: AGENTS,
  description: `A user of the dialer who makes and takes calls, identified by a case-insensitive username. \`username\` is always known. The fields without a cost of their own come from the user list: one dialer call for all agents of the operation, and a second if one of them is not active. They are null if the dialer does not list the agent any more. For a viewer limited to portfolios, \`account\`, \`productivity\`, \`live\`, \`timeUsage\` and \`pauses\` need the user list too. (goGetAllUsers)`,
  id: { resolve: (agent) => normalizeKey(agent.username) },
  fields: (t) => ({
    username: t.exposeString('username', {
      needs: PUBLIC,
      description: 'Login name, spelled as the dialer sends it.',
    }),
    userId: t.int({
      ...column((row) => row.userId),
      description: 'Row number of the user in the dialer.',
    }),
    name: t.string({
      ...column((row) => row.name),
      description: 'Full name.',
    }),
    extension: t.string({
      ...column((row) => row.extension),
      description: 'Phone extension (exten).',
    }),
    level: t.int({
      ...column((row) => row.level),
      description:
        'Access level. Ordinary agents have 1; the dialer takes leads from API accounts of level 8 and above.',
    }),
    active: t.boolean({
      ...column((row) => row.active),
      description: 'True if the account is active, so that the agent can log in.',
    }),
    rank: t.int({
      ...column((row) => row.rank),
      description: 'Rank by which the dialer prioritises agents.',
    }),
    permissions: t.field({
      ...column((row) => row.permissions),
      type: AgentPermissions,
      description: 'Phone permissions of the agent.',
    }),
    transferGroups: t.stringList({
      ...column((row) => row.transferGroups),
      description: TRANSFER_GROUPS,
    }),
  }),
});

const AgentConnection = builder.connectionObject(
  {
    type: Agent,
    needs: AGENTS,
    name: 'AgentConnection',
    description: 'A page of agents.',
  },
  { name: 'AgentEdge', needs: AGENTS, description: 'An agent in a list, with its cursor.' },
);

const AccountStatus = builder.enumType('AccountStatus', {
  description: 'Status of a user account.',
  values: {
    ACTIVE: { description: 'Active accounts, which can log in.' },
    INACTIVE: { description: 'Inactive accounts, which cannot log in.' },
    ANY: { description: 'Active and inactive accounts. Two dialer calls.' },
  },
});

const pages = perOperation<Connection<UserRow, AgentSource>>();

/** The agents of a campaign, portfolio or profile: one page of the active users that meet a filter. */
const pageOfActive = (
  whose: string,
  filter: AgentConditions,
  args: ConnectionArgs,
  context: Context,
  info: GraphQLResolveInfo,
) =>
  pages(context, info, whose, () =>
    pageOf(whose, context.loaders.users.activeUsers, { ...args, filter }, context),
  );

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
    description:
      'The agent with this username, active or not; null if the dialer has none. One dialer call, and a second if the agent is not among the active ones (goGetAllUsers).',
    args: { username: t.arg.string({ required: true, description: 'Username (case-insensitive).' }) },
    resolve: (_, { username }, context) => agentByUsername(username, context),
  }),
  agents: t.field({
    ...nullOnlyByError,
    needs: AGENTS,
    ...agentsCost,
    type: AgentConnection,
    description:
      'Agents. One dialer call, or two for the status ANY (goGetAllUsers), one more if `filter.profiles` is given (getAllProfiles), and one more for `filter.loggedIn` (agent_summary_stats). `filter.states` and an order by state also cost one call for each agent who has logged in today (getLiveAgentInfo); if one of these calls fails, the list fails.',
    args: {
      status: t.arg({
        type: AccountStatus,
        required: true,
        defaultValue: 'ACTIVE',
        description: 'Status of the accounts. Default: ACTIVE.',
      }),
      filter: t.arg({
        type: AgentFilter,
        description: 'Only agents that meet these conditions. Default: all agents of the status.',
      }),
      orderBy: t.arg({ type: AgentOrder, description: 'Order of the list. Default: by username.' }),
      ...t.arg.connectionArgs(),
    },
    resolve: (_, { status, ...args }, context) => {
      const { users } = context.loaders;
      const lists = { ACTIVE: users.activeUsers, INACTIVE: users.inactiveUsers, ANY: users.everyone };
      return pageOf('all', lists[status], args, context);
    },
  }),
}));

builder.objectField(Campaign, 'agents', (t) =>
  t.field({
    ...cost(activeUsers, ROWS),
    type: AgentConnection,
    nullable: true,
    description:
      'Active agents whose primary campaign this is, ordered by username. One dialer call for all campaigns of the operation (goGetAllUsers).',
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
    description:
      'Active agents who may work for this portfolio, ordered by username. One dialer call for all portfolios of the operation (goGetAllUsers).',
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
    description:
      'Active agents with this profile, ordered by username. Two dialer calls for all profiles of the operation (goGetAllUsers, getAllProfiles).',
    args: t.arg.connectionArgs(),
    resolve: ({ profileId }, page, context, info) =>
      pageOfActive(`profile ${normalizeKey(profileId)}`, { profiles: [profileId] }, page, context, info),
  }),
);
