import { Bytes } from './bytes.ts';
import { rowsIn } from './rowText.ts';
import { NotWhole } from './scanErrors.ts';
import { ShapedRows, type ShapedRow } from './shapedRows.ts';

/** Takes rows as they are parsed. */
export interface RowSink {
  /**
   * Called when an array begins at a path of rows. If an answer has a member twice, the last one counts, as in
   * JSON.parse.
   */
  begin(path: string): void;
  rows(path: string, rows: readonly unknown[]): void;
  /** Takes a row whose values were found in its bytes. @returns false if it must be parsed */
  shaped(path: string, row: ShapedRow): boolean;
}

/** The bytes of some rows of an array: `{…},{…}`. */
export class RowPart extends Bytes {
  readonly #sink: RowSink;
  readonly #shapes = new ShapedRows();
  /** True until rows of the array were handed over. */
  isFirst = true;
  /** True if some rows were not UTF-8 and were read as windows-1252. */
  hasLegacyText = false;

  constructor(sink: RowSink) {
    super();
    this.#sink = sink;
  }

  /**
   * Hands the rows of the part over. Those at its start that are written as the one before are not parsed.
   *
   * @param path that of their array
   * @param mayBeEmpty true for the last part of an array
   * @returns false if the others are not JSON. Then only they are left in the part
   * @throws NotWhole if there is a comma too many
   */
  take(path: string, mayBeEmpty = false): boolean {
    const part = this.view();
    const read = this.#shapes.read(part, (row) => this.#sink.shaped(path, row));
    if (read > 0) this.isFirst = false;
    if (read < part.length || read === 0) {
      const rest = Buffer.from(part.subarray(read));
      const found = rowsIn(rest);
      if (!found) {
        this.clear();
        this.add(rest, 0, rest.length);
        return false;
      }
      const { rows, isText } = found;
      if (!isText) this.hasLegacyText = true;
      // Only an array without rows may have nothing between its ends. Elsewhere there is one comma too many.
      if (rows.length === 0 && !(mayBeEmpty && this.isFirst)) throw new NotWhole();
      this.isFirst = false;
      this.#shapes.learn(rows.at(-1));
      if (rows.length > 0) this.#sink.rows(path, rows);
    }
    this.clear();
    return true;
  }
}
