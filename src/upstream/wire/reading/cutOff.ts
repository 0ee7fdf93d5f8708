import type { Gap } from './gap.ts';
import { memberAt } from './reader.ts';
import { count, flag, isObject } from '../wire.ts';

/** How frameworks say how many rows there are in all. */
const TOTALS = ['total', 'total_rows', 'total_records', 'totalRecords', 'recordsTotal', 'iTotalRecords'];
/** How they say how many pages there are. */
const PAGES = ['last_page', 'lastPage', 'total_pages', 'totalPages', 'page_count'];
/** How they say that there is more. */
const MORE = ['has_more', 'hasMore', 'has_more_pages', 'truncated'];
/** Where they put the address of the next page. */
const NEXT = ['next_page_url', 'nextPageUrl'];
/** The objects in which some of them print these. */
const PAGING = ['pagination', 'paging', 'meta'];

/**
 * The gap of a table that is not whole: beside its rows stands that there are more. The dialer has no way to ask for another
 * page, so that the rest can only be told.
 *
 * @param at where the table stands, below `data` or at the top
 * @param member how the gap calls it
 * @param length how many rows came
 */
export function cutOff(answer: unknown, at: string, member: string, length: number): readonly Gap[] {
  const lacking = objectsAround(answer, at).map((place) => lackingOf(place, length));
  const rows = Math.max(0, ...lacking);
  return rows === 0 ? [] : [{ member, cells: 0, rows }];
}

/** How many rows are lacking, as far as is said: at least 1 if any is. */
function lackingOf(place: Readonly<Record<string, unknown>>, length: number): number {
  const total = Math.max(0, ...TOTALS.map((name) => countOf(place[name])));
  if (total > 0) return Math.max(0, total - length);
  const isMore =
    PAGES.some((name) => countOf(place[name]) > 1) ||
    MORE.some((name) => flag.read(place[name]) === true) ||
    NEXT.some((name) => typeof place[name] === 'string' && place[name] !== '');
  return isMore ? 1 : 0;
}

const countOf = (value: unknown): number => {
  const read = count.read(value);
  return typeof read === 'number' ? read : 0;
};

/** Around a table, from the outside in. */
function objectsAround(answer: unknown, at: string): Readonly<Record<string, unknown>>[] {
  const above = at.split('.').slice(0, -1).join('.');
  const data = memberAt(answer, 'data');
  const places = above === '' ? [answer, data] : [memberAt(answer, above), memberAt(data, above)];
  return places
    .filter(isObject)
    .flatMap((place) => [place, ...PAGING.map((name) => place[name]).filter(isObject)]);
}
