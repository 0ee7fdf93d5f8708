import type { Listing } from '../../loaders/listing.ts';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { PauseRow } from '../../upstream/dialer/report/pauseReport.ts';
import { metric } from '../metric.ts';
import { builder } from '../builder.ts';
import { AGENT_FIGURES, NULL_FIGURES, REPORT_ARGUMENTS } from '../descriptions.ts';
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
  description: 'Time spent under one pause code: by an agent, or by all agents of a report.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description:
        'Pause code, as the dialer names it, such as lunch, wc or meetin. `pause` is time paused without a reason.',
    }),
    seconds: t.exposeInt('seconds', { description: 'Time under the code, in seconds; may be 0.' }),
  }),
});

const AgentPauseFigures = builder.objectRef<PauseRow>('AgentPauseFigures').implement({
  needs: REPORTS,
  description: `Time that an agent spent over a period, by activity and pause code. ${NULL_FIGURES} (exportPauseReport)`,
  fields: (t) => ({
    agent: agentOfRow(t),
    loggedDays: t.exposeInt('loggedDays', {
      nullable: true,
      description: 'Days on which the agent logged in.',
    }),
    waitSeconds: t.exposeInt('waitSeconds', {
      nullable: true,
      description: AGENT_FIGURES.availableSeconds,
    }),
    talkSeconds: t.exposeInt('talkSeconds', { nullable: true, description: AGENT_FIGURES.talkSeconds }),
    manualTalkSeconds: t.exposeInt('manualTalkSeconds', {
      nullable: true,
      description: 'Talk time on calls placed by hand, in seconds (manual_talk).',
    }),
    dispositionSeconds: t.exposeInt('dispositionSeconds', {
      nullable: true,
      description: 'After-call work on the disposition, in seconds (dispo_sec).',
    }),
    deadSeconds: t.exposeInt('deadSeconds', {
      nullable: true,
      description: 'Time in calls that the other side had already ended, in seconds (dead_sec).',
    }),
    wrapUpSeconds: t.exposeInt('wrapUpSeconds', { nullable: true, description: AGENT_FIGURES.wrapUpSeconds }),
    pauseSeconds: t.exposeInt('pauseSeconds', {
      nullable: true,
      description:
        "Time paused, in seconds (pause_sec). It need not be the sum of `codes`: in the examples of the dialer's documents it is not.",
    }),
    billableSeconds: t.exposeInt('billableSeconds', {
      nullable: true,
      description: 'Billable time, in seconds.',
    }),
    nonBillableSeconds: t.exposeInt('nonBillableSeconds', {
      nullable: true,
      description: 'Time that is not billable, in seconds (no_billable_time).',
    }),
    totalSeconds: t.exposeInt('totalSeconds', {
      nullable: true,
      description: 'Total time logged in, billable or not, in seconds (total_time).',
    }),
    codes: t.expose('codes', {
      type: [PauseCodeTime],
      description:
        "Time under each pause code. Each installation has codes of its own, so this server finds them in the dialer's row: a member is a code if it is none of the other fields of this type, holds whole seconds in some row, and is not named like another kind of figure (such as …_id, …_calls, total_… or sales). If the report has headers for all other fields of this type, a code must have a header, too. A code without a readable time is left out and reported as a gap.",
    }),
  }),
});

const AgentPauseReport = builder.objectRef<Listing<PauseRow>>('AgentPauseReport').implement({
  needs: REPORTS,
  description: 'Time that agents spent over a period, by activity and pause code. (exportPauseReport)',
  fields: (t) => ({
    columns: columnsOfReport(t),
    ...answeredFields(t),
    rows: t.field({
      type: [AgentPauseFigures],
      description: 'Rows as the dialer gives them, usually one for each agent.',
      resolve: ({ rows }) => [...rows],
    }),
    totals: t.field({
      ...metric({
        name: 'Pause time by code',
        unit: 'seconds',
        source: 'exportPauseReport',
        leftOut: 'cells that cannot be read',
      }),
      type: [PauseCodeTime],
      description:
        'Time under each pause code, summed over the rows; the longest time comes first. Codes that differ only in case are one.',
      resolve: ({ rows }) => totalsOf(rows),
    }),
  }),
});

function totalsOf(rows: readonly PauseRow[]): PauseRow['codes'][number][] {
  const byCode = Map.groupBy(
    rows.flatMap(({ codes }) => codes),
    ({ code }) => normalizeKey(code),
  );
  return [...byCode.values()]
    .flatMap(([first, ...others]) =>
      first
        ? [{ code: first.code, seconds: others.reduce((sum, { seconds }) => sum + seconds, first.seconds) }]
        : [],
    )
    .toSorted((a, b) => b.seconds - a.seconds || (a.code < b.code ? -1 : 1));
}

interface ReportArgs {
  readonly period: PeriodArgument;
  readonly agents?: readonly string[] | null | undefined;
}

const queryOf = (
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
    ...cost(reportCost('exportPauseReport', queryOf), agentVisibility, resolvesTo(ofAgents)),
    type: AgentPauseReport,
    description:
      'Time that agents spent over a period, by activity and pause code. One dialer call for the whole period (exportPauseReport). A viewer limited to portfolios needs the user list too: one or two dialer calls for the operation (goGetAllUsers).',
    args: {
      period: t.arg({ type: PeriodInput, required: true, description: REPORT_ARGUMENTS.requiredPeriod }),
      agents: t.arg.stringList({ description: REPORT_ARGUMENTS.agents }),
    },
    resolve: (_, args, context) => context.loaders.reports.pauseReport.load(queryOf(args, context)),
  }),
);

builder.objectField(Agent, 'pauses', (t) =>
  t.field({
    needs: REPORTS,
    ...cost(agentsReportCost('exportPauseReport'), agentVisibility),
    type: AgentPauseFigures,
    nullable: true,
    description:
      'Time that the agent spent over a period, by activity and pause code; null if the report has no row for the agent. One dialer call for each period, for up to 900 agents (exportPauseReport).',
    args: {
      period: t.arg({ type: PeriodInput, required: true, description: REPORT_ARGUMENTS.requiredPeriod }),
    },
    resolve: async ({ username }, args, context) => {
      const period = checkedPeriod(args.period, context);
      return (await context.loaders.reports.pausesOf.load({ username, period }))[0] ?? null;
    },
  }),
);
