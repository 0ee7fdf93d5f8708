import { BadUserInput } from './errors.ts';

/** What a row is ordered by, most significant first; the last part tells any two rows apart. */
export type SortKey = readonly (string | number)[];

export interface ConnectionArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

export interface Connection<Row> {
  readonly edges: { cursor: string; node: Row }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  readonly totalCount: number;
}

export interface Ordering<Row> {
  /** Names the order, so that a cursor of one connection is refused by another. */
  readonly name: string;
  readonly keyOf: (row: Row) => SortKey;
}

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 1000;

/** A page's arguments, checked. */
export interface Page {
  readonly first: number;
  readonly last: number | undefined;
  readonly after: SortKey | undefined;
  readonly before: SortKey | undefined;
}

/**
 * The page that a connection's arguments ask for: to be read before anything is asked of the dialer.
 *
 * @throws BadUserInput naming the argument
 */
export function pageFrom(
  { first, last, after, before }: ConnectionArgs,
  { name }: Pick<Ordering<never>, 'name'>,
): Page {
  if (typeof first === 'number' && typeof last === 'number') {
    throw new BadUserInput('last', 'give either `first` or `last`, not both.');
  }
  return {
    first: pageSize('first', first) ?? DEFAULT_PAGE,
    last: pageSize('last', last),
    after: decodeCursor('after', after, name),
    before: decodeCursor('before', before, name),
  };
}

/**
 * A page of rows, as the Relay cursor connection specification has it.
 *
 * A cursor holds its row's sort key, so it keeps its place when rows come or go between two requests, the row it was
 * taken from included.
 *
 * @param rows in any order; they are sorted by `ordering`
 */
export function connectionOf<Row>(
  rows: readonly Row[],
  ordering: Ordering<Row>,
  { first, last, after, before }: Page,
): Connection<Row> {
  const keyed = rows
    .map((row) => ({ row, key: ordering.keyOf(row) }))
    .sort((a, b) => compareKeys(a.key, b.key));

  const start = after ? keyed.filter(({ key }) => compareKeys(key, after) <= 0).length : 0;
  const end = before ? keyed.filter(({ key }) => compareKeys(key, before) < 0).length : keyed.length;
  const from = last === undefined ? start : Math.max(start, end - last);
  const to = last === undefined ? Math.min(end, start + first) : end;

  const edges = keyed
    .slice(from, Math.max(from, to))
    .map(({ row, key }) => ({ cursor: encodeCursor(ordering.name, key), node: row }));
  return {
    edges,
    pageInfo: {
      hasNextPage: to < keyed.length,
      hasPreviousPage: from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: rows.length,
  };
}

/** Orders keys part by part; numbers before strings where the dialer mixes them. */
export function compareKeys(a: SortKey, b: SortKey): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    if (left === right) continue;
    if (typeof left === typeof right) return left < right ? -1 : 1;
    return typeof left === 'number' ? -1 : 1;
  }
  return a.length - b.length;
}

function pageSize(argument: string, size: number | null | undefined): number | undefined {
  if (size === null || size === undefined) return undefined;
  if (size >= 0 && size <= LARGEST_PAGE) return size;
  throw new BadUserInput(argument, `must be between 0 and ${LARGEST_PAGE}; ${size} is not.`);
}

const encodeCursor = (name: string, key: SortKey): string =>
  Buffer.from(JSON.stringify([name, ...key])).toString('base64url');

function decodeCursor(
  argument: string,
  cursor: string | null | undefined,
  name: string,
): SortKey | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  const [owner, ...key] = parsed(cursor);
  if (owner === name && key.length > 0 && key.every(isKeyPart)) return key;
  throw new BadUserInput(
    argument,
    'is not a cursor of this list. Use an edge’s `cursor` or `pageInfo` of the same list.',
  );
}

const isKeyPart = (part: unknown): part is string | number =>
  typeof part === 'string' || typeof part === 'number';

function parsed(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    // Not one of ours; the caller says so, naming the argument.
    return [];
  }
}
