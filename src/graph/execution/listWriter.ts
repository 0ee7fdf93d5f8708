import type { Context } from '../context.ts';
import type { CompiledSet } from './compiledOperation.ts';
import { JsonList } from './jsonList.ts';
import type { Pace } from './pace.ts';
import { RowTexts } from './rowTexts.ts';

/** The least rows of a list that is written. A short one is made sooner as objects. */
export const LEAST_WRITTEN_ROWS = 20;

/** The items that are written between two looks at the clock. */
const AT_ONCE = 20;

/** Writes the lists of an execution whose rows are in columns, in place of making objects of the answer. */
export class ListWriter {
  readonly #context: Context;
  readonly #pace: Pace;
  readonly #texts = new Map<CompiledSet, RowTexts>();

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
  written(values: readonly unknown[], rows: CompiledSet | undefined): Written | Promise<Written> {
    if (!rows?.isRow || values.length < this.#context.leastWrittenRows || !RowTexts.canWrite(values[0]))
      return undefined;
    let texts = this.#texts.get(rows);
    if (!texts) this.#texts.set(rows, (texts = new RowTexts(rows.fields, this.#context)));
    return this.#writtenFrom(0, values, texts, rows.fields.length, []);
  }

  #writtenFrom(
    start: number,
    values: readonly unknown[],
    texts: RowTexts,
    fields: number,
    parts: string[],
  ): Written | Promise<Written> {
    for (let from = start; from < values.length; from += AT_ONCE) {
      if (this.#pace.isLongAfter(AT_ONCE * fields))
        return this.#context.laterTurns
          .next()
          .then(() => this.#writtenFrom(from, values, texts, fields, parts));
      const text = texts.textOf(values.slice(from, from + AT_ONCE));
      if (text === undefined) return undefined;
      parts.push(text);
    }
    return new JsonList(parts);
  }
}

type Written = JsonList | undefined;
