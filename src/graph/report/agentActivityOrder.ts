import type { ActivityRow } from '../../upstream/dialer/report/agentReports.ts';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { builder } from '../builder.ts';
import type { Ratio } from '../ratio.ts';
import { OrderDirection } from '../relay/orderDirection.ts';

const AgentActivityOrderField = builder.enumType('AgentActivityOrderField', {
  description:
    'Value by which the rows of an activity report are ordered. Rows without it come last, in either direction. Equal rows are ordered by username, then by portfolio.',
  values: {
    AGENT: { description: 'Username of the agent. Upper and lower case are the same.' },
    TALK: { description: 'Talk time (`talkSeconds`).' },
    LOGIN: { description: 'Time logged in (`loginSeconds`).' },
    PAUSE: { description: 'Time paused (`pauseSeconds`).' },
    TOTAL_CALLS: { description: 'Number of calls (`totalCalls`).' },
    SALES: { description: 'Number of sales (`sales`).' },
    OCCUPANCY: { description: 'Share of the available and busy time that was busy (`occupancy`).' },
    AVERAGE_HANDLE: { description: 'Average handling time of a call (`averageHandleSeconds`).' },
  },
} as const);

export const AgentActivityOrder = builder.inputType('AgentActivityOrder', {
  description: 'Order of the rows of an activity report.',
  fields: (t) => ({
    field: t.field({
      type: AgentActivityOrderField,
      required: true,
      description: 'Value by which the rows are ordered.',
    }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'DESC',
      description: 'Direction of the order.',
    }),
  }),
});

/** Time in calls and in the work after them, in seconds; null if a part is unknown. */
const busySeconds = ({ talkSeconds, afterCallSeconds }: ActivityRow): number | null =>
  talkSeconds === null || afterCallSeconds === null ? null : talkSeconds + afterCallSeconds;

/** The average time that a call took with the work after it, in seconds; null if a part is unknown or there was no call. */
export function averageHandleSeconds(row: ActivityRow): number | null {
  const busy = busySeconds(row);
  return busy === null || row.totalCalls === null || row.totalCalls === 0 ? null : busy / row.totalCalls;
}

/** The share of the available and busy time that was busy, in seconds; null if a part is unknown. */
export function occupancy(row: ActivityRow): Ratio | null {
  const numerator = busySeconds(row);
  if (numerator === null || row.availableSeconds === null) return null;
  return { numerator, denominator: numerator + row.availableSeconds };
}

const shareOf = (ratio: Ratio | null): number | null =>
  ratio === null || ratio.denominator === 0 ? null : ratio.numerator / ratio.denominator;

type SortValue = number | string | null;

const VALUE: Readonly<Record<typeof AgentActivityOrderField.$inferType, (row: ActivityRow) => SortValue>> = {
  AGENT: ({ agentUsername }) => normalizeKey(agentUsername),
  TALK: ({ talkSeconds }) => talkSeconds,
  LOGIN: ({ loginSeconds }) => loginSeconds,
  PAUSE: ({ pauseSeconds }) => pauseSeconds,
  TOTAL_CALLS: ({ totalCalls }) => totalCalls,
  SALES: ({ sales }) => sales,
  OCCUPANCY: (row) => shareOf(occupancy(row)),
  AVERAGE_HANDLE: averageHandleSeconds,
};

const compared = (a: SortValue, b: SortValue): number => {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
};

/** The rows in an order; as the dialer gives them if there is none. */
export function ordered(
  rows: readonly ActivityRow[],
  order: typeof AgentActivityOrder.$inferInput | null | undefined,
): ActivityRow[] {
  if (!order) return [...rows];
  const valueOf = VALUE[order.field];
  const sign = order.direction === 'ASC' ? 1 : -1;
  const keyed = rows.map((row) => ({
    row,
    value: valueOf(row),
    others: [normalizeKey(row.agentUsername), row.portfolioCode] as const,
  }));
  return keyed
    .sort((a, b) => {
      const isUnknown = a.value === null || b.value === null;
      return (
        compared(a.value, b.value) * (isUnknown ? 1 : sign) ||
        compared(a.others[0], b.others[0]) ||
        compared(a.others[1], b.others[1])
      );
    })
    .map(({ row }) => row);
}
