import { z } from 'zod';
import { identity } from '../../wire/cell.ts';
import type { ValuesOf } from '../../wire/reading/rowReader.ts';
import { table, Table } from '../../wire/reading/table.ts';
import { averageLength, count, day } from '../../wire/wire.ts';
import { goAction } from '../action.ts';
import { emptyReport, names, period, report, reportFields } from './report.ts';

const inboundDayRow = {
  calldate: identity(day),
  total_calls: count,
  queued_calls: count,
  abandon1: count,
  abandon2: count,
  handled_calls: count,
  avg_hold_time: averageLength,
  avg_handle_time: averageLength,
};

const asInboundDay = (row: ValuesOf<typeof inboundDayRow>) => ({
  date: row.calldate,
  totalCalls: row.total_calls,
  queuedCalls: row.queued_calls,
  abandonedAfter20Seconds: row.abandon1,
  abandonedCalls: row.abandon2,
  handledCalls: row.handled_calls,
  averageHoldSeconds: row.avg_hold_time,
  averageHandleSeconds: row.avg_handle_time,
});

/** The figures of one day's inbound calls. */
export type InboundDayRow = ReturnType<typeof asInboundDay>;

/** The figures of a period's inbound calls, one row for each day. */
export const inbound_summary_stats = goAction({
  ...report,
  name: 'inbound_summary_stats',
  summary: 'The inbound calls of a period in figures, a row a day.',
  model: 'InboundDay',
  params: z.object({ ...period, portfolios: names }).transform(reportFields),
  probe: emptyReport('portfolios'),
  response: table({ at: 'rows', row: inboundDayRow, as: asInboundDay, headers: 'headers' }),
  nothing: () => Table.empty(),
});
