import { valueFromASTUntyped } from 'graphql';
import { fold } from '../loaders/reference.ts';
import { BadUserInput } from './errors.ts';
import { fieldsBelow, type Selection } from './selection.ts';

/** One of the keys that rows of a group have in common; null = they have none. */
export type GroupKey = string | null;

/** The running figures of one group. */
export interface Running<Row, Group> {
  readonly keys: readonly GroupKey[];
  readonly count: number;
  add(row: Row): void;
  group(): Group;
}

/**
 * Checks what `groups` below a list of calls is asked for with, before the list is asked for.
 *
 * @throws BadUserInput naming the argument
 */
export function checkGroups(selection: Selection): void {
  for (const field of fieldsBelow(selection, selection.fieldNodes)) {
    if (field.name.value !== 'groups') continue;
    const first = field.arguments?.find(({ name }) => name.value === 'first');
    checkCount(first && valueFromASTUntyped(first.value, selection.variableValues));
  }
}

function checkCount(first: unknown): void {
  if (typeof first === 'number' && first < 0) {
    throw new BadUserInput('first', `must not be negative; ${first} is.`);
  }
}

/**
 * Rows counted by their keys, largest group first. Keys that differ in case only are one, spelled as first met.
 *
 * @param start the figures of a group that has no row yet
 * @param first at most this many groups; undefined = all
 * @throws BadUserInput where `first` is negative
 */
export function grouped<Row, Group>(
  rows: readonly Row[],
  keysOf: readonly ((row: Row) => GroupKey)[],
  start: (keys: readonly GroupKey[]) => Running<Row, Group>,
  first: number | null | undefined,
): Group[] {
  checkCount(first);
  const tallies = new Map<string, Running<Row, Group>>();
  for (const row of rows) {
    const keys = keysOf.map((keyOf) => keyOf(row));
    // "\0" stands in no key, and "\1" for null.
    const id = keys.map((key) => (key === null ? '\u0001' : fold(key))).join('\u0000');
    let tally = tallies.get(id);
    if (!tally) tallies.set(id, (tally = start(keys)));
    tally.add(row);
  }
  const groups = [...tallies.values()]
    .sort((a, b) => b.count - a.count || compareTexts(a.keys, b.keys))
    .map((tally) => tally.group());
  return typeof first === 'number' ? groups.slice(0, first) : groups;
}

function compareTexts(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? '';
    if ((left ?? '') !== right) return (left ?? '') < right ? -1 : 1;
  }
  return 0;
}
