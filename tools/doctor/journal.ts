import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  realpathSync,
  statfsSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { closeQuietly } from '../../src/leads/journal/files.ts';
import { faultOf, JournalError, type JournalFault } from '../../src/leads/journal/journalError.ts';
import { JOURNAL_VERSION } from '../../src/leads/journal/migrations.ts';
import { IN_MEMORY } from '../../src/leads/journal/terms.ts';
import { fault, ok, skipped, warning, type Check } from './report.ts';

export const NAME = 'lead journal';
const UNRESOLVED = 'unresolved leads';
/** Less free space is worth a warning. */
const LEAST_FREE_BYTES = 100 * 1024 * 1024;
/** A transaction of a running server ends sooner. */
const BUSY_MS = 2000;

export const ADVICE: Readonly<Record<JournalFault, string>> = {
  'in use': 'Give each server a journal of its own.',
  linked: 'Delete the other name (hard link) of the file.',
  'not a file': 'Set LEAD_JOURNAL to the path of a file, which need not exist yet.',
  'other key': 'Set the JOURNAL_KEY with which the journal was made.',
  'lease lost': 'Look whether the server can reach Postgres, and whether its machine is overloaded.',
  locked: 'Find the process that locks it (fuser), such as a backup that hangs, and end it.',
  full: 'Free space on its disk.',
  'read-only':
    "Let the server's user write the file and its folder, and look whether the disk is mounted read-only. Run the doctor as the server's user.",
  corrupt: 'Restore it from a backup, as docs/leads.md says.',
  deleted: 'Restore it from a backup, and restart the server.',
  replaced: 'Restart the server.',
  newer: 'Start the newer version again, or restore the journal of this one from a backup.',
  unavailable: 'Check LEAD_JOURNAL: it is the path of a file.',
};

/**
 * Looks at the lead journal without changing it: nothing is written to it, and no lock of a running server is needed.
 *
 * @param given the path of LEAD_JOURNAL
 * @param busyMs longest wait for the lock of another process, in milliseconds
 */
export function journalChecks(given: string, busyMs = BUSY_MS): readonly Check[] {
  if (given === IN_MEMORY)
    return [
      skipped(
        NAME,
        'The journal is kept in memory, because the dialer is simulated or LEAD_JOURNAL says so.',
      ),
    ];
  try {
    if (!existsSync(given)) return [absentJournal(given)];
    return existingJournal(realpathSync(given), busyMs);
  } catch (error) {
    const { fault: why, code } = faultOf(error);
    const { message } = error instanceof JournalError ? error : new JournalError(given, why, code);
    return [fault(NAME, message, ADVICE[why])];
  }
}

/** A journal that the server will make. */
function absentJournal(path: string): Check {
  const folder = existingFolder(dirname(resolve(path)));
  tryToWrite(folder);
  return (
    markedReadOnly(folder) ??
    lowOnSpace(folder) ??
    ok(NAME, `${path} does not exist yet. The server can make it.`)
  );
}

const existingFolder = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : existingFolder(dirname(folder));

function existingJournal(path: string, busyMs: number): readonly Check[] {
  if (!statSync(path).isFile()) throw new JournalError(path, 'not a file');
  if (statSync(path).nlink > 1) throw new JournalError(path, 'linked');
  const log = `${path}-wal`;
  for (const file of [path, log, `${path}-shm`, `${path}-lock`, `${path}-key`])
    if (existsSync(file)) accessSync(file, constants.W_OK);
  tryToWrite(dirname(path));
  const isInUse = isLocked(`${path}-lock`);
  const hasLog = (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0;
  // If the last connection that can write is closed, the log of a server that was killed is deleted, and the next server
  // would miss it. While a server runs, or without a log, there is no such danger.
  if (isInUse || !hasLog) tryLock(path, busyMs);
  const seen = contentOf(path, hasLog || isInUse, busyMs);
  const state = isInUse ? 'It is in use by a running server.' : 'No server uses it now.';
  const journal = seen.hasGap
    ? warning(
        NAME,
        `The journal was restored from a copy that lacks adds. ${state}`,
        'See "Restore" in docs/leads.md.',
      )
    : (markedReadOnly(path) ??
      markedReadOnly(dirname(path)) ??
      lowOnSpace(dirname(path)) ??
      ok(NAME, `${path} can be read and written. ${state}`));
  return [journal, unresolvedCheck(seen.unresolved)];
}

export function unresolvedCheck(count: number | undefined): Check {
  if (count === undefined)
    return skipped(
      UNRESOLVED,
      'The journal is empty, or of the first version. The server brings it up when it starts.',
    );
  if (count === 0) return ok(UNRESOLVED, 'There is no lead whose outcome is unknown.');
  return warning(
    UNRESOLVED,
    `${count} ${count === 1 ? 'lead has' : 'leads have'} an unknown outcome, or ${count === 1 ? 'is' : 'are'} being sent.`,
    'List them with the query unresolvedLeads, look each up in the dialer, and settle it with resolveLead (docs/leads.md).',
  );
}

/** Makes a file beside the journal, and deletes it: SQLite needs to make files there. */
function tryToWrite(folder: string): void {
  const file = join(folder, `.doctor-${randomUUID()}`);
  closeSync(openSync(file, 'wx', 0o600));
  unlinkSync(file);
}

/** A warning if only the superuser may write: the doctor may be run by root, and the server by another user. */
function markedReadOnly(path: string): Check | undefined {
  if ((statSync(path).mode & 0o222) !== 0) return undefined;
  return warning(
    NAME,
    `${path} is marked as read-only, so that only root may write it.`,
    ADVICE['read-only'],
  );
}

/** True if a server holds the lock. */
function isLocked(lock: string): boolean {
  if (!existsSync(lock)) return false;
  const database = new DatabaseSync(lock, { readOnly: true, timeout: 0 });
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return faultOf(error).fault === 'locked';
  } finally {
    closeQuietly(database);
  }
}

/** Takes the lock of writers, and gives it back. @throws Error of SQLite */
function tryLock(path: string, busyMs: number): void {
  const database = new DatabaseSync(path, { timeout: busyMs });
  try {
    database.exec('BEGIN IMMEDIATE; ROLLBACK');
  } finally {
    closeQuietly(database);
  }
}

interface Content {
  /** Undefined = a journal of the first version. */
  readonly unresolved: number | undefined;
  readonly hasGap: boolean;
}

/** @param hasLog false = nobody writes, and the file alone is whole: then SQLite makes no file beside it */
function contentOf(path: string, hasLog: boolean, busyMs: number): Content {
  const url = pathToFileURL(path);
  if (!hasLog) url.searchParams.set('immutable', '1');
  const database = new DatabaseSync(url, { readOnly: true, timeout: busyMs });
  try {
    const value = (sql: string, name: string): unknown => database.prepare(sql).get()?.[name];
    if (value('PRAGMA quick_check(1)', 'quick_check') !== 'ok') throw new JournalError(path, 'corrupt');
    const version = Number(value('PRAGMA user_version', 'user_version'));
    if (version > JOURNAL_VERSION) throw new JournalError(path, 'newer');
    if (version < JOURNAL_VERSION) return { unresolved: undefined, hasGap: false };
    return {
      unresolved: Number(value('SELECT count(*) AS n FROM adds WHERE unresolved = 1', 'n')),
      hasGap: value(`SELECT value FROM notes WHERE name = 'gap'`, 'value') !== undefined,
    };
  } finally {
    closeQuietly(database);
  }
}

/** A warning if the disk is almost full. */
function lowOnSpace(folder: string): Check | undefined {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= LEAST_FREE_BYTES) return undefined;
  return warning(
    NAME,
    `The disk of the journal has ${Math.floor(free / 1024 / 1024)} MB left.`,
    'Free space on it. Without space, no lead is added.',
  );
}
