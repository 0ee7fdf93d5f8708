import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import { builder } from '../builder.ts';
import type { Ordering, SortKey } from '../relay/connection.ts';

const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which end of an order comes first. What has no value comes last either way.',
  values: {
    ASC: { description: 'The smallest, earliest or alphabetically first.' },
    DESC: { description: 'The largest, latest or alphabetically last.' },
  },
});

const CallOrderField = builder.enumType('CallOrderField', {
  description: 'What calls can be ordered by. Of equal ones the newest comes first.',
  values: {
    STARTED_AT: { description: 'When the call started (for agents’ calls: was answered).' },
    DURATION: { description: 'How long the call took.' },
    QUEUE_TIME: { description: 'How long the call waited in the queue.' },
    AGENT: { description: 'The agent’s username.' },
    CAMPAIGN: { description: 'The campaign’s name.' },
  },
});

export const CallOrder = builder.inputType('CallOrder', {
  description: 'The order of calls.',
  fields: (t) => ({
    field: t.field({
      type: CallOrderField,
      required: true,
      defaultValue: 'STARTED_AT',
      description: 'What the calls are ordered by.',
    }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'DESC',
      description: 'Which end comes first.',
    }),
  }),
});

/** The order asked for; newest first where none is. */
export type CallOrderInput = typeof CallOrder.$inferInput | null | undefined;

const normalizedOrNull = (name: string | null): string | null => (name === null ? null : normalizeKey(name));

const LEADING: Readonly<Record<typeof CallOrderField.$inferType, (call: CallFacts) => SortKey>> = {
  STARTED_AT: () => [],
  DURATION: (call) => [call.durationSeconds],
  QUEUE_TIME: (call) => [call.queueSeconds],
  AGENT: (call) => [normalizedOrNull(call.agentUsername)],
  CAMPAIGN: (call) => [normalizedOrNull(call.campaignName)],
};

/** The order's name: its cursors are refused by every other order, and by every other kind of calls. */
export const orderName = (kind: string, order: CallOrderInput): string =>
  `${kind} by ${order?.field ?? 'STARTED_AT'} ${order?.direction ?? 'DESC'}`;

/**
 * An order of calls.
 *
 * @param zone the zone of the calls' naive times
 * @param idOf what tells two calls of the same second apart
 */
export function callOrdering<Row extends CallFacts>(
  kind: string,
  order: CallOrderInput,
  zone: Zone,
  idOf: (row: Row) => string,
): Ordering<Row> {
  const { field, direction } = order ?? { field: 'STARTED_AT', direction: 'DESC' };
  const sign = direction === 'ASC' ? 1 : -1;
  const leading = LEADING[field];
  return {
    name: orderName(kind, order),
    keyOf: (call) => [...leading(call), zone.toSortable(call.startedAt, call.uniqueId)],
    tieOf: idOf,
    directions: field === 'STARTED_AT' ? [sign, 1] : [sign, -1, 1],
  };
}
