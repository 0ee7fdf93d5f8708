import { builder } from '../../builder.ts';
import { compared, type Groups } from '../../aggregate/groups.ts';
import { OrderDirection } from '../../relay/orderDirection.ts';
import { TIMES, type DimensionName } from './callDimensions.ts';
import { NAME_OF, SHARES, type CallFigures, type WantedFigures } from './callFigures.ts';

const CallGroupOrderField = builder.enumType('CallGroupOrderField', {
  description:
    'Value by which groups are ordered. Groups without a value come last in both directions. Of equal groups, the larger one comes first, then the one whose keys come first.',
  values: {
    COUNT: { description: 'Number of calls.' },
    KEYS: {
      description:
        'Keys, the first one first. Times are ordered in time, from Monday on for WEEKDAY; other keys as texts, in which upper and lower case are the same.',
    },
    TOTAL_DURATION: { description: 'Sum of the durations.' },
    AVERAGE_DURATION: { description: 'Average duration.' },
    AVERAGE_QUEUE_TIME: { description: 'Average wait in the queue.' },
    HANDLED: { description: 'Share of the calls that an agent took: the value of `handled`.' },
  },
} as const);

export const CallGroupOrder = builder.inputType('CallGroupOrder', {
  description: 'Order of groups.',
  fields: (t) => ({
    field: t.field({
      type: CallGroupOrderField,
      required: true,
      description: 'Value by which the groups are ordered.',
    }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'DESC',
      description: 'Direction of the order.',
    }),
  }),
});

export type GroupOrder = typeof CallGroupOrder.$inferInput | null | undefined;

/** Adds the figures by which groups are ordered to those that are wanted. */
export function addOrdering({ shares, ...wanted }: WantedFigures, order: GroupOrder): WantedFigures {
  const field = order?.field;
  if (field === 'HANDLED') shares.set(NAME_OF.handled, SHARES.handled());
  return {
    ...wanted,
    shares,
    durations: wanted.durations || field === 'TOTAL_DURATION' || field === 'AVERAGE_DURATION',
    waits: wanted.waits || field === 'AVERAGE_QUEUE_TIME',
  };
}

/**
 * Compares two groups by an order. Without one they are ordered by time if the first dimensions are times, else by size,
 * the largest first.
 */
export function groupComparer(
  order: GroupOrder,
  by: readonly DimensionName[],
  groups: Groups,
  figures: CallFigures,
): (one: number, other: number) => number {
  if (!order) {
    const firstOther = by.findIndex((dimension) => !TIMES.has(dimension));
    const times = firstOther === -1 ? by.length : firstOther;
    return (one, other) => groups.compare(one, other, { most: times });
  }
  const sign = order.direction === 'ASC' ? 1 : -1;
  if (order.field === 'KEYS') return (one, other) => groups.compare(one, other, { sign });
  const valueOf = VALUES[order.field];
  return (one, other) => compared(valueOf(one, groups, figures), valueOf(other, groups, figures), sign);
}

type ValueOf = (group: number, groups: Groups, figures: CallFigures) => number | null;

const VALUES: Readonly<Record<Exclude<typeof CallGroupOrderField.$inferType, 'KEYS'>, ValueOf>> = {
  COUNT: (group, groups) => groups.sizeOf(group),
  TOTAL_DURATION: (group, _, { durations }) => durations?.sumOf(group) ?? null,
  AVERAGE_DURATION: (group, _, { durations }) => durations?.averageOf(group) ?? null,
  AVERAGE_QUEUE_TIME: (group, _, { waits }) => waits?.averageOf(group) ?? null,
  HANDLED: (group, _, { shares }) => shares.get(NAME_OF.handled)?.valueOf(group) ?? null,
};
