import type { Listing } from '../../loaders/listing.ts';
import { mostAgentsOf } from '../../loaders/agentReports.ts';
import { narrowedTo } from '../../loaders/portfolioFilter.ts';
import type { CallFiguresRow } from '../../upstream/dialer/report/agentReports.ts';
import { builder } from '../builder.ts';
import {
  AGENT_FIGURES,
  LAST_24_HOURS,
  LONG_AVERAGES,
  NULL_FIGURES,
  REPORT_ARGUMENTS,
} from '../descriptions.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { cost, resolvesTo } from '../../plan/cost.ts';
import { agentOfRow, portfolioOfRow, profileOfRow } from '../sharedFields.ts';
import { REPORTS } from '../../access/fieldPolicy.ts';
import { checkedPeriod, PeriodInput, type PeriodArgument } from '../relay/period.ts';
import { Agent } from '../refs.ts';
import {
  agentsReportCost,
  columnsOfReport,
  fewNames,
  ofAgents,
  reportCost,
  answeredFields,
} from './report.ts';

const AgentCallFigures = builder.objectRef<CallFiguresRow>('AgentCallFigures').implement({
  needs: REPORTS,
  description: `Calls of an agent over a period, by kind. The three kinds need not add up to \`totalCalls\`: in the examples of the dialer's documents they do not. ${NULL_FIGURES} ${LONG_AVERAGES} (agent_calls_report)`,
  fields: (t) => ({
    agent: agentOfRow(t),
    profile: profileOfRow(t),
    portfolio: portfolioOfRow(t),
    averageTalkSeconds: t.exposeInt('averageTalkSeconds', {
      nullable: true,
      description:
        "Average talk time of a call, in seconds (avg_talk). The dialer's documents call it the average handle time.",
    }),
    totalCalls: t.exposeInt('totalCalls', { nullable: true, description: AGENT_FIGURES.totalCalls }),
    manualCalls: t.exposeInt('manualCalls', { nullable: true, description: AGENT_FIGURES.manualCalls }),
    inboundCalls: t.exposeInt('inboundCalls', { nullable: true, description: AGENT_FIGURES.inboundCalls }),
    dialerCalls: t.exposeInt('dialerCalls', { nullable: true, description: AGENT_FIGURES.dialerCalls }),
  }),
});

const AgentCallsReport = builder.objectRef<Listing<CallFiguresRow>>('AgentCallsReport').implement({
  needs: REPORTS,
  description: 'Calls of agents over a period, by kind. (agent_calls_report)',
  fields: (t) => ({
    columns: columnsOfReport(t),
    ...answeredFields(t),
    rows: t.field({
      type: [AgentCallFigures],
      description: 'Rows as the dialer gives them, usually one for each agent.',
      resolve: ({ rows }) => [...rows],
    }),
  }),
});

interface ReportArgs {
  readonly period?: PeriodArgument | null | undefined;
  readonly agents?: readonly string[] | null | undefined;
  readonly portfolios?: readonly string[] | null | undefined;
  readonly profiles?: readonly string[] | null | undefined;
}

const queryOf = (
  { period, agents, portfolios, profiles }: ReportArgs,
  limits: Pick<Context, 'maxPeriodDays' | 'now' | 'zone' | 'viewer'>,
) => ({
  period: checkedPeriod(period, limits),
  agents: agents ?? undefined,
  portfolios: fewNames('portfolios', narrowedTo(limits.viewer.portfolios, portfolios)),
  profiles: fewNames('profiles', profiles),
});

builder.queryField('agentCallsReport', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: REPORTS,
    ...cost(reportCost('agent_calls_report', queryOf), resolvesTo(ofAgents)),
    type: AgentCallsReport,
    description:
      'Calls of agents over a period, by kind. One dialer call for the whole period (agent_calls_report).',
    args: {
      period: t.arg({ type: PeriodInput, description: LAST_24_HOURS }),
      agents: t.arg.stringList({ description: REPORT_ARGUMENTS.agents }),
      portfolios: t.arg.stringList({ description: REPORT_ARGUMENTS.portfolios }),
      profiles: t.arg.idList({ description: REPORT_ARGUMENTS.profiles }),
    },
    resolve: (_, args, context) => context.loaders.reports.callsReport.load(queryOf(args, context)),
  }),
);

builder.objectField(Agent, 'callFigures', (t) =>
  t.field({
    needs: REPORTS,
    ...cost(agentsReportCost('agent_calls_report', mostAgentsOf)),
    type: [AgentCallFigures],
    nullable: true,
    description:
      'Calls of the agent over a period, by kind; empty if there were none. One dialer call for each period, for up to 900 agents (agent_calls_report). For a viewer limited to portfolios, the portfolios are sent along and count among the 900.',
    args: { period: t.arg({ type: PeriodInput, description: LAST_24_HOURS }) },
    resolve: async ({ username }, args, context) => {
      const period = checkedPeriod(args.period, context);
      return [...(await context.loaders.reports.callFiguresOf.load({ username, period }))];
    },
  }),
);
