import { filteredInTurns, rangesInTurns } from '../../promises/turn.ts';
import { arrayOf, sourceOf } from './columnRows.ts';
import { SelectedRows, type RowSource, type Rows } from './rowSource.ts';
import { TimeOrder } from './timeOrder.ts';

/** A condition on rows. */
export interface Condition<Row extends object> {
  /** True for a row that meets it. */
  readonly of: (row: Row) => boolean;
  /** The same for rows by number. It may remember values: to be made anew for each use. */
  readonly in: (rows: Rows<Row>) => (number: number) => boolean;
  /**
   * The rows that meet it, if they follow each other in time: from the first place in the order to before the last.
   * Undefined if each row must be tested. Left out if that is always so.
   */
  readonly placesIn?: (order: TimeOrder<Row>) => readonly [from: number, to: number] | undefined;
}

/** A condition on one member. In columns, a value that repeats is tested once, and no row is made. */
export const where =
  <Row extends object>() =>
  <Name extends keyof Row & string>(name: Name, passes: (value: Row[Name]) => boolean): Condition<Row> => ({
    of: (row) => passes(row[name]),
    in: (rows) => {
      const { at, codes } = rows.member(name);
      if (!codes) return (number) => passes(at(number));
      const known = new Uint8Array(codes.count);
      return (number) => {
        const code = codes.at(number);
        if (known[code] === UNKNOWN) known[code] = passes(at(number)) ? PASSES : FAILS;
        return known[code] === PASSES;
      };
    },
  });

const UNKNOWN = 0;
const PASSES = 1;
const FAILS = 2;

/** A condition that is met if one of two is. */
export const either = <Row extends object>(
  first: Condition<Row>,
  second: Condition<Row>,
): Condition<Row> => ({
  of: (row) => first.of(row) || second.of(row),
  in: (rows) => {
    const [one, other] = [first.in(rows), second.in(rows)];
    return (number) => one(number) || other(number);
  },
});

/** A condition that is met if all of several are. */
export const every = <Row extends object>(...conditions: readonly Condition<Row>[]): Condition<Row> => ({
  of: (row) => conditions.every((condition) => condition.of(row)),
  in: (rows) => {
    const tests = conditions.map((condition) => condition.in(rows));
    return (number) => tests.every((test) => test(number));
  },
});

/** A condition that is met if another is not. */
export const not = <Row extends object>(condition: Condition<Row>): Condition<Row> => ({
  of: (row) => !condition.of(row),
  in: (rows) => {
    const test = condition.in(rows);
    return (number) => !test(number);
  },
});

/** The rows that meet all conditions. Rows in columns are not made. Many rows are tested in several turns. */
export async function rowsWhere<Row extends object>(
  rows: readonly Row[],
  conditions: readonly Condition<Row>[],
): Promise<readonly Row[]> {
  if (conditions.length === 0) return rows;
  const source = sourceOf(rows);
  if (!source) return filteredInTurns(rows, (row) => conditions.every((condition) => condition.of(row)));
  return arrayOf(new SelectedRows(source, await numbersWhere(source, conditions)));
}

/** The numbers of the rows that meet all conditions, in ascending order. */
async function numbersWhere<Row extends object>(
  rows: RowSource<Row>,
  conditions: readonly Condition<Row>[],
): Promise<Uint32Array> {
  const order = new TimeOrder(rows);
  const narrow = conditions
    .map((condition) => ({ condition, places: condition.placesIn?.(order) }))
    .find(({ places }) => places);
  const among = narrow?.places && order.numbersIn(...narrow.places);
  const tests = conditions
    .filter((condition) => condition !== narrow?.condition)
    .map((condition) => condition.in(rows));
  if (among && tests.length === 0) return among;
  const { length } = among ?? rows;
  const numbers = new Uint32Array(length);
  let count = 0;
  await rangesInTurns(length, (from, to) => {
    for (let index = from; index < to; index += 1) {
      const number = among ? (among[index] ?? 0) : index;
      if (tests.every((test) => test(number))) numbers[count++] = number;
    }
  });
  return numbers.slice(0, count);
}
