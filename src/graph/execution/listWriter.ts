import type { Context } from '../context.ts';
import type { ColumnList } from './columnList.ts';
import type { CompiledSet } from './compiledOperation.ts';
import { JsonList, ListBytes } from './jsonList.ts';
import type { Pace } from './pace.ts';
import { UNREAD } from './rowField.ts';
import { RowWriter } from './rowWriter.ts';

/** The fewest rows of a list that is written. A shorter one is made faster as objects. */
export const LEAST_WRITTEN_ROWS = 20;

/** The items that are written between two looks at the clock. */
const WRITTEN_AT_ONCE = 20;

/** The items whose kept texts are handed over together. */
const COPIED_AT_ONCE = 500;

const START = Buffer.from('[');
const END = Buffer.from(']');

/** Writes the lists of an execution whose rows are in columns, in place of making objects of the answer. */
export class ListWriter {
  readonly #context: Context;
  readonly #pace: Pace;
  /** By all that decides about the texts of rows, so that equal lists share them. */
  readonly #writers = new Map<string, RowWriter>();

  constructor(context: Context, pace: Pace) {
    this.#context = context;
    this.#pace = pace;
  }

  /**
   * Writes a list, in turns of the event loop.
   *
   * @param rows the fields of its objects, if all have the same
   * @returns undefined if its items must be made as objects
   */
  written(list: ColumnList<unknown>, rows: CompiledSet | undefined): Written | Promise<Written> {
    const { length } = list;
    if (!rows?.isRow || rows.fields.length === 0 || length < Math.max(1, this.#context.leastWrittenRows))
      return undefined;
    if (!list.columnsAt(0)) return undefined;
    const key = keyOf(rows);
    let writer = this.#writers.get(key);
    if (!writer) this.#writers.set(key, (writer = new RowWriter(rows.fields, this.#context)));
    const fields = rows.fields.length;
    return this.#writtenFrom(0, { list, writer, fields, out: new ListBytes(), done: 0 });
  }

  #writtenFrom(start: number, under: UnderWay): Written | Promise<Written> {
    const { list, writer, fields, out } = under;
    for (let from = start; from < list.length;) {
      if (this.#pace.isLongAfter(WRITTEN_AT_ONCE * fields))
        return this.#context.laterTurns.next().then(() => this.#writtenFrom(from, under));
      const to = Math.min(list.length, from + WRITTEN_AT_ONCE);
      let areKept = true;
      for (let index = from; index < to; index += 1) {
        const kept = writer.keep(list, index);
        if (kept === UNREAD) return undefined;
        areKept &&= kept;
      }
      from = to;
      // Kept texts are handed over by the block.
      const isDue = !areKept || to === list.length || to - under.done >= COPIED_AT_ONCE;
      if (isDue && !handOver(under, to)) return undefined;
    }
    const [first, ...others] = out.finish();
    // Without the comma before the first item.
    return new JsonList(first ? [START, first.subarray(1), ...others, END] : []);
  }
}

/** Adds the items before a place to the list. @returns false if a field of one must be resolved */
function handOver(under: UnderWay, to: number): boolean {
  const { list, writer, out } = under;
  while (under.done < to) {
    const copied = writer.copy(list, under.done, to, out);
    if (copied === under.done) {
      if (!writer.write(list, copied, out)) return false;
      under.done += 1;
    } else under.done = copied;
  }
  return true;
}

const keys = new WeakMap<CompiledSet, string>();

/** Sets with the same key write the same text of a row. */
function keyOf(rows: CompiledSet): string {
  let key = keys.get(rows);
  if (key === undefined)
    keys.set(rows, (key = rows.fields.map((field) => `${field.leaf?.id} ${field.key}`).join()));
  return key;
}

interface UnderWay {
  readonly list: ColumnList<unknown>;
  readonly writer: RowWriter;
  /** The number of fields of an item. */
  readonly fields: number;
  readonly out: ListBytes;
  /** The number of items that are in it. */
  done: number;
}

type Written = JsonList | undefined;
