import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../folder.ts';
import { JournalError } from './journalError.ts';
import { newSecret, SECRET_BYTES } from './sealing.ts';

/** Paths of the journal and of the files beside it. */
export interface JournalFiles {
  readonly path: string;
  /** The write-ahead log. */
  readonly log: string;
  /** The index of the write-ahead log, in shared memory. */
  readonly index: string;
  readonly lock: string;
  readonly key: string;
}

/**
 * Makes the journal and its lock file if they do not exist, and makes all files readable by this user only.
 *
 * @throws JournalError if the journal is no file; if it has a hard link: SQLite would keep a second write-ahead log under
 *   the other name
 */
export function prepared(given: string): JournalFiles {
  makeFolder(dirname(given));
  make(given);
  // A symbolic link to the journal leads to the same lock.
  const path = realpathSync(given);
  const stats = statSync(path);
  // A directory has several links by itself.
  if (!stats.isFile()) throw new JournalError(path, 'not a file');
  if (stats.nlink > 1) throw new JournalError(path, 'linked');
  const [log, index, lock, key] = [`${path}-wal`, `${path}-shm`, `${path}-lock`, `${path}-key`];
  make(lock);
  for (const file of [path, log, index, lock, key])
    if (existsSync(file) && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  return { path, log, index, lock, key };
}

/** An existing file is not opened: to close it would release all locks that this process holds on it. */
function make(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'ax', 0o600));
}

/** An exclusive lock on a file. The operating system releases it when this process ends, also if it is killed. */
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

/** The secret in a file. It is made if there is none, or only a part of one. */
export function keptSecret(path: string): Uint8Array {
  if (statSync(path, { throwIfNoEntry: false })?.size !== SECRET_BYTES) {
    // Renamed when it is whole: with a full disk, half a secret would be left.
    writeFileSync(`${path}.new`, newSecret(), { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path);
  }
  return new Uint8Array(readFileSync(path));
}

/** Device and inode of a file; empty if it does not exist. */
export function identityOf(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.dev} ${stats.ino}` : '';
}

/** Closes a database, if that can be done. */
export function closeQuietly(database: DatabaseSync | undefined): void {
  try {
    database?.close();
  } catch {
    // Nothing more can be done with it.
  }
}
