import type { Listing } from '../../loaders/listing.ts';
import type { PauseRow } from '../../upstream/dialer/report/pauseReport.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { cost, resolvesTo } from '../../plan/cost.ts';
import { agentOfRow } from '../sharedFields.ts';
import { REPORTS } from '../../access/fieldPolicy.ts';
import { checkedPeriod, PeriodInput, type PeriodArgument } from '../relay/period.ts';
import { Agent } from '../refs.ts';
import { agentsReportCost, columnsOfReport, ofAgents, reportCost, answeredFields } from './report.ts';
import { agentVisibility } from '../agent/userLists.ts';

const PauseCodeTime = builder.objectRef<PauseRow['codes'][number]>('PauseCodeTime').implement({
  needs: REPORTS,
  description: 'The time an agent spent under one pause code.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: "The installation's own code, such as lunch, wc or meetin; pause = without a reason.",
    }),
    seconds: t.exposeInt('seconds', { description: 'The time under it, in seconds.' }),
  }),
});

const AgentPauseFigures = builder.objectRef<PauseRow>('AgentPauseFigures').implement({
  needs: REPORTS,
  description: "What an agent's time over a period went to. (exportPauseReport)",
  fields: (t) => ({
    agent: agentOfRow(t),
    loggedDays: t.exposeInt('loggedDays', {
      nullable: true,
      description: 'On how many days the agent logged in.',
    }),
    waitSeconds: t.exposeInt('waitSeconds', {
      nullable: true,
      description: 'Waiting for calls, in seconds.',
    }),
    talkSeconds: t.exposeInt('talkSeconds', { nullable: true, description: 'Talking, in seconds.' }),
    manualTalkSeconds: t.exposeInt('manualTalkSeconds', {
      nullable: true,
      description: 'Talking on calls placed by hand, in seconds.',
    }),
    dispositionSeconds: t.exposeInt('dispositionSeconds', {
      nullable: true,
      description: 'Choosing how a call ended, in seconds.',
    }),
    deadSeconds: t.exposeInt('deadSeconds', {
      nullable: true,
      description: 'On the line after the other side hung up, in seconds.',
    }),
    wrapUpSeconds: t.exposeInt('wrapUpSeconds', { nullable: true, description: 'Wrapping up, in seconds.' }),
    pauseSeconds: t.exposeInt('pauseSeconds', {
      nullable: true,
      description: 'Paused, whatever the code, in seconds.',
    }),
    billableSeconds: t.exposeInt('billableSeconds', {
      nullable: true,
      description: 'Billable time, in seconds.',
    }),
    nonBillableSeconds: t.exposeInt('nonBillableSeconds', {
      nullable: true,
      description: 'Time that is not billable, in seconds.',
    }),
    totalSeconds: t.exposeInt('totalSeconds', {
      nullable: true,
      description: 'The whole time logged in, in seconds.',
    }),
    codes: t.expose('codes', {
      type: [PauseCodeTime],
      description: "Every pause code the dialer reports, this installation's own ones too.",
    }),
  }),
});

const AgentPauseReport = builder.objectRef<Listing<PauseRow>>('AgentPauseReport').implement({
  needs: REPORTS,
  description: "What each agent's time over a period went to. (exportPauseReport)",
  fields: (t) => ({
    columns: columnsOfReport(t),
    ...answeredFields(t),
    rows: t.field({
      type: [AgentPauseFigures],
      description: 'One row an agent.',
      resolve: ({ rows }) => [...rows],
    }),
  }),
});

interface ReportArgs {
  readonly period: PeriodArgument;
  readonly agents?: readonly string[] | null | undefined;
}

const questionOf = (
  { period, agents }: ReportArgs,
  limits: Pick<Context, 'maxPeriodDays' | 'now' | 'zone'>,
) => ({
  period: checkedPeriod(period, limits),
  agents: agents ?? undefined,
});

builder.queryField('agentPauseReport', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: REPORTS,
    ...cost(reportCost('exportPauseReport', questionOf), agentVisibility, resolvesTo(ofAgents)),
    type: AgentPauseReport,
    description: "What each agent's time over a period went to. The whole period is one dialer call.",
    args: {
      period: t.arg({ type: PeriodInput, required: true, description: 'Which days.' }),
      agents: t.arg.stringList({ description: 'Only these agents, by username; left out, all.' }),
    },
    resolve: (_, args, context) => context.loaders.reports.pauseReport.load(questionOf(args, context)),
  }),
);

builder.objectField(Agent, 'pauses', (t) =>
  t.field({
    needs: REPORTS,
    ...cost(agentsReportCost('exportPauseReport'), agentVisibility),
    type: AgentPauseFigures,
    nullable: true,
    description:
      "What the agent's time over a period went to; null where there was none. One dialer call for any number of agents.",
    args: { period: t.arg({ type: PeriodInput, required: true, description: 'Which days.' }) },
    resolve: async ({ username }, args, context) => {
      const period = checkedPeriod(args.period, context);
      return (await context.loaders.reports.pausesOf.load({ username, period }))[0] ?? null;
    },
  }),
);
