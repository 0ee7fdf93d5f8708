/** Counts the rows of a list in groups: in one pass over the list, in turns, and without objects for rows in columns. */
import { rangesInTurns } from '../../upstream/promises/turn.ts';
import { sourceOf } from '../../upstream/wire/rows/columnRows.ts';
import type { Condition } from '../../upstream/wire/rows/conditions.ts';
import { ArrayRows, type Rows } from '../../upstream/wire/rows/rowSource.ts';
import type { Context } from '../context.ts';
import { DimensionValues, Groups, type Dimension } from './groups.ts';

/** Counts something of the rows of each group. Groups and rows have numbers from 0 on. */
export interface Measure {
  add(row: number, group: number): void;
}

/** Grouping two rows by one dimension takes as long as adding one row to a list. */
const GROUPED_PER_ROW = 2;
/** This many measures of a row take as long as adding one row to a list. */
const MEASURED_PER_ROW = 8;

/** How the rows of a list are grouped. */
export interface Grouping<Row extends object> {
  readonly by: readonly Dimension<Row>[];
  /** Only rows that meet all of these conditions. */
  readonly where?: readonly Condition<Row>[];
  /** They count the rows by their numbers in `rowsByNumber`. */
  readonly measures: readonly Measure[];
}

/** The rows of a list by their numbers, in columns if they are. */
export const rowsByNumber = <Row extends object>(rows: readonly Row[]): Rows<Row> =>
  sourceOf(rows) ?? new ArrayRows(rows);

/**
 * Groups the rows of a list. All groups of a list that are wanted at the same time are counted in one pass.
 *
 * @param context its answer budget pays for each row, dimension and measure
 * @throws AnswerTooLarge
 */
export async function grouped<Row extends object>(
  rows: readonly Row[],
  { by, where = [], measures }: Grouping<Row>,
  { budget }: Pick<Context, 'budget'>,
): Promise<Groups> {
  const source = rowsByNumber(rows);
  const cost = Math.max(1, by.length) / GROUPED_PER_ROW + measures.length / MEASURED_PER_ROW;
  budget.spend('rows', Math.ceil(rows.length * cost));
  const tests = where.map((condition) => condition.in(source));
  const dimensions = by.map((dimension) => new DimensionValues(dimension.read(source), dimension));
  const groups = new Groups(dimensions);
  await inOnePass(rows, (row) => {
    if (!tests.every((test) => test(row))) return;
    const group = groups.add(row);
    for (const measure of measures) measure.add(row, group);
  });
  return groups;
}

/** The visitors of a list's rows in the pass that is about to begin. */
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
