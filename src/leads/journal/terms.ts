/** The messages between the server and the store of the journal. */

/** SQLite's name for a database in memory. */
export const IN_MEMORY = ':memory:';

/** The cause of an add that was under way when its server stopped. */
export const STOPPED = 'The server stopped while the lead was being sent.';

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

/** Where the adds are stored: a file in a thread of its own, or tables in Postgres. */
export interface JournalStore {
  /** Carries out a request, with the result that its kind has. @throws JournalError */
  ask(op: JournalOp): Promise<unknown>;
  /**
   * True if an add that was begun may be sent now. It is asked at the last moment, before the first byte leaves.
   *
   * @param id as `begin` gave it
   */
  maySend(id: number): boolean;
  /** True if the store can serve no more, and must be opened again. */
  readonly hasEnded: boolean;
  close(): Promise<void>;
}

/** A store that was opened. */
export interface OpenedStore {
  readonly store: JournalStore;
  readonly facts: OpenedJournal;
}

/** A request to the store. */
export type JournalOp =
  | { readonly kind: 'find'; readonly keyHash: string }
  | { readonly kind: 'begin'; readonly add: NewAdd }
  | { readonly kind: 'end'; readonly add: EndedAdd }
  | { readonly kind: 'forget'; readonly id: number }
  | { readonly kind: 'unresolved'; readonly callerHash: string }
  | { readonly kind: 'countUnresolved' }
  | { readonly kind: 'settle'; readonly settled: Settled }
  | { readonly kind: 'check' };

/** Called when an operation of the journal has ended, well or not. @param tookMs with the wait for its transaction */
export type OnJournalOp = (kind: JournalOp['kind'] | 'open' | 'close', tookMs: number) => void;

/**
 * Why an add was not begun: the journal has its key by now, or another server is adding a lead of the same phone number.
 */
export type Taken = 'key taken' | 'number taken';

/** An add that is about to be sent. */
export interface NewAdd {
  /** Of the phone number, if several servers share the journal: one add of a number is under way at a time. */
  readonly numberHash: string;
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
  /** True if its phone number keeps its turn for a moment. A journal of one server leaves that to the server. */
  readonly mayComeLate: boolean;
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
