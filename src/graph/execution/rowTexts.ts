import { RowView, type ViewedColumns } from '../../upstream/wire/rows/rowView.ts';
import type { Context } from '../context.ts';
import { ColumnItem } from './columnItem.ts';
import type { CompiledField } from './compiledOperation.ts';
import { memberOf, UNREAD } from './rowField.ts';

/** The most texts that are kept for one field. */
const MOST_TEXTS = 4096;

/** Writes a field of an item, of the row of that number. @returns false if the field must be resolved */
type Writer = (item: object, number: number, parts: string[]) => boolean;

/**
 * Writes items of a list as JSON, in place of making objects of the answer that are then written: for one execution
 * and one selection. A field is read as in an object, with its mask and its type. If the field is a member whose
 * values repeat, it is read once for each value.
 */
export class RowTexts {
  readonly #fields: readonly CompiledField[];
  readonly #context: Context;
  readonly #writers = new Map<ViewedColumns, readonly Writer[]>();
  #last: { readonly columns: ViewedColumns; readonly writers: readonly Writer[] } | undefined;

  constructor(fields: readonly CompiledField[], context: Context) {
    this.#fields = fields;
    this.#context = context;
  }

  /** True if an item may be written here: its row is in columns. */
  static canWrite(item: unknown): boolean {
    return rowOf(item) !== undefined;
  }

  /**
   * The JSON of items, with commas between them. Undefined if a field of one must be resolved, or its row is not in
   * columns. It is one flat text: texts that were only put together would be held until the answer is written.
   */
  textOf(items: readonly unknown[]): string | undefined {
    const parts: string[] = [];
    for (const item of items) {
      const row = rowOf(item);
      const columns = row && RowView.columnsOf(row);
      if (!row || !columns || typeof item !== 'object' || item === null) return undefined;
      const number = RowView.numberOf(row);
      parts.push(parts.length === 0 ? '{' : ',{');
      for (const write of this.#writersOf(columns)) if (!write(item, number, parts)) return undefined;
      parts.push('}');
    }
    return parts.join('');
  }

  #writersOf(columns: ViewedColumns): readonly Writer[] {
    if (this.#last?.columns === columns) return this.#last.writers;
    let writers = this.#writers.get(columns);
    if (!writers) {
      writers = this.#fields.map((field, index) => this.#writer(field, index === 0 ? '' : ',', columns));
      this.#writers.set(columns, writers);
    }
    this.#last = { columns, writers };
    return writers;
  }

  #writer({ key, read, finish, definition }: CompiledField, before: string, columns: ViewedColumns): Writer {
    const head = `${before}${JSON.stringify(key)}:`;
    const member = memberOf(definition);
    const reader = member === undefined ? undefined : columns.reader(member);
    const valueOf =
      reader && finish
        ? (_: object, number: number) => finish(reader.at(number))
        : (item: object) => read?.(item, this.#context) ?? null;
    const write: Writer = (item, number, parts) => {
      const value = valueOf(item, number);
      if (value === UNREAD) return false;
      parts.push(head, JSON.stringify(value));
      return true;
    };
    const codes = reader?.codes;
    if (!codes || codes.count > MOST_TEXTS) return write;
    const texts: (string | undefined)[] = Array.from({ length: codes.count });
    return (item, number, parts) => {
      const code = codes.at(number);
      let text = texts[code];
      if (text === undefined) {
        const own: string[] = [];
        if (!write(item, number, own)) return false;
        texts[code] = text = own.join('');
      }
      parts.push(text);
      return true;
    };
  }
}

/** The view behind an item; undefined if it has none. */
function rowOf(item: unknown): object | undefined {
  const row = typeof item === 'object' && item !== null ? ColumnItem.rowIn(item) : undefined;
  return row && RowView.columnsOf(row) ? row : undefined;
}
