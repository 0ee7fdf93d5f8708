import type { Secret } from '../../../upstream/wire/transport.ts';

/** A journal that several servers share, in a database of Postgres. */
export interface SharedJournal {
  /** The URL of the database, with its user and password. */
  readonly url: Secret;
  /** The key that encrypts the facts of unresolved adds: the same one for all servers. */
  readonly key: Secret;
  /** After this time without a sign of life, a server may send and write no more, in milliseconds. Default: 10,000. */
  readonly leaseMs?: number | undefined;
  /** Longest wait for an answer of Postgres, in milliseconds. Default: 5,000. */
  readonly deadlineMs?: number | undefined;
}
