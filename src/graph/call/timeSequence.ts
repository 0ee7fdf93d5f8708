import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { sourceOf } from '../../upstream/wire/columns/columnRows.ts';
import { TimeOrder } from '../../upstream/wire/columns/timeOrder.ts';
import { timeOf } from '../../upstream/wire/columns/times.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import type { Sequence } from '../relay/connection.ts';

/** The most calls of one time: all of them are made to order them by their ids. */
const MOST_AT_ONCE = 2000;

/**
 * Calls in the order of their times, if their columns are in it already: then a page makes its own rows only. Calls of
 * the same time are in the order of their ids. Undefined if they must be sorted.
 */
export function timeSequence<Row extends CallFacts>(
  rows: readonly Row[],
  direction: 'ASC' | 'DESC',
  zone: Zone,
  idOf: (row: Row) => string,
): Sequence<Row> | undefined {
  const source = sourceOf(rows);
  if (!source || source.length === 0) return undefined;
  const order = new TimeOrder(source);
  const { length } = order;
  const dayAt = (place: number): string => timeOf(order.secondsAt(place)).slice(0, 10);
  // In an hour that occurs twice, a call's id says which one is meant.
  if (!zone.arePlainDays(dayAt(0), dayAt(length - 1)) || source.mostAtOnce > MOST_AT_ONCE) return undefined;
  const groups = new Map<number, readonly Row[]>();
  const groupFrom = (from: number, to: number): readonly Row[] => {
    let group = groups.get(from);
    if (!group) {
      group = Array.from({ length: to - from }, (_, index) => source.at(order.numberAt(from + index)));
      if (group.length > 1) {
        const byId = group.map((row) => ({ row, id: idOf(row) }));
        group = byId.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ row }) => row);
      }
      groups.set(from, group);
    }
    return group;
  };
  return {
    length,
    at: (place) => {
      const ordered = direction === 'ASC' ? place : length - 1 - place;
      const [from, to] = order.placesAt(order.secondsAt(ordered));
      return groupFrom(from, to)[direction === 'ASC' ? ordered - from : to - 1 - ordered];
    },
  };
}
