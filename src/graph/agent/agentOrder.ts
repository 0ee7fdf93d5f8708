import type { LiveStatus } from '../../loaders/liveHistory.ts';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { UserRow } from '../../upstream/dialer/users.ts';
import { builder } from '../builder.ts';
import type { Ordering } from '../relay/connection.ts';
import type { SortKey } from '../relay/cursor.ts';
import { OrderDirection } from '../relay/orderDirection.ts';
import { AGENT_STATES } from './agentState.ts';

const AgentOrderField = builder.enumType('AgentOrderField', {
  description: 'Value by which agents are ordered. Equal values are ordered by username.',
  values: {
    USERNAME: { description: 'Username, alphabetically. Upper and lower case are the same.' },
    NAME: { description: 'Full name, alphabetically. Upper and lower case are the same.' },
    STATE: {
      description:
        'Live state, in the order of `AgentState`: READY first, OFFLINE and UNKNOWN last. Costs the same as `filter.states`.',
    },
    STATE_SINCE: {
      description:
        'Start of the live state as this server has seen it (`AgentLiveStatus.since`). Ascending: the agent who has been longest in a state comes first. Agents without a known start come last. Costs the same as `filter.states`.',
    },
  },
});

export const AgentOrder = builder.inputType('AgentOrder', {
  description: 'Order of a list of agents.',
  fields: (t) => ({
    field: t.field({
      type: AgentOrderField,
      required: true,
      defaultValue: 'USERNAME',
      description: 'Value by which the agents are ordered.',
    }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'ASC',
      description: 'Direction of the order.',
    }),
  }),
});

/** The order that the caller gives; by username if it gives none. */
export type AgentOrderInput = typeof AgentOrder.$inferInput | null | undefined;

const BY_USERNAME = { field: 'USERNAME', direction: 'ASC' } as const;

/** True if an order needs the agents' live states. */
export const isByState = (order: AgentOrderInput): boolean =>
  order?.field === 'STATE' || order?.field === 'STATE_SINCE';

const RANKS: ReadonlyMap<string, number> = new Map(
  Object.keys(AGENT_STATES).map((state, index) => [state, index]),
);

const usernameKeys = new WeakMap<UserRow, string>();

/** The last part of a sort key. The rows of a cached list are the same each time. */
function usernameKey(row: UserRow): string {
  let key = usernameKeys.get(row);
  if (key === undefined) usernameKeys.set(row, (key = normalizeKey(row.username)));
  return key;
}

type StatusOf = (row: UserRow) => LiveStatus | undefined;

const LEADING: Readonly<
  Record<typeof AgentOrderField.$inferType, (row: UserRow, statusOf: StatusOf) => SortKey>
> = {
  USERNAME: () => [],
  NAME: ({ name }) => [name === null ? null : normalizeKey(name)],
  STATE: (row, statusOf) => [RANKS.get(statusOf(row)?.state ?? 'OFFLINE') ?? null],
  STATE_SINCE: (row, statusOf) => [statusOf(row)?.since?.getTime() ?? null],
};

/** The name of an order of agents. Cursors carry it, so that another order refuses them. */
export function orderName(whose: string, order: AgentOrderInput): string {
  const { field, direction } = order ?? BY_USERNAME;
  const isUsual = field === BY_USERNAME.field && direction === BY_USERNAME.direction;
  return isUsual ? `agents of ${whose}` : `agents of ${whose} by ${field} ${direction}`;
}

/**
 * An order of agents.
 *
 * @param whose whose agents they are; a cursor of a list of others is refused
 * @param statusOf the live status of an agent, if the order needs it; undefined if the agent has not logged in today
 */
export function agentOrdering(
  whose: string,
  order: AgentOrderInput,
  statusOf: StatusOf = () => undefined,
): Ordering<UserRow> {
  const { field, direction } = order ?? BY_USERNAME;
  const sign = direction === 'ASC' ? 1 : -1;
  const leading = LEADING[field];
  return {
    name: orderName(whose, order),
    keyOf: (row) => [...leading(row, statusOf), usernameKey(row)],
    directions: field === 'USERNAME' ? [sign] : [sign, 1],
  };
}
