import { z } from 'zod';
import { MISFIT } from '../../wire/cell.ts';
import type { ValuesOf } from '../../wire/reading/rowReader.ts';
import { table, Table } from '../../wire/reading/table.ts';
import { count, key, seconds } from '../../wire/wire.ts';
import { goAction } from '../action.ts';
import { emptyReport, names, report, reportFields } from './report.ts';

const pauseRow = {
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
};

/** Members that are not pause codes, as known from the ancestors' tables or by their names. */
const NO_CODE =
  /^(?:id|user|numrows|exten(?:sion)?|rank|level|total|count|number|score|occupancy|utili[sz]ation|efficiency|adherence)$|(?:^|_)(?:id|name|code|group|level|rank|days|calls|count|total|avg|average|rate|ratio|pct|perc|percent|percentage|phone|email|date|epoch|timestamp)$|^(?:avg|average|pct|percent|num|total|calls)_/i;

/** The longest pause is the longest period of a report. A larger number is not a duration, but a time or an id. */
const MOST_SECONDS = 3660 * 24 * 60 * 60;

/**
 * The pause codes of a row. Each installation has its own, so they cannot be declared. A code is any member that
 * holds whole seconds, unless its name is known to be something else. The answer's headers cannot decide, because
 * they are cut short in the documents.
 */
function codesIn(
  row: Readonly<Record<string, unknown>>,
): { readonly code: string; readonly seconds: number }[] {
  return Object.entries(row).flatMap(([code, value]) => {
    if (Object.hasOwn(pauseRow, code) || NO_CODE.test(code)) return [];
    const time = isWholeSeconds(value) ? seconds.read(value) : null;
    return time === null || time === MISFIT || time > MOST_SECONDS ? [] : [{ code, seconds: time }];
  });
}

const isWholeSeconds = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && !value.includes('.');

const asPauses = (row: ValuesOf<typeof pauseRow>, candidate: Readonly<Record<string, unknown>>) => ({
  agentUsername: row.user,
  loggedDays: row.logged_days,
  waitSeconds: row.wait_sec,
  talkSeconds: row.talk_sec,
  manualTalkSeconds: row.manual_talk,
  dispositionSeconds: row.dispo_sec,
  deadSeconds: row.dead_sec,
  wrapUpSeconds: row.wp_sec,
  pauseSeconds: row.pause_sec,
  billableSeconds: row.billable_time,
  nonBillableSeconds: row.no_billable_time,
  totalSeconds: row.total_time,
  codes: codesIn(candidate),
});

/** One agent's time in a period, by use. */
export type PauseRow = ReturnType<typeof asPauses>;

/** Each agent's use of time in a period, with the time in each pause code. */
export const exportPauseReport = goAction({
  ...report,
  name: 'exportPauseReport',
  summary: "How each agent's time in a period was spent, by pause code too.",
  model: 'AgentPauseFigures',
  // Unlike other reports, this one needs a period.
  params: z.object({ from: z.iso.date(), to: z.iso.date(), agents: names }).transform(reportFields),
  probe: emptyReport('agents'),
  response: table({ at: 'rows', row: pauseRow, as: asPauses, headers: 'headers', open: true }),
  nothing: () => Table.empty(),
});
