import { z } from 'zod';
import { readerOf } from '../wire/reading/reader.ts';
import { record } from '../wire/reading/record.ts';
import type { ValuesOf } from '../wire/reading/rowReader.ts';
import { table, Table } from '../wire/reading/table.ts';
import { cell } from '../wire/cell.ts';
import { clock, isObject, key, text, words } from '../wire/wire.ts';
import { normalizeKey } from '../wire/normalizeKey.ts';
import { LIFETIMES, goAction, noParams } from './action.ts';

/** The wire's name of each weekday, and ours. */
const DAYS = [
  ['sunday', 'SUNDAY'],
  ['monday', 'MONDAY'],
  ['tuesday', 'TUESDAY'],
  ['wednesday', 'WEDNESDAY'],
  ['thursday', 'THURSDAY'],
  ['friday', 'FRIDAY'],
  ['saturday', 'SATURDAY'],
] as const;

export type Weekday = (typeof DAYS)[number][1];

/** What a day's time is if the dialer sends nothing for it. */
const UNSET = -1;

/** A day's time; UNSET if the dialer sends nothing for it, null if it cannot be read. */
const hour = cell('a time HHMM, or 0', (value) => clock.read(value) ?? UNSET);

/** True for both of the dialer's ways to say that a day has no time of its own. */
const isUnset = (time: number | null): boolean => time === UNSET || time === 0;

const callTimeRow = {
  call_time_id: key,
  call_time_name: text,
  ct_default_start: clock,
  ct_default_stop: clock,
  ct_sunday_start: hour,
  ct_sunday_stop: hour,
  ct_monday_start: hour,
  ct_monday_stop: hour,
  ct_tuesday_start: hour,
  ct_tuesday_stop: hour,
  ct_wednesday_start: hour,
  ct_wednesday_stop: hour,
  ct_thursday_start: hour,
  ct_thursday_stop: hour,
  ct_friday_start: hour,
  ct_friday_stop: hour,
  ct_saturday_start: hour,
  ct_saturday_stop: hour,
  user_group: text,
};

const callTimeInfo = {
  ...callTimeRow,
  call_time_comments: text,
  ct_state_call_times: words,
  ct_holidays: words,
  default_afterhours_filename_override: text,
  sunday_afterhours_filename_override: text,
  monday_afterhours_filename_override: text,
  tuesday_afterhours_filename_override: text,
  wednesday_afterhours_filename_override: text,
  thursday_afterhours_filename_override: text,
  friday_afterhours_filename_override: text,
  saturday_afterhours_filename_override: text,
};

/** The hours of one weekday; `opens` and `closes` as "HH:MM" ("24:00" = midnight at the day's end). */
export interface DayWindow {
  readonly day: Weekday;
  readonly opens: string | null;
  readonly closes: string | null;
  readonly closed: boolean;
  /** True if the day has no hours of its own, so that the default hours apply. */
  readonly inherited: boolean;
}

const hhmm = (time: number | null): string | null =>
  time === null || time === UNSET
    ? null
    : `${String(Math.floor(time / 100)).padStart(2, '0')}:${String(time % 100).padStart(2, '0')}`;

/**
 * 0/0 on a day, or nothing, means that the default applies. A window with equal start and end (2400–2400) is closed. If
 * only one of a day's times is set, 0 is midnight, and nothing is unknown.
 */
const windowsOf = (row: ValuesOf<typeof callTimeRow>): DayWindow[] =>
  DAYS.map(([name, day]) => {
    const own = { start: row[`ct_${name}_start`], stop: row[`ct_${name}_stop`] };
    const inherited = isUnset(own.start) && isUnset(own.stop);
    const { start, stop } = inherited ? { start: row.ct_default_start, stop: row.ct_default_stop } : own;
    const closed = start !== null && start === stop;
    return {
      day,
      opens: closed ? null : hhmm(start),
      closes: closed ? null : hhmm(stop),
      closed,
      inherited,
    };
  });

const asCallTime = (row: ValuesOf<typeof callTimeRow>) => ({
  callTimeId: row.call_time_id,
  name: row.call_time_name,
  userGroup: row.user_group,
  windows: windowsOf(row),
});

/** A call time as goGetAllCalltimes lists it. */
export type CallTimeRow = ReturnType<typeof asCallTime>;

/** Every call time, in columns. */
export const goGetAllCalltimes = goAction({
  name: 'goGetAllCalltimes',
  folder: 'goCalltimes',
  summary: 'Every call time with its hours.',
  model: 'CallTime',
  ...LIFETIMES.reference,
  params: noParams,
  response: table({ at: 'rows', row: callTimeRow, as: asCallTime }),
  nothing: () => Table.empty(),
});

const detail = record({
  at: '',
  cells: callTimeInfo,
  as: (info) => ({
    ...asCallTime(info),
    comments: info.call_time_comments,
    stateCallTimes: info.ct_state_call_times,
    holidays: info.ct_holidays,
    /** The audio played after hours, by weekday: the day's own, else the default. */
    afterHoursAudio: DAYS.map(
      ([name]) => info[`${name}_afterhours_filename_override`] ?? info.default_afterhours_filename_override,
    ),
  }),
});

/** The record stands below `data` or at the top. */
const detailAnywhere = readerOf(detail.parts, (answer) =>
  detail(isObject(answer) && isObject(answer['data']) ? answer['data'] : answer),
);

/** The details of one call time, which the list does not have. */
export const goGetCalltimeInfo = goAction({
  name: 'goGetCalltimeInfo',
  folder: 'goCalltimes',
  summary: 'One call time with its comments, after-hours audio, state call times and holidays.',
  model: 'CallTimeDetail',
  ...LIFETIMES.reference,
  lookup: 'call time',
  params: z
    .object({ callTimeId: z.string().min(1) })
    .transform(({ callTimeId }) => ({ call_time_id: callTimeId })),
  response: detailAnywhere,
  isAbout: ({ callTimeId }, info) => normalizeKey(info.callTimeId) === normalizeKey(callTimeId),
  nothing: () => null,
});
