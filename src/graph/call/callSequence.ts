import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { rangesInTurns } from '../../upstream/promises/turn.ts';
import { sourceOf } from '../../upstream/wire/rows/columnRows.ts';
import { startsOf } from '../../upstream/wire/rows/rowIndex.ts';
import type { RowSource } from '../../upstream/wire/rows/rowSource.ts';
import { timeOf } from '../../upstream/wire/rows/times.ts';
import { ValueNumbers } from '../../upstream/wire/rows/valueNumbers.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import type { RowSequence } from '../relay/sequence.ts';
import { LEADING, type CallOrderInput, type LeadingValue } from './callOrder.ts';

/** The most calls of one time: all of them are made to order them by their ids. */
const MOST_AT_ONCE = 2000;

/**
 * Calls in columns, in order: a page makes its own rows only. Calls that are equal in the order are in that of their
 * ids. Undefined if they must be sorted as objects.
 */
export async function callSequence<Row extends CallFacts>(
  rows: readonly Row[],
  orderBy: CallOrderInput,
  zone: Zone,
  idOf: (row: Row) => string,
): Promise<RowSequence<Row> | undefined> {
  const source = sourceOf(rows);
  if (!source || source.length === 0) return undefined;
  const { length, order, secondsAt } = source;
  const inTime = (place: number): number => order?.[place] ?? place;
  const dayAt = (place: number): string => timeOf(secondsAt(inTime(place))).slice(0, 10);
  // In an hour that occurs twice, a call's id says which one is meant.
  if (!zone.arePlainDays(dayAt(0), dayAt(length - 1)) || source.mostAtOnce > MOST_AT_ONCE) return undefined;
  const { field = 'STARTED_AT', direction = 'DESC' } = orderBy ?? {};
  const leading = LEADING[field];
  if (!leading)
    return inRuns(
      source,
      direction === 'ASC' ? inTime : (place) => inTime(length - 1 - place),
      (one, other) => secondsAt(one) === secondsAt(other),
      idOf,
    );
  const ranks = await ranksOf(source, leading, direction);
  const newestFirst = (place: number): number => inTime(length - 1 - place);
  const numbers = await orderedByRank(ranks, newestFirst);
  return inRuns(
    source,
    (place) => numbers[place] ?? 0,
    (one, other) => ranks.of[one] === ranks.of[other] && secondsAt(one) === secondsAt(other),
    idOf,
  );
}

/**
 * A sequence whose runs of equal rows are ordered by their ids.
 *
 * @param numberAt the number of the row at a place, if equal rows may be in any order
 * @param areEqual true for the numbers of two rows that are equal in the order
 */
function inRuns<Row extends CallFacts>(
  source: RowSource<Row>,
  numberAt: (place: number) => number,
  areEqual: (one: number, other: number) => boolean,
  idOf: (row: Row) => string,
): RowSequence<Row> {
  const { length } = source;
  // Pages are read in order, so that one run is enough. All of them would be all rows.
  let last: { readonly from: number; readonly run: readonly number[] } | undefined;
  const runFrom = (from: number, to: number): readonly number[] => {
    if (last?.from === from) return last.run;
    const byId = Array.from({ length: to - from }, (_, index) => {
      const number = numberAt(from + index);
      return { number, id: idOf(source.viewAt(number)) };
    });
    const run = byId.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ number }) => number);
    last = { from, run };
    return run;
  };
  const numberInRun = (place: number): number => {
    const number = numberAt(place);
    let from = place;
    while (from > 0 && areEqual(number, numberAt(from - 1))) from -= 1;
    let to = place + 1;
    while (to < length && areEqual(number, numberAt(to))) to += 1;
    return to - from === 1 ? number : (runFrom(from, to)[place - from] ?? number);
  };
  return { length, source, numberAt: numberInRun, at: (place) => source.viewAt(numberInRun(place)) };
}

interface Ranks {
  /** The rank of each row. */
  readonly of: Uint32Array;
  /** All ranks are below this number. */
  readonly count: number;
}

/** The rank of each row by its leading value. Null goes last in both directions. */
async function ranksOf<Row extends CallFacts>(
  source: RowSource<Row>,
  { read }: LeadingValue,
  direction: 'ASC' | 'DESC',
): Promise<Ranks> {
  const numbers = new ValueNumbers(read(source), (value) => value);
  const of = new Uint32Array(source.length);
  await rangesInTurns(source.length, (from, to) => {
    for (let row = from; row < to; row += 1) of[row] = numbers.of(row);
  });
  const values = numbers.keys;
  const sign = direction === 'ASC' ? 1 : -1;
  const sorted = [...values.keys()].sort((a, b) => {
    const [left = null, right = null] = [values[a], values[b]];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return (left < right ? -1 : 1) * sign;
  });
  const rankOf = new Uint32Array(values.length);
  for (const [rank, value] of sorted.entries()) rankOf[value] = rank;
  return { of: of.map((value) => rankOf[value] ?? 0), count: values.length };
}

/** The numbers of rows by their ranks. Rows of the same rank keep the order of `numberAt`. */
async function orderedByRank(ranks: Ranks, numberAt: (place: number) => number): Promise<Uint32Array> {
  const { length } = ranks.of;
  const next = startsOf(ranks.of, ranks.count);
  const numbers = new Uint32Array(length);
  await rangesInTurns(length, (from, to) => {
    for (let place = from; place < to; place += 1) {
      const number = numberAt(place);
      const rank = ranks.of[number] ?? 0;
      const at = next[rank] ?? 0;
      numbers[at] = number;
      next[rank] = at + 1;
    }
  });
  return numbers;
}
