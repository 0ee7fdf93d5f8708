import { filteredInTurns, sortedInTurns } from '../../upstream/promises/turn.ts';
import type { ListFacts } from '../../loaders/listing.ts';
import type { Context } from '../context.ts';
import { ColumnList } from '../execution/columnList.ts';
import { pageSizesFrom, type PageSizeArgs, type PageSizes } from '../../plan/pageSize.ts';
import {
  compareKeys,
  countUntil,
  wholeKey,
  type Keyed,
  type RowSequence,
  type Sequence,
} from './sequence.ts';
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
export interface ConnectionSource<Row extends object, Node> {
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
  readonly inOrder?: (rows: readonly Row[]) => Promise<RowSequence<Row> | undefined>;
  /** True to sort the rows now, in several turns of the event loop, and not when the page is read. */
  readonly isOrdered?: boolean;
  /** The answer's budget pays for each row, and twice if the rows are sorted now. */
  readonly context: Pick<Context, 'budget'>;
}

interface Edges<Node> {
  readonly edges: { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: PageInfo;
}

/**
 * One page of rows, after the Relay cursor connection specification.
 *
 * A cursor holds the sort key of its row. So it keeps its place if rows come or go between two requests, its own row
 * included. Rows are not sorted before a page is read, since counting needs no order. With `isOrdered`, they are sorted at
 * once, in several turns of the event loop.
 */
export class Connection<Row extends object, Node> implements ListFacts {
  /** All rows of all pages, in any order. */
  readonly rows: readonly Row[];
  readonly unreadableCount: number;
  readonly asOf: Date;
  readonly #ordering: Ordering<Row>;
  readonly #page: Page;
  readonly #nodeOf: (row: Row) => Node;
  readonly #inOrder: RowSequence<Row> | undefined;
  #edges: Edges<Node> | undefined;
  #sorted: Sequence<Keyed<Row>> | undefined;

  private constructor(
    rows: readonly Row[],
    { facts, ordering, page, nodeOf }: ConnectionSource<Row, Node>,
    inOrder: RowSequence<Row> | undefined,
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
  static async of<Row extends object, Node>(
    source: ConnectionSource<Row, Node>,
  ): Promise<Connection<Row, Node>> {
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

  /** The nodes of the page. Those in columns are made when they are asked for. */
  get nodes(): Iterable<Node> & { readonly length: number } {
    const rows = this.#inOrder;
    if (!rows) return this.edges.map(({ node }) => node);
    const { from, to } = this.#placesOf(this.#sequence());
    const numbers = new Uint32Array(to - from);
    for (let index = 0; index < numbers.length; index += 1) numbers[index] = rows.numberAt(from + index);
    return ColumnList.of({ source: rows.source, numbers }, this.#nodeOf);
  }

  get pageInfo(): Edges<Node>['pageInfo'] {
    return this.#cut().pageInfo;
  }

  /** All items between the cursors, in pages of this many. The sizes in the arguments do not matter. */
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
        return row && new KeyedLater(row, this.#ordering);
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

  /** The places of the page. */
  #placesOf(sorted: Sequence<Keyed<Row>>): { readonly from: number; readonly to: number } {
    const { first, last } = this.#page;
    const [start, end] = this.#range(sorted);
    return last === undefined
      ? { from: start, to: Math.max(start, Math.min(end, start + first)) }
      : { from: Math.min(end, Math.max(start, end - last)), to: end };
  }

  #cutFrom(sorted: Sequence<Keyed<Row>>): Edges<Node> {
    const { from, to } = this.#placesOf(sorted);
    const edges = this.#edgesOf(sorted, from, to);
    return {
      edges,
      pageInfo: new PageInfo(edges, { hasNextPage: to < sorted.length, hasPreviousPage: from > 0 }),
    };
  }
}

/** The facts of a page. Its cursors are made when they are asked for. A class, for the reason that KeyedLater has. */
class PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly #edges: readonly Edge<unknown>[];

  constructor(
    edges: readonly Edge<unknown>[],
    { hasNextPage, hasPreviousPage }: Pick<PageInfo, 'hasNextPage' | 'hasPreviousPage'>,
  ) {
    this.#edges = edges;
    this.hasNextPage = hasNextPage;
    this.hasPreviousPage = hasPreviousPage;
  }

  get startCursor(): string | null {
    return this.#edges[0]?.cursor ?? null;
  }

  get endCursor(): string | null {
    return this.#edges.at(-1)?.cursor ?? null;
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

/**
 * A row of a page. Few keys are needed, so they are made when they are asked for. A class, since V8 gives each object
 * literal with a getter a hidden class of its own.
 */
class KeyedLater<Row> implements Keyed<Row> {
  readonly row: Row;
  readonly #ordering: Ordering<Row>;

  constructor(row: Row, ordering: Ordering<Row>) {
    this.row = row;
    this.#ordering = ordering;
  }

  get key(): SortKey {
    return this.#ordering.keyOf(this.row);
  }

  get tie(): (() => string) | undefined {
    const { tieOf } = this.#ordering;
    return tieOf && (() => tieOf(this.row));
  }
}
