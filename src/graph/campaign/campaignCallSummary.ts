import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { CallQuery } from '../../loaders/callQuery.ts';
import type { Period } from '../../loaders/windows.ts';
import type { CampaignSummaryRow } from '../../upstream/dialer/calls.ts';
import { builder } from '../builder.ts';
import { campaignOfRow } from '../sharedFields.ts';
import { campaignByName, campaignList } from './campaign.ts';
import { cost, type Cost, type PlannedField } from '../../plan/cost.ts';
import { CALLS } from '../../access/fieldPolicy.ts';
import { checkedPeriod, PeriodInput, type PeriodArgument } from '../relay/period.ts';
import { Campaign } from '../refs.ts';

/** Campaigns' totals tell no portfolio. */
export const TOTALS = CALLS.unrestrictedOnly;

export const CampaignCallSummary = builder.objectRef<CampaignSummaryRow>('CampaignCallSummary').implement({
  needs: TOTALS,
  description: "A campaign's totals over a period, as the dialer adds them up. (outbound_cdr, summary_rows)",
  fields: (t) => ({
    campaign: campaignOfRow(t),
    campaignName: t.exposeString('campaignName', { description: "The campaign's name." }),
    totalLeads: t.exposeInt('totalLeads', { nullable: true, description: 'Leads in the campaign.' }),
    dialable: t.exposeInt('dialable', { nullable: true, description: 'Leads that may be dialled.' }),
    pending: t.exposeInt('pending', { nullable: true, description: 'Leads not dialled yet.' }),
    totalCalls: t.exposeInt('totalCalls', {
      nullable: true,
      description: 'Calls placed, by the dialer or by hand.',
    }),
    dialerCalls: t.exposeInt('dialerCalls', { nullable: true, description: 'Calls placed by the dialer.' }),
    dialedCalls: t.exposeInt('dialedCalls', { nullable: true, description: 'Calls dialled.' }),
    manualCalls: t.exposeInt('manualCalls', { nullable: true, description: 'Calls placed by hand.' }),
    handledCalls: t.exposeInt('handledCalls', { nullable: true, description: 'Calls an agent handled.' }),
    totalRemoved: t.exposeInt('totalRemoved', { nullable: true, description: 'Leads removed, in all.' }),
    removed: t.exposeInt('removed', { nullable: true, description: 'Leads removed in the period.' }),
    removedAllPeriod: t.exposeInt('removedAllPeriod', {
      nullable: true,
      description: 'Leads removed over the whole period (remove_all_period).',
    }),
  }),
});

/** The question for all campaigns' totals over a period. */
const totalsOf = (period: Period | null): CallQuery => ({
  period,
  portfolios: null,
  profiles: null,
  agents: null,
  summaries: true,
});

const totalsCost: Cost = {
  action: 'outbound_cdr',
  calls: ({ args, planning }: PlannedField<{ readonly period?: PeriodArgument | null | undefined }>) => [
    { calls: totalsOf(checkedPeriod(args.period, planning)) },
  ],
};

builder.objectField(Campaign, 'callSummary', (t) =>
  t.field({
    needs: TOTALS,
    ...cost(campaignList, totalsCost),
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
      const summaries = (await calls.outbound(totalsOf(period))).campaigns;
      return summaries.find((summary) => normalizeKey(summary.campaignName) === normalizeKey(name)) ?? null;
    },
  }),
);
