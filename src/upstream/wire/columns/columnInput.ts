import { MISFIT, type Cell } from '../cell.ts';
import type { ColumnCounts } from '../reading/rowReader.ts';
import type { StoredColumn } from './column.ts';
import { columnBuilder, type ColumnBuilder } from './building/columnBuilder.ts';

/** So many texts of the wire are remembered for each member, with what they are stored as. */
const MOST_REMEMBERED = 16 * 1024;
const MOST_CHARACTERS = 64;

/**
 * Reads one member of the wire's rows into a column. Most texts of a report occur in many rows, so each is read once
 * and then stored as before.
 */
export class ColumnInput implements ColumnCounts {
  readonly name: string;
  readonly cell: Cell<unknown>;
  unreadable = 0;
  absent = 0;
  rows = 0;
  readonly #names: readonly string[];
  readonly #builder: ColumnBuilder;
  /** What texts of the wire are stored as; undefined if they differ in each row. */
  #known: Map<string, number> | undefined;
  /** The text of the row before. Rows come in the order of their times. */
  #last: string | undefined;
  #lastStored = 0;
  /** The value of which it was last asked whether it can be read. */
  #canRead: { readonly value: unknown; readonly result: unknown } = { value: undefined, result: null };

  constructor(name: string, names: readonly string[], cell: Cell<unknown>) {
    this.name = name;
    this.cell = cell;
    this.#names = names;
    this.#builder = columnBuilder(cell.column);
    this.#known = cell.column === 'texts' || cell.column === 'numbers' ? new Map() : undefined;
  }

  /** True if the member of a row can be read. Counts nothing. */
  canRead(row: Readonly<Record<string, unknown>>): boolean {
    const value = this.#valueIn(row);
    if (value !== undefined && value === this.#last) return true;
    const result = this.cell.read(value);
    this.#canRead = { value, result };
    return result !== MISFIT;
  }

  /** Reads the member of a row that is kept. */
  take(row: Readonly<Record<string, unknown>>): void {
    const value = this.#valueIn(row);
    if (typeof value === 'string') {
      if (value === this.#last) return this.#builder.repeat(this.#lastStored);
      const known = this.#known?.get(value);
      if (known !== undefined) return this.#builder.repeat(known);
    }
    this.#store(value, this.#read(value));
  }

  /** Counts the member of a row that is not kept. */
  count(row: Readonly<Record<string, unknown>>): void {
    this.#read(this.#valueIn(row));
  }

  finish(): StoredColumn {
    return this.#builder.finish();
  }

  #valueIn(row: Readonly<Record<string, unknown>>): unknown {
    for (const name of this.#names) if (Object.hasOwn(row, name)) return row[name];
    return undefined;
  }

  /** The value of the cell; null if there is none. Counts what cannot be read. */
  #read(value: unknown): unknown {
    if (value === undefined) {
      this.absent += 1;
      return null;
    }
    const { value: before, result: known } = this.#canRead;
    const result = value === before ? known : this.cell.read(value);
    if (result !== MISFIT) return result;
    if (!this.cell.isIdentity) this.unreadable += 1;
    return null;
  }

  #store(value: unknown, result: unknown): void {
    const stored = this.#builder.add(result);
    if (stored === undefined) {
      this.#known = undefined;
      this.#last = undefined;
      return;
    }
    // A text that does not fit is counted each time.
    if (typeof value !== 'string' || result === null || value.length > MOST_CHARACTERS) return;
    this.#last = value;
    this.#lastStored = stored;
    this.#known?.set(value, stored);
    if (this.#known && this.#known.size > MOST_REMEMBERED) this.#known = undefined;
  }
}
