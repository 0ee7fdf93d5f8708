import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { cost, resolvesTo, once, type FieldCall } from '../../plan/cost.ts';
import { AGENTS, PUBLIC } from '../../access/fieldPolicy.ts';
import { EntitySet } from '../../plan/position.ts';
import { Agent, Profile, columnReader, type ProfileSource } from '../refs.ts';
import { userRow } from '../agent/userLists.ts';

/** The profile with this id (case-insensitive); null if the dialer has none. */
export async function profileById(profileId: string, { loaders }: Context): Promise<ProfileSource | null> {
  const row = await loaders.profiles.load(profileId);
  return row && { profileId: row.profileId, row };
}

/** The list of all profiles. */
export const profileList = once('getAllProfiles');
const column = columnReader(profileList, (profile: ProfileSource, { loaders }) =>
  loaders.profiles.load(profile.profileId),
);

builder.node(Profile, {
  needs: AGENTS,
  description:
    'A role of agents, with a set of dispositions of its own. `profileId` is always known. (getAllProfiles)',
  id: { resolve: (profile) => normalizeKey(profile.profileId) },
  fields: (t) => ({
    profileId: t.exposeID('profileId', {
      needs: PUBLIC,
      description:
        'Id of the profile in the dialer: a word, such as COLLECTIONS; or a row number, if `Agent.profile` leads to a profile that the profile list lacks.',
    }),
    name: t.string({
      ...column((row) => row.name),
      description:
        'Name of the profile; null if the profile list lacks it. One dialer call for all profiles of the operation (getAllProfiles).',
    }),
    dispositionSet: t.string({
      ...column((row) => row.dispositionSet),
      description:
        'Set of dispositions that its agents choose from; null if the profile list lacks it. One dialer call for all profiles of the operation (getAllProfiles).',
    }),
  }),
});

builder.queryFields((t) => ({
  profile: t.field({
    needs: AGENTS,
    ...cost(
      profileList,
      resolvesTo(({ args }: FieldCall<{ readonly profileId: string }>) => ({
        entities: EntitySet.known(normalizeKey(args.profileId)),
      })),
    ),
    type: Profile,
    nullable: true,
    description:
      'The profile with this id; null if the dialer has none. One dialer call for all profiles of the operation (getAllProfiles).',
    args: { profileId: t.arg.id({ required: true, description: 'Id of the profile (case-insensitive).' }) },
    resolve: (_, { profileId }, context) => profileById(profileId, context),
  }),
  profiles: t.field({
    ...nullOnlyByError,
    needs: AGENTS,
    ...cost(profileList),
    type: [Profile],
    description: "All profiles, in the dialer's order. One dialer call (getAllProfiles).",
    resolve: async (_, _args, { loaders }) =>
      (await loaders.profiles.all()).map((row) => ({ profileId: row.profileId, row })),
  }),
}));

builder.objectField(Agent, 'profile', (t) =>
  t.field({
    ...cost(userRow, profileList),
    type: Profile,
    nullable: true,
    description:
      "Profile of the agent; null if it has none. The user list has the profile's row number instead of its id, so this server looks the number up in the profile list. If no profile has it, the number becomes the `profileId`. One dialer call for all profiles of the operation (getAllProfiles).",
    resolve: async (agent, _, { loaders }) => {
      const user = agent.row ?? (await loaders.users.byUsername.load(agent.username));
      if (!user?.profileRowId) return null;
      const row =
        (await loaders.profileByRowId(user.profileRowId)) ?? (await loaders.profiles.load(user.profileRowId));
      return row ? { profileId: row.profileId, row } : { profileId: user.profileRowId };
    },
  }),
);
