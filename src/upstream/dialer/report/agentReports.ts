import { z } from 'zod';
import { cell, identity, MISFIT } from '../../wire/cell.ts';
import { both } from '../../wire/reading/reader.ts';
import { sideRecord } from '../../wire/reading/record.ts';
import type { ValuesOf } from '../../wire/reading/rowReader.ts';
import { sideTable, table, Table } from '../../wire/reading/table.ts';
import { amount, count, key, length, localTime, seconds, text } from '../../wire/wire.ts';
import { goAction, noParams } from '../action.ts';
import { emptyReport, names, period, report, reportFields } from './report.ts';

const activityFigures = {
  avalible: seconds,
  // If an agent has few calls, this can be the time of several days.
  avail_between_calls: seconds,
  talk: seconds,
  avg_talk: length,
  'talk_+_avail': seconds,
  wp_sec: seconds,
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

const activityRow = {
  user: key,
  portfolio: text,
  profile: text,
  first_activity: localTime,
  last_activity: localTime,
  ...activityFigures,
};

const asFigures = (row: Readonly<Record<keyof typeof activityFigures, number | null>>) => ({
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

const asActivity = (row: ValuesOf<typeof activityRow>) => ({
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

const isSummaryKind = (word: string): word is keyof typeof SUMMARY_KINDS =>
  Object.hasOwn(SUMMARY_KINDS, word);

const summaryKind = cell('Summary, Average, Max or Min', (value) => {
  const word = text.read(value);
  if (word === MISFIT || word === null) return word;
  const lowered = word.toLowerCase();
  return isSummaryKind(lowered) ? SUMMARY_KINDS[lowered] : MISFIT;
});

const activitySummaryRow = {
  type: identity(summaryKind),
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
};

const asActivitySummary = (row: ValuesOf<typeof activitySummaryRow>) => ({
  kind: row.type,
  ...asFigures(row),
});

/** The sum, average, maximum or minimum over a report's rows. */
export type ActivitySummaryRow = ReturnType<typeof asActivitySummary>;

/** Each agent's activity in a period: one row for each agent and portfolio. */
export const exportAgentReport = goAction({
  ...report,
  name: 'exportAgentReport',
  summary: 'The activity of each agent in a period: one row an agent and portfolio, and a summary.',
  model: 'AgentActivity',
  params: z.object({ ...period, agents: names }).transform(reportFields),
  probe: emptyReport('agents'),
  response: both(
    table({ at: 'rows', row: activityRow, as: asActivity, headers: 'headers' }),
    sideTable({
      at: 'summary_rows',
      row: activitySummaryRow,
      as: asActivitySummary,
      headers: 'summary_headers',
    }),
    (agents, summary) => ({ agents, summary: summary ?? Table.empty() }),
  ),
  nothing: () => ({ agents: Table.empty(), summary: Table.empty() }),
});

const callFiguresRow = {
  user: key,
  profile: text,
  portfolio: text,
  avg_talk: length,
  total_calls: count,
  manual: count,
  inbound: count,
  dialer: count,
};

const asCallFigures = (row: ValuesOf<typeof callFiguresRow>) => ({
  agentUsername: row.user,
  profileId: row.profile,
  portfolioCode: row.portfolio,
  averageTalkSeconds: row.avg_talk,
  totalCalls: row.total_calls,
  manualCalls: row.manual,
  inboundCalls: row.inbound,
  dialerCalls: row.dialer,
});

/** The number of one agent's calls in a period, by kind. */
export type CallFiguresRow = ReturnType<typeof asCallFigures>;

/**
 * The number of calls that each agent handled in a period, by kind. `frequency_report` is undocumented and left out.
 */
export const agent_calls_report = goAction({
  ...report,
  name: 'agent_calls_report',
  summary: 'How many calls each agent handled in a period, by kind.',
  model: 'AgentCallFigures',
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

const dayFiguresRow = {
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
};

const asDayFigures = (row: ValuesOf<typeof dayFiguresRow>) => ({
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

const timeOrNull = (written: string | undefined): string | null => {
  const time = localTime.read(written);
  return time === MISFIT ? null : time;
};

/** `'2025-05-06' AND '2025-05-06 23:59:59'` → both times, naive and local. */
const dates = cell("two times, each in ''", (value) => {
  if (text.read(value) === null) return null;
  const [from, to] =
    typeof value === 'string' ? [...value.matchAll(/'([^']*)'/g)].map((match) => match[1]) : [];
  const times = { from: timeOrNull(from), to: timeOrNull(to) };
  return times.from === null || times.to === null ? MISFIT : times;
});

const NO_DATES = { from: null, to: null };

/** Today's figures of every agent. */
export const agent_summary_stats = goAction({
  ...report,
  name: 'agent_summary_stats',
  summary: "Today's figures of every agent.",
  model: 'AgentDayFigures',
  params: noParams,
  response: both(
    table({ at: 'rows', row: dayFiguresRow, as: asDayFigures, aliases: { user: 'USER' } }),
    sideRecord({ at: 'data', cells: { dates }, as: (beside) => beside.dates }),
    (agents, told) => ({ agents, dates: told ?? NO_DATES }),
  ),
  nothing: () => ({ agents: Table.empty(), dates: NO_DATES }),
});
