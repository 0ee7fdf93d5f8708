import type { ColumnKind } from './columns/building/columnBuilder.ts';

/** What a cell's reader returns for a value that does not fit. */
export const MISFIT = Symbol('misfit');
export type Misfit = typeof MISFIT;

/** Reads one value of the wire. Returns its normal form, null for "nothing", or MISFIT. */
export type Read<Value> = (value: unknown) => Value | null | Misfit;

/**
 * One member of a row or record on the wire: how its value is read.
 *
 * @typeParam Value the value in the model; it includes null, except for an identity
 */
export interface Cell<Value> {
  /**
   * The kind of value it holds. Errors and logs show this text and never a value, which may be personal data or a
   * secret.
   */
  readonly expected: string;
  /** Reads a value. `undefined` counts as nothing. */
  readonly read: (value: unknown) => Value | Misfit;
  /** True for the identity of a row: without it the row cannot be read. Any other unreadable cell is null. */
  readonly isIdentity: boolean;
  /** True if the upstream normally leaves the member out, so that its absence is no gap. */
  readonly mayBeAbsent: boolean;
  /** The kind of column that its values are kept in. Texts in a column are never empty. */
  readonly column: ColumnKind;
  /**
   * True if it reads every plain text as it is: two or more printable ASCII characters without `<`, `&` and surrounding
   * blanks.
   */
  readonly copiesPlainTexts: boolean;
}

/** A cell that is null if it cannot be read. Then its answer has a gap. */
export const cell = <Value>(
  expected: string,
  read: Read<Value>,
  column: ColumnKind = 'values',
  copiesPlainTexts = false,
): Cell<Value | null> => ({
  expected,
  read,
  isIdentity: false,
  mayBeAbsent: false,
  column,
  copiesPlainTexts,
});

/** The identity of a row. Without it the row cannot be used. */
export const identity = <Value>({ expected, read, column }: Cell<Value | null>): Cell<Value> => ({
  expected,
  read: (value) => read(value) ?? MISFIT,
  isIdentity: true,
  mayBeAbsent: false,
  column,
  copiesPlainTexts: false,
});

/** A cell that the upstream normally leaves out. */
export const optional = <Value>(of: Cell<Value>): Cell<Value> => ({ ...of, mayBeAbsent: true });
