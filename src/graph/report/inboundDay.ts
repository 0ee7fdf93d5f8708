import type { Listing } from '../../loaders/listing.ts';
import { narrowedTo } from '../../loaders/portfolioFilter.ts';
import type { InboundDayRow } from '../../upstream/dialer/report/inboundReport.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { cost, oncePer, type Cost, type PlannedField } from '../../plan/cost.ts';
import { REPORTS } from '../../access/fieldPolicy.ts';
import { checkedPeriod, PeriodInput, type PeriodArgument } from '../relay/period.ts';
import { Portfolio } from '../refs.ts';
import { columnsOfReport, fewNames, reportCost, answeredFields } from './report.ts';

const InboundDay = builder.objectRef<InboundDayRow>('InboundDay').implement({
  needs: REPORTS,
  description: "One day's inbound calls in figures. (inbound_summary_stats)",
  fields: (t) => ({
    date: t.expose('date', { type: 'Date', description: "The day, in the dialer's own zone." }),
    totalCalls: t.exposeInt('totalCalls', { nullable: true, description: 'Calls that came in.' }),
    queuedCalls: t.exposeInt('queuedCalls', { nullable: true, description: 'Calls that entered a queue.' }),
    abandonedAfter20Seconds: t.exposeInt('abandonedAfter20Seconds', {
      nullable: true,
      description: 'Calls given up after more than 20 seconds of waiting (abandon1).',
    }),
    abandonedCalls: t.exposeInt('abandonedCalls', {
      nullable: true,
      description: 'All calls given up, those under 20 seconds included (abandon2).',
    }),
    handledCalls: t.exposeInt('handledCalls', { nullable: true, description: 'Calls an agent answered.' }),
    averageHoldSeconds: t.exposeFloat('averageHoldSeconds', {
      nullable: true,
      description: 'The average wait, in seconds.',
    }),
    averageHandleSeconds: t.exposeFloat('averageHandleSeconds', {
      nullable: true,
      description: 'The average handling time, in seconds.',
    }),
  }),
});

const InboundDailyReport = builder.objectRef<Listing<InboundDayRow>>('InboundDailyReport').implement({
  needs: REPORTS,
  description: 'Inbound calls in figures, a row a day. (inbound_summary_stats)',
  fields: (t) => ({
    columns: columnsOfReport(t),
    ...answeredFields(t),
    rows: t.field({
      type: [InboundDay],
      description: 'One row a day.',
      resolve: ({ rows }) => [...rows],
    }),
  }),
});

interface ReportArgs {
  readonly period?: PeriodArgument | null | undefined;
  readonly portfolios?: readonly string[] | null | undefined;
}

const questionOf = (
  { period, portfolios }: ReportArgs,
  limits: Pick<Context, 'maxPeriodDays' | 'now' | 'zone' | 'viewer'>,
) => ({
  period: checkedPeriod(period, limits),
  portfolios: fewNames('portfolios', narrowedTo(limits.viewer.portfolios, portfolios)),
});

/** For viewers limited to portfolios the dialer is asked for nobody's figures, too: it must give none. */
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
    ...cost(reportCost('inbound_summary_stats', questionOf), proof),
    type: InboundDailyReport,
    description: 'Inbound calls in figures, a row a day. The whole period is one dialer call.',
    args: {
      period: t.arg({ type: PeriodInput, description: 'Which days; left out, those the dialer gives.' }),
      portfolios: t.arg.stringList({ description: 'Only these portfolios, by code; left out, all.' }),
    },
    resolve: (_, args, context) => context.loaders.reports.inboundDays.load(questionOf(args, context)),
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
      "The portfolio's inbound calls in figures, a row a day. One dialer call a portfolio: the rows do not say whose they are.",
    args: {
      period: t.arg({ type: PeriodInput, description: 'Which days; left out, those the dialer gives.' }),
    },
    resolve: async ({ code }, args, context) => {
      const period = checkedPeriod(args.period, context);
      return [...(await context.loaders.reports.inboundDays.load({ period, portfolios: [code] })).rows];
    },
  }),
);
