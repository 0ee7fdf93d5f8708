import type { Call } from '../day/call.ts';
import { agentFilter, callsOf, periodOf, todayOf, type Period } from './period.ts';
import {
  headersOf,
  MISSING_PARAMETERS,
  NO_DATA,
  success,
  type Answer,
  type GoRequest,
} from '../wire/request.ts';
import { callsByAgent, dispositionCount, timesheetOf, type Timesheet } from '../day/timesheets.ts';
import type { Zone } from '../centre/zone.ts';

/** The timesheets of the requested agents who were logged in, in the centre's order. */
export function timesheets(request: GoRequest, { from, until }: Period): readonly Timesheet[] {
  const { centre, now } = request;
  const period = { from, until: Math.min(until, now) };
  const byAgent = callsByAgent(callsOf(request, period));
  return centre.agents
    .filter(agentFilter(request))
    .flatMap((agent) => timesheetOf(agent, byAgent.get(agent) ?? [], centre.zone, period) ?? []);
}

const whole = (part: number, of: number): number => (of === 0 ? 0 : Math.round(part / of));

/**
 * A timesheet, divided into portfolios by their share of the calls. Without calls, all of it is the home portfolio's.
 */
function activityRows(sheet: Timesheet, zone: Zone): readonly ActivityRow[] {
  const { agent, calls } = sheet;
  const byPortfolio = [...Map.groupBy(calls, (call) => call.portfolio.code)].sort(([one], [other]) =>
    one.localeCompare(other),
  );
  const own: (readonly [string, readonly Call[]])[] = [[agent.portfolios[0]?.code ?? '', []]];
  const parts = byPortfolio.length > 0 ? byPortfolio : own;
  return parts.map(([portfolio, part]) => activityRow(sheet, zone, portfolio, part));
}

type ActivityRow = ReturnType<typeof activityRow>;

function activityRow(sheet: Timesheet, zone: Zone, portfolio: string, calls: readonly Call[]) {
  const { agent, logins } = sheet;
  const share = sheet.calls.length === 0 ? 1 : calls.length / sheet.calls.length;
  const talk = calls.reduce((sum, call) => sum + call.talkSeconds, 0);
  const available = Math.round(sheet.available * share);
  const wrap = calls.reduce((sum, call) => sum + call.wrapSeconds, 0);
  const breaks = Math.round(sheet.break * share);
  const pause = Math.round(sheet.pause * share);
  return {
    user: agent.username,
    portfolio,
    first_activity: zone.local(calls[0]?.startedAt ?? logins[0]?.from ?? 0),
    last_activity: zone.local(calls.at(-1)?.endedAt ?? logins.at(-1)?.until ?? 0),
    avalible: String(available),
    avail_between_calls: String(whole(available, calls.length)),
    talk: String(talk),
    avg_talk: String(whole(talk, calls.length)),
    'talk_+_avail': String(talk + available),
    wp_sec: null,
    aftercall: String(wrap),
    total_calls: String(calls.length),
    break: String(breaks),
    pause: String(pause),
    login_time: String(available + talk + wrap + breaks + pause),
    sales: String(dispositionCount(calls, 'Sale')),
    denied: String(dispositionCount(calls, 'Denied')),
    lip: String(dispositionCount(calls, 'LIP')),
    vrf: String(dispositionCount(calls, 'VRF')),
    profile: agent.profile.profileId,
  };
}

const mean = (numbers: readonly number[]): number =>
  Math.round((100 * numbers.reduce((sum, number) => sum + number, 0)) / numbers.length) / 100;

const SUMMARIES = {
  Summary: (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0),
  Average: mean,
  Max: (numbers: readonly number[]) => Math.max(...numbers),
  Min: (numbers: readonly number[]) => Math.min(...numbers),
} as const;

/** The number that PHP reads from a text when it sums a column: 0 for a name, 2025 for "2025-05-05 10:39:25". */
const phpNumber = (value: string | null): number => Number(/^\d+/.exec(value ?? '')?.[0] ?? 0);

function activitySummary(rows: readonly ActivityRow[]): readonly object[] {
  const [first] = rows;
  const columns = Object.keys(first ?? {});
  const values = rows.map((row) => new Map<string, string | null>(Object.entries(row)));
  return Object.entries(SUMMARIES).map(([type, figure]) => ({
    type,
    ...Object.fromEntries(
      columns.map((column) => [column, figure(values.map((row) => phpNumber(row.get(column) ?? null)))]),
    ),
  }));
}

const exportAgentReport: Answer = (request) => {
  const { zone } = request.centre;
  const rows = timesheets(request, periodOf(request)).flatMap((sheet) => activityRows(sheet, zone));
  if (rows.length === 0) return NO_DATA;
  const summary = activitySummary(rows);
  return success({
    headers: headersOf(rows[0]),
    rows,
    summary_headers: headersOf(summary[0]),
    summary_rows: summary,
  });
};

/** The portfolio of most calls. */
function mainPortfolio(calls: readonly Call[]): string {
  const groups = [...Map.groupBy(calls, (call) => call.portfolio.code)];
  return groups.sort(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? '';
}

const typeCount = (calls: readonly Call[], type: Call['type']): string =>
  String(calls.filter((call) => call.type === type).length);

const agent_calls_report: Answer = (request) => {
  const rows = [...callsByAgent(callsOf(request, periodOf(request)))]
    .sort(([one], [other]) => one.index - other.index)
    .map(([agent, calls]) => ({
      user: agent.username,
      profile: agent.profile.profileId,
      portfolio: mainPortfolio(calls),
      avg_talk: String(
        whole(
          calls.reduce((sum, call) => sum + call.talkSeconds, 0),
          calls.length,
        ),
      ),
      total_calls: String(calls.length),
      manual: typeCount(calls, 'MANUAL'),
      inbound: typeCount(calls, 'INBOUND'),
      dialer: typeCount(calls, 'DIALER'),
    }));
  if (rows.length === 0) return NO_DATA;
  return success({
    agent_report: { headers: headersOf(rows[0]), rows },
    frequency_report: { headers: [], rows: [] },
  });
};

/** The share of the break time for each pause code. */
const PAUSE_SHARES = { lunch: 0.4, priv: 0.2, wc: 0.1, virtua: 0.15, dialne: 0.1 } as const;

function pauseRow(sheet: Timesheet): object {
  const share = (code: keyof typeof PAUSE_SHARES) => Math.floor(sheet.break * PAUSE_SHARES[code]);
  const codes = {
    pause: sheet.pause,
    dialne: share('dialne'),
    virtua: share('virtua'),
    priv: share('priv'),
    wc: share('wc'),
    lunch: share('lunch'),
  };
  const coded = codes.dialne + codes.virtua + codes.priv + codes.wc + codes.lunch;
  const manual = sheet.break - coded;
  // As in the documented rows: working time is billable, and dialne counts for neither sum.
  const unpaid = codes.pause + codes.priv + codes.wc + codes.lunch;
  const billable = sheet.available + sheet.talk + sheet.wrap + manual + codes.virtua;
  return {
    user: sheet.agent.username,
    logged_days: sheet.days,
    pause_sec: sheet.break + sheet.pause,
    wait_sec: sheet.available,
    talk_sec: sheet.talk - sheet.manualTalk,
    wp_sec: 0,
    dispo_sec: sheet.wrap,
    dead_sec: 0,
    manual_talk: sheet.manualTalk,
    ...codes,
    manual,
    data: 0,
    meetin: 0,
    train: 0,
    lagged: 0,
    login: 0,
    andial: 0,
    billable_time: billable,
    no_billable_time: unpaid,
    total_time: billable + unpaid,
  };
}

const exportPauseReport: Answer = (request) => {
  if (request.form.one('fromDate') === '' || request.form.one('toDate') === '') return MISSING_PARAMETERS;
  const rows = timesheets(request, periodOf(request)).map(pauseRow);
  return rows.length === 0 ? NO_DATA : success({ headers: headersOf(rows[0]), rows });
};

function mostFrequent(calls: readonly Call[]): string | null {
  const groups = [...Map.groupBy(calls, (call) => call.disposition)];
  return groups.sort(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? null;
}

const dayRow = (sheet: Timesheet) => ({
  // As documented for this action alone: the member's name is in capitals, and the username in lower case.
  USER: sheet.agent.username.toLowerCase(),
  calls_handled: String(sheet.calls.length),
  manual_calls: typeCount(sheet.calls, 'MANUAL'),
  inbound_calls: typeCount(sheet.calls, 'INBOUND'),
  dialer_calls: typeCount(sheet.calls, 'DIALER'),
  xfer_out: String(dispositionCount(sheet.calls, 'Transferred')),
  xfer_in: '0',
  voicemail: String(dispositionCount(sheet.calls, 'Voicemail')),
  denied: String(dispositionCount(sheet.calls, 'Denied')),
  noa: String(dispositionCount(sheet.calls, 'No Answer')),
  sales: String(dispositionCount(sheet.calls, 'Sale')),
  WIT: String(dispositionCount(sheet.calls, 'WIT')),
  login_time: String(sheet.login),
  pause: String(sheet.pause),
  break: String(sheet.break),
  talk: String(sheet.talk),
  most_dispo: mostFrequent(sheet.calls),
  portfolio: sheet.agent.portfolios[0]?.code ?? '',
  profile: sheet.agent.profile.profileId,
});

const agent_summary_stats: Answer = (request) => {
  const day = request.centre.zone.day(request.now);
  const rows = timesheets(request, todayOf(request)).map(dayRow);
  return success({ dates: `'${day}' AND '${day} 23:59:59'`, headers: headersOf(rows[0]), rows });
};

/** The reports on agents' time and calls. */
export const agentFigures = {
  exportAgentReport,
  agent_calls_report,
  exportPauseReport,
  agent_summary_stats,
} as const;
