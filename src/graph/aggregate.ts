import { rangesInTurns } from '../upstream/promises/turn.ts';
import { sourceOf } from '../upstream/wire/rows/columnRows.ts';
import { ArrayRows, type MemberReader, type Rows } from '../upstream/wire/rows/rowSource.ts';
import { ValueNumbers } from '../upstream/wire/rows/valueNumbers.ts';
import { valueFromASTUntyped } from 'graphql';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';
import type { Context } from './context.ts';
import { BadUserInput } from '../plan/errors.ts';
import { fieldsBelow, type Selection } from '../plan/selection.ts';

/** The value of one dimension, which all rows of a group share; null = the rows have no value. */
export type GroupKey = string | null;

/** The running figures of one group. */
export interface Running<Group> {
  readonly keys: readonly GroupKey[];
  readonly count: number;
  /** Adds a row, by its number. */
  add(number: number): void;
  group(): Group;
}

/** One dimension: the keys of rows. In columns a value that repeats gives its key once, and no row is made. */
export type DimensionOf<Row extends object> = (rows: Rows<Row>) => MemberReader<GroupKey>;

/** A dimension whose keys are made of whole rows. */
export const ofRow =
  <Row extends object>(keyOf: (row: Row) => GroupKey): DimensionOf<Row> =>
  (rows) => ({ at: (number) => keyOf(rows.at(number)) });

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

/**
 * Groups rows by their keys, largest group first. Keys that differ only in case are one key, in the spelling of the
 * group's first row. All groups of a list that are wanted at the same time are counted in one pass.
 *
 * @param by the dimensions, at most nine
 * @param start makes the figures of a group without rows, from readers of the rows that it is given once
 * @param first at most this many groups; undefined = all
 * @param context its answer budget pays for each row and dimension
 * @throws BadUserInput if `first` is negative, or too many dimensions are named; AnswerTooLarge
 */
export async function grouped<Row extends object, Group, Dimension extends string>(
  rows: readonly Row[],
  by: readonly Dimension[],
  dimensions: Readonly<Record<Dimension, DimensionOf<Row>>>,
  start: (rows: Rows<Row>) => (keys: readonly GroupKey[]) => Running<Group>,
  first: number | null | undefined,
  { budget }: Pick<Context, 'budget'>,
): Promise<Group[]> {
  checkCount(first);
  checkFew(by);
  budget.spend('rows', Math.ceil((rows.length * Math.max(1, by.length)) / GROUPED_PER_ROW));
  const source = sourceOf(rows) ?? new ArrayRows(rows);
  const readers = by.map((dimension) => dimensions[dimension](source));
  const numbers = readers.map((reader) => new ValueNumbers(reader, keyIn));
  const startOne = start(source);
  const pairs = new Map<number, number>();
  const groups: Running<Group>[] = [];
  await inOnePass(rows, (row) => {
    let group = 0;
    for (const number of numbers) {
      const pair = group * MOST_ROWS + number.of(row);
      let both = pairs.get(pair);
      if (both === undefined) pairs.set(pair, (both = pairs.size + 1));
      group = both;
    }
    (groups[group] ??= startOne(readers.map((reader) => reader.at(row)))).add(row);
  });
  const sorted = groups
    .values()
    .filter((group) => group !== undefined)
    .toArray()
    .sort((a, b) => b.count - a.count || compareTexts(a.keys, b.keys))
    .map((aggregate) => aggregate.group());
  return typeof first === 'number' ? sorted.slice(0, first) : sorted;
}

/** More rows than there can be, so that a pair of numbers is one number. */
const MOST_ROWS = 2 ** 26;

const keyIn = (key: GroupKey): GroupKey => (key === null ? null : normalizeKey(key));

/** What looks at the rows of a list in the pass that is about to begin. */
const visitors = new WeakMap<
  readonly object[],
  { readonly all: ((row: number) => void)[]; readonly done: Promise<void> }
>();

/** Visits the rows of a list, by their numbers. Visitors that come in the same turn share one pass. */
function inOnePass(rows: readonly object[], visit: (row: number) => void): Promise<void> {
  const waiting = visitors.get(rows);
  if (waiting) {
    waiting.all.push(visit);
    return waiting.done;
  }
  const all = [visit];
  const done = Promise.resolve().then(() => {
    visitors.delete(rows);
    return rangesInTurns(rows.length, (from, to) => {
      for (const each of all) for (let row = from; row < to; row += 1) each(row);
    });
  });
  visitors.set(rows, { all, done });
  return done;
}

function compareTexts(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? '';
    if ((left ?? '') !== right) return (left ?? '') < right ? -1 : 1;
  }
  return 0;
}
