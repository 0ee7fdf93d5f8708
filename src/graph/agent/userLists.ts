/** Costs of the user lists: one goGetAllUsers call gives the active users or the inactive ones. */
import type { Cost, PlannedField, SingleCall } from '../../plan/cost.ts';

const ACTIVE: SingleCall = { about: 'active' };
const INACTIVE: SingleCall = { about: 'inactive' };
const OF_STATUS = { ACTIVE: [ACTIVE], INACTIVE: [INACTIVE], ANY: [ACTIVE, INACTIVE] } as const;

// Users of one batch are looked up by name together: all have their rows when the last one is found.
const BY_NAME: readonly SingleCall[] = [ACTIVE, INACTIVE].map((list) => ({ ...list, batched: true }));

/** The list of the active users. */
export const activeUsers: Cost = { action: 'goGetAllUsers', calls: () => [ACTIVE] };

/** The lists for the status in the arguments. */
export const usersOfStatus: Cost = {
  action: 'goGetAllUsers',
  calls: ({ args }: PlannedField<{ readonly status: keyof typeof OF_STATUS }>) => OF_STATUS[args.status],
};

/** A user by name: the inactive users are listed only if the name is not among the active ones. */
export const userByName: Cost = { action: 'goGetAllUsers', calls: () => BY_NAME };

/**
 * Whether the viewer may see an agent, for answers that name no portfolio. Only viewers limited to portfolios need the look-up.
 */
export const agentVisibility: Cost = {
  action: 'goGetAllUsers',
  calls: ({ planning }) => (planning.viewer.portfolios ? BY_NAME : []),
};

/** The row of the agent that the field belongs to. */
export const userRow: Cost = {
  action: 'goGetAllUsers',
  calls: ({ of }) => (of.hasRow ? [] : BY_NAME),
};
