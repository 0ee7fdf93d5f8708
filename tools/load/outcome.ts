/** The outcome of a row. The next run sends UNKNOWN and REJECTED rows again. */
export const OUTCOMES = ['ADDED', 'DUPLICATE', 'REJECTED', 'UNKNOWN', 'VALID'] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** The verdict on one row. */
export interface Verdict {
  /** 1 = the first row below the header. */
  readonly row: number;
  readonly outcome: Outcome;
  /** The lead that was added, or the one that was there already. */
  readonly leadId: string | null;
  /** The input fields at fault, or stored differently: `address.state`. */
  readonly fields: readonly string[];
  readonly message: string;
}

/** The number of rows of each outcome. */
export type Counts = Readonly<Record<Outcome, number>>;

export const NONE: Counts = { ADDED: 0, DUPLICATE: 0, REJECTED: 0, UNKNOWN: 0, VALID: 0 };

/** The program's exit code. */
export const EXIT = {
  /** Every row is added (or valid, in a dry run). */
  done: 0,
  /** Some rows were rejected, or are duplicates. */
  refused: 1,
  /** For some rows it is not known whether they were added. */
  unknown: 2,
  /** The program could not start or continue. */
  cannotRun: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf({ UNKNOWN, DUPLICATE, REJECTED }: Counts): ExitCode {
  if (UNKNOWN > 0) return EXIT.unknown;
  return DUPLICATE + REJECTED > 0 ? EXIT.refused : EXIT.done;
}

/** The reason why the program cannot start or continue, in words for its user. */
export class CannotRun extends Error {}
