import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../folder.ts';

const SECRET_BYTES = 32;

/** A secret of nobody's choice. */
export const newSecret = (): Uint8Array => new Uint8Array(randomBytes(SECRET_BYTES));

/** The journal and what lies beside it. */
export interface JournalFiles {
  readonly path: string;
  /** When the journal was made that is missing, though its key is there; undefined if it is not missing. */
  readonly lostSince: string | undefined;
  readonly log: string;
  readonly lock: string;
  readonly key: string;
}

/** Makes the file if it is not there, for this user alone, and gives the names of those beside it. */
export function prepared(given: string): JournalFiles {
  makeFolder(dirname(given));
  const key = statSync(`${given}-key`, { throwIfNoEntry: false });
  const lostSince = key && !existsSync(given) ? key.mtime.toISOString() : undefined;
  make(given);
  // By whatever name it is called, it is the same journal.
  const path = realpathSync(given);
  const files = { path, lostSince, log: `${path}-wal`, lock: `${path}-lock`, key: `${path}-key` };
  make(files.lock);
  for (const file of [path, files.log, `${path}-shm`, files.lock, files.key])
    if (existsSync(file) && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  return files;
}

/** A file that is there is not opened: closing it would give up the locks that this process has on it. */
function make(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'ax', 0o600));
}

/** A lock that the system takes back when this process ends, however it ends. */
export function locked(path: string): DatabaseSync {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; COMMIT;');
    return lock;
  } catch (error) {
    closeQuietly(lock);
    throw error;
  }
}

/** The secret in a file, made when it is first needed. */
export function keptSecret(path: string): Uint8Array {
  if (!existsSync(path)) writeFileSync(path, newSecret(), { mode: 0o600, flag: 'wx' });
  return new Uint8Array(readFileSync(path));
}

/** Device and number of a file; empty if there is none. */
export function identityOf(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.dev} ${stats.ino}` : '';
}

/** Closes a database, if that can be done. */
export function closeQuietly(database: DatabaseSync | undefined): void {
  try {
    database?.close();
  } catch {
    // There is nothing more to be done with it.
  }
}
