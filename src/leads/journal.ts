import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from './folder.ts';
import type { LeadOutcome } from './outcome.ts';

// The sizes AES-GCM is made for.
const START_BYTES = 12;
const TAG_BYTES = 16;

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
 * No personal data is kept: of the lead and of the key there is a keyed hash, and an outcome, which may quote the
 * lead, is sealed so that only who has both can read it. One server at a time uses a journal.
 */
export class LeadJournal {
  readonly #database: DatabaseSync;
  readonly #secret: Uint8Array;

  /** @param path a file, made with its folder where it is not there; `:memory:` for none */
  constructor(path: string) {
    if (path !== ':memory:') makeFolder(dirname(path));
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

  /** What is known of a key; undefined if it was never used. */
  recall(key: string, lead: unknown): Remembered | undefined {
    const row = this.#database
      .prepare('SELECT lead_hash, outcome FROM adds WHERE key_hash = ?')
      .get(this.#hash(key));
    if (!row) return undefined;
    if (row['lead_hash'] !== this.#hash(JSON.stringify(lead))) return { kind: 'reused' };
    const outcome = row['outcome'];
    return typeof outcome === 'string'
      ? { kind: 'ended', outcome: this.#unsealed(outcome, key, lead) }
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
  end(entry: number | bigint, outcome: LeadOutcome, key: string | undefined, lead: unknown): void {
    // Without a key nobody can ask for it again.
    const noted = key === undefined ? outcome.kind : `${outcome.kind} ${this.#sealed(outcome, key, lead)}`;
    this.#database
      .prepare('UPDATE adds SET ended_at = ?, outcome = ? WHERE id = ?')
      .run(new Date().toISOString(), noted, entry);
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

  #sealed(outcome: LeadOutcome, key: string, lead: unknown): string {
    const start = randomBytes(START_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#sealingKey(key, lead), start);
    const text = Buffer.concat([cipher.update(JSON.stringify(outcome), 'utf8'), cipher.final()]);
    return Buffer.concat([start, cipher.getAuthTag(), text]).toString('base64url');
  }

  #unsealed(noted: string, key: string, lead: unknown): LeadOutcome {
    const sealed = Buffer.from(noted.slice(noted.indexOf(' ') + 1), 'base64url');
    const textAt = START_BYTES + TAG_BYTES;
    const start = sealed.subarray(0, START_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.#sealingKey(key, lead), start, {
      authTagLength: TAG_BYTES,
    }).setAuthTag(sealed.subarray(START_BYTES, textAt));
    const text = Buffer.concat([decipher.update(sealed.subarray(textAt)), decipher.final()]);
    // Sealed above, and unchanged since: a journal is written by nobody else.
    const outcome: LeadOutcome = JSON.parse(text.toString('utf8'));
    return outcome;
  }

  #sealingKey(key: string, lead: unknown): Uint8Array {
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify(['seal', key, lead]))
      .digest();
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
