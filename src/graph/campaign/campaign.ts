import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { cost, resolvesTo, once, oncePer, type FieldCall } from '../../plan/cost.ts';
import { AGENTS, PUBLIC } from '../../access/fieldPolicy.ts';
import { EntitySet } from '../../plan/position.ts';
import { Agent, Campaign, CampaignSettings, columnReader, type CampaignSource } from '../refs.ts';
import { activeUsers, userRow } from '../agent/userLists.ts';

/** The campaign of that id, whatever its case; null if the dialer has none. */
export async function campaignById(campaignId: string, { loaders }: Context): Promise<CampaignSource | null> {
  const row = await loaders.campaigns.load(campaignId);
  return row && { campaignId: row.campaignId, row };
}

/**
 * The campaign of that name, which is all that call records carry; null if none has it, and where two share it.
 */
export async function campaignByName(
  name: string | null,
  { loaders }: Context,
): Promise<CampaignSource | null> {
  if (name === null) return null;
  const row = await loaders.campaignByName(name);
  return row && { campaignId: row.campaignId, row };
}

/** The list of all campaigns. */
export const campaignList = once('goGetAllCampaigns');
const column = columnReader(campaignList, (campaign: CampaignSource, { loaders }) =>
  loaders.campaigns.load(campaign.campaignId),
);

builder.node(Campaign, {
  needs: AGENTS,
  description: 'A campaign: which leads are called, and how. (goGetAllCampaigns)',
  id: { resolve: (campaign) => normalizeKey(campaign.campaignId) },
  fields: (t) => ({
    campaignId: t.exposeID('campaignId', { needs: PUBLIC, description: "The dialer's own id." }),
    name: t.string({
      ...cost(campaignList),
      nullable: true,
      description: "The campaign's name. Call records carry it instead of the id.",
      resolve: async (campaign, args, context) =>
        (await column((row) => row.name).resolve(campaign, args, context)) ?? campaign.name ?? null,
    }),
    active: t.boolean({
      ...column((row) => row.active),
      description: 'Whether calls are placed.',
    }),
    dialer: t.boolean({
      ...column((row) => row.dialer),
      description: 'Whether the dialer places the calls by itself.',
    }),
    answeringMachineDetection: t.boolean({
      ...column((row) => row.answeringMachineDetection),
      description: 'Whether answering machines are detected (campaign_vdad_exten).',
    }),
    listOrderMix: t.boolean({
      ...column((row) => row.listOrderMix),
      description: 'Whether leads of several lists are mixed.',
    }),
    dialMethod: t.string({
      ...column((row) => row.dialMethod),
      description: "The dial method in the dialer's own words, such as POWER DIAL, PREDICTIVE or PREVIEW.",
    }),
    autoDialLevel: t.float({
      ...column((row) => row.autoDialLevel),
      description: 'Lines dialled for each waiting agent.',
    }),
    preview: t.boolean({
      ...cost(activeUsers),
      nullable: true,
      description: 'Whether agents see a lead before it is dialled (listed in all_preview_campaigns).',
      resolve: async ({ campaignId }, _, { loaders }) =>
        (await loaders.users.previewCampaigns())?.some(
          (other) => normalizeKey(other.campaignId) === normalizeKey(campaignId),
        ) ?? null,
    }),
    settings: t.field({
      ...cost(oncePer('Campaign', 'getCampaignInfo')),
      type: CampaignSettings,
      nullable: true,
      description: "The campaign's settings. One dialer call a campaign.",
      resolve: ({ campaignId }, _, { loaders }) => loaders.campaignSettings.load(campaignId),
    }),
  }),
});

builder.queryFields((t) => ({
  campaign: t.field({
    needs: AGENTS,
    ...cost(
      campaignList,
      resolvesTo(({ args }: FieldCall<{ readonly campaignId: string }>) => ({
        entities: EntitySet.known(normalizeKey(args.campaignId)),
      })),
    ),
    type: Campaign,
    nullable: true,
    description: 'The campaign of that id; null where the dialer has none.',
    args: { campaignId: t.arg.id({ required: true, description: "The dialer's own id." }) },
    resolve: (_, { campaignId }, context) => campaignById(campaignId, context),
  }),
  campaigns: t.field({
    ...nullOnlyByError,
    needs: AGENTS,
    ...cost(campaignList),
    type: [Campaign],
    description: "Every campaign, in the dialer's order.",
    args: {
      active: t.arg.boolean({ description: 'Only active campaigns (true), or only inactive ones (false).' }),
    },
    resolve: async (_, { active }, { loaders }) =>
      (await loaders.campaigns.all())
        .filter((row) => typeof active !== 'boolean' || row.active === active)
        .map((row) => ({ campaignId: row.campaignId, row })),
  }),
}));

builder.objectField(Agent, 'campaign', (t) =>
  t.field({
    ...cost(userRow),
    type: Campaign,
    nullable: true,
    description: "The agent's campaign.",
    resolve: async (agent, _, { loaders }) => {
      const row = agent.row ?? (await loaders.users.byUsername.load(agent.username));
      return row?.campaignId ? { campaignId: row.campaignId, name: row.campaignName } : null;
    },
  }),
);
