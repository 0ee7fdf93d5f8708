import { z } from 'zod';
import { memberAt, table, Table, views } from '../../wire/table.ts';
import { amount, count, key, localTime, seconds, secondsOrNull, text } from '../../wire/wire.ts';
import { goAction, noParams } from '../action.ts';
import { emptyReport, names, period, report, reportFields } from './report.ts';

const activityFigures = {
  avalible: seconds,
  avail_between_calls: seconds,
  talk: seconds,
  avg_talk: seconds,
  'talk_+_avail': seconds,
  wp_sec: secondsOrNull,
  aftercall: seconds,
  total_calls: count,
  break: seconds,
  pause: seconds,
  login_time: seconds,
  sales: count,
  denied: count,
  lip: count,
  vrf: count,
};

const activityRow = z.object({
  user: key,
  portfolio: text,
  profile: text,
  first_activity: localTime,
  last_activity: localTime,
  ...activityFigures,
});

type Figures<Value, Optional> = Record<Exclude<keyof typeof activityFigures, 'wp_sec'>, Value> & {
  wp_sec: Optional;
};

const asFigures = <Value, Optional>(row: Figures<Value, Optional>) => ({
  availableSeconds: row.avalible,
  averageAvailableBetweenCallsSeconds: row.avail_between_calls,
  talkSeconds: row.talk,
  averageTalkSeconds: row.avg_talk,
  talkAndAvailableSeconds: row['talk_+_avail'],
  wrapUpSeconds: row.wp_sec,
  afterCallSeconds: row.aftercall,
  totalCalls: row.total_calls,
  breakSeconds: row.break,
  pauseSeconds: row.pause,
  loginSeconds: row.login_time,
  sales: row.sales,
  denied: row.denied,
  lip: row.lip,
  vrf: row.vrf,
});

const asActivity = (row: z.output<typeof activityRow>) => ({
  agentUsername: row.user,
  portfolioCode: row.portfolio,
  profileId: row.profile,
  firstActivityAt: row.first_activity,
  lastActivityAt: row.last_activity,
  ...asFigures(row),
});

/** One agent's activity in one portfolio over the period. */
export type ActivityRow = ReturnType<typeof asActivity>;

const SUMMARY_KINDS = { summary: 'SUM', average: 'AVERAGE', max: 'MAX', min: 'MIN' } as const;

const activitySummaryRow = z.object({
  type: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['summary', 'average', 'max', 'min'])),
  avalible: amount,
  avail_between_calls: amount,
  talk: amount,
  avg_talk: amount,
  'talk_+_avail': amount,
  wp_sec: amount,
  aftercall: amount,
  total_calls: amount,
  break: amount,
  pause: amount,
  login_time: amount,
  sales: amount,
  denied: amount,
  lip: amount,
  vrf: amount,
});

const asActivitySummary = (row: z.output<typeof activitySummaryRow>) => ({
  kind: SUMMARY_KINDS[row.type],
  ...asFigures(row),
});

/** Sum, average, maximum or minimum over a report's rows. */
export type ActivitySummaryRow = ReturnType<typeof asActivitySummary>;

/** What each agent did in a period: one row an agent and portfolio. */
export const exportAgentReport = goAction({
  ...report,
  name: 'exportAgentReport',
  summary: 'What each agent did in a period: one row an agent and portfolio, and a summary.',
  model: 'AgentActivity',
  batchKey: 'user[]',
  params: z.object({ ...period, agents: names }).transform(reportFields),
  probe: emptyReport('agents'),
  response: views({
    agents: table({ at: 'rows', row: activityRow, as: asActivity, headers: 'headers' }),
    summary: table({
      at: 'summary_rows',
      row: activitySummaryRow,
      as: asActivitySummary,
      headers: 'summary_headers',
      optional: true,
    }),
  }),
  nothing: () => ({ agents: Table.empty(), summary: Table.empty() }),
});

const callFiguresRow = z.object({
  user: key,
  profile: text,
  portfolio: text,
  avg_talk: seconds,
  total_calls: count,
  manual: count,
  inbound: count,
  dialer: count,
});

const asCallFigures = (row: z.output<typeof callFiguresRow>) => ({
  agentUsername: row.user,
  profileId: row.profile,
  portfolioCode: row.portfolio,
  averageTalkSeconds: row.avg_talk,
  totalCalls: row.total_calls,
  manualCalls: row.manual,
  inboundCalls: row.inbound,
  dialerCalls: row.dialer,
});

/** One agent's calls in a period by kind. */
export type CallFiguresRow = ReturnType<typeof asCallFigures>;

/** How many calls each agent handled in a period, by kind. `frequency_report` is undocumented and left out. */
export const agent_calls_report = goAction({
  ...report,
  name: 'agent_calls_report',
  summary: 'How many calls each agent handled in a period, by kind.',
  model: 'AgentCallFigures',
  batchKey: 'user[]',
  params: z.object({ ...period, agents: names, portfolios: names, profiles: names }).transform(reportFields),
  probe: emptyReport('portfolios'),
  response: table({
    at: 'agent_report.rows',
    row: callFiguresRow,
    as: asCallFigures,
    headers: 'agent_report.headers',
  }),
  nothing: () => Table.empty(),
});

const dayFiguresRow = z.object({
  USER: key,
  calls_handled: count,
  manual_calls: count,
  inbound_calls: count,
  dialer_calls: count,
  xfer_out: count,
  xfer_in: count,
  voicemail: count,
  denied: count,
  noa: count,
  sales: count,
  WIT: count,
  login_time: seconds,
  pause: seconds,
  break: seconds,
  talk: seconds,
  most_dispo: text,
  portfolio: text,
  profile: text,
});

const asDayFigures = (row: z.output<typeof dayFiguresRow>) => ({
  agentUsername: row.USER,
  callsHandled: row.calls_handled,
  manualCalls: row.manual_calls,
  inboundCalls: row.inbound_calls,
  dialerCalls: row.dialer_calls,
  transfersOut: row.xfer_out,
  transfersIn: row.xfer_in,
  voicemails: row.voicemail,
  denied: row.denied,
  noAnswer: row.noa,
  sales: row.sales,
  wit: row.WIT,
  loginSeconds: row.login_time,
  pauseSeconds: row.pause,
  breakSeconds: row.break,
  talkSeconds: row.talk,
  topDisposition: row.most_dispo,
  portfolioCode: row.portfolio,
  profileId: row.profile,
});

/** One agent's figures of the day. */
export type DayFiguresRow = ReturnType<typeof asDayFigures>;

/** `'2025-05-06' AND '2025-05-06 23:59:59'` → both times, naive and local. */
const datesOf = (answer: unknown): { from: string | null; to: string | null } => {
  const dates = memberAt(answer, 'data.dates');
  const [from, to] =
    typeof dates === 'string' ? [...dates.matchAll(/'([^']*)'/g)].map((match) => match[1]) : [];
  return { from: localTime.safeParse(from).data ?? null, to: localTime.safeParse(to).data ?? null };
};

/** Today's figures of every agent. */
export const agent_summary_stats = goAction({
  ...report,
  name: 'agent_summary_stats',
  summary: "Today's figures of every agent.",
  model: 'AgentDayFigures',
  params: noParams,
  response: views({
    agents: table({ at: 'rows', row: dayFiguresRow, as: asDayFigures, aliases: { user: 'USER' } }),
    dates: z.unknown().transform(datesOf),
  }),
  nothing: () => ({ agents: Table.empty(), dates: { from: null, to: null } }),
});
