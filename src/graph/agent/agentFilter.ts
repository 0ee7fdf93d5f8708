import { normalizedKeys, normalizeKey, searchKey } from '../../upstream/wire/normalizeKey.ts';
import type { UserRow } from '../../upstream/dialer/users.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';

export const AgentFilter = builder.inputType('AgentFilter', {
  description:
    'Which agents are meant: those that meet every condition given. A list is met by any of its members; an empty list by none.',
  fields: (t) => ({
    usernames: t.stringList({ description: 'Any of these usernames, whatever their case.' }),
    search: t.string({
      notPersonal: 'It finds the staff, by their own names.',
      description: 'Part of the username, name or extension, in any case, with or without accents.',
    }),
    portfolios: t.stringList({ description: 'Any of these portfolio codes, whatever their case.' }),
    profiles: t.idList({ description: 'Any of these profile ids, whatever their case.' }),
    campaignIds: t.idList({ description: 'Any of these campaigns, by their campaignId.' }),
  }),
});

/** What an AgentFilter holds. */
export interface AgentConditions {
  usernames?: readonly string[] | null | undefined;
  search?: string | null | undefined;
  portfolios?: readonly string[] | null | undefined;
  profiles?: readonly string[] | null | undefined;
  campaignIds?: readonly string[] | null | undefined;
}

/** Tells the user rows that meet the conditions. */
export async function agentMatcher(
  filter: AgentConditions,
  { loaders }: Context,
): Promise<(row: UserRow) => boolean> {
  const usernames = filter.usernames && normalizedKeys(filter.usernames);
  const portfolios = filter.portfolios && normalizedKeys(filter.portfolios);
  const campaignIds = filter.campaignIds && normalizedKeys(filter.campaignIds);
  const profiles = filter.profiles && normalizedKeys(filter.profiles);
  const search = filter.search ? searchKey(filter.search) : undefined;
  // A user row has its profile's row number; the filter has its id.
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
