import { MISFIT } from '../../cell.ts';
import type { Gap } from '../../reading/gap.ts';
import type { Part } from '../../reading/reader.ts';
import { absentIdentityIn, gapsIn, namesOf } from '../../reading/rowReader.ts';
import { isObject, text } from '../../wire.ts';
import { bytesOf, secondsReaderOf, type StoredColumn } from '../column.ts';
import { ColumnInput } from '../columnInput.ts';
import type { ShapedRow } from '../shapedRows.ts';
import { orderOf } from '../../rows/order.ts';

/** The rows of a table as columns: all that is known of them, in a form that can be handed to another thread. */
export interface StoredTable {
  /** True if the answer has it as an object and not as an array: see `takeObjectTables`. */
  readonly isObject: boolean;
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
  readonly #columns: readonly ColumnInput[];
  readonly #identities: readonly ColumnInput[];
  readonly #unreadable: { readonly portfolioCode: string | null }[] = [];
  /** The number of rows that are objects. */
  #rows = 0;
  #length = 0;
  #received = 0;

  constructor({ cells, aliases = {} }: Pick<Part, 'cells' | 'aliases'>) {
    this.#columns = Object.entries(cells).map(
      ([name, cell]) => new ColumnInput(name, namesOf(name, aliases), cell),
    );
    this.#identities = this.#columns.filter(({ cell }) => cell.isIdentity);
  }

  add(rows: readonly unknown[]): void {
    this.#received += rows.length;
    for (const row of rows) {
      if (isObject(row)) {
        this.#rows += 1;
        if (this.#take(row)) continue;
      } else {
        const [first] = this.#identities;
        if (first) first.rows += 1;
      }
      this.#unreadable.push({ portfolioCode: portfolioOf(row) });
    }
  }

  /** Adds a row whose values were found in its bytes. @returns false if it must be added as an object */
  addShaped(row: ShapedRow): boolean {
    for (const column of this.#identities) if (!column.canReadShaped(row)) return false;
    this.#received += 1;
    this.#rows += 1;
    this.#length += 1;
    for (const column of this.#columns) column.takeShaped(row);
    return true;
  }

  /** @returns false if the row has no readable identity */
  #take(row: Readonly<Record<string, unknown>>): boolean {
    const culprit = this.#identities.find((column) => !column.canRead(row));
    if (culprit) {
      culprit.rows += 1;
      for (const column of this.#columns) column.count(row);
      return false;
    }
    this.#length += 1;
    for (const column of this.#columns) column.take(row);
    return true;
  }

  finish(isObjectTable = false): StoredTable {
    const time = this.#identities.find(({ cell }) => cell.column === 'times')?.name ?? null;
    const columns: Record<string, StoredColumn> = {};
    for (const column of this.#columns) columns[column.name] = column.finish();
    const times = time === null ? undefined : columns[time];
    return {
      isObject: isObjectTable,
      length: this.#length,
      received: this.#received,
      columns,
      time,
      order: orderOf(this.#length, secondsReaderOf(times)),
      unreadable: this.#unreadable,
      gaps: gapsIn(this.#columns, this.#rows),
      absentIdentity: absentIdentityIn(this.#columns, this.#rows) ?? null,
    };
  }
}

/** The portfolio of a row that cannot be read as a whole. */
export function portfolioOf(candidate: unknown): string | null {
  const code = isObject(candidate) ? text.read(candidate['portfolio']) : null;
  return code === MISFIT ? null : code;
}
