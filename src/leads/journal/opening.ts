import type { DatabaseSync } from 'node:sqlite';
import { keptSecret, newSecret, type JournalFiles } from './files.ts';
import { JournalError } from './journalError.ts';
import { migrate } from './migrations.ts';
import type { JournalTerms, OpenedJournal } from './terms.ts';

const STOPPED = 'The server stopped while the lead was being sent.';

interface Opening extends Pick<JournalTerms, 'path' | 'mostPages'> {
  /** Undefined = the journal is kept nowhere. */
  readonly files: JournalFiles | undefined;
  /** True if the write-ahead log was there before it was opened. */
  readonly hadLog: boolean;
}

/**
 * Checks a journal that was opened, brings it up to this version, and notes in the file itself that it is in use. What
 * was being sent when its last server stopped is unknown from now on.
 *
 * @throws JournalError, or SQLite's own error
 */
export function openTables(
  database: DatabaseSync,
  { path, mostPages, files, hadLog }: Opening,
): OpenedJournal {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
  if (mostPages !== undefined) database.exec(`PRAGMA max_page_count = ${Math.floor(mostPages)}`);
  const verdict = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (verdict !== 'ok') throw new JournalError(path, 'corrupt', 'quick_check');
  inTransaction(database, () => {
    migrate(database, path);
    const gapSince = noted(database, 'gap') ?? files?.lostSince ?? gapIn(database, hadLog);
    if (gapSince !== undefined) note(database, 'gap', gapSince);
    note(database, 'state', 'open');
    database
      .prepare(`UPDATE adds SET ended_at = ?, outcome = 'unknown', cause = ? WHERE outcome IS NULL`)
      .run(new Date().toISOString(), STOPPED);
  });
  // So that a copy of the file alone says that it was in use.
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const secret = database.prepare('SELECT value FROM secret').get()?.['value'];
  if (!(secret instanceof Uint8Array)) throw new JournalError(path, 'corrupt', 'no secret');
  return {
    secret,
    sealingSecret: files ? keptSecret(files.key) : newSecret(),
    gapSince: noted(database, 'gap') ?? null,
  };
}

/** Runs several writes as one transaction, which is synchronised once. @throws Error if none was written */
export function inTransaction(database: DatabaseSync, run: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    run();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Keeps a value under a name, in the journal itself. */
export function note(database: DatabaseSync, name: string, value: string): void {
  database
    .prepare('INSERT INTO notes VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    .run(name, value);
}

function noted(database: DatabaseSync, name: string): string | undefined {
  const value = database.prepare('SELECT value FROM notes WHERE name = ?').get(name)?.['value'];
  return typeof value === 'string' ? value : undefined;
}

/** A journal that was in use and has no write-ahead log lacks what was written since its last checkpoint. */
function gapIn(database: DatabaseSync, hadLog: boolean): string | undefined {
  if (hadLog || noted(database, 'state') !== 'open') return undefined;
  const last = database
    .prepare(`SELECT max(max(begun_at), coalesce(max(ended_at), '')) AS last FROM adds`)
    .get()?.['last'];
  return typeof last === 'string' && last !== '' ? last : new Date(0).toISOString();
}
