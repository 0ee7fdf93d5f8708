import { z } from 'zod';
import { table, Table } from '../../wire/table.ts';
import { count, key, seconds, secondsOrNull } from '../../wire/wire.ts';
import { goAction } from '../action.ts';
import { emptyReport, names, report, reportFields } from './report.ts';

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
  probe: emptyReport('agents'),
  response: table({ at: 'rows', row: pauseRow, as: asPauses, headers: 'headers' }),
  nothing: () => Table.empty(),
});
