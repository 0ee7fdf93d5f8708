import { randomInt } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** SQLite keeps the application id there, as a big-endian integer. */
const MARK_AT = 68;
const MARK_BYTES = 4;
const MOST = 2 ** 31;

/** A new mark: not 0, which is that of a file without one. */
export const newMark = (): number => randomInt(1, MOST);

/** The mark of the session that used a journal last; 0 if it has none. */
export const markIn = (database: DatabaseSync): number => numberIn(database, 'application_id');

/** Marks a journal as used by this session. */
export function mark(database: DatabaseSync, value: number): void {
  database.exec(`PRAGMA application_id = ${value}`);
}

/**
 * The marks that the journal beside this lock may have. There are two, because a kill may come between writing the lock
 * and the journal. None = the lock was never used.
 */
export const expectedMarks = (lock: DatabaseSync): readonly number[] =>
  markIn(lock) === 0 ? [] : [markIn(lock), numberIn(lock, 'user_version')];

/** Notes in the lock which mark the journal gets, and which one it has now. */
export function expectMarks(lock: DatabaseSync, next: number, now: number): void {
  lock.exec(`BEGIN; PRAGMA application_id = ${next}; PRAGMA user_version = ${now}; COMMIT;`);
}

function numberIn(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

/**
 * The mark as it is on disk, past SQLite's cache: it changes if somebody copies another file over this one. Close it
 * after the database, since to close it releases the locks that this process holds on the file.
 */
export class MarkOnDisk {
  readonly #descriptor: number;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
  }

  /** 0 if the file is too short. */
  read(): number {
    const bytes = Buffer.alloc(MARK_BYTES);
    return readSync(this.#descriptor, bytes, 0, MARK_BYTES, MARK_AT) === MARK_BYTES ? bytes.readInt32BE() : 0;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
