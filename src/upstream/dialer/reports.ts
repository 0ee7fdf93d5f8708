import { z } from 'zod';
import { megabytes, type WireFields } from '../endpoint.ts';
import { memberAt, table, Table, views } from '../table.ts';
import {
  amount,
  count,
  int,
  key,
  localTime,
  reference,
  requiredDay,
  requiredLocalTime,
  seconds,
  secondsOrNull,
  text,
} from '../wire.ts';
import { CACHE_SECONDS, goAction, noParams } from './action.ts';
import { callTypeOf, terminationReasonOf, type CallType, type TerminationReason } from './vocabulary.ts';

/** Both days included, `YYYY-MM-DD`, in the dialer's zone. Left out, the dialer gives the last 24 hours. */
const period = { from: z.iso.date().optional(), to: z.iso.date().optional() };
const names = z.array(z.string().min(1)).readonly().optional();

interface ReportInput {
  from?: string | undefined;
  to?: string | undefined;
  portfolios?: readonly string[] | undefined;
  profiles?: readonly string[] | undefined;
  agents?: readonly string[] | undefined;
}

const reportFields = ({ from, to, portfolios, profiles, agents }: ReportInput): WireFields => ({
  ...(from === undefined ? {} : { fromDate: from }),
  ...(to === undefined ? {} : { toDate: to }),
  ...(portfolios === undefined ? {} : { 'tenant[]': portfolios }),
  ...(profiles === undefined ? {} : { 'profile[]': profiles }),
  ...(agents === undefined ? {} : { 'user[]': agents }),
});

const report = { folder: 'goReports', cacheSeconds: CACHE_SECONDS.today, maxBytes: megabytes(256) } as const;

// ------------------------------------------------------------------------------------------------ call records

/** What every call record has, whatever its kind; what a kind does not have is null. */
export interface CallFacts {
  /** When the call started or, for agents' calls, was answered: the dialer's naive local time. */
  readonly startedAt: string;
  /** The number of the person called or calling. */
  readonly contactNumber: string | null;
  /** The company's number. */
  readonly ownNumber: string | null;
  readonly agentUsername: string | null;
  readonly campaignName: string | null;
  readonly portfolioCode: string | null;
  readonly disposition: string | null;
  readonly callType: CallType;
  readonly terminationReason: TerminationReason | null;
  readonly queueSeconds: number | null;
  readonly durationSeconds: number | null;
  readonly queue: string | null;
  readonly leadId: string | null;
  /** The dialer's own id of the call (uniq1). */
  readonly uniqueId: string | null;
}

const reasonOf = (word: string | null): TerminationReason | null =>
  word === null ? null : terminationReasonOf(word);

const outboundRow = z.object({
  call_date: requiredLocalTime,
  src: text,
  dst: text,
  agent: text,
  campaign: text,
  call_type: text,
  disposition: text,
  carrier_disposition: text,
  term_reason: text,
  queue_time: secondsOrNull,
  portfolio: text,
  vendor_lead_code: text,
  lead_id: reference,
  list_id: reference,
  entry_date: localTime,
});

const asOutboundCall = (row: z.output<typeof outboundRow>) => ({
  direction: 'OUTBOUND' as const,
  startedAt: row.call_date,
  contactNumber: row.dst,
  ownNumber: row.src,
  agentUsername: row.agent,
  campaignName: row.campaign,
  callType: callTypeOf(row.call_type ?? ''),
  callTypeText: row.call_type,
  disposition: row.disposition,
  carrierDisposition: row.carrier_disposition,
  terminationReason: reasonOf(row.term_reason),
  terminationReasonText: row.term_reason,
  queueSeconds: row.queue_time,
  durationSeconds: null,
  queue: null,
  uniqueId: null,
  portfolioCode: row.portfolio,
  vendorLeadCode: row.vendor_lead_code,
  leadId: row.lead_id,
  listId: row.list_id,
  leadEnteredAt: row.entry_date,
});

/** An outbound call; its times are the dialer's naive local ones. */
export type OutboundCallRow = ReturnType<typeof asOutboundCall>;

const campaignSummaryRow = z.object({
  campaign_name: key,
  total_leads: count,
  dialable: count,
  pending: count,
  total_calls: count,
  dialer: count,
  dialed: count,
  manual_calls: count,
  handled_calls: count,
  total_removed: count,
  removed: count,
  remove_all_period: count,
});

const asCampaignSummary = (row: z.output<typeof campaignSummaryRow>) => ({
  campaignName: row.campaign_name,
  totalLeads: row.total_leads,
  dialable: row.dialable,
  pending: row.pending,
  totalCalls: row.total_calls,
  dialerCalls: row.dialer,
  dialedCalls: row.dialed,
  manualCalls: row.manual_calls,
  handledCalls: row.handled_calls,
  totalRemoved: row.total_removed,
  removed: row.removed,
  removedAllPeriod: row.remove_all_period,
});

/** One campaign's totals over the report's period. */
export type CampaignSummaryRow = ReturnType<typeof asCampaignSummary>;

/** The outbound calls of a period, and each campaign's totals. */
export const outbound_cdr = goAction({
  ...report,
  name: 'outbound_cdr',
  summary: "The outbound calls of a period, and each campaign's totals.",
  model: 'OutboundCalls',
  params: z.object({ ...period, portfolios: names, profiles: names }).transform(reportFields),
  response: views({
    calls: table({ at: 'rows', row: outboundRow, as: asOutboundCall }),
    campaigns: table({ at: 'summary_rows', row: campaignSummaryRow, as: asCampaignSummary, optional: true }),
  }),
  nothing: () => ({
    calls: Table.empty(),
    campaigns: Table.empty(),
  }),
});

const inboundRow = z.object({
  call_date: requiredLocalTime,
  uniq1: key,
  enter_on_queue: localTime,
  src: text,
  dst: text,
  carrier: text,
  queue: text,
  agent: text,
  campaign: text,
  disposition: text,
  term_reason: text,
  queue_time: secondsOrNull,
  call_duration: secondsOrNull,
  queue_position: int,
  portfolio: text,
  lead_id: reference,
  list_id: text,
  vendor_lead_code: text,
});

const asInboundCall = (row: z.output<typeof inboundRow>) => ({
  direction: 'INBOUND' as const,
  startedAt: row.call_date,
  uniqueId: row.uniq1,
  enteredQueueAt: row.enter_on_queue,
  contactNumber: row.src,
  ownNumber: row.dst,
  callType: 'INBOUND' as const,
  carrier: row.carrier,
  queue: row.queue,
  agentUsername: row.agent,
  campaignName: row.campaign,
  disposition: row.disposition,
  terminationReason: reasonOf(row.term_reason),
  terminationReasonText: row.term_reason,
  queueSeconds: row.queue_time,
  durationSeconds: row.call_duration,
  queuePosition: row.queue_position,
  portfolioCode: row.portfolio,
  leadId: row.lead_id,
  /** `list_id` of an inbound call may be the list's name. */
  listName: row.list_id,
  vendorLeadCode: row.vendor_lead_code,
});

/** An inbound call; its times are the dialer's naive local ones. */
export type InboundCallRow = ReturnType<typeof asInboundCall>;

/** The inbound calls of a period. */
export const inbound_cdr = goAction({
  ...report,
  name: 'inbound_cdr',
  summary: 'The inbound calls of a period.',
  model: 'InboundCall',
  params: z.object({ ...period, portfolios: names, profiles: names }).transform(reportFields),
  response: table({ at: 'rows', row: inboundRow, as: asInboundCall }),
  nothing: () => Table.empty(),
});

const agentCallRow = z.object({
  user: key,
  answer_time: requiredLocalTime,
  disposition: text,
  phone_number: text,
  loan_number: text,
  call_type: text,
  call_duration: secondsOrNull,
  lead_id: reference,
  term_reason: text,
  portfolio: text,
  campaign_name: text,
});

const asAgentCall = (row: z.output<typeof agentCallRow>) => ({
  agentUsername: row.user,
  startedAt: row.answer_time,
  disposition: row.disposition,
  contactNumber: row.phone_number,
  ownNumber: null,
  queueSeconds: null,
  queue: null,
  uniqueId: null,
  loanNumber: row.loan_number,
  callType: callTypeOf(row.call_type ?? ''),
  callTypeText: row.call_type,
  durationSeconds: row.call_duration,
  leadId: row.lead_id,
  terminationReason: reasonOf(row.term_reason),
  terminationReasonText: row.term_reason,
  portfolioCode: row.portfolio,
  campaignName: row.campaign_name,
});

/** A call an agent answered; its time is the dialer's naive local one. */
export type AgentCallRow = ReturnType<typeof asAgentCall>;

/** The calls agents answered in a period. */
export const agent_cdr = goAction({
  ...report,
  name: 'agent_cdr',
  summary: 'The calls agents answered in a period.',
  model: 'AgentCall',
  batchKey: 'user[]',
  params: z.object({ ...period, agents: names, portfolios: names, profiles: names }).transform(reportFields),
  response: table({ at: 'rows', row: agentCallRow, as: asAgentCall }),
  nothing: () => Table.empty(),
});

// ---------------------------------------------------------------------------------------------- agents' figures

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

const SUMMARY_KINDS = { Summary: 'SUM', Average: 'AVERAGE', Max: 'MAX', Min: 'MIN' } as const;

const activitySummaryRow = z.object({
  type: z.enum(['Summary', 'Average', 'Max', 'Min']),
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
  response: table({
    at: 'agent_report.rows',
    row: callFiguresRow,
    as: asCallFigures,
    headers: 'agent_report.headers',
  }),
  nothing: () => Table.empty(),
});

const pauseRow = z
  .object({
    user: key,
    logged_days: count,
    wait_sec: seconds,
    talk_sec: seconds,
    manual_talk: seconds,
    dispo_sec: seconds,
    dead_sec: seconds,
    wp_sec: seconds,
    pause_sec: seconds,
    billable_time: seconds,
    no_billable_time: seconds,
    total_time: seconds,
  })
  // Every other member is a pause code of the installation's own.
  .catchall(z.unknown());

const asPauses = ({
  user,
  logged_days,
  wait_sec,
  talk_sec,
  manual_talk,
  dispo_sec,
  dead_sec,
  wp_sec,
  pause_sec,
  billable_time,
  no_billable_time,
  total_time,
  ...codes
}: z.output<typeof pauseRow>) => ({
  agentUsername: user,
  loggedDays: logged_days,
  waitSeconds: wait_sec,
  talkSeconds: talk_sec,
  manualTalkSeconds: manual_talk,
  dispositionSeconds: dispo_sec,
  deadSeconds: dead_sec,
  wrapUpSeconds: wp_sec,
  pauseSeconds: pause_sec,
  billableSeconds: billable_time,
  nonBillableSeconds: no_billable_time,
  totalSeconds: total_time,
  codes: Object.entries(codes).flatMap(([code, value]) => {
    // Only what reads as seconds is a code's time; a name or a button beside it is not.
    const time = secondsOrNull.safeParse(value);
    return time.success && time.data !== null ? [{ code, seconds: time.data }] : [];
  }),
});

/** One agent's time in a period by what it went to. */
export type PauseRow = ReturnType<typeof asPauses>;

/** How each agent's time in a period was spent, by pause code too. */
export const exportPauseReport = goAction({
  ...report,
  name: 'exportPauseReport',
  summary: "How each agent's time in a period was spent, by pause code too.",
  model: 'AgentPauseFigures',
  batchKey: 'user[]',
  // Here the period is required.
  params: z.object({ from: z.iso.date(), to: z.iso.date(), agents: names }).transform(reportFields),
  response: table({ at: 'rows', row: pauseRow, as: asPauses, headers: 'headers' }),
  nothing: () => Table.empty(),
});

const inboundDayRow = z.object({
  calldate: requiredDay,
  total_calls: count,
  queued_calls: count,
  abandon1: count,
  abandon2: count,
  handled_calls: count,
  avg_hold_time: amount,
  avg_handle_time: amount,
});

const asInboundDay = (row: z.output<typeof inboundDayRow>) => ({
  date: row.calldate,
  totalCalls: row.total_calls,
  queuedCalls: row.queued_calls,
  abandonedAfter20Seconds: row.abandon1,
  abandonedCalls: row.abandon2,
  handledCalls: row.handled_calls,
  averageHoldSeconds: row.avg_hold_time,
  averageHandleSeconds: row.avg_handle_time,
});

/** One day's inbound calls in figures. */
export type InboundDayRow = ReturnType<typeof asInboundDay>;

/** The inbound calls of a period in figures, a row a day. */
export const inbound_summary_stats = goAction({
  ...report,
  name: 'inbound_summary_stats',
  summary: 'The inbound calls of a period in figures, a row a day.',
  model: 'InboundDay',
  params: z.object({ ...period, portfolios: names }).transform(reportFields),
  response: table({ at: 'rows', row: inboundDayRow, as: asInboundDay, headers: 'headers' }),
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
