import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from './journalError.ts';
import { newSecret } from './sealing.ts';

/**
 * `format` = what the hashes and the outcome of a row were made of: 0 = the lead as the first version of this server had
 * checked it, 1 = the caller's input. `unresolved` = 1 if the outcome is unknown, or the add is under way.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS secret (value BLOB NOT NULL);
  CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE adds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key_hash TEXT UNIQUE,
    lead_hash TEXT,
    caller_hash TEXT,
    begun_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT,
    sealed TEXT,
    cause TEXT,
    unresolved INTEGER NOT NULL,
    format INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX adds_unresolved ON adds (caller_hash, id) WHERE unresolved = 1;
  CREATE INDEX adds_ended ON adds (ended_at) WHERE unresolved = 0;
`;

/** One step from each `user_version` to the next. Version 0 is an empty file, or a journal of the first version. */
const MIGRATIONS: readonly ((database: DatabaseSync) => void)[] = [
  (database) => {
    const isFirst = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'adds'`).get() !== undefined;
    if (isFirst) database.exec('ALTER TABLE adds RENAME TO adds_0');
    database.exec(TABLES);
    if (isFirst) {
      // Without a key, nobody can ask for an add again, and its caller is not known.
      database.exec(`
        INSERT INTO adds (id, key_hash, lead_hash, begun_at, ended_at, outcome, cause, unresolved, format)
          SELECT id, key_hash, CASE WHEN key_hash IS NULL THEN NULL ELSE lead_hash END, begun_at, ended_at, outcome,
            CASE WHEN outcome LIKE 'unknown%' THEN 'No complete answer came back.' END,
            key_hash IS NOT NULL AND (outcome IS NULL OR outcome LIKE 'unknown%'), 0
          FROM adds_0;
        DROP TABLE adds_0;
      `);
    }
    if (database.prepare('SELECT 1 FROM secret').get() === undefined)
      database.prepare('INSERT INTO secret VALUES (?)').run(newSecret());
  },
];

/** The `user_version` of journals that this version writes. */
export const JOURNAL_VERSION = MIGRATIONS.length;

/** Brings a journal up to this version. @throws JournalError if it is of a later one */
export function migrate(database: DatabaseSync, path: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > JOURNAL_VERSION) throw new JournalError(path, 'newer', `version ${version}`);
  for (const step of MIGRATIONS.slice(version)) step(database);
  database.exec(`PRAGMA user_version = ${JOURNAL_VERSION}`);
}
