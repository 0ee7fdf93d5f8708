import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from './folder.ts';
import { z } from 'zod';
import type { CheckedLead } from '../upstream/dialer/lead/leadToAdd.ts';
import type { LeadAdded, LeadOutcome } from './outcome.ts';
import type { LeadResolution, UnresolvedBy, UnresolvedLead, UnresolvedLeads } from './unresolved.ts';

/** Who sent a lead. */
interface Sender {
  readonly caller: string;
  readonly idempotencyKey?: string | undefined;
}

const sealedFacts = z.object({
  idempotencyKey: z.string().nullable(),
  listId: z.string().nullable(),
  vendorLeadCode: z.string().nullable(),
});

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
export class LeadJournal implements UnresolvedLeads {
  readonly #underWay = new Set<number>();
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
        outcome TEXT,
        caller_hash TEXT,
        facts TEXT,
        cause TEXT,
        resolved_lead TEXT
      ) STRICT;
    `);
    this.#secret = this.#loadSecret();
  }

  /** What is known of a key; undefined if it was never used. */
  recall(key: string, lead: CheckedLead): Remembered | undefined {
    const row = this.#database
      .prepare('SELECT lead_hash, outcome, resolved_lead FROM adds WHERE key_hash = ?')
      .get(this.#hash(key));
    if (!row) return undefined;
    if (row['lead_hash'] !== this.#hash(JSON.stringify(lead))) return { kind: 'reused' };
    const leadId = row['resolved_lead'];
    if (typeof leadId === 'string') return { kind: 'ended', outcome: resolvedOutcome(leadId, lead) };
    const outcome = row['outcome'];
    return typeof outcome === 'string'
      ? { kind: 'ended', outcome: this.#unsealed(outcome, key, lead) }
      : { kind: 'lost' };
  }

  /** Notes that a lead is about to be sent. On disk when this returns. @returns the entry's number */
  begin(key: string | undefined, lead: CheckedLead, { caller, idempotencyKey }: Sender): number | bigint {
    const { listId = null, vendorLeadCode = null } = lead;
    const facts = {
      idempotencyKey: key === undefined ? null : (idempotencyKey ?? null),
      listId,
      vendorLeadCode,
    };
    const id = this.#database
      .prepare('INSERT INTO adds (key_hash, lead_hash, begun_at, caller_hash, facts) VALUES (?, ?, ?, ?, ?)')
      .run(
        key === undefined ? null : this.#hash(key),
        this.#hash(JSON.stringify(lead)),
        new Date().toISOString(),
        this.#hash(caller),
        this.#sealedText(JSON.stringify(facts), 'facts', caller),
      ).lastInsertRowid;
    this.#underWay.add(Number(id));
    return id;
  }

  /** Notes what became of it. On disk when this returns. */
  end(entry: number | bigint, outcome: LeadOutcome, key: string | undefined, lead: unknown): void {
    this.#underWay.delete(Number(entry));
    // Without a key nobody can ask for it again.
    const noted = key === undefined ? outcome.kind : `${outcome.kind} ${this.#sealed(outcome, key, lead)}`;
    this.#database
      .prepare('UPDATE adds SET ended_at = ?, outcome = ?, cause = ? WHERE id = ?')
      .run(new Date().toISOString(), noted, outcome.kind === 'unknown' ? outcome.cause : null, entry);
  }

  async unresolved(caller: string): Promise<readonly UnresolvedLead[]> {
    const rows = this.#database
      .prepare(
        "SELECT id, begun_at, facts, cause FROM adds WHERE caller_hash = ? AND resolved_lead IS NULL AND (outcome IS NULL OR outcome LIKE 'unknown%') ORDER BY id DESC",
      )
      .all(this.#hash(caller));
    return Promise.resolve(
      rows
        .filter(({ id }) => !this.#underWay.has(Number(id)))
        .map(({ id, begun_at, facts: sealed, cause }) => ({
          id: String(id),
          at: new Date(String(begun_at)),
          ...sealedFacts.parse(JSON.parse(this.#unsealedText(String(sealed), 'facts', caller))),
          cause: cause === null ? 'The server stopped while the lead was being sent.' : String(cause),
        })),
    );
  }

  async resolve(
    caller: string,
    by: UnresolvedBy,
    resolution: LeadResolution,
  ): Promise<UnresolvedLead | null> {
    const lead = (await this.unresolved(caller)).find(({ id, idempotencyKey }) =>
      'id' in by ? id === by.id : idempotencyKey === by.idempotencyKey,
    );
    if (!lead) return null;
    const { id } = lead;
    if (resolution.kind === 'NOT_ADDED') this.forget(Number(id));
    else {
      this.#database.prepare('UPDATE adds SET resolved_lead = ? WHERE id = ?').run(resolution.leadId, id);
    }
    return lead;
  }

  /** Forgets an add that was never sent, so that it may be tried again under the same key. */
  forget(entry: number | bigint): void {
    this.#underWay.delete(Number(entry));
    this.#database.prepare('DELETE FROM adds WHERE id = ?').run(entry);
  }

  close(): void {
    this.#database.close();
  }

  #hash(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64url');
  }

  #sealed(outcome: LeadOutcome, key: string, lead: unknown): string {
    return this.#sealedText(JSON.stringify(outcome), key, lead);
  }

  #unsealed(noted: string, key: string, lead: unknown): LeadOutcome {
    // Sealed above, and unchanged since: a journal is written by nobody else.
    const outcome: LeadOutcome = JSON.parse(
      this.#unsealedText(noted.slice(noted.indexOf(' ') + 1), key, lead),
    );
    return outcome;
  }

  #sealedText(plain: string, key: string, about: unknown): string {
    const start = randomBytes(START_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#sealingKey(key, about), start);
    const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([start, cipher.getAuthTag(), text]).toString('base64url');
  }

  #unsealedText(text: string, key: string, about: unknown): string {
    const sealed = Buffer.from(text, 'base64url');
    const textAt = START_BYTES + TAG_BYTES;
    const start = sealed.subarray(0, START_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.#sealingKey(key, about), start, {
      authTagLength: TAG_BYTES,
    }).setAuthTag(sealed.subarray(START_BYTES, textAt));
    return Buffer.concat([decipher.update(sealed.subarray(textAt)), decipher.final()]).toString('utf8');
  }

  #sealingKey(key: string, about: unknown): Uint8Array {
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify(['seal', key, about]))
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

/** The outcome of a lead that somebody found in the dialer. */
const resolvedOutcome = (leadId: string, { phoneNumber, listId }: CheckedLead): LeadAdded => ({
  kind: 'added',
  leadId,
  phoneNumber,
  listId: listId ?? '999',
  gmtOffset: null,
  hopper: null,
  callback: null,
  customFieldsAdded: null,
  altPhonesLoaded: null,
  nanpaChecked: null,
  notices: [],
  altered: [],
});
