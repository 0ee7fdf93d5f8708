import type { ActivityRow, ActivitySummaryRow } from '../../upstream/dialer/report/agentReports.ts';
import type { Listing, ListFacts } from '../../loaders/listing.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { cost, resolvesTo } from '../../plan/cost.ts';
import { agentOfRow, portfolioOfRow, profileOfRow } from '../sharedFields.ts';
import { REPORTS } from '../../access/fieldPolicy.ts';
import { checkedPeriod, PeriodInput, type PeriodArgument } from '../relay/period.ts';
import { Agent } from '../refs.ts';
import { agentsReportCost, ofAgents, ReportColumn, reportCost, answeredFields } from './report.ts';

const AgentActivity = builder.objectRef<ActivityRow>('AgentActivity').implement({
  needs: REPORTS,
  description: "An agent's activity in one portfolio over a period. (exportAgentReport)",
  fields: (t) => ({
    agent: agentOfRow(t),
    portfolio: portfolioOfRow(t),
    profile: profileOfRow(t),
    firstActivityAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the agent was first active.',
      resolve: ({ firstActivityAt }, _, { zone }) => firstActivityAt && zone.toDateTime(firstActivityAt),
    }),
    lastActivityAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the agent was last active.',
      resolve: ({ lastActivityAt }, _, { zone }) => lastActivityAt && zone.toDateTime(lastActivityAt),
    }),
    availableSeconds: t.exposeInt('availableSeconds', {
      nullable: true,
      description: 'Waiting for calls, in seconds.',
    }),
    averageAvailableBetweenCallsSeconds: t.exposeInt('averageAvailableBetweenCallsSeconds', {
      nullable: true,
      description: 'The average wait between two calls, in seconds.',
    }),
    talkSeconds: t.exposeInt('talkSeconds', { nullable: true, description: 'Talking, in seconds.' }),
    averageTalkSeconds: t.exposeInt('averageTalkSeconds', {
      nullable: true,
      description: 'The average talk of a call, in seconds.',
    }),
    talkAndAvailableSeconds: t.exposeInt('talkAndAvailableSeconds', {
      nullable: true,
      description: 'Talking and waiting together, in seconds.',
    }),
    wrapUpSeconds: t.exposeInt('wrapUpSeconds', {
      nullable: true,
      description: 'Wrapping up, in seconds; null where the dialer gives none.',
    }),
    afterCallSeconds: t.exposeInt('afterCallSeconds', {
      nullable: true,
      description: 'After-call work, in seconds.',
    }),
    totalCalls: t.exposeInt('totalCalls', { nullable: true, description: 'Calls handled.' }),
    breakSeconds: t.exposeInt('breakSeconds', { nullable: true, description: 'Breaks, in seconds.' }),
    pauseSeconds: t.exposeInt('pauseSeconds', { nullable: true, description: 'Pauses, in seconds.' }),
    loginSeconds: t.exposeInt('loginSeconds', { nullable: true, description: 'Time logged in, in seconds.' }),
    sales: t.exposeInt('sales', { nullable: true, description: 'Calls with a sale.' }),
    denied: t.exposeInt('denied', { nullable: true, description: 'Calls with the disposition Denied.' }),
    lip: t.exposeInt('lip', { nullable: true, description: 'Calls with the disposition LIP.' }),
    vrf: t.exposeInt('vrf', { nullable: true, description: 'Calls with the disposition VRF.' }),
  }),
});

const SummaryKind = builder.enumType('SummaryKind', {
  description: "How a summary is made of a report's rows.",
  values: {
    SUM: { description: 'All rows added up.' },
    AVERAGE: { description: 'The average of all rows.' },
    MAX: { description: 'The largest of all rows.' },
    MIN: { description: 'The smallest of all rows.' },
  },
});

const AgentActivitySummary = builder.objectRef<ActivitySummaryRow>('AgentActivitySummary').implement({
  needs: REPORTS,
  description: "A summary of a report's rows, as the dialer makes it.",
  fields: (t) => ({
    kind: t.expose('kind', { type: SummaryKind, description: 'How it is made.' }),
    availableSeconds: t.exposeFloat('availableSeconds', {
      nullable: true,
      description: 'Waiting for calls, in seconds.',
    }),
    averageAvailableBetweenCallsSeconds: t.exposeFloat('averageAvailableBetweenCallsSeconds', {
      nullable: true,
      description: 'Of the average waits between two calls, in seconds.',
    }),
    talkSeconds: t.exposeFloat('talkSeconds', { nullable: true, description: 'Talking, in seconds.' }),
    averageTalkSeconds: t.exposeFloat('averageTalkSeconds', {
      nullable: true,
      description: 'Of the average talks of a call, in seconds.',
    }),
    talkAndAvailableSeconds: t.exposeFloat('talkAndAvailableSeconds', {
      nullable: true,
      description: 'Talking and waiting together, in seconds.',
    }),
    wrapUpSeconds: t.exposeFloat('wrapUpSeconds', {
      nullable: true,
      description: 'Wrapping up, in seconds; null where the dialer gives none.',
    }),
    afterCallSeconds: t.exposeFloat('afterCallSeconds', {
      nullable: true,
      description: 'After-call work, in seconds.',
    }),
    totalCalls: t.exposeFloat('totalCalls', { nullable: true, description: 'Calls handled.' }),
    breakSeconds: t.exposeFloat('breakSeconds', { nullable: true, description: 'Breaks, in seconds.' }),
    pauseSeconds: t.exposeFloat('pauseSeconds', { nullable: true, description: 'Pauses, in seconds.' }),
    loginSeconds: t.exposeFloat('loginSeconds', {
      nullable: true,
      description: 'Time logged in, in seconds.',
    }),
    sales: t.exposeFloat('sales', { nullable: true, description: 'Calls with a sale.' }),
    denied: t.exposeFloat('denied', { nullable: true, description: 'Calls with the disposition Denied.' }),
    lip: t.exposeFloat('lip', { nullable: true, description: 'Calls with the disposition LIP.' }),
    vrf: t.exposeFloat('vrf', { nullable: true, description: 'Calls with the disposition VRF.' }),
  }),
});

interface ActivityReport extends ListFacts {
  readonly agents: Listing<ActivityRow>;
  readonly summary: readonly ActivitySummaryRow[];
}

const AgentActivityReport = builder.objectRef<ActivityReport>('AgentActivityReport').implement({
  needs: REPORTS,
  description: 'What each agent did over a period. (exportAgentReport)',
  fields: (t) => ({
    columns: t.field({
      type: [ReportColumn],
      description: "The columns the dialer's own page shows.",
      resolve: ({ agents }) => [...agents.columns],
    }),
    ...answeredFields(t),
    rows: t.field({
      type: [AgentActivity],
      description: 'One row an agent and portfolio.',
      resolve: ({ agents }) => [...agents.rows],
    }),
    summary: t.field({
      type: [AgentActivitySummary],
      description: 'Sum, average, maximum and minimum of the rows.',
      resolve: ({ summary }) => [...summary],
    }),
  }),
});

interface ReportArgs {
  readonly period?: PeriodArgument | null | undefined;
  readonly agents?: readonly string[] | null | undefined;
}

const questionOf = (
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
    ...cost(reportCost('exportAgentReport', questionOf), resolvesTo(ofAgents)),
    type: AgentActivityReport,
    description: 'What each agent did over a period. The whole period is one dialer call.',
    args: {
      period: t.arg({ type: PeriodInput, description: 'Which days; left out, the last 24 hours.' }),
      agents: t.arg.stringList({ description: 'Only these agents, by username; left out, all.' }),
    },
    resolve: async (_, args, context) => {
      const { agents, summary } = await context.loaders.reports.activityReport.load(
        questionOf(args, context),
      );
      const { asOf, unreadableCount } = agents;
      return { agents, summary, asOf, unreadableCount };
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
      "The agent's activity over a period, one row a portfolio. One dialer call for any number of agents.",
    args: { period: t.arg({ type: PeriodInput, description: 'Which days; left out, the last 24 hours.' }) },
    resolve: async ({ username }, args, context) => {
      const period = checkedPeriod(args.period, context);
      return [...(await context.loaders.reports.activityOf.load({ username, period }))];
    },
  }),
);
