import { fold } from '../loaders/reference.ts';
import type { CampaignSummaryRow } from '../upstream/dialer/calls.ts';
import { asks, builder } from './builder.ts';
import { campaignOfRow } from './crossings.ts';
import { campaignByName } from './campaign.ts';
import { checkedPeriod, PeriodInput } from './period.ts';
import { Campaign } from './refs.ts';

export const CampaignCallSummary = builder.objectRef<CampaignSummaryRow>('CampaignCallSummary').implement({
  description: "A campaign's totals over a period, as the dialer adds them up. (outbound_cdr, summary_rows)",
  fields: (t) => ({
    campaign: campaignOfRow(t),
    campaignName: t.exposeString('campaignName', { description: "The campaign's name." }),
    totalLeads: t.exposeInt('totalLeads', { description: 'Leads in the campaign.' }),
    dialable: t.exposeInt('dialable', { description: 'Leads that may be dialled.' }),
    pending: t.exposeInt('pending', { description: 'Leads not dialled yet.' }),
    totalCalls: t.exposeInt('totalCalls', { description: 'Calls placed, by the dialer or by hand.' }),
    dialerCalls: t.exposeInt('dialerCalls', { description: 'Calls placed by the dialer.' }),
    dialedCalls: t.exposeInt('dialedCalls', { description: 'Calls dialled.' }),
    manualCalls: t.exposeInt('manualCalls', { description: 'Calls placed by hand.' }),
    handledCalls: t.exposeInt('handledCalls', { description: 'Calls an agent handled.' }),
    totalRemoved: t.exposeInt('totalRemoved', { description: 'Leads removed, in all.' }),
    removed: t.exposeInt('removed', { description: 'Leads removed in the period.' }),
    removedAllPeriod: t.exposeInt('removedAllPeriod', {
      description: 'Leads removed over the whole period (remove_all_period).',
    }),
  }),
});

builder.objectField(Campaign, 'callSummary', (t) =>
  t.field({
    ...asks('outbound_cdr', 'goGetAllCampaigns'),
    type: CampaignCallSummary,
    nullable: true,
    description:
      "The campaign's totals over a period, which is one dialer call for all campaigns; null where it has none, and where another campaign shares its name.",
    args: {
      period: t.arg({ type: PeriodInput, description: 'Which days; left out, the last 24 hours.' }),
    },
    resolve: async ({ campaignId, row }, args, context) => {
      const period = checkedPeriod(args.period, context);
      const { calls, campaigns } = context.loaders;
      const name = (row ?? (await campaigns.load(campaignId)))?.name ?? null;
      const campaign = await campaignByName(name, context);
      if (name === null || campaign === null) return null;
      const query = { period, portfolios: null, profiles: null, agents: null, summaries: true };
      const summaries = (await calls.outbound(query)).campaigns;
      return summaries.find((summary) => fold(summary.campaignName) === fold(name)) ?? null;
    },
  }),
);
