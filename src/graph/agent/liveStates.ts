/** The cost of live states: one call for each agent that no subscription follows. */
import type { Cost, PlannedField, Planning, Reading } from '../../plan/cost.ts';
import type { EntitySet } from '../../plan/position.ts';
import { normalizedKeys, normalizeKey } from '../../upstream/wire/normalizeKey.ts';

/** `about` of a call that has no other input than the agent. */
const ONE = JSON.stringify(null);

const parents = ({ of }: PlannedField): EntitySet => of.about.get('Agent') ?? of.entities;

/**
 * One getLiveAgentInfo call for each agent whose state subscriptions do not know.
 *
 * @param agentsFor default: the parent objects
 */
export const liveStates = (agentsFor: Reading<EntitySet> = parents): Cost => ({
  action: 'getLiveAgentInfo',
  calls: (field) => {
    const { planning, of, to } = field;
    const agents = agentsFor(field);
    if (planning.followed.isEmpty) return [{ about: ONE, each: agents, type: 'Agent' }];
    const { unfollowed } = agentsFor === parents ? of : to;
    const isFollowed = (name: string): boolean => planning.followed.of(name) !== undefined;
    return [{ about: ONE, each: agents.without(isFollowed, unfollowed?.() ?? Infinity), type: 'Agent' }];
  },
});

/**
 * Counts the agents of the active list whose states subscriptions do not know.
 *
 * @param usernames only these; left out = all
 * @returns undefined if the list is not cached, or nobody is followed
 */
export function unfollowedIn(
  { followed, activeUsers }: Planning,
  usernames: readonly string[] | null | undefined,
): (() => number) | undefined {
  if (followed.isEmpty) return undefined;
  const named = usernames && normalizedKeys(usernames);
  const isUnfollowed = ({ username }: { readonly username: string }): boolean =>
    (!named || named.has(normalizeKey(username))) && followed.of(username) === undefined;
  return () => activeUsers()?.filter(isUnfollowed).length ?? Infinity;
}
