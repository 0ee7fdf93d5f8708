import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import type { MemberReader } from '../../upstream/wire/rows/memberReader.ts';
import type { Rows } from '../../upstream/wire/rows/rowSource.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import { builder } from '../builder.ts';
import type { Ordering } from '../relay/connection.ts';
import { OrderDirection } from '../relay/orderDirection.ts';

const CallOrderField = builder.enumType('CallOrderField', {
  description: 'Value by which calls are ordered. Among equal values, the newest call comes first.',
  values: {
    STARTED_AT: { description: "Start of the call, or the answer for agents' calls." },
    DURATION: { description: 'Duration of the call. Outbound calls have none.' },
    QUEUE_TIME: { description: "Wait in the queue. Agents' calls have none." },
    AGENT: { description: 'Username of the agent, alphabetically. Upper and lower case are the same.' },
    CAMPAIGN: { description: 'Name of the campaign, alphabetically. Upper and lower case are the same.' },
  },
});

export const CallOrder = builder.inputType('CallOrder', {
  description: 'Order of a list of calls.',
  fields: (t) => ({
    field: t.field({
      type: CallOrderField,
      required: true,
      defaultValue: 'STARTED_AT',
      description: 'Value by which the calls are ordered.',
    }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'DESC',
      description: 'Direction of the order.',
    }),
  }),
});

/** The order that the caller gives; newest first if it gives none. */
export type CallOrderInput = typeof CallOrder.$inferInput | null | undefined;

const normalizedOrNull = (name: string | null): string | null => (name === null ? null : normalizeKey(name));

/** The value that leads an order: text or number; null goes last. */
export interface LeadingValue {
  readonly of: (call: CallFacts) => string | number | null;
  /** Reads it by row, without the row's object if that is in columns. */
  readonly read: (rows: Rows<CallFacts>) => MemberReader<string | number | null>;
}

const leading = <Name extends keyof CallFacts>(
  name: Name,
  valueOf: (value: CallFacts[Name]) => string | number | null,
): LeadingValue => ({
  of: (call) => valueOf(call[name]),
  read: (rows) => {
    const { at, codes } = rows.member(name);
    return { at: (number) => valueOf(at(number)), codes };
  },
});

/** The leading value of each order; undefined for that by time alone. */
export const LEADING: Readonly<Record<typeof CallOrderField.$inferType, LeadingValue | undefined>> = {
  STARTED_AT: undefined,
  DURATION: leading('durationSeconds', (seconds) => seconds),
  QUEUE_TIME: leading('queueSeconds', (seconds) => seconds),
  AGENT: leading('agentUsername', normalizedOrNull),
  CAMPAIGN: leading('campaignName', normalizedOrNull),
};

/** The name of an order. Cursors carry it, so that another order and another kind of calls refuse them. */
export const orderName = (kind: string, order: CallOrderInput): string =>
  `${kind} by ${order?.field ?? 'STARTED_AT'} ${order?.direction ?? 'DESC'}`;

/**
 * An order of calls.
 *
 * @param zone the zone of the calls' times, which carry no offset
 * @param idOf the id of a call; it orders calls of the same second
 */
export function callOrdering<Row extends CallFacts>(
  kind: string,
  order: CallOrderInput,
  zone: Zone,
  idOf: (row: Row) => string,
): Ordering<Row> {
  const { field, direction } = order ?? { field: 'STARTED_AT', direction: 'DESC' };
  const sign = direction === 'ASC' ? 1 : -1;
  const first = LEADING[field];
  return {
    name: orderName(kind, order),
    keyOf: (call) => {
      const time = zone.toSortable(call.startedAt, call.uniqueId);
      return first ? [first.of(call), time] : [time];
    },
    tieOf: idOf,
    directions: field === 'STARTED_AT' ? [sign, 1] : [sign, -1, 1],
  };
}
