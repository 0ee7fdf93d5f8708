/** Reads one member, by row. */
export interface MemberReader<Value> {
  readonly at: (number: number) => Value;
  /** Left out if few rows share a value. */
  readonly codes?: Codes | undefined;
  /** The value in seconds (see times.ts), if it is a time in columns. */
  readonly secondsAt?: ((number: number) => number) | undefined;
  /** The texts of the rows in one column, one after the other, if each row has one and all are ASCII. */
  readonly texts?: RowBytes | undefined;
}

/** Texts as bytes. */
export interface RowBytes {
  readonly bytes: Uint8Array;
  /** Where each text ends. It is null if it is empty. */
  readonly ends: Uint32Array;
}

/** Numbers for the values of a member. Rows with the same code have the same value. */
export interface Codes {
  readonly at: (number: number) => number;
  /** All codes are below this number. */
  readonly count: number;
}
