import { z } from 'zod';
import { MISFIT, type Misfit } from '../../wire/cell.ts';
import { mergedGaps } from '../../wire/reading/gap.ts';
import { readerOf, Reading } from '../../wire/reading/reader.ts';
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

/**
 * Members that are not pause codes, as known from this dialer's other reports, from its ancestors' tables, or by their
 * names. Names are compared in snake case.
 */
const NO_CODE = new RegExp(
  [
    // Ids and numbers of something: "user_id", "agentid", "rownum".
    String.raw`(?:^|_)(?:id|ids|name|code|group|no|num|number|idx|index)$`,
    String.raw`^(?:user|agent|employee|emp|campaign|row|profile|tenant|portfolio)(?:id|no|num|name)?$`,
    String.raw`^(?:lead|list|team)(?:id|no|num|name)$`,
    String.raw`(?:^|_)(?:exten|extension|extn|ext|station|phone|email|level|rank|score)$`,
    // Counts and shares. The dialer's other reports count sales, denied, …
    String.raw`(?:^|_)(?:days|calls|logins|count|total|avg|average|rate|ratio|pct|perc|percent|percentage)$`,
    String.raw`^(?:avg|average|pct|percent|num|total|calls|xfer)_|%`,
    String.raw`^(?:numrows|occupancy|utili[sz]ation|efficiency|adherence|sla|sales|denied|lip|vrf|wit|voicemails?|noa)$`,
    // Times of day.
    String.raw`(?:^|_)(?:date|epoch|timestamp|ts)$`,
  ].join('|'),
);

/** "userId" and "User ID" → "user_id". */
const snakeCase = (name: string): string =>
  name
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '_')
    .replaceAll(/[\s_.-]+/g, '_')
    .toLowerCase();

/** The longest pause is the longest period of a report. A larger number is not a duration, but a time or an id. */
const MOST_SECONDS = 3660 * 24 * 60 * 60;

/**
 * The members of a row that may be pause codes, with their seconds; MISFIT if the value is not whole seconds. Each
 * installation has its own codes, so they cannot be declared.
 */
function codesIn(row: Readonly<Record<string, unknown>>): ReadonlyMap<string, number | Misfit> {
  const codes = new Map<string, number | Misfit>();
  for (const [code, value] of Object.entries(row)) {
    if (Object.hasOwn(pauseRow, code) || NO_CODE.test(snakeCase(code))) continue;
    const time = isWholeSeconds(value) ? seconds.read(value) : MISFIT;
    if (time !== null) codes.set(code, time === MISFIT || time > MOST_SECONDS ? MISFIT : time);
  }
  return codes;
}

const isWholeSeconds = (value: unknown): boolean =>
  value === null ||
  (typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && !value.includes('.'));

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

type CandidateRow = ReturnType<typeof asPauses>;

/** One agent's time in a period, by use. */
export type PauseRow = Omit<CandidateRow, 'codes'> & {
  readonly codes: readonly { readonly code: string; readonly seconds: number }[];
};

const candidates = table({ at: 'rows', row: pauseRow, as: asPauses, headers: 'headers', open: true });

/**
 * Reads the table, and decides which of its other members are pause codes: those that hold whole seconds in any of its
 * rows. If the headers name all declared members, so that they are not cut short as in the documents, a code must be
 * named there, too. A code that cannot be read in a row is left out there, and counts as a gap.
 */
const pauses = readerOf(candidates.parts, async (answer) => {
  const { model, gaps, isEmpty } = await candidates(answer);
  const named = new Set(model.columns.map(({ field }) => field));
  const areNamed = Object.keys(pauseRow).every((name) => named.has(name));
  const isCode = new Set<string>();
  for (const { codes } of model.rows) {
    for (const [code, time] of codes) {
      if (time !== MISFIT && (!areNamed || named.has(code))) isCode.add(code);
    }
  }
  const unreadable = new Map<string, number>();
  const rows = model.rows.map((row): PauseRow => {
    const codes = [...row.codes].filter(([code]) => isCode.has(code));
    for (const [code, time] of codes) {
      if (time === MISFIT) unreadable.set(code, (unreadable.get(code) ?? 0) + 1);
    }
    return {
      ...row,
      codes: codes.flatMap(([code, time]) => (time === MISFIT ? [] : [{ code, seconds: time }])),
    };
  });
  const lost = [...unreadable].map(([member, cells]) => ({ member, cells, rows: 0 }));
  return new Reading(new Table(rows, model.unreadable, model.columns), mergedGaps(gaps, lost), isEmpty);
});

/** Each agent's use of time in a period, with the time in each pause code. */
export const exportPauseReport = goAction({
  ...report,
  name: 'exportPauseReport',
  summary: "Each agent's time in a period, by activity and pause code.",
  model: 'AgentPauseFigures',
  // Unlike other reports, this one needs a period.
  params: z.object({ from: z.iso.date(), to: z.iso.date(), agents: names }).transform(reportFields),
  probe: emptyReport('agents'),
  response: pauses,
  nothing: () => Table.empty(),
});
