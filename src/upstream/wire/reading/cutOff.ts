import type { Gap } from './gap.ts';
import { memberAt } from './reader.ts';
import { count, flag, isObject } from '../wire.ts';

/** Members by which frameworks report the total number of rows. */
const TOTALS = [
  'total',
  'total_rows',
  'totalRows',
  'total_records',
  'totalRecords',
  'total_count',
  'totalCount',
  'total_results',
  'totalResults',
  'recordsTotal',
  'iTotalRecords',
];
/** Members that report the number of pages. */
const PAGES = ['last_page', 'lastPage', 'total_pages', 'totalPages', 'page_count', 'pageCount', 'pages'];
/** Members that report that there are more rows. */
const MORE = ['has_more', 'hasMore', 'has_more_pages', 'truncated'];
/** Members that hold the next page's address, number or cursor. */
const NEXT = ['next_page_url', 'nextPageUrl', 'next_page', 'nextPage', 'next_cursor', 'nextCursor', 'next'];
/** Objects that may contain these members. */
const PAGING = ['pagination', 'paging', 'meta', 'links', '_links'];

/**
 * The gap of a table that was cut off: the answer reports more rows than it has. The dialer cannot be asked for
 * another page, so the missing rows are reported as a gap.
 *
 * @param at the path of the table, below `data` or at the top
 * @param member the table's name in the gap
 * @param length the number of rows received
 */
export function cutOff(answer: unknown, at: string, member: string, length: number): readonly Gap[] {
  const lacking = objectsAround(answer, at).map((place) => lackingOf(place, length));
  const rows = Math.max(0, ...lacking);
  return rows === 0 ? [] : [{ member, cells: 0, rows }];
}

/** The number of missing rows, as far as the answer shows it; at least 1 if any is missing. */
function lackingOf(place: Readonly<Record<string, unknown>>, length: number): number {
  const total = Math.max(0, ...TOTALS.map((name) => countOf(place[name])));
  if (total > 0) return Math.max(0, total - length);
  const isMore =
    PAGES.some((name) => countOf(place[name]) > 1) ||
    MORE.some((name) => flag.read(place[name]) === true) ||
    NEXT.some((name) => isPage(place[name]));
  return isMore ? 1 : 0;
}

/** True for a page's address or cursor, or its number; a number below 2 is none. */
const isPage = (value: unknown): boolean =>
  typeof value === 'string' && !/^\s*[01]?\s*$/.test(value) ? true : countOf(value) > 1;

const countOf = (value: unknown): number => {
  const read = count.read(value);
  return typeof read === 'number' ? read : 0;
};

/** The objects around a table, from the outside in. */
function objectsAround(answer: unknown, at: string): Readonly<Record<string, unknown>>[] {
  const above = at.split('.').slice(0, -1).join('.');
  const data = memberAt(answer, 'data');
  const places = above === '' ? [answer, data] : [memberAt(answer, above), memberAt(data, above)];
  return places
    .filter(isObject)
    .flatMap((place) => [place, ...PAGING.map((name) => place[name]).filter(isObject)]);
}
