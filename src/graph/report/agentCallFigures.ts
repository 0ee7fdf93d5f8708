import type { Listing } from '../../loaders/listing.ts';
import { mostAgentsOf } from '../../loaders/agentReports.ts';
import { narrowedTo } from '../../loaders/portfolioFilter.ts';
import type { CallFiguresRow } from '../../upstream/dialer/report/agentReports.ts';
import { builder } from '../builder.ts';
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
  description: 'How many calls an agent handled over a period, by kind. (agent_calls_report)',
  fields: (t) => ({
    agent: agentOfRow(t),
    profile: profileOfRow(t),
    portfolio: portfolioOfRow(t),
    averageTalkSeconds: t.exposeInt('averageTalkSeconds', {
      nullable: true,
      description: 'The average handling time of a call, in seconds.',
    }),
    totalCalls: t.exposeInt('totalCalls', { nullable: true, description: 'Calls handled.' }),
    manualCalls: t.exposeInt('manualCalls', { nullable: true, description: 'Calls placed by hand.' }),
    inboundCalls: t.exposeInt('inboundCalls', { nullable: true, description: 'Calls that came in.' }),
    dialerCalls: t.exposeInt('dialerCalls', { nullable: true, description: 'Calls placed by the dialer.' }),
  }),
});

const AgentCallsReport = builder.objectRef<Listing<CallFiguresRow>>('AgentCallsReport').implement({
  needs: REPORTS,
  description: 'How many calls each agent handled over a period, by kind. (agent_calls_report)',
  fields: (t) => ({
    columns: columnsOfReport(t),
    ...answeredFields(t),
    rows: t.field({
      type: [AgentCallFigures],
      description: 'One row an agent.',
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

const questionOf = (
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
    ...cost(reportCost('agent_calls_report', questionOf), resolvesTo(ofAgents)),
    type: AgentCallsReport,
    description:
      'How many calls each agent handled over a period, by kind. The whole period is one dialer call.',
    args: {
      period: t.arg({ type: PeriodInput, description: 'Which days; left out, the last 24 hours.' }),
      agents: t.arg.stringList({ description: 'Only these agents, by username; left out, all.' }),
      portfolios: t.arg.stringList({ description: 'Only these portfolios, by code; left out, all.' }),
      profiles: t.arg.idList({ description: 'Only these profiles, by profileId; left out, all.' }),
    },
    resolve: (_, args, context) => context.loaders.reports.callsReport.load(questionOf(args, context)),
  }),
);

builder.objectField(Agent, 'callFigures', (t) =>
  t.field({
    needs: REPORTS,
    ...cost(agentsReportCost('agent_calls_report', mostAgentsOf)),
    type: [AgentCallFigures],
    nullable: true,
    description:
      'How many calls the agent handled over a period, by kind. One dialer call for any number of agents.',
    args: { period: t.arg({ type: PeriodInput, description: 'Which days; left out, the last 24 hours.' }) },
    resolve: async ({ username }, args, context) => {
      const period = checkedPeriod(args.period, context);
      return [...(await context.loaders.reports.callFiguresOf.load({ username, period }))];
    },
  }),
);
