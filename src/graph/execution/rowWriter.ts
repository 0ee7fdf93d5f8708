import { Bytes } from '../../upstream/wire/columns/bytes.ts';
import type { RowColumns } from '../../upstream/wire/rows/rowSource.ts';
import type { RowTexts } from '../../upstream/wire/rows/textMemory.ts';
import type { Context } from '../context.ts';
import { addJson, cellWriters, readerIn, type CellWriter, type WrittenLeaf } from './cellWriter.ts';
import type { ColumnList } from './columnList.ts';
import type { ListBytes } from './jsonList.ts';
import type { CompiledField } from './compiledOperation.ts';
import { UNREAD } from './rowField.ts';

/** A part of each row's text. */
type Part = RowPart | ItemPart;

/** Fields that are made of the row alone. Their text is remembered with it. */
interface RowPart {
  readonly kind: 'row';
  readonly leaves: readonly WrittenLeaf[];
  /** Texts that were written before; undefined if none are kept. */
  readonly texts: RowTexts | undefined;
  writers: readonly CellWriter[] | undefined;
}

/** A field that is read from the item: more than the row decides about it, as about an id. */
interface ItemPart extends WrittenLeaf {
  readonly kind: 'item';
}

/**
 * Writes the items of lists as JSON, for one execution and one selection. A field is read as in an object, with its
 * mask and its type.
 */
export class RowWriter {
  readonly #fields: readonly CompiledField[];
  readonly #context: Context;
  /** The text that is written next. */
  readonly #text = new Bytes(1024);
  readonly #parts = new Map<RowColumns, readonly Part[]>();

  /** @param fields all of them can be read without a resolver */
  constructor(fields: readonly CompiledField[], context: Context) {
    this.#fields = fields;
    this.#context = context;
  }

  /**
   * Writes the text of an item beside its row, if texts are kept there and it is not there yet.
   *
   * @returns false if it is not kept; UNREAD if a field must be resolved
   */
  keep(list: ColumnList<unknown>, index: number): boolean | typeof UNREAD {
    const columns = list.columnsAt(index);
    if (!columns) return false;
    const part = this.#onlyPartOf(columns);
    if (!part?.texts) return false;
    const number = list.placeIn(columns, index);
    if (part.texts.has(number)) return true;
    const text = this.#text;
    text.clear();
    if (!this.#writeCells(part, columns, number, text)) return UNREAD;
    return part.texts.keep(number, text, 0, text.length);
  }

  /**
   * Copies items whose texts are kept, each behind a comma.
   *
   * @returns the place of the first one that was not, or `to`
   */
  copy(list: ColumnList<unknown>, from: number, to: number, out: ListBytes): number {
    const columns = list.columnsAt(from);
    if (!columns) return from;
    const texts = this.#onlyPartOf(columns)?.texts;
    if (!texts) return from;
    return texts.copy((place) => list.placeIn(columns, place), from, to, out);
  }

  /** Writes an item behind a comma. @returns false if a field of it must be resolved, or its row is not in columns */
  write(list: ColumnList<unknown>, index: number, out: ListBytes): boolean {
    const columns = list.columnsAt(index);
    if (!columns) return false;
    const number = list.placeIn(columns, index);
    for (const part of this.#partsOf(columns)) {
      const isWritten =
        part.kind === 'row'
          ? this.#writeRow(part, columns, number, out)
          : this.#writeItem(part, list, index, out);
      if (!isWritten) return false;
    }
    return true;
  }

  #writeRow(part: RowPart, columns: RowColumns, number: number, out: ListBytes): boolean {
    const { texts } = part;
    if (texts?.copy(() => number, 0, 1, out) === 1) return true;
    out.beginItem();
    const from = out.length;
    if (!this.#writeCells(part, columns, number, out)) return false;
    texts?.keep(number, out, from, out.length);
    return true;
  }

  #writeCells(part: RowPart, columns: RowColumns, number: number, out: Bytes): boolean {
    part.writers ??= cellWriters(part.leaves, columns, this.#context.zone);
    for (const write of part.writers) if (!write(number, out)) return false;
    return true;
  }

  #writeItem(
    { leaf, head, tail }: ItemPart,
    list: ColumnList<unknown>,
    index: number,
    out: ListBytes,
  ): boolean {
    const item = list.itemAt(index);
    const value = typeof item === 'object' && item !== null ? leaf.read(item, this.#context) : UNREAD;
    if (value === UNREAD) return false;
    out.addText(head);
    addJson(value, out);
    out.addText(tail);
    return true;
  }

  /** The part of texts that are kept as a whole; undefined if they have several. */
  #onlyPartOf(columns: RowColumns): RowPart | undefined {
    const parts = this.#partsOf(columns);
    const [part] = parts;
    return part?.kind === 'row' && parts.length === 1 ? part : undefined;
  }

  #partsOf(columns: RowColumns): readonly Part[] {
    let parts = this.#parts.get(columns);
    if (!parts) this.#parts.set(columns, (parts = this.#newParts(columns)));
    return parts;
  }

  #newParts(columns: RowColumns): readonly Part[] {
    const parts: Part[] = [];
    let leaves: WrittenLeaf[] = [];
    const endRow = (): void => {
      const [first] = leaves;
      if (first)
        parts.push({ kind: 'row', leaves, texts: columns.texts.of(this.#keyOf(leaves)), writers: undefined });
      leaves = [];
    };
    for (const [index, { key, leaf }] of this.#fields.entries()) {
      if (!leaf) throw new Error('A field of a row must be resolved.');
      const written = {
        leaf,
        head: `${index === 0 ? ',{' : ','}${JSON.stringify(key)}:`,
        tail: index === this.#fields.length - 1 ? '}' : '',
      };
      if (readerIn(leaf, columns) !== null) leaves.push(written);
      else {
        endRow();
        parts.push({ kind: 'item', ...written });
      }
    }
    endRow();
    return parts;
  }

  /** All that decides about the text of some fields of a row. */
  #keyOf(leaves: readonly WrittenLeaf[]): string {
    return JSON.stringify([
      this.#context.zone.name,
      ...leaves.map(({ leaf, head, tail }) => [leaf.id, head, tail]),
    ]);
  }
}
