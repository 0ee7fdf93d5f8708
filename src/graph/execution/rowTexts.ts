import { RowView } from '../../upstream/wire/rows/rowView.ts';
import type { MemberReader, Rows } from '../../upstream/wire/rows/rowSource.ts';
import type { Context } from '../context.ts';
import { ColumnItem } from './columnItem.ts';
import type { CompiledField } from './compiledOperation.ts';
import { memberOf, UNREAD } from './rowField.ts';

/** The most texts that are kept for one field. */
const MOST_TEXTS = 4096;

/** Writes a field of an item, of the row of that number. Undefined if the field must be resolved. */
type Writer = (item: object, number: number) => string | undefined;

/**
 * Writes items of a list as JSON, in place of making objects of the answer that are then written: for one execution
 * and one selection. A field is read as in an object, with its mask and its type. If the field is a member whose
 * values repeat, it is read once for each value.
 */
export class RowTexts {
  readonly #fields: readonly CompiledField[];
  readonly #context: Context;
  readonly #writers = new Map<Rows<object>, readonly Writer[]>();
  #last: { readonly rows: Rows<object>; readonly writers: readonly Writer[] } | undefined;

  constructor(fields: readonly CompiledField[], context: Context) {
    this.#fields = fields;
    this.#context = context;
  }

  /** True if an item may be written here: its row is in columns. */
  static canWrite(item: unknown): boolean {
    return rowOf(item) !== undefined;
  }

  /** The JSON of an item; undefined if one of its fields must be resolved, or its row is not in columns. */
  textOf(item: unknown): string | undefined {
    const row = rowOf(item);
    const rows = row && RowView.rowsOf(row);
    if (!row || !rows || typeof item !== 'object' || item === null) return undefined;
    const number = RowView.numberOf(row);
    let text = '{';
    for (const write of this.#writersOf(rows)) {
      const part = write(item, number);
      if (part === undefined) return undefined;
      text += part;
    }
    return `${text}}`;
  }

  #writersOf(rows: Rows<object>): readonly Writer[] {
    if (this.#last?.rows === rows) return this.#last.writers;
    let writers = this.#writers.get(rows);
    if (!writers) {
      writers = this.#fields.map((field, index) => this.#writer(field, index === 0 ? '' : ',', rows));
      this.#writers.set(rows, writers);
    }
    this.#last = { rows, writers };
    return writers;
  }

  #writer({ key, read, definition }: CompiledField, before: string, rows: Rows<object>): Writer {
    const head = `${before}${JSON.stringify(key)}:`;
    const write = (item: object): string | undefined => {
      const value = read?.(item, this.#context) ?? null;
      return value === UNREAD ? undefined : head + JSON.stringify(value);
    };
    const codes = codesOf(rows, memberOf(definition));
    if (!codes || codes.count > MOST_TEXTS) return write;
    const texts: (string | undefined)[] = Array.from({ length: codes.count });
    return (item, number) => {
      const code = codes.at(number);
      return (texts[code] ??= write(item));
    };
  }
}

/** The view behind an item; undefined if it has none. */
function rowOf(item: unknown): object | undefined {
  const row = typeof item === 'object' && item !== null ? ColumnItem.rowIn(item) : undefined;
  return row && RowView.rowsOf(row) ? row : undefined;
}

/** The codes of a member; undefined if its values do not repeat, or no row has it. */
function codesOf(rows: Rows<object>, member: string | undefined): MemberReader<unknown>['codes'] {
  const isMember = (name: string | undefined): name is keyof object & string =>
    name !== undefined && name in rows.at(0);
  return isMember(member) ? rows.member(member).codes : undefined;
}
