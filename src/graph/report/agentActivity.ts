import type { ActivityRow, ActivitySummaryRow } from '../../upstream/dialer/report/agentReports.ts';
import type { Listing, ListFacts } from '../../loaders/listing.ts';
import { activityOfAgents } from '../../loaders/activityOfAgents.ts';
import { activitySummary } from '../../loaders/activitySummary.ts';
import { builder } from '../builder.ts';
import {
  AGENT_FIGURES,
  DIALERS_DEFAULT,
  LONG_AVERAGES,
  NULL_FIGURES,
  REPORT_ARGUMENTS,
  REPORT_COLUMNS,
} from '../descriptions.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { cost, resolvesTo } from '../../plan/cost.ts';
import { agentOfRow, portfolioOfRow, profileOfRow } from '../sharedFields.ts';
import { REPORTS } from '../../access/fieldPolicy.ts';
import { checkedPeriod, PeriodInput, type PeriodArgument } from '../relay/period.ts';
import { Agent } from '../refs.ts';
import { metric, SHARE } from '../metric.ts';
import { CallRatio } from '../ratio.ts';
import { AgentActivityOrder, averageHandleSeconds, occupancy, ordered } from './agentActivityOrder.ts';
import { agentsReportCost, ofAgents, ReportColumn, reportCost, answeredFields } from './report.ts';

const AgentActivity = builder.objectRef<ActivityRow>('AgentActivity').implement({
  needs: REPORTS,
  description: `Activity of an agent in one portfolio over a period. ${NULL_FIGURES} ${LONG_AVERAGES} (exportAgentReport)`,
  fields: (t) => ({
    agent: agentOfRow(t),
    portfolio: portfolioOfRow(t),
    profile: profileOfRow(t),
    firstActivityAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: "Time of the agent's first activity in the period.",
      resolve: ({ firstActivityAt }, _, { zone }) => firstActivityAt && zone.toDateTime(firstActivityAt),
    }),
    lastActivityAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: "Time of the agent's last activity in the period.",
      resolve: ({ lastActivityAt }, _, { zone }) => lastActivityAt && zone.toDateTime(lastActivityAt),
    }),
    availableSeconds: t.exposeInt('availableSeconds', {
      nullable: true,
      description: AGENT_FIGURES.availableSeconds,
    }),
    averageAvailableBetweenCallsSeconds: t.exposeInt('averageAvailableBetweenCallsSeconds', {
      nullable: true,
      description: 'Average available time between two calls, in seconds.',
    }),
    talkSeconds: t.exposeInt('talkSeconds', { nullable: true, description: AGENT_FIGURES.talkSeconds }),
    averageTalkSeconds: t.exposeInt('averageTalkSeconds', {
      nullable: true,
      description: 'Average talk time of a call, in seconds.',
    }),
    talkAndAvailableSeconds: t.exposeInt('talkAndAvailableSeconds', {
      nullable: true,
      description: AGENT_FIGURES.talkAndAvailableSeconds,
    }),
    wrapUpSeconds: t.exposeInt('wrapUpSeconds', {
      nullable: true,
      description: AGENT_FIGURES.wrapUpSeconds,
    }),
    afterCallSeconds: t.exposeInt('afterCallSeconds', {
      nullable: true,
      description: AGENT_FIGURES.afterCallSeconds,
    }),
    totalCalls: t.exposeInt('totalCalls', { nullable: true, description: AGENT_FIGURES.totalCalls }),
    breakSeconds: t.exposeInt('breakSeconds', { nullable: true, description: AGENT_FIGURES.breakSeconds }),
    pauseSeconds: t.exposeInt('pauseSeconds', { nullable: true, description: AGENT_FIGURES.pauseSeconds }),
    loginSeconds: t.exposeInt('loginSeconds', { nullable: true, description: AGENT_FIGURES.loginSeconds }),
    sales: t.exposeInt('sales', { nullable: true, description: AGENT_FIGURES.sales }),
    denied: t.exposeInt('denied', { nullable: true, description: AGENT_FIGURES.denied }),
    lip: t.exposeInt('lip', { nullable: true, description: AGENT_FIGURES.lip }),
    vrf: t.exposeInt('vrf', { nullable: true, description: AGENT_FIGURES.vrf }),
    averageHandleSeconds: t.float({
      ...metric({
        name: 'Average handling time',
        unit: 'seconds',
        numerator: '`talkSeconds` + `afterCallSeconds`',
        denominator: '`totalCalls`',
        source: 'exportAgentReport',
        leftOut: 'rows in which one of these is missing, or without calls',
      }),
      nullable: true,
      description:
        'Average handling time of a call, in seconds: (`talkSeconds` + `afterCallSeconds`) / `totalCalls`. Null if one of them is null, or if there was no call.',
      resolve: averageHandleSeconds,
    }),
    occupancy: t.field({
      ...metric({
        name: 'Occupancy',
        unit: SHARE,
        numerator: '`talkSeconds` + `afterCallSeconds`',
        denominator: '`talkSeconds` + `afterCallSeconds` + `availableSeconds`',
        source: 'exportAgentReport',
        leftOut: 'pauses and breaks; rows in which one of these is missing',
      }),
      type: CallRatio,
      nullable: true,
      description:
        'Occupancy: the share of the available and busy time that was busy. Numerator: `talkSeconds` + `afterCallSeconds`. Denominator: these and `availableSeconds`. Null if one of them is null.',
      resolve: occupancy,
    }),
  }),
});

const SummaryKind = builder.enumType('SummaryKind', {
  description: "Kind of summary of a report's rows.",
  values: {
    SUM: { description: 'Sum of all rows.' },
    AVERAGE: { description: 'Average of all rows, each with the same weight.' },
    MAX: { description: 'Largest value of all rows.' },
    MIN: { description: 'Smallest value of all rows.' },
  },
});

const AgentActivitySummary = builder.objectRef<ActivitySummaryRow>('AgentActivitySummary').implement({
  needs: REPORTS,
  description: `One summary of a report's rows: the sum, average, maximum or minimum of each figure. The dialer computes it, and counts a figure that a row lacks as 0. For a viewer limited to portfolios, with perAgent, or if the dialer sent rows of agents who were not asked for, this server computes it from the rows of the report: a figure is then null if any row lacks it. A figure is also null if the dialer did not send it or it cannot be read. (exportAgentReport, summary_rows)`,
  fields: (t) => ({
    kind: t.expose('kind', {
      type: SummaryKind,
      description: 'Kind of summary: sum, average, maximum or minimum.',
    }),
    availableSeconds: t.exposeFloat('availableSeconds', {
      nullable: true,
      description: AGENT_FIGURES.availableSeconds,
    }),
    averageAvailableBetweenCallsSeconds: t.exposeFloat('averageAvailableBetweenCallsSeconds', {
      nullable: true,
      description:
        "Sum, average, maximum or minimum of the rows' average available times between two calls, in seconds. Rows are not weighted by their number of calls.",
    }),
    talkSeconds: t.exposeFloat('talkSeconds', { nullable: true, description: AGENT_FIGURES.talkSeconds }),
    averageTalkSeconds: t.exposeFloat('averageTalkSeconds', {
      nullable: true,
      description:
        "Sum, average, maximum or minimum of the rows' average talk times, in seconds. Rows are not weighted by their number of calls.",
    }),
    talkAndAvailableSeconds: t.exposeFloat('talkAndAvailableSeconds', {
      nullable: true,
      description: AGENT_FIGURES.talkAndAvailableSeconds,
    }),
    wrapUpSeconds: t.exposeFloat('wrapUpSeconds', {
      nullable: true,
      description: AGENT_FIGURES.wrapUpSeconds,
    }),
    afterCallSeconds: t.exposeFloat('afterCallSeconds', {
      nullable: true,
      description: AGENT_FIGURES.afterCallSeconds,
    }),
    totalCalls: t.exposeFloat('totalCalls', { nullable: true, description: AGENT_FIGURES.totalCalls }),
    breakSeconds: t.exposeFloat('breakSeconds', { nullable: true, description: AGENT_FIGURES.breakSeconds }),
    pauseSeconds: t.exposeFloat('pauseSeconds', { nullable: true, description: AGENT_FIGURES.pauseSeconds }),
    loginSeconds: t.exposeFloat('loginSeconds', {
      nullable: true,
      description: AGENT_FIGURES.loginSeconds,
    }),
    sales: t.exposeFloat('sales', { nullable: true, description: AGENT_FIGURES.sales }),
    denied: t.exposeFloat('denied', { nullable: true, description: AGENT_FIGURES.denied }),
    lip: t.exposeFloat('lip', { nullable: true, description: AGENT_FIGURES.lip }),
    vrf: t.exposeFloat('vrf', { nullable: true, description: AGENT_FIGURES.vrf }),
  }),
});

interface ActivityReport extends ListFacts {
  readonly agents: Listing<ActivityRow>;
  readonly summary: readonly ActivitySummaryRow[];
}

const AgentActivityReport = builder.objectRef<ActivityReport>('AgentActivityReport').implement({
  needs: REPORTS,
  description: 'Activity of agents over a period. (exportAgentReport)',
  fields: (t) => ({
    columns: t.field({
      type: [ReportColumn],
      description: REPORT_COLUMNS,
      resolve: ({ agents }) => [...agents.columns],
    }),
    ...answeredFields(t),
    rows: t.field({
      type: [AgentActivity],
      description: 'One row for each agent and portfolio, or for each agent with `perAgent`.',
      resolve: ({ agents }) => [...agents.rows],
    }),
    summary: t.field({
      type: [AgentActivitySummary],
      description: 'Sum, average, maximum and minimum of the rows; empty if there are no rows.',
      resolve: ({ summary }) => [...summary],
    }),
  }),
});

interface ReportArgs {
  readonly period?: PeriodArgument | null | undefined;
  readonly agents?: readonly string[] | null | undefined;
}

const queryOf = (
  { period, agents }: ReportArgs,
  limits: Pick<Context, 'maxPeriodDays' | 'now' | 'zone'>,
) => ({
  period: checkedPeriod(period, limits),
  agents: agents ?? undefined,
});

builder.queryField('agentActivityReport', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: REPORTS,
    ...cost(reportCost('exportAgentReport', queryOf), resolvesTo(ofAgents)),
    type: AgentActivityReport,
    description:
      'Activity of agents over a period, one row for each agent and portfolio. One dialer call for the whole period (exportAgentReport).',
    args: {
      period: t.arg({ type: PeriodInput, description: DIALERS_DEFAULT }),
      agents: t.arg.stringList({ description: REPORT_ARGUMENTS.agents }),
      perAgent: t.arg.boolean({
        required: true,
        defaultValue: false,
        description:
          'True to combine the rows of an agent in several portfolios into one row, whose portfolio is null. Figures are added up; averages are weighted by calls. A figure is null if one of the rows lacks it. The profile is null if the rows differ. Default: false.',
      }),
      orderBy: t.arg({
        type: AgentActivityOrder,
        description: 'Order of the rows. Default: as the dialer gives them.',
      }),
    },
    resolve: async (_, args, context) => {
      const { activityReport } = context.loaders.reports;
      const { agents, summary } = await activityReport.load(queryOf(args, context));
      const { asOf, unreadableCount, rows } = agents;
      const wanted = args.perAgent ? activityOfAgents(rows) : rows;
      return {
        agents: agents.with(ordered(wanted, args.orderBy)),
        // The dialer's averages, maximums and minimums are those of its own rows.
        summary: args.perAgent ? activitySummary(wanted) : summary,
        asOf,
        unreadableCount,
      };
    },
  }),
);

builder.objectField(Agent, 'activity', (t) =>
  t.field({
    needs: REPORTS,
    ...cost(agentsReportCost('exportAgentReport')),
    type: [AgentActivity],
    nullable: true,
    description:
      'Activity of the agent over a period, one row for each portfolio; empty if there was none. One dialer call for each period, for up to 900 agents (exportAgentReport).',
    args: { period: t.arg({ type: PeriodInput, description: DIALERS_DEFAULT }) },
    resolve: async ({ username }, args, context) => {
      const period = checkedPeriod(args.period, context);
      return [...(await context.loaders.reports.activityOf.load({ username, period }))];
    },
  }),
);
