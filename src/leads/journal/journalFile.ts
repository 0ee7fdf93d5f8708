import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { closeQuietly, identityOf, locked, prepared } from './files.ts';
import { faultOf, JournalError, type JournalFault } from './journalError.ts';
import { inTransaction, note, openTables } from './opening.ts';
import { MarkOnDisk } from './sessionMark.ts';
import {
  IN_MEMORY,
  type EndedAdd,
  type JournalTerms,
  type NewAdd,
  type OpenedJournal,
  type Settled,
} from './terms.ts';

const DAY_MS = 86_400_000;
/** Few enough that other requests do not wait long. */
const PRUNED_AT_ONCE = 5000;
/** Of a SHA-256 as base64url. */
const HASH_CHARACTERS = 43;

const ROW = 'id, key_hash, lead_hash, begun_at, outcome, sealed, cause, format';

/**
 * The journal's file: one synchronous connection, for a thread of its own.
 *
 * While it is open, a file beside it (`…-lock`) is locked, so that no other server uses the journal. Other processes may
 * read it and back it up.
 */
export class JournalFile {
  readonly opened: OpenedJournal;
  readonly #terms: JournalTerms;
  readonly #database: DatabaseSync;
  readonly #lock: DatabaseSync | undefined;
  /** The files that must not change, by path, each with its identity when the journal was opened. */
  readonly #identities: ReadonlyMap<string, string>;
  readonly #onDisk: MarkOnDisk | undefined;
  readonly #marks: ReadonlySet<number>;
  /** Adds that this process has begun and not ended. */
  readonly #underWay = new Set<number>();
  /** Ends of adds that could not be written yet, by the add's number. */
  readonly #unsaved = new Map<number, EndedAdd | { readonly id: number; readonly outcome: null }>();
  #prunedAt = -Infinity;

  /** @throws JournalError */
  constructor(terms: JournalTerms) {
    this.#terms = terms;
    const { path } = terms;
    const files = path === IN_MEMORY ? undefined : this.#try(() => prepared(path));
    let lock: DatabaseSync | undefined;
    let database: DatabaseSync | undefined;
    let onDisk: MarkOnDisk | undefined;
    try {
      if (files) {
        lock = this.#try(() => locked(files.lock), 'in use');
        onDisk = new MarkOnDisk(files.path);
      }
      const hadLog = files ? (statSync(files.log, { throwIfNoEntry: false })?.size ?? 0) > 0 : true;
      database = new DatabaseSync(path, { timeout: terms.busyMs });
      this.#lock = lock;
      this.#onDisk = onDisk;
      this.#database = database;
      const { opened, sessionMark } = this.#try(() =>
        openTables(this.#database, { ...terms, files, lock, hadLog }),
      );
      this.opened = opened;
      // A reader may have kept the mark in the log: then the file gets it later.
      this.#marks = new Set([sessionMark, onDisk?.read() ?? sessionMark]);
      const kept = files ? [files.path, files.log, files.index, files.lock] : [];
      this.#identities = new Map(kept.map((file) => [file, identityOf(file)]));
    } catch (error) {
      closeQuietly(database);
      onDisk?.close();
      closeQuietly(lock);
      const { fault, code } = faultOf(error);
      throw new JournalError(path, fault, code);
    }
  }

  /** Tries again to write what could not be written before. */
  flush(): void {
    for (const [id, add] of this.#unsaved) {
      try {
        if (add.outcome === null) this.#delete(id);
        else this.#end(add);
        this.#unsaved.delete(id);
      } catch {
        // It still fails. The next write reports the reason.
        return;
      }
    }
  }

  get hasUnsaved(): boolean {
    return this.#unsaved.size > 0;
  }

  /** Runs several writes as one transaction, with one fsync. @throws JournalError if none was written */
  transaction(run: () => void): void {
    this.#try(() => inTransaction(this.#database, run));
  }

  /** False if SQLite has rolled the transaction back by itself, as it does if the disk is full. */
  get isInTransaction(): boolean {
    return this.#database.isTransaction;
  }

  find(keyHash: string): unknown {
    const row = this.#try(() =>
      this.#database.prepare(`SELECT ${ROW} FROM adds WHERE key_hash = ?`).get(keyHash),
    );
    const unsaved = row && this.#unsaved.get(Number(row['id']));
    if (!unsaved) return row;
    return unsaved.outcome === null ? undefined : { ...row, outcome: unsaved.outcome, cause: unsaved.cause };
  }

  /** @throws JournalError also if the file is no longer the one that was opened */
  begin(add: Omit<NewAdd, 'numberHash'>): number {
    this.checkIdentity();
    const id = this.#try(() => this.#insert(add));
    this.#underWay.add(id);
    return id;
  }

  /** Writes an outcome. If that fails, it is kept, and `flush` tries again. @throws JournalError if it failed */
  end(add: EndedAdd): void {
    this.#underWay.delete(add.id);
    this.#orKept(add, () => this.#end(add));
  }

  /** Deletes an add that was never sent; otherwise as `end`. */
  forget(id: number): void {
    this.#underWay.delete(id);
    this.#orKept({ id, outcome: null }, () => this.#delete(id));
  }

  /** Call it after a transaction was rolled back: the ends in it are kept for `flush`, the beginnings are dropped. */
  rolledBack(ended: readonly EndedAdd[], forgotten: readonly number[], begun: readonly number[]): void {
    for (const add of ended) this.#unsaved.set(add.id, add);
    for (const id of forgotten) this.#unsaved.set(id, { id, outcome: null });
    for (const id of begun) this.#underWay.delete(id);
  }

  /** Rows of a caller's unresolved adds, newest first. */
  unresolved(callerHash: string): readonly unknown[] {
    const rows = this.#try(() =>
      this.#database
        .prepare(`SELECT ${ROW} FROM adds WHERE caller_hash = ? AND unresolved = 1 ORDER BY id DESC`)
        .all(callerHash),
    );
    return rows.filter((row) => this.#isUnresolved(Number(row['id'])));
  }

  /** The number of unresolved adds of all callers. */
  countUnresolved(): number {
    const row = this.#try(() =>
      this.#database.prepare('SELECT count(*) AS count FROM adds WHERE unresolved = 1').get(),
    );
    const ended = [...this.#unsaved.values()].filter((add) => add.outcome === null || add.cause === null);
    return Number(row?.['count']) - this.#underWay.size - ended.length;
  }

  /** @returns the row as it was; undefined if there is no such unresolved add */
  settle({ callerHash, id, keyHash, leadId }: Settled): unknown {
    const row = this.#try(() =>
      id === null
        ? this.#database.prepare(`SELECT ${ROW} FROM adds WHERE key_hash = ? AND unresolved = 1`).get(keyHash)
        : this.#database
            .prepare(`SELECT ${ROW} FROM adds WHERE id = ? AND caller_hash = ? AND unresolved = 1`)
            .get(id, callerHash),
    );
    if (!row || !this.#isUnresolved(Number(row['id']))) return undefined;
    // Else `flush` would write "unknown" over the resolution.
    this.#unsaved.delete(Number(row['id']));
    this.#try(() => {
      if (leadId === null) this.#delete(Number(row['id']));
      else {
        this.#database
          .prepare(
            'UPDATE adds SET ended_at = ?, outcome = ?, sealed = NULL, cause = NULL, unresolved = 0 WHERE id = ?',
          )
          .run(new Date().toISOString(), `resolved ${leadId}`, Number(row['id']));
      }
    });
    return row;
  }

  /** Writes an add and deletes it: a disk may have room for less, and not for that. @throws JournalError if that fails */
  check(): void {
    this.checkIdentity();
    const key = 'checked'.padEnd(HASH_CHARACTERS);
    this.transaction(() => {
      this.#delete(this.#insert({ keyHash: key, leadHash: key, callerHash: key, sealed: key }));
    });
  }

  /** Deletes known outcomes that are older than LEAD_JOURNAL_DAYS: at most 5,000 at a time, and each hour. */
  prune(): void {
    if (performance.now() - this.#prunedAt < DAY_MS / 24) return;
    const oldest = new Date(Date.now() - this.#terms.days * DAY_MS).toISOString();
    const { changes } = this.#try(() =>
      this.#database
        .prepare(
          'DELETE FROM adds WHERE id IN (SELECT id FROM adds WHERE unresolved = 0 AND ended_at < ? LIMIT ?)',
        )
        .run(oldest, PRUNED_AT_ONCE),
    );
    if (Number(changes) < PRUNED_AT_ONCE) this.#prunedAt = performance.now();
  }

  /** @throws JournalError if a file was deleted, replaced or overwritten since the journal was opened */
  checkIdentity(): void {
    for (const [path, identity] of this.#identities) {
      const now = this.#try(() => identityOf(path));
      if (now === identity) continue;
      throw new JournalError(this.#terms.path, now === '' ? 'deleted' : 'replaced');
    }
    const onDisk = this.#onDisk;
    if (onDisk && !this.#marks.has(this.#try(() => onDisk.read())))
      throw new JournalError(this.#terms.path, 'replaced', 'overwritten');
  }

  /** Notes that the journal was closed in order, if it is complete, and closes it. */
  close(): void {
    try {
      this.checkIdentity();
      this.flush();
      if (!this.hasUnsaved) {
        this.transaction(() => note(this.#database, 'state', 'closed'));
        this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      }
    } catch {
      // Its state stays "open", and the next server sees that it was not closed in order.
    } finally {
      closeQuietly(this.#database);
      this.#onDisk?.close();
      closeQuietly(this.#lock);
    }
  }

  #isUnresolved(id: number): boolean {
    if (this.#underWay.has(id)) return false;
    const unsaved = this.#unsaved.get(id);
    return unsaved === undefined || (unsaved.outcome !== null && unsaved.cause !== null);
  }

  #orKept(add: EndedAdd | { readonly id: number; readonly outcome: null }, write: () => void): void {
    try {
      this.#try(write);
    } catch (error) {
      this.#unsaved.set(add.id, add);
      throw error;
    }
  }

  #insert({ keyHash, leadHash, callerHash, sealed }: Omit<NewAdd, 'numberHash'>): number {
    const { lastInsertRowid } = this.#database
      .prepare(
        'INSERT INTO adds (key_hash, lead_hash, caller_hash, begun_at, sealed, unresolved, format) VALUES (?, ?, ?, ?, ?, 1, 1)',
      )
      .run(keyHash, leadHash, callerHash, new Date().toISOString(), sealed);
    return Number(lastInsertRowid);
  }

  #end({ id, outcome, cause }: EndedAdd): void {
    this.#database
      .prepare(
        `UPDATE adds SET ended_at = ?1, outcome = ?2, cause = ?3, unresolved = ?3 IS NOT NULL,
          sealed = CASE WHEN ?3 IS NULL THEN NULL ELSE sealed END WHERE id = ?4`,
      )
      .run(new Date().toISOString(), outcome, cause, id);
  }

  #delete(id: number): void {
    this.#database.prepare('DELETE FROM adds WHERE id = ?').run(id);
  }

  /** @param whenBusy what a lock means that does not go away */
  #try<Result>(run: () => Result, whenBusy: JournalFault = 'locked'): Result {
    try {
      return run();
    } catch (error) {
      const { fault, code } = faultOf(error);
      throw new JournalError(this.#terms.path, fault === 'locked' ? whenBusy : fault, code);
    }
  }
}
