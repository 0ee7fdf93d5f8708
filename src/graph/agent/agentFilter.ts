import { normalizedKeys, normalizeKey, searchKey } from '../../upstream/wire/normalizeKey.ts';
import type { UserRow } from '../../upstream/dialer/users.ts';
import type { AgentState as State } from '../../upstream/dialer/vocabulary.ts';
import type { Loaders } from '../../loaders/index.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { AgentState } from './agentState.ts';

export const AgentFilter = builder.inputType('AgentFilter', {
  description:
    'Conditions on agents. An agent must meet every condition given. A list matches if any of its members does; an empty list matches no agent.',
  fields: (t) => ({
    usernames: t.stringList({ description: 'Usernames (case-insensitive).' }),
    search: t.string({
      description:
        'Part of the username, the name or the extension. Case and accents do not matter. An empty text matches every agent.',
    }),
    portfolios: t.stringList({
      description: 'Portfolio codes (case-insensitive). An agent may work for several; one match is enough.',
    }),
    profiles: t.idList({ description: 'Profiles by profileId (case-insensitive).' }),
    campaignIds: t.idList({ description: 'Primary campaigns by campaignId (case-insensitive).' }),
    loggedIn: t.boolean({
      description:
        "True: only agents who have logged in today. False: only agents who have not. Today's figures decide: an agent has logged in if they show any login time, calls, talk, pauses or breaks. An agent whom a subscription sees in another state than OFFLINE has logged in, too. One dialer call (agent_summary_stats).",
    }),
    states: t.field({
      type: [AgentState],
      description:
        'Live states. One dialer call for each agent who has logged in today and meets the other conditions (getLiveAgentInfo), and one to learn who has logged in (agent_summary_stats). All other agents are OFFLINE.',
    }),
  }),
});

/** The value of an AgentFilter. */
export interface AgentConditions {
  usernames?: readonly string[] | null | undefined;
  search?: string | null | undefined;
  portfolios?: readonly string[] | null | undefined;
  profiles?: readonly string[] | null | undefined;
  campaignIds?: readonly string[] | null | undefined;
  loggedIn?: boolean | null | undefined;
  states?: readonly State[] | null | undefined;
}

/** True for agents who have logged in today. */
export async function loginTest({
  loaders,
  live,
}: Pick<Context, 'loaders' | 'live'>): Promise<(row: Pick<UserRow, 'username'>) => boolean> {
  const names = await loaders.loggedIn();
  return ({ username }) => {
    const name = normalizeKey(username);
    return names.has(name) || live.agentStatus.isSeenLoggedIn(name);
  };
}

/** A predicate: true for user rows that meet the conditions, apart from `states`. */
export async function agentMatcher(
  filter: AgentConditions,
  context: Pick<Context, 'loaders' | 'live'>,
): Promise<(row: UserRow) => boolean> {
  const { loggedIn } = filter;
  const [meets, hasLoggedIn] = await Promise.all([
    rowMatcher(filter, context.loaders),
    typeof loggedIn === 'boolean' ? loginTest(context) : undefined,
  ]);
  return hasLoggedIn ? (row) => meets(row) && hasLoggedIn(row) === loggedIn : meets;
}

/** A predicate: true for user rows that meet the conditions, apart from `states` and `loggedIn`. */
export async function rowMatcher(
  filter: AgentConditions,
  loaders: Loaders,
): Promise<(row: UserRow) => boolean> {
  const profiles = filter.profiles && normalizedKeys(filter.profiles);
  const others = matcherWithoutProfiles(filter);
  if (!profiles) return others;
  // A user row has the row number of its profile, and the filter has the profile's id.
  const rowIds =
    profiles.size > 0
      ? new Set(
          (await loaders.profiles.all())
            .filter((profile) => profiles.has(normalizeKey(profile.profileId)))
            .flatMap((profile) => (profile.rowId === null ? [] : [normalizeKey(profile.rowId)])),
        )
      : new Set<string>();
  return (row) => {
    if (row.profileRowId === null) return false;
    const profile = normalizeKey(row.profileRowId);
    return (rowIds.has(profile) || profiles.has(profile)) && others(row);
  };
}

/** A predicate: true for user rows that meet the conditions that need no further list. */
export function matcherWithoutProfiles(filter: AgentConditions): (row: UserRow) => boolean {
  const usernames = filter.usernames && normalizedKeys(filter.usernames);
  const portfolios = filter.portfolios && normalizedKeys(filter.portfolios);
  const campaignIds = filter.campaignIds && normalizedKeys(filter.campaignIds);
  const search = filter.search ? searchKey(filter.search) : undefined;
  return (row) =>
    (!usernames || usernames.has(normalizeKey(row.username))) &&
    (!portfolios || (row.portfolioCodes ?? []).some((code) => portfolios.has(normalizeKey(code)))) &&
    (!campaignIds || (row.campaignId !== null && campaignIds.has(normalizeKey(row.campaignId)))) &&
    (search === undefined ||
      [row.username, row.name, row.extension].some(
        (text) => text !== null && searchKey(text).includes(search),
      ));
}
