import { eachInTurns } from '../upstream/promises/turn.ts';
import { valueFromASTUntyped } from 'graphql';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';
import type { Context } from './context.ts';
import { BadUserInput } from '../plan/errors.ts';
import { fieldsBelow, type Selection } from '../plan/selection.ts';

/** The value of one dimension, which all rows of a group share; null = the rows have no value. */
export type GroupKey = string | null;

/** The running figures of one group. */
export interface Running<Row, Group> {
  readonly keys: readonly GroupKey[];
  readonly count: number;
  add(row: Row): void;
  group(): Group;
}

/**
 * Checks the arguments of `groups` below a list of calls, before the dialer is called for the list.
 *
 * @throws BadUserInput naming the argument
 */
export function checkGroups(selection: Selection): void {
  for (const field of fieldsBelow(selection, selection.fieldNodes)) {
    if (field.name.value !== 'groups') continue;
    const valueOf = (argument: string): unknown => {
      const given = field.arguments?.find(({ name }) => name.value === argument);
      return given && valueFromASTUntyped(given.value, selection.variableValues);
    };
    checkCount(valueOf('first'));
    checkFew(valueOf('by'));
  }
}

function checkCount(first: unknown): void {
  if (typeof first === 'number' && first < 0) {
    throw new BadUserInput('first', `must not be negative; ${first} is.`);
  }
}

/** The number of CallDimension's values. More would only repeat some, and each costs time for every row. */
const MOST_DIMENSIONS = 9;

function checkFew(by: unknown): void {
  if (!Array.isArray(by) || by.length <= MOST_DIMENSIONS) return;
  throw new BadUserInput(
    'by',
    `names ${by.length} dimensions, and the limit is ${MOST_DIMENSIONS}. Name each dimension once.`,
  );
}

/** Grouping two rows by one dimension takes as long as adding one row to a list. */
const GROUPED_PER_ROW = 2;

/** The key of a row in one dimension. */
export type KeyOf<Row> = (row: Row) => GroupKey;

/**
 * Groups rows by their keys, largest group first. Keys that differ only in case are one key, in the spelling of the
 * first row.
 *
 * @param by the dimensions, at most nine
 * @param start makes the figures of a group without rows
 * @param first at most this many groups; undefined = all
 * @param context its answer budget pays for each row and dimension
 * @throws BadUserInput if `first` is negative, or too many dimensions are named; AnswerTooLarge
 */
export async function grouped<Row, Group, Dimension extends string>(
  rows: readonly Row[],
  by: readonly Dimension[],
  keyOf: Readonly<Record<Dimension, KeyOf<Row>>>,
  start: (keys: readonly GroupKey[]) => Running<Row, Group>,
  first: number | null | undefined,
  { budget }: Pick<Context, 'budget'>,
): Promise<Group[]> {
  checkCount(first);
  checkFew(by);
  budget.spend('rows', Math.ceil((rows.length * Math.max(1, by.length)) / GROUPED_PER_ROW));
  const dimensions = by.map((dimension) => ({ keyOf: keyOf[dimension], numbers: new KeyNumbers() }));
  const aggregates = new Map<string, Running<Row, Group>>();
  await eachInTurns(rows, (row) => {
    const keys = dimensions.map((dimension) => dimension.keyOf(row));
    const id = keys.map((key, index) => dimensions[index]?.numbers.of(key)).join();
    let aggregate = aggregates.get(id);
    if (!aggregate) aggregates.set(id, (aggregate = start(keys)));
    aggregate.add(row);
  });
  const groups = [...aggregates.values()]
    .sort((a, b) => b.count - a.count || compareTexts(a.keys, b.keys))
    .map((aggregate) => aggregate.group());
  return typeof first === 'number' ? groups.slice(0, first) : groups;
}

/**
 * Numbers for the keys of one dimension. Keys that differ only in case have the same number. So each key is normalised
 * once, not for every row.
 */
class KeyNumbers {
  readonly #byKey = new Map<GroupKey, number>();
  readonly #byNormalised = new Map<GroupKey, number>();

  of(key: GroupKey): number {
    let number = this.#byKey.get(key);
    if (number !== undefined) return number;
    const normalised = key === null ? null : normalizeKey(key);
    number = this.#byNormalised.get(normalised) ?? this.#byNormalised.size;
    this.#byNormalised.set(normalised, number);
    this.#byKey.set(key, number);
    return number;
  }
}

function compareTexts(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? '';
    if ((left ?? '') !== right) return (left ?? '') < right ? -1 : 1;
  }
  return 0;
}
