/** What goes to the journal's thread and comes from it. */

/** SQLite's name for a journal that is kept nowhere. */
export const IN_MEMORY = ':memory:';

/** How a journal is opened. */
export interface JournalTerms {
  readonly path: string;
  /** How many days an outcome is kept. */
  readonly days: number;
  /** How long a lock of another process is waited for, in milliseconds. */
  readonly busyMs: number;
  /** The most pages of 4 kB that the file may have; undefined = as many as the disk has room for. */
  readonly mostPages?: number | undefined;
}

/** What the server is told of a journal that was opened. */
export interface OpenedJournal {
  /** Goes into every hash. It is kept in the journal: hashes of a restored journal must fit. */
  readonly secret: Uint8Array;
  /** Seals what is unresolved. It is kept beside the journal: who has the journal alone reads nothing. */
  readonly sealingSecret: Uint8Array;
  /** Since when adds may be missing from it, if it was restored without its write-ahead log. */
  readonly gapSince: string | null;
}

/** An add that is about to be sent. */
export interface NewAdd {
  readonly keyHash: string | null;
  readonly leadHash: string | null;
  readonly callerHash: string;
  readonly sealed: string;
}

/** What became of one. */
export interface EndedAdd {
  readonly id: number;
  readonly outcome: string;
  /** Why nobody knows the outcome; null if it is known. */
  readonly cause: string | null;
}

/** What somebody found out about one. */
export interface Settled {
  readonly callerHash: string;
  /** Which: its number, or its key. */
  readonly id: number | null;
  readonly keyHash: string | null;
  /** The lead it became; null = none. */
  readonly leadId: string | null;
}
