/** The arguments of `groups`, checked before the dialer is called for the list. */
import { valueFromASTUntyped } from 'graphql';
import { BadUserInput } from '../../plan/errors.ts';
import { fieldsBelow, type Selection } from '../../plan/selection.ts';

/** The arguments of `groups`, as its list reads them before the dialer is called. */
export interface GroupsField {
  /** The value of an argument; undefined if it is not given. */
  readonly argument: (name: string) => unknown;
  /** The fields selected of each group, with their arguments. */
  readonly below: readonly { readonly name: string; readonly argument: (name: string) => unknown }[];
}

/**
 * Checks the arguments of `groups` below a list, before the dialer is called for the list.
 *
 * @param more checks the arguments that not all lists have
 * @throws BadUserInput naming the argument
 */
export function checkGroups(
  selection: Selection,
  more: (field: GroupsField) => void = () => undefined,
): void {
  const { variableValues } = selection;
  for (const field of fieldsBelow(selection, selection.fieldNodes)) {
    if (field.name.value !== 'groups') continue;
    const argumentOf =
      ({ arguments: given }: typeof field) =>
      (argument: string): unknown => {
        const node = given?.find(({ name }) => name.value === argument);
        return node && valueFromASTUntyped(node.value, variableValues);
      };
    const argument = argumentOf(field);
    checkCount('first', argument('first'));
    checkCount('minCount', argument('minCount'));
    checkFew(argument('by'));
    const below = fieldsBelow(selection, [field]);
    more({ argument, below: below.map((one) => ({ name: one.name.value, argument: argumentOf(one) })) });
  }
}

/** @throws BadUserInput if a count is negative */
export function checkCount(argument: string, count: unknown): void {
  if (typeof count === 'number' && count < 0) {
    throw new BadUserInput(argument, `must not be negative; ${count} is.`);
  }
}

/** The number of CallDimension's values. More would only repeat some, and each costs time for every row. */
const MOST_DIMENSIONS = 19;

function checkFew(by: unknown): void {
  if (!Array.isArray(by) || by.length <= MOST_DIMENSIONS) return;
  throw new BadUserInput(
    'by',
    `names ${by.length} dimensions, and the limit is ${MOST_DIMENSIONS}. Name each dimension once.`,
  );
}
