import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { andThen, type MaybePromise } from '../../upstream/promises/maybePromise.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { cost, resolvesTo, once, oncePer, type FieldCall } from '../../plan/cost.ts';
import { AGENTS, PUBLIC } from '../../access/fieldPolicy.ts';
import { EntitySet } from '../../plan/position.ts';
import { Agent, Campaign, CampaignSettings, columnReader, type CampaignSource } from '../refs.ts';
import { activeUsers, userRow } from '../agent/userLists.ts';

/** The campaign with this id (case-insensitive); null if the dialer has none. */
export async function campaignById(campaignId: string, { loaders }: Context): Promise<CampaignSource | null> {
  const row = await loaders.campaigns.load(campaignId);
  return row && { campaignId: row.campaignId, row };
}

/** The campaign with this name: call records carry no id. Null if no campaign has the name, or if two share it. */
export function campaignByName(
  name: string | null,
  { loaders }: Context,
): MaybePromise<CampaignSource | null> {
  if (name === null) return null;
  return andThen(loaders.campaignByName(name), (row) => row && { campaignId: row.campaignId, row });
}

/** The list of all campaigns. */
export const campaignList = once('goGetAllCampaigns');
const column = columnReader(campaignList, (campaign: CampaignSource, { loaders }) =>
  loaders.campaigns.load(campaign.campaignId),
);
const nameInList = column((row) => row.name);

builder.node(Campaign, {
  needs: AGENTS,
  description: `A campaign: a set of leads to call, and the rules for calling them. \`campaignId\` is always known. The fields without a cost of their own come from the campaign list: one dialer call for all campaigns of the operation. They are null if the list lacks the campaign or the value. (goGetAllCampaigns)`,
  id: { resolve: (campaign) => normalizeKey(campaign.campaignId) },
  fields: (t) => ({
    campaignId: t.exposeID('campaignId', { needs: PUBLIC, description: 'Id of the campaign in the dialer.' }),
    name: t.string({
      ...cost(campaignList),
      nullable: true,
      description:
        'Name of the campaign. If the campaign list lacks it, the name that the agent or the live status came with.',
      resolve: (campaign, args, context) =>
        andThen(nameInList.resolve(campaign, args, context), (name) => name ?? campaign.name ?? null),
    }),
    active: t.boolean({
      ...column((row) => row.active),
      description: 'True if the campaign is active.',
    }),
    dialer: t.boolean({
      ...column((row) => row.dialer),
      description: 'True if the dialer places calls automatically.',
    }),
    answeringMachineDetection: t.boolean({
      ...column((row) => row.answeringMachineDetection),
      description: 'True if the dialer detects answering machines (campaign_vdad_exten).',
    }),
    listOrderMix: t.boolean({
      ...column((row) => row.listOrderMix),
      description: 'True if the dialer mixes the leads of several lists.',
    }),
    dialMethod: t.string({
      ...column((row) => row.dialMethod),
      description: "Dial method in the dialer's own words, such as POWER DIAL, PREDICTIVE or PREVIEW.",
    }),
    autoDialLevel: t.float({
      ...column((row) => row.autoDialLevel),
      description: 'Auto-dial level: lines that the dialer uses for each agent.',
    }),
    preview: t.boolean({
      ...cost(activeUsers),
      nullable: true,
      description:
        'True if agents see a lead before it is dialled. Null if the dialer sends no list of preview campaigns (all_preview_campaigns). One dialer call for all campaigns of the operation (goGetAllUsers).',
      resolve: async ({ campaignId }, _, { loaders }) =>
        (await loaders.users.previewCampaigns())?.some(
          (other) => normalizeKey(other.campaignId) === normalizeKey(campaignId),
        ) ?? null,
    }),
    settings: t.field({
      ...cost(oncePer('Campaign', 'getCampaignInfo')),
      type: CampaignSettings,
      nullable: true,
      description:
        'Settings of the campaign; null if the dialer has no such campaign. One dialer call for each campaign (getCampaignInfo).',
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
    description:
      'The campaign with this id; null if the dialer has none. One dialer call for all campaigns of the operation (goGetAllCampaigns).',
    args: { campaignId: t.arg.id({ required: true, description: 'Id of the campaign (case-insensitive).' }) },
    resolve: (_, { campaignId }, context) => campaignById(campaignId, context),
  }),
  campaigns: t.field({
    ...nullOnlyByError,
    needs: AGENTS,
    ...cost(campaignList),
    type: [Campaign],
    description: "All campaigns, in the dialer's order. One dialer call (goGetAllCampaigns).",
    args: {
      active: t.arg.boolean({
        description:
          'True: only active campaigns. False: only inactive ones. A campaign whose `active` is null is in neither. Default: all campaigns.',
      }),
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
    description: 'Primary campaign of the agent; null if it has none.',
    resolve: async (agent, _, { loaders }) => {
      const row = agent.row ?? (await loaders.users.byUsername.load(agent.username));
      return row?.campaignId ? { campaignId: row.campaignId, name: row.campaignName } : null;
    },
  }),
);
