/** The arguments of `groups`, checked before the dialer is called for the list. */
import type { Kind } from '../../../loaders/calls/callIdentity.ts';
import { checkCount, type GroupsField } from '../../aggregate/groupsArguments.ts';
import { BadUserInput } from '../../../plan/errors.ts';
import { checkConditions, checkDimensions } from '../callKinds.ts';

/**
 * @param kinds the kinds of calls in the list
 * @throws BadUserInput naming the argument
 */
export function checkCallGroups(kinds: readonly Kind[], { argument, below }: GroupsField): void {
  const by = argument('by');
  if (Array.isArray(by)) checkDimensions(kinds, by.map(String));
  const filter = argument('filter');
  if (typeof filter === 'object' && filter !== null) checkGroupConditions(kinds, filter);
  for (const field of below)
    if (field.name === 'serviceLevel') checkCount('withinSeconds', field.argument('withinSeconds'));
}

/** @throws BadUserInput naming a condition that cannot narrow groups */
function checkGroupConditions(kinds: readonly Kind[], conditions: object): void {
  checkConditions(kinds, conditions);
  if ('profiles' in conditions && conditions.profiles !== null && conditions.profiles !== undefined)
    throw new BadUserInput(
      'profiles',
      'cannot narrow groups, since call records carry no profile. Put it into the filter of the list.',
    );
}
