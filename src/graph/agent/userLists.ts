/** What it costs to have users at hand: goGetAllUsers gives the active ones, or the inactive ones. */
import type { Cost, PlannedField, SingleCall } from '../../plan/cost.ts';

const ACTIVE: SingleCall = { about: 'active' };
const INACTIVE: SingleCall = { about: 'inactive' };
const OF_STATUS = { ACTIVE: [ACTIVE], INACTIVE: [INACTIVE], ANY: [ACTIVE, INACTIVE] } as const;

// Those who are looked up by name together are there together, once the last of them is found.
const BY_NAME: readonly SingleCall[] = [ACTIVE, INACTIVE].map((list) => ({ ...list, batched: true }));

/** The list of the active users. */
export const activeUsers: Cost = { action: 'goGetAllUsers', calls: () => [ACTIVE] };

/** The users of the status that is asked for. */
export const usersOfStatus: Cost = {
  action: 'goGetAllUsers',
  calls: ({ args }: PlannedField<{ readonly status: keyof typeof OF_STATUS }>) => OF_STATUS[args.status],
};

/** A user by name: the inactive ones are asked for where it is not among the active ones. */
export const userByName: Cost = { action: 'goGetAllUsers', calls: () => BY_NAME };

/**
 * Whether an agent is the viewer's to see: looked up for those limited to portfolios, where the dialer's answer does not
 * tell it.
 */
export const agentVisibility: Cost = {
  action: 'goGetAllUsers',
  calls: ({ planning }) => (planning.viewer.portfolios ? BY_NAME : []),
};

/** The row of the agent a field is asked of. */
export const userRow: Cost = {
  action: 'goGetAllUsers',
  calls: ({ of }) => (of.hasRow ? [] : BY_NAME),
};
