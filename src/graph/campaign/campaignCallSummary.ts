import { normalizeKey, perList } from '../../upstream/wire/normalizeKey.ts';
import type { CallQuery } from '../../loaders/callQuery.ts';
import type { Period } from '../../loaders/windows.ts';
import type { CampaignSummaryRow } from '../../upstream/dialer/calls.ts';
import { builder } from '../builder.ts';
import { AGENT_FIGURES, LAST_24_HOURS, NULL_FIGURES } from '../descriptions.ts';
import { metric, SHARE } from '../metric.ts';
import { CallRatio } from '../ratio.ts';
import { campaignOfRow } from '../sharedFields.ts';
import { campaignByName, campaignList } from './campaign.ts';
import { cost, type Cost, type PlannedField } from '../../plan/cost.ts';
import { CALLS } from '../../access/fieldPolicy.ts';
import { checkedPeriod, PeriodInput, type PeriodArgument } from '../relay/period.ts';
import { Campaign } from '../refs.ts';

/** Totals name no portfolio, so a viewer limited to portfolios may not see them. */
export const TOTALS = CALLS.unrestrictedOnly;

export const CampaignCallSummary = builder.objectRef<CampaignSummaryRow>('CampaignCallSummary').implement({
  needs: TOTALS,
  description: `Totals of a campaign over a period, as the dialer adds them up. Its documents do not explain these figures; the descriptions follow their names and examples. ${NULL_FIGURES} (outbound_cdr, summary_rows)`,
  fields: (t) => ({
    campaign: campaignOfRow(t),
    campaignName: t.exposeString('campaignName', { description: 'Name of the campaign.' }),
    totalLeads: t.exposeInt('totalLeads', { nullable: true, description: 'Leads in the campaign.' }),
    dialable: t.exposeInt('dialable', { nullable: true, description: 'Leads that may be dialled.' }),
    pending: t.exposeInt('pending', { nullable: true, description: 'Leads not dialled yet.' }),
    totalCalls: t.exposeInt('totalCalls', {
      nullable: true,
      description: 'Calls placed by the dialer and by hand.',
    }),
    dialerCalls: t.exposeInt('dialerCalls', { nullable: true, description: AGENT_FIGURES.dialerCalls }),
    dialedCalls: t.exposeInt('dialedCalls', {
      nullable: true,
      description: "Calls dialled (dialed). In the documents' examples it equals `totalCalls`.",
    }),
    manualCalls: t.exposeInt('manualCalls', { nullable: true, description: AGENT_FIGURES.manualCalls }),
    handledCalls: t.exposeInt('handledCalls', {
      nullable: true,
      description: 'Calls that an agent handled.',
    }),
    totalRemoved: t.exposeInt('totalRemoved', {
      nullable: true,
      description:
        'Leads removed, in total. The documents do not say how this differs from `removed` and `removedAllPeriod`.',
    }),
    removed: t.exposeInt('removed', {
      nullable: true,
      description:
        'Leads removed. The documents do not say how this differs from `totalRemoved` and `removedAllPeriod`.',
    }),
    removedAllPeriod: t.exposeInt('removedAllPeriod', {
      nullable: true,
      description:
        'Leads removed over the whole period (remove_all_period). The documents do not say how this differs from `removed` and `totalRemoved`.',
    }),
    penetration: t.field({
      ...metric({
        name: 'Penetration',
        unit: SHARE,
        numerator: '`totalLeads` - `pending`',
        denominator: '`totalLeads`',
        source: 'outbound_cdr, summary_rows: `total_leads`, `pending`',
        leftOut: 'campaigns in which one of these is missing, or more leads are pending than there are',
      }),
      type: CallRatio,
      nullable: true,
      description:
        'Penetration: the share of all leads (`totalLeads`) that are no longer pending (`pending`). Null if one of the two is null, or if more leads are pending than there are.',
      resolve: ({ totalLeads, pending }) =>
        totalLeads === null || pending === null || pending > totalLeads
          ? null
          : { numerator: totalLeads - pending, denominator: totalLeads },
    }),
  }),
});

/** The query for the totals of all campaigns over a period. */
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

/** The first totals of each campaign, by its normalised name. */
const byCampaign = perList(
  (summaries: readonly CampaignSummaryRow[]): ReadonlyMap<string, CampaignSummaryRow> =>
    new Map(summaries.map((summary) => [normalizeKey(summary.campaignName), summary] as const).toReversed()),
);

builder.objectField(Campaign, 'callSummary', (t) =>
  t.field({
    needs: TOTALS,
    ...cost(campaignList, totalsCost),
    type: CampaignCallSummary,
    nullable: true,
    description:
      'Totals of the campaign over a period. Null if the dialer has no totals for it, or if another campaign has the same name: totals carry the name only. One dialer call for each period, for all campaigns of the operation (outbound_cdr), and one for the campaign list (goGetAllCampaigns).',
    args: {
      period: t.arg({ type: PeriodInput, description: LAST_24_HOURS }),
    },
    resolve: async ({ campaignId, row }, args, context) => {
      const period = checkedPeriod(args.period, context);
      const { calls, campaigns } = context.loaders;
      const name = (row ?? (await campaigns.load(campaignId)))?.name ?? null;
      const campaign = await campaignByName(name, context);
      if (name === null || campaign === null) return null;
      const summaries = (await calls.outbound(totalsOf(period))).campaigns;
      return byCampaign(summaries).get(normalizeKey(name)) ?? null;
    },
  }),
);
