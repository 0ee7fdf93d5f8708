import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { cost, resolvesTo, once, type FieldCall } from '../../plan/cost.ts';
import { AGENTS, PUBLIC } from '../../access/fieldPolicy.ts';
import { EntitySet } from '../../plan/position.ts';
import { Agent, Profile, columnReader, type ProfileSource } from '../refs.ts';
import { userRow } from '../agent/userLists.ts';

/** The profile of that id, whatever its case; null if the dialer has none. */
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
  description: 'The role agents work in, with its own set of dispositions. (getAllProfiles)',
  id: { resolve: (profile) => normalizeKey(profile.profileId) },
  fields: (t) => ({
    profileId: t.exposeID('profileId', {
      needs: PUBLIC,
      description: "The dialer's own id, a word such as COLLECTIONS.",
    }),
    name: t.string({
      ...column((row) => row.name),
      description: "The profile's name; null where the dialer's list lacks it.",
    }),
    dispositionSet: t.string({
      ...column((row) => row.dispositionSet),
      description: 'The set of dispositions its agents choose from.',
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
    description: 'The profile of that id; null where the dialer has none.',
    args: { profileId: t.arg.id({ required: true, description: 'The id, whatever its case.' }) },
    resolve: (_, { profileId }, context) => profileById(profileId, context),
  }),
  profiles: t.field({
    ...nullOnlyByError,
    needs: AGENTS,
    ...cost(profileList),
    type: [Profile],
    description: "Every profile, in the dialer's order.",
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
      "The agent's profile. The dialer gives its row number; where no profile has it, that number is the profileId.",
    resolve: async (agent, _, { loaders }) => {
      const user = agent.row ?? (await loaders.users.byUsername.load(agent.username));
      if (!user?.profileRowId) return null;
      const row =
        (await loaders.profileByRowId(user.profileRowId)) ?? (await loaders.profiles.load(user.profileRowId));
      return row ? { profileId: row.profileId, row } : { profileId: user.profileRowId };
    },
  }),
);
