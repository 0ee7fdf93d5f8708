/** The messages between the server and the thread of the journal. */

/** SQLite's name for a database in memory. */
export const IN_MEMORY = ':memory:';

/** How a journal is opened. */
export interface JournalTerms {
  readonly path: string;
  /** Days for which an outcome is kept. */
  readonly days: number;
  /** Longest wait for the lock of another process, in milliseconds. */
  readonly busyMs: number;
  /** Limit of the file's size, in pages of 4 kB; undefined = none. */
  readonly mostPages?: number | undefined;
}

/** Facts about a journal that was opened. */
export interface OpenedJournal {
  /** The key of all hashes. It is in the journal, so that the hashes of a restored journal still match. */
  readonly secret: Uint8Array;
  /** Encrypts the facts of unresolved adds. It is kept beside the journal, so that the journal alone shows nothing. */
  readonly sealingSecret: Uint8Array;
  /** Time from which adds may be missing, if the journal was restored from a copy; null = it is complete. */
  readonly gapSince: string | null;
}

/** An add that is about to be sent. */
export interface NewAdd {
  readonly keyHash: string | null;
  readonly leadHash: string | null;
  readonly callerHash: string;
  readonly sealed: string;
}

/** The end of an add. */
export interface EndedAdd {
  readonly id: number;
  readonly outcome: string;
  /** Why the outcome is unknown; null if it is known. */
  readonly cause: string | null;
}

/** An outcome that a person found out, for the add of an id or of a key. */
export interface Settled {
  readonly callerHash: string;
  readonly id: number | null;
  /** Used if `id` is null. */
  readonly keyHash: string | null;
  /** Id of the lead that was added; null = none was. */
  readonly leadId: string | null;
}
