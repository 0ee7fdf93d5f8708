/** What became of a row. UNKNOWN rows are asked about again by the next run; the others have ended. */
export const OUTCOMES = ['ADDED', 'DUPLICATE', 'REJECTED', 'UNKNOWN', 'VALID'] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** The verdict on one row. */
export interface Verdict {
  /** 1 = the first row below the header. */
  readonly row: number;
  readonly outcome: Outcome;
  /** The lead that was added, or the one that was there already. */
  readonly leadId: string | null;
  /** The input fields that are meant: `address.state`. */
  readonly fields: readonly string[];
  readonly message: string;
}

/** How many rows ended how. */
export type Counts = Readonly<Record<Outcome, number>>;

export const NONE: Counts = { ADDED: 0, DUPLICATE: 0, REJECTED: 0, UNKNOWN: 0, VALID: 0 };

/** The program's exit code. */
export const EXIT = {
  /** Every row is added (or valid, in a dry run). */
  done: 0,
  /** Some rows were rejected, or are duplicates. */
  refused: 1,
  /** Of some rows nobody knows whether they were added. */
  unknown: 2,
  /** It did not start, or could not go on. */
  cannotRun: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf({ UNKNOWN, DUPLICATE, REJECTED }: Counts): ExitCode {
  if (UNKNOWN > 0) return EXIT.unknown;
  return DUPLICATE + REJECTED > 0 ? EXIT.refused : EXIT.done;
}

/** Why the program cannot start or go on, in words for its user. */
export class CannotRun extends Error {}
