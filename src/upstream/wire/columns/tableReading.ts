import type { Part } from '../reading/reader.ts';
import { buffersOf } from './column.ts';
import { PART_BYTES, RowScanner } from './rowScanner.ts';
import { TableBuilder, type StoredTable } from './tableBuilder.ts';

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

/** Reads the tables of one answer into columns, as its bytes arrive. */
export class TableReading {
  readonly #tables = new Map<string, TableBuilder>();
  readonly #scanner: RowScanner;

  /**
   * @param parts the tables of its action's record
   * @param before the number of bytes before the JSON value
   */
  constructor(parts: readonly TablePart[], before: number, partBytes = PART_BYTES) {
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
      },
      partBytes,
    );
  }

  /** @throws NotWhole if rows are not JSON */
  write(bytes: Buffer): void {
    this.#scanner.write(bytes);
  }

  end(): ReadTables {
    const { body, hasLegacyText } = this.#scanner.end();
    const tables = [...this.#tables].map(([path, builder]) => [path, builder.finish()] as const);
    return { tables: new Map(tables), rest: new Uint8Array(body), hasLegacyText };
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
