import { normalizedKeys, normalizeKey, searchKey } from '../../upstream/wire/normalizeKey.ts';
import type { UserRow } from '../../upstream/dialer/users.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';

export const AgentFilter = builder.inputType('AgentFilter', {
  description:
    'Conditions on agents. An agent must meet every condition given. A list matches if any of its members does; an empty list matches no agent.',
  fields: (t) => ({
    usernames: t.stringList({ description: 'Usernames (case-insensitive).' }),
    search: t.string({
      notPersonal: 'It finds agents by their own names, and no people called.',
      description:
        'Part of the username, the name or the extension. Case and accents do not matter. An empty text matches every agent.',
    }),
    portfolios: t.stringList({
      description: 'Portfolio codes (case-insensitive). An agent may work for several; one match is enough.',
    }),
    profiles: t.idList({ description: 'Profiles by profileId (case-insensitive).' }),
    campaignIds: t.idList({ description: 'Primary campaigns by campaignId (case-insensitive).' }),
  }),
});

/** The value of an AgentFilter. */
export interface AgentConditions {
  usernames?: readonly string[] | null | undefined;
  search?: string | null | undefined;
  portfolios?: readonly string[] | null | undefined;
  profiles?: readonly string[] | null | undefined;
  campaignIds?: readonly string[] | null | undefined;
}

/** A predicate: true for user rows that meet the conditions. */
export async function agentMatcher(
  filter: AgentConditions,
  { loaders }: Context,
): Promise<(row: UserRow) => boolean> {
  const usernames = filter.usernames && normalizedKeys(filter.usernames);
  const portfolios = filter.portfolios && normalizedKeys(filter.portfolios);
  const campaignIds = filter.campaignIds && normalizedKeys(filter.campaignIds);
  const profiles = filter.profiles && normalizedKeys(filter.profiles);
  const search = filter.search ? searchKey(filter.search) : undefined;
  // A user row has the row number of its profile, and the filter has the profile's id.
  const rowIds =
    profiles && profiles.size > 0
      ? new Set(
          (await loaders.profiles.all())
            .filter((profile) => profiles.has(normalizeKey(profile.profileId)))
            .flatMap((profile) => (profile.rowId === null ? [] : [normalizeKey(profile.rowId)])),
        )
      : new Set<string>();

  return (row) => {
    const profile = row.profileRowId === null ? undefined : normalizeKey(row.profileRowId);
    return (
      (!usernames || usernames.has(normalizeKey(row.username))) &&
      (!portfolios || (row.portfolioCodes ?? []).some((code) => portfolios.has(normalizeKey(code)))) &&
      (!campaignIds || (row.campaignId !== null && campaignIds.has(normalizeKey(row.campaignId)))) &&
      (!profiles || (profile !== undefined && (rowIds.has(profile) || profiles.has(profile)))) &&
      (search === undefined ||
        [row.username, row.name, row.extension].some(
          (text) => text !== null && searchKey(text).includes(search),
        ))
    );
  };
}
