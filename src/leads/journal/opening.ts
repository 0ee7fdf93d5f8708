import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { keptSecret, type JournalFiles } from './files.ts';
import { JournalError } from './journalError.ts';
import { migrate } from './migrations.ts';
import { expectedMarks, expectMarks, mark, markIn, newMark } from './sessionMark.ts';
import { newSecret } from './sealing.ts';
import { STOPPED, type JournalTerms, type OpenedJournal } from './terms.ts';

interface Opening extends Pick<JournalTerms, 'path' | 'mostPages'> {
  /** Undefined = the journal is in memory. */
  readonly files: JournalFiles | undefined;
  /** The lock of the journal, which is held; undefined = the journal is in memory. */
  readonly lock: DatabaseSync | undefined;
  /** True if the write-ahead log existed, and was not empty, before the journal was opened. */
  readonly hadLog: boolean;
}

/** A journal that was opened, and the mark of this session. */
export interface OpenedTables {
  readonly opened: OpenedJournal;
  readonly sessionMark: number;
}

/**
 * Checks a journal that was opened, brings it up to this version, and notes in the file itself that it is in use.
 *
 * An add that was under way when the last server stopped is unknown from now on.
 *
 * @throws JournalError, or SQLite's own error
 */
export function openTables(
  database: DatabaseSync,
  { path, mostPages, files, lock, hadLog }: Opening,
): OpenedTables {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
  if (mostPages !== undefined) database.exec(`PRAGMA max_page_count = ${Math.floor(mostPages)}`);
  const verdict = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (verdict !== 'ok') throw new JournalError(path, 'corrupt', 'quick_check');
  const marks = { before: markIn(database), now: newMark() };
  inTransaction(database, () => {
    migrate(database, path);
    const expected = lock ? expectedMarks(lock) : [];
    const isAnother = expected.length > 0 && !expected.includes(marks.before);
    const lacksLog = !hadLog && noted(database, 'state') === 'open';
    if (noted(database, 'gap') === undefined && (isAnother || lacksLog))
      note(database, 'gap', lastTimeIn(database) ?? keyTime(files) ?? new Date(0).toISOString());
    note(database, 'state', 'open');
    database
      .prepare(`UPDATE adds SET ended_at = ?, outcome = 'unknown', cause = ? WHERE outcome IS NULL`)
      .run(new Date().toISOString(), STOPPED);
    if (lock) expectMarks(lock, marks.now, marks.before);
    mark(database, marks.now);
  });
  if (lock) expectMarks(lock, marks.now, marks.now);
  // So that a copy of the file without its log says that it was in use. The log keeps its length: it is never empty while
  // the journal is in use.
  database.exec('PRAGMA wal_checkpoint(FULL)');
  const secret = database.prepare('SELECT value FROM secret').get()?.['value'];
  if (!(secret instanceof Uint8Array)) throw new JournalError(path, 'corrupt', 'no secret');
  return {
    opened: {
      secret,
      sealingSecret: files ? keptSecret(files.key) : newSecret(),
      gapSince: noted(database, 'gap') ?? null,
    },
    sessionMark: marks.now,
  };
}

/** Runs several writes as one transaction, with one fsync. @throws Error if none was written */
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

/** Stores a value under a name in the journal. */
export function note(database: DatabaseSync, name: string, value: string): void {
  database
    .prepare('INSERT INTO notes VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    .run(name, value);
}

function noted(database: DatabaseSync, name: string): string | undefined {
  const value = database.prepare('SELECT value FROM notes WHERE name = ?').get(name)?.['value'];
  return typeof value === 'string' ? value : undefined;
}

/** The time of the last add that the journal has; undefined if it has none. */
function lastTimeIn(database: DatabaseSync): string | undefined {
  const last = database
    .prepare(`SELECT max(max(begun_at), coalesce(max(ended_at), '')) AS last FROM adds`)
    .get()?.['last'];
  return typeof last === 'string' && last !== '' ? last : undefined;
}

/** When the key beside the journal was made, which is when the first journal was. */
const keyTime = (files: JournalFiles | undefined): string | undefined =>
  files && statSync(files.key, { throwIfNoEntry: false })?.mtime.toISOString();
