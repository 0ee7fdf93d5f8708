import { MISFIT, type Cell } from '../cell.ts';
import type { Gap } from '../reading/gap.ts';
import type { Part } from '../reading/reader.ts';
import { RowReader, type Cells } from '../reading/rowReader.ts';
import { isObject, text } from '../wire.ts';
import { bytesOf, secondsReaderOf, type StoredColumn } from './column.ts';
import { columnBuilder, type ColumnBuilder } from './columnBuilder.ts';
import { orderOf } from '../rows/order.ts';

/** The rows of a table as columns: all that is known of them, in a form that can be handed to another thread. */
export interface StoredTable {
  /** The number of readable rows. */
  readonly length: number;
  /** The number of rows received. */
  readonly received: number;
  /** The columns, by the wire's names. */
  readonly columns: Readonly<Record<string, StoredColumn>>;
  /** The column with the time that identifies a row; null if there is none. */
  readonly time: string | null;
  /** The rows by that time, the earliest first; null if they came in this order, or have none. */
  readonly order: Uint32Array<ArrayBuffer> | null;
  readonly unreadable: readonly { readonly portfolioCode: string | null }[];
  readonly gaps: readonly Gap[];
  /** The identity that no row has, so that they are rows of another kind; null if there is none. */
  readonly absentIdentity: string | null;
}

/** The memory of a table, in bytes. */
export const bytesOfTable = ({ columns, order, unreadable }: StoredTable): number =>
  Object.values(columns).reduce((sum, column) => sum + bytesOf(column), 0) +
  (order?.byteLength ?? 0) +
  64 * unreadable.length;

/** Reads rows of the wire into columns. Cells, gaps and unreadable rows are those of `RowReader`. */
export class TableBuilder {
  readonly #reader: RowReader<Cells>;
  readonly #columns: readonly { readonly name: string; readonly builder: ColumnBuilder }[];
  readonly #unreadable: { readonly portfolioCode: string | null }[] = [];
  readonly #identity: string | undefined;
  #length = 0;
  #received = 0;

  constructor({ cells, aliases }: Pick<Part, 'cells' | 'aliases'>) {
    const names = Object.entries(cells);
    this.#reader = new RowReader(
      Object.fromEntries(names.map(([name, cell]) => [name, remembering(cell)])),
      aliases,
    );
    this.#columns = names.map(([name, { column }]) => ({ name, builder: columnBuilder(column) }));
    this.#identity = names.find(([, { isIdentity, column }]) => isIdentity && column === 'times')?.[0];
  }

  add(rows: readonly unknown[]): void {
    this.#received += rows.length;
    for (const row of rows) {
      const values = isObject(row) ? this.#reader.read(row) : this.#reader.skip();
      if (values === null) {
        this.#unreadable.push({ portfolioCode: portfolioOf(row) });
        continue;
      }
      this.#length += 1;
      for (const { name, builder } of this.#columns) builder.add(values[name]);
    }
  }

  finish(): StoredTable {
    const columns = Object.fromEntries(this.#columns.map(({ name, builder }) => [name, builder.finish()]));
    const times = this.#identity === undefined ? undefined : columns[this.#identity];
    return {
      length: this.#length,
      received: this.#received,
      columns,
      time: times?.kind === 'times' ? (this.#identity ?? null) : null,
      order: orderOf(this.#length, secondsReaderOf(times)),
      unreadable: this.#unreadable,
      gaps: this.#reader.gaps(),
      absentIdentity: this.#reader.absentIdentity ?? null,
    };
  }
}

/** The portfolio of a row that cannot be read as a whole. */
export function portfolioOf(candidate: unknown): string | null {
  const code = isObject(candidate) ? text.read(candidate['portfolio']) : null;
  return code === MISFIT ? null : code;
}

/** Short texts repeat. So many of them are remembered for each cell. */
const MOST_REMEMBERED = 2048;
const MOST_CHARACTERS = 64;

/** A cell that remembers the values of texts, since most texts of a report occur in many rows. */
function remembering<Value>(cell: Cell<Value>): Cell<Value> {
  const known = new Map<string, ReturnType<typeof cell.read>>();
  let isFull = false;
  return {
    ...cell,
    read: (value) => {
      if (isFull || typeof value !== 'string' || value.length > MOST_CHARACTERS) return cell.read(value);
      const remembered = known.get(value);
      if (remembered !== undefined) return remembered;
      const read = cell.read(value);
      known.set(value, read);
      if (known.size >= MOST_REMEMBERED) {
        // The texts of this cell differ in each row.
        isFull = true;
        known.clear();
      }
      return read;
    },
  };
}
