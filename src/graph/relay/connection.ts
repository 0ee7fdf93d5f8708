import { filteredInTurns, sortedInTurns } from '../../upstream/promises/turn.ts';
import type { ListFacts } from '../../loaders/listing.ts';
import type { Context } from '../context.ts';
import { pageSizesFrom, type PageSizeArgs, type PageSizes } from '../../plan/pageSize.ts';
import { decodeCursor, encodeCursor, type SortKey } from './cursor.ts';

export interface ConnectionArgs extends PageSizeArgs {
  after?: string | null | undefined;
  before?: string | null | undefined;
}

export interface Ordering<Row> {
  /** Names the order, so that a cursor of one connection is refused by another. */
  readonly name: string;
  readonly keyOf: (row: Row) => SortKey;
  /** The last part of the key, if it is costly: made only for the rows of a page and for rows with otherwise equal keys. */
  readonly tieOf?: (row: Row) => string;
  /** −1 for each part of the key that descends. Default: all parts ascend. */
  readonly directions?: readonly (1 | -1)[];
}

/** A page's arguments, checked. */
export interface Page extends PageSizes {
  readonly after: SortKey | undefined;
  readonly before: SortKey | undefined;
}

/**
 * The page that a connection's arguments describe. Read it before the dialer is called.
 *
 * @throws BadUserInput naming the argument
 */
export function pageFrom(
  { after, before, ...sizes }: ConnectionArgs,
  { name }: Pick<Ordering<never>, 'name'>,
): Page {
  return {
    ...pageSizesFrom(sizes),
    after: decodeCursor('after', after, name),
    before: decodeCursor('before', before, name),
  };
}

/** The parts of a connection. */
export interface ConnectionSource<Row, Node> {
  /** The rows to filter. */
  readonly candidates: readonly Row[];
  /** The facts of the dialer's answers behind the rows. */
  readonly facts: ListFacts;
  /** True for a row that belongs to the connection. Default: all rows belong to it. */
  readonly passes?: (row: Row) => boolean;
  /** Chooses the rows that belong to the connection, in place of `passes`. */
  readonly choose?: (candidates: readonly Row[]) => Promise<readonly Row[]>;
  readonly ordering: Ordering<Row>;
  readonly page: Page;
  /** The node of a row; made for the rows of the page only. */
  readonly nodeOf: (row: Row) => Node;
  /** Gives the rows in their order; undefined if they must be sorted by their keys. */
  readonly inOrder?: (rows: readonly Row[]) => Promise<Sequence<Row> | undefined>;
  /** True to sort the rows now, in several turns of the event loop, and not when the page is read. */
  readonly isOrdered?: boolean;
  /** The answer's budget pays for each row, and twice if the rows are sorted now. */
  readonly context: Pick<Context, 'budget'>;
}

/** Items in order, each made when it is asked for. */
export interface Sequence<Item> {
  readonly length: number;
  at(place: number): Item | undefined;
}

interface Edges<Node> {
  readonly edges: { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/**
 * One page of rows, after the Relay cursor connection specification.
 *
 * A cursor holds the sort key of its row. So it keeps its place if rows come or go between two requests, its own row
 * included. Rows are not sorted before a page is read, since counting needs no order. With `isOrdered`, they are sorted at
 * once, in several turns of the event loop.
 */
export class Connection<Row, Node> implements ListFacts {
  /** All rows of all pages, in any order. */
  readonly rows: readonly Row[];
  readonly unreadableCount: number;
  readonly asOf: Date;
  readonly #ordering: Ordering<Row>;
  readonly #page: Page;
  readonly #nodeOf: (row: Row) => Node;
  readonly #inOrder: Sequence<Row> | undefined;
  #edges: Edges<Node> | undefined;
  #sorted: Sequence<Keyed<Row>> | undefined;

  private constructor(
    rows: readonly Row[],
    { facts, ordering, page, nodeOf }: ConnectionSource<Row, Node>,
    inOrder: Sequence<Row> | undefined,
  ) {
    this.#inOrder = inOrder;
    this.rows = rows;
    this.unreadableCount = facts.unreadableCount;
    this.asOf = facts.asOf;
    this.#ordering = ordering;
    this.#page = page;
    this.#nodeOf = nodeOf;
  }

  /** @throws AnswerTooLarge if the answer's budget cannot pay for the rows */
  static async of<Row, Node>(source: ConnectionSource<Row, Node>): Promise<Connection<Row, Node>> {
    const { candidates, passes, isOrdered = false, context } = source;
    context.budget.spend('rows', candidates.length * (isOrdered ? 2 : 1));
    const choose = source.choose ?? (passes && ((all) => filteredInTurns(all, passes)));
    const rows = choose ? await choose(candidates) : candidates;
    const inOrder = isOrdered ? await source.inOrder?.(rows) : undefined;
    const connection = new Connection(rows, source, inOrder);
    if (isOrdered && !inOrder) await connection.#sort();
    return connection;
  }

  get totalCount(): number {
    return this.rows.length;
  }

  get edges(): Edges<Node>['edges'] {
    return this.#cut().edges;
  }

  get pageInfo(): Edges<Node>['pageInfo'] {
    return this.#cut().pageInfo;
  }

  /** All items between the cursors, in pages of so many. The sizes in the arguments do not matter. */
  *pages(size: number): Generator<Pick<Edges<Node>, 'edges'>> {
    const sorted = this.#sequence();
    const [start, end] = this.#range(sorted);
    for (let from = start; from < end; from += size)
      yield { edges: this.#edgesOf(sorted, from, Math.min(end, from + size)) };
  }

  #cut(): Edges<Node> {
    return (this.#edges ??= this.#cutFrom(this.#sequence()));
  }

  #sequence(): Sequence<Keyed<Row>> {
    const rows = this.#inOrder;
    if (!rows) return (this.#sorted ??= this.#keyed().sort((a, b) => this.#compare(a, b)));
    return {
      length: rows.length,
      at: (place) => {
        const row = rows.at(place);
        return row && this.#keyOf(row);
      },
    };
  }

  async #sort(): Promise<void> {
    this.#sorted = await sortedInTurns(this.#keyed(), (a, b) => this.#compare(a, b));
  }

  #keyed(): Keyed<Row>[] {
    return this.rows.map((row) => this.#keyOf(row));
  }

  #keyOf(row: Row): Keyed<Row> {
    const { keyOf, tieOf } = this.#ordering;
    return { row, key: keyOf(row), tie: tieOf && (() => tieOf(row)) };
  }

  #compare(a: Keyed<Row>, b: Keyed<Row>): number {
    const { directions = [] } = this.#ordering;
    const order = compareKeys(a.key, b.key, directions);
    if (order !== 0 || !a.tie || !b.tie) return order;
    return compareKeys([a.tie()], [b.tie()], directions.slice(a.key.length));
  }

  /** The places of the items between the cursors. */
  #range(sorted: Sequence<Keyed<Row>>): readonly [start: number, end: number] {
    const { directions = [] } = this.#ordering;
    const { after, before } = this.#page;
    const isBefore = ({ key, tie }: Keyed<Row>, cursor: SortKey, orAt: boolean): boolean => {
      const order = compareKeys(key, cursor.slice(0, key.length), directions);
      const exact = order === 0 ? compareKeys(wholeKey({ key, tie }), cursor, directions) : order;
      return exact < 0 || (orAt && exact === 0);
    };
    const start = after ? countUntil(sorted, (one) => isBefore(one, after, true)) : 0;
    const end = before ? countUntil(sorted, (one) => isBefore(one, before, false)) : sorted.length;
    return [start, end];
  }

  #edgesOf(sorted: Sequence<Keyed<Row>>, from: number, to: number): Edge<Node>[] {
    const { name } = this.#ordering;
    return Array.from({ length: Math.max(0, to - from) }, (_, index) => sorted.at(from + index))
      .filter((one) => one !== undefined)
      .map((one) => new Edge(name, one, this.#nodeOf(one.row)));
  }

  #cutFrom(sorted: Sequence<Keyed<Row>>): Edges<Node> {
    const { first, last } = this.#page;
    const [start, end] = this.#range(sorted);
    const from = last === undefined ? start : Math.max(start, end - last);
    const to = last === undefined ? Math.min(end, start + first) : end;
    const edges = this.#edgesOf(sorted, from, to);
    return {
      edges,
      pageInfo: {
        hasNextPage: to < sorted.length,
        hasPreviousPage: from > 0,
        get startCursor() {
          return edges[0]?.cursor ?? null;
        },
        get endCursor() {
          return edges.at(-1)?.cursor ?? null;
        },
      },
    };
  }
}

/** An edge. Its cursor may hold a costly part of the key, so it is made when it is asked for. */
class Edge<Node> {
  readonly node: Node;
  readonly #order: string;
  readonly #key: Pick<Keyed<never>, 'key' | 'tie'>;

  /** @param order the name of the order */
  constructor(order: string, key: Pick<Keyed<never>, 'key' | 'tie'>, node: Node) {
    this.#order = order;
    this.#key = key;
    this.node = node;
  }

  get cursor(): string {
    return encodeCursor(this.#order, wholeKey(this.#key));
  }
}

/** A row with its sort key. */
interface Keyed<Row> {
  readonly row: Row;
  readonly key: SortKey;
  readonly tie: (() => string) | undefined;
}

const wholeKey = ({ key, tie }: Pick<Keyed<never>, 'key' | 'tie'>): SortKey => (tie ? [...key, tie()] : key);

/** How many of the first items pass, in a list in which all that pass come first. */
function countUntil<Item>(items: Sequence<Item>, passes: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items.at(middle);
    if (item !== undefined && passes(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Compares keys part by part. Null goes last in both directions, and numbers go before strings if the dialer mixes them. */
function compareKeys(a: SortKey, b: SortKey, directions: readonly (1 | -1)[]): number {
  // Sorting 100,000 rows compares two million keys: no iterator, and no array for each pair.
  for (let index = 0; index < a.length; index += 1) {
    const left = a[index];
    const right = b[index];
    if (left === undefined || right === undefined) return 1;
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
    return (left < right ? -1 : 1) * (directions[index] ?? 1);
  }
  return a.length - b.length;
}
