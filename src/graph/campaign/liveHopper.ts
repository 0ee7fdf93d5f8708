import { LEADS } from '../../access/fieldPolicy.ts';
import type { HopperUpdate as Update } from '../../live/hoppers.ts';
import { BadUserInput } from '../../plan/errors.ts';
import { livePlan } from '../../plan/livePlan.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { Campaign } from '../refs.ts';
import { campaignById } from './campaign.ts';
import { HopperLead } from './hopper.ts';

const HopperUpdate = builder.objectRef<Update>('HopperUpdate').implement({
  needs: LEADS.unrestrictedOnly,
  description:
    "Change of a campaign's hopper, or part of one. To apply it: drop the entries of the leads in `removedLeadIds`, then put the entries in `added` in place of all earlier entries of their leads. (getLeadsOnHopper)",
  fields: (t) => ({
    campaign: t.field({
      type: Campaign,
      description: 'Campaign of the hopper.',
      resolve: ({ campaignId }) => ({ campaignId }),
    }),
    totalCount: t.exposeInt('totalCount', {
      description:
        'Number of entries in the hopper after the change. If the change comes in several updates, it is the number after the last of them.',
    }),
    added: t.field({
      type: [HopperLead],
      description:
        'Entries of leads that are new in the hopper, and of leads with a changed entry, such as another priority. If a lead has several entries, all of them are here.',
      resolve: ({ added }) => [...added],
    }),
    removedLeadIds: t.exposeIDList('removedLeadIds', {
      description: 'Ids of leads that have left the hopper.',
    }),
    observedAt: t.field({
      type: 'DateTime',
      description: 'Time at which the dialer gave this list to this server.',
      resolve: ({ observedAt }) => observedAt.toISOString(),
    }),
  }),
});

builder.subscriptionField('hopper', (t) =>
  t.field({
    ...livePlan(({ campaignId }: { readonly campaignId: string }, { live }: Context) =>
      live.hoppers.plan(campaignId),
    ),
    needs: LEADS.unrestrictedOnly,
    type: HopperUpdate,
    description:
      "Changes of a campaign's hopper. The first update has all entries in `added`. If there are more than 100 changed leads, they come in several updates, 100 leads in each; the first change is complete when `totalCount` entries have come. A lead whose row cannot be read counts as still there. One dialer call for each campaign and LIVE_INTERVAL_MS, for any number of subscribers (getLeadsOnHopper), and one for each subscription (goGetAllCampaigns).",
    args: {
      campaignId: t.arg.id({
        required: true,
        description:
          'Id of the campaign (case-insensitive). An id that is not in the campaign list is refused with BAD_USER_INPUT.',
      }),
    },
    subscribe: async (_, { campaignId }, context) => {
      const campaign = await campaignById(campaignId, context);
      if (!campaign)
        throw new BadUserInput('campaignId', 'no campaign has this id. `campaigns` lists all of them.');
      return context.live.hoppers.feed(campaign.campaignId);
    },
    resolve: (update) => update,
  }),
);
