import { isUtf8 } from 'node:buffer';
import type { Part } from '../reading/reader.ts';
import { buffersOf } from './column.ts';
import { takeObjectTables } from './restTables.ts';
import { PART_BYTES, RowScanner } from './rowScanner.ts';
import { TableBuilder, type StoredTable } from './building/tableBuilder.ts';

/** An answer whose tables were read as it arrived. */
export interface ReadTables {
  /** The tables by their paths: see `putTables`. */
  readonly tables: ReadonlyMap<string, StoredTable>;
  /** The body, with an empty array in place of each table. */
  readonly rest: Uint8Array<ArrayBuffer>;
  /** True if some rows were not UTF-8 and were read as windows-1252. */
  readonly hasLegacyText: boolean;
}

/** A table whose rows are read into columns. */
export type TablePart = Pick<Part, 'cells' | 'aliases' | 'paths'>;

/** From this size on, tables in the rest are taken out of it, so that the main thread need not parse them. */
const LARGE_REST_BYTES = 1024 * 1024;

/** Reads the tables of one answer into columns, as its bytes arrive. */
export class TableReading {
  readonly #tables = new Map<string, TableBuilder>();
  readonly #scanner: RowScanner;
  readonly #parts: readonly TablePart[];
  readonly #before: number;
  readonly #leastRestBytes: number;

  /**
   * @param parts the tables of its action's record
   * @param before the number of bytes before the JSON value
   */
  constructor(
    parts: readonly TablePart[],
    before: number,
    partBytes = PART_BYTES,
    leastRestBytes = LARGE_REST_BYTES,
  ) {
    this.#parts = parts;
    this.#before = before;
    this.#leastRestBytes = leastRestBytes;
    const byPath = new Map(parts.flatMap((part) => (part.paths ?? []).map((path) => [path, part] as const)));
    this.#scanner = new RowScanner(
      new Set(byPath.keys()),
      before,
      {
        begin: (path) => {
          const part = byPath.get(path);
          if (part) this.#tables.set(path, new TableBuilder(part));
        },
        rows: (path, rows) => this.#tables.get(path)?.add(rows),
        shaped: (path, row) => this.#tables.get(path)?.addShaped(row) ?? false,
      },
      partBytes,
    );
  }

  /** @throws NotWhole if rows are not JSON */
  write(bytes: Buffer): void {
    this.#scanner.write(bytes);
  }

  /** @throws NotWhole if a large rest is not JSON */
  end(): ReadTables {
    const rest = this.#scanner.end();
    const tables = new Map([...this.#tables].map(([path, builder]) => [path, builder.finish()]));
    if (rest.body.length < this.#leastRestBytes)
      return { tables, rest: new Uint8Array(rest.body), hasLegacyText: rest.hasLegacyText };
    const taken = takeObjectTables(rest, this.#before, this.#parts);
    for (const { path, builder } of taken.tables) tables.set(path, builder.finish(true));
    return {
      tables,
      rest: new Uint8Array(taken.body),
      hasLegacyText: rest.hasLegacyText || !isUtf8(rest.body),
    };
  }
}

/** The buffers of what was read, which one thread can hand over to another. */
export const buffersIn = ({ tables, rest }: ReadTables): ArrayBuffer[] => [
  rest.buffer,
  ...[...tables.values()].flatMap(({ columns, order }) => [
    ...Object.values(columns).flatMap(buffersOf),
    ...(order ? [order.buffer] : []),
  ]),
];
