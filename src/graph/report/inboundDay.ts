import type { Listing } from '../../loaders/listing.ts';
import { narrowedTo } from '../../loaders/portfolioFilter.ts';
import type { InboundDayRow } from '../../upstream/dialer/report/inboundReport.ts';
import { builder } from '../builder.ts';
import { DIALERS_DEFAULT, NULL_FIGURES, REPORT_ARGUMENTS } from '../descriptions.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { cost, oncePer, type Cost, type PlannedField } from '../../plan/cost.ts';
import { REPORTS } from '../../access/fieldPolicy.ts';
import { checkedPeriod, PeriodInput, type PeriodArgument } from '../relay/period.ts';
import { Portfolio } from '../refs.ts';
import { columnsOfReport, fewNames, reportCost, answeredFields } from './report.ts';

/** In both descriptions: the documents leave open which count is right. */
const ABANDONED_CONTRADICTION =
  "The dialer's documents contradict themselves: they define `abandonedAfter20Seconds` as a part of `abandonedCalls`, but one of their examples shows 54 for the first and 24 for the second.";

const InboundDay = builder.objectRef<InboundDayRow>('InboundDay').implement({
  needs: REPORTS,
  description: `Inbound calls of one day. ${NULL_FIGURES} (inbound_summary_stats)`,
  fields: (t) => ({
    date: t.expose('date', { type: 'Date', description: "Day, in the dialer's time zone." }),
    totalCalls: t.exposeInt('totalCalls', { nullable: true, description: 'Inbound calls received.' }),
    queuedCalls: t.exposeInt('queuedCalls', { nullable: true, description: 'Calls that entered a queue.' }),
    abandonedAfter20Seconds: t.exposeInt('abandonedAfter20Seconds', {
      nullable: true,
      description: `Calls abandoned after a wait of more than 20 seconds (abandon1). ${ABANDONED_CONTRADICTION}`,
    }),
    abandonedCalls: t.exposeInt('abandonedCalls', {
      nullable: true,
      description: `All abandoned calls, including those abandoned within 20 seconds (abandon2). ${ABANDONED_CONTRADICTION}`,
    }),
    handledCalls: t.exposeInt('handledCalls', {
      nullable: true,
      description: 'Calls that an agent answered.',
    }),
    averageHoldSeconds: t.exposeFloat('averageHoldSeconds', {
      nullable: true,
      description: 'Average hold time, in seconds (avg_hold_time).',
    }),
    averageHandleSeconds: t.exposeFloat('averageHandleSeconds', {
      nullable: true,
      description: 'Average handle time, in seconds.',
    }),
  }),
});

const InboundDailyReport = builder.objectRef<Listing<InboundDayRow>>('InboundDailyReport').implement({
  needs: REPORTS,
  description: 'Inbound calls over a period, one row for each day. (inbound_summary_stats)',
  fields: (t) => ({
    columns: columnsOfReport(t),
    ...answeredFields(t),
    rows: t.field({
      type: [InboundDay],
      description: 'One row for each day.',
      resolve: ({ rows }) => [...rows],
    }),
  }),
});

interface ReportArgs {
  readonly period?: PeriodArgument | null | undefined;
  readonly portfolios?: readonly string[] | null | undefined;
}

const queryOf = (
  { period, portfolios }: ReportArgs,
  limits: Pick<Context, 'maxPeriodDays' | 'now' | 'zone' | 'viewer'>,
) => ({
  period: checkedPeriod(period, limits),
  portfolios: fewNames('portfolios', narrowedTo(limits.viewer.portfolios, portfolios)),
});

/**
 * For viewers limited to portfolios, a second call requests a portfolio that cannot exist. The dialer must return no
 * figures.
 */
const proof: Cost = {
  action: 'inbound_summary_stats',
  calls: ({ args, planning }: PlannedField<ReportArgs>) =>
    planning.viewer.portfolios
      ? [{ about: JSON.stringify(['proof', checkedPeriod(args.period, planning)]) }]
      : [],
};

builder.queryField('inboundDailyReport', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: REPORTS,
    ...cost(reportCost('inbound_summary_stats', queryOf), proof),
    type: InboundDailyReport,
    description:
      'Inbound calls over a period, one row for each day. One dialer call for the whole period (inbound_summary_stats). For a viewer limited to portfolios, a second one checks that the dialer leaves out other portfolios.',
    args: {
      period: t.arg({ type: PeriodInput, description: DIALERS_DEFAULT }),
      portfolios: t.arg.stringList({ description: REPORT_ARGUMENTS.portfolios }),
    },
    resolve: (_, args, context) => context.loaders.reports.inboundDays.load(queryOf(args, context)),
  }),
);

builder.objectField(Portfolio, 'inboundDaily', (t) =>
  t.field({
    needs: REPORTS,
    ...cost(
      oncePer('Portfolio', 'inbound_summary_stats', ({ args, planning }: PlannedField<ReportArgs>) =>
        checkedPeriod(args.period, planning),
      ),
      proof,
    ),
    type: [InboundDay],
    nullable: true,
    description:
      'Inbound calls of the portfolio over a period, one row for each day. One dialer call for each portfolio and period, because the rows name no portfolio (inbound_summary_stats). For a viewer limited to portfolios, one more for each period checks that the dialer leaves out other portfolios.',
    args: {
      period: t.arg({ type: PeriodInput, description: DIALERS_DEFAULT }),
    },
    resolve: async ({ code }, args, context) => {
      const period = checkedPeriod(args.period, context);
      return [...(await context.loaders.reports.inboundDays.load({ period, portfolios: [code] })).rows];
    },
  }),
);
