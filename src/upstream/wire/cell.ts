/** What a cell's reader returns for a value that does not fit. */
export const MISFIT = Symbol('misfit');
export type Misfit = typeof MISFIT;

/** Reads one value of the wire: its normal form, null for "nothing", or MISFIT. */
export type Read<Value> = (value: unknown) => Value | null | Misfit;

/**
 * One member of a row or record on the wire: how its value is read.
 *
 * @typeParam Value what the model gets: null among it, but for a cell that tells which row it is
 */
export interface Cell<Value> {
  /** What belongs in it. Only this text reaches an error or a log: a value may be personal data or a secret. */
  readonly expected: string;
  /** Reads a value that is there; `undefined` counts as nothing. */
  readonly read: (value: unknown) => Value | Misfit;
  /** True for the identity of a row: without it the row cannot be read. Any other cell may be unreadable: it is null. */
  readonly isIdentity: boolean;
  /** True if the upstream leaves the member out as a matter of course: that is no gap. */
  readonly mayBeAbsent: boolean;
}

/** A cell that may be unreadable: then it is null, and its answer says so. */
export const cell = <Value>(expected: string, read: Read<Value>): Cell<Value | null> => ({
  expected,
  read,
  isIdentity: false,
  mayBeAbsent: false,
});

/** The identity of a row: a cell without which nobody knows what the row is about. */
export const identity = <Value>({ expected, read }: Cell<Value | null>): Cell<Value> => ({
  expected,
  read: (value) => read(value) ?? MISFIT,
  isIdentity: true,
  mayBeAbsent: false,
});

/** A cell that the upstream leaves out as a matter of course. */
export const optional = <Value>(of: Cell<Value>): Cell<Value> => ({ ...of, mayBeAbsent: true });
