import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LeadOutcome } from './outcome.ts';

/** What the journal knows of a key. */
export type Remembered =
  /** The first add under that key ended so. */
  | { readonly kind: 'ended'; readonly outcome: LeadOutcome }
  /** The key was used for another lead. */
  | { readonly kind: 'reused' }
  /** An add under that key was sent, and this server did not live to see its end. */
  | { readonly kind: 'lost' };

/**
 * What this server set out to write, and what became of it: kept on disk, so that a server killed between the two
 * knows afterwards that it does not know.
 *
 * No personal data is kept: of the lead and of the key there is a keyed hash; phone numbers in an outcome are
 * replaced by a mark. One server at a time uses a journal.
 */
export class LeadJournal {
  readonly #database: DatabaseSync;
  readonly #secret: Uint8Array;

  /** @param path a file, made with its folder where it is not there; `:memory:` for none */
  constructor(path: string) {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#database = new DatabaseSync(path);
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS secret (value BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS adds (
        id INTEGER PRIMARY KEY,
        key_hash TEXT UNIQUE,
        lead_hash TEXT NOT NULL,
        begun_at TEXT NOT NULL,
        ended_at TEXT,
        outcome TEXT
      ) STRICT;
    `);
    this.#secret = this.#loadSecret();
  }

  /** What is known of a key; undefined where it was never used. */
  recall(key: string, lead: unknown, phoneNumber: string): Remembered | undefined {
    const row = this.#database
      .prepare('SELECT lead_hash, outcome FROM adds WHERE key_hash = ?')
      .get(this.#hash(key));
    if (!row) return undefined;
    if (row['lead_hash'] !== this.#hash(JSON.stringify(lead))) return { kind: 'reused' };
    const outcome = row['outcome'];
    return typeof outcome === 'string'
      ? { kind: 'ended', outcome: restored(outcome, phoneNumber) }
      : { kind: 'lost' };
  }

  /** Notes that a lead is about to be sent. On disk when this returns. @returns the entry's number */
  begin(key: string | undefined, lead: unknown): number | bigint {
    return this.#database
      .prepare('INSERT INTO adds (key_hash, lead_hash, begun_at) VALUES (?, ?, ?)')
      .run(
        key === undefined ? null : this.#hash(key),
        this.#hash(JSON.stringify(lead)),
        new Date().toISOString(),
      ).lastInsertRowid;
  }

  /** Notes what became of it. On disk when this returns. */
  end(entry: number | bigint, outcome: LeadOutcome, phoneNumber: string): void {
    this.#database
      .prepare('UPDATE adds SET ended_at = ?, outcome = ? WHERE id = ?')
      .run(new Date().toISOString(), marked(outcome, phoneNumber), entry);
  }

  /** Forgets an add that was never sent, so that it may be tried again under the same key. */
  forget(entry: number | bigint): void {
    this.#database.prepare('DELETE FROM adds WHERE id = ?').run(entry);
  }

  close(): void {
    this.#database.close();
  }

  #hash(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64url');
  }

  #loadSecret(): Uint8Array {
    this.#database
      .prepare('INSERT INTO secret SELECT ? WHERE NOT EXISTS (SELECT 1 FROM secret)')
      .run(randomBytes(32));
    const value = this.#database.prepare('SELECT value FROM secret').get()?.['value'];
    if (!(value instanceof Uint8Array)) throw new Error('The lead journal holds no secret.');
    return value;
  }
}

// Stands in no answer: notices are the dialer's lines of digits, bars and capital letters.
const PHONE_MARK = '{phone}';

const marked = (outcome: LeadOutcome, phoneNumber: string): string =>
  JSON.stringify(outcome).replaceAll(phoneNumber, PHONE_MARK);

function restored(text: string, phoneNumber: string): LeadOutcome {
  // Written by `marked` above, in this version or an earlier one: a journal is read by nobody else.
  const outcome: LeadOutcome = JSON.parse(text.replaceAll(PHONE_MARK, phoneNumber));
  return outcome;
}
