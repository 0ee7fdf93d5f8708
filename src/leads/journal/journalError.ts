import { basename } from 'node:path';

/**
 * Why a journal cannot be used. `in use` = by another server; `linked` = its file has a second name (a hard link);
 * `not a file` = a directory, a device or the like; `other key` = it was made with another JOURNAL_KEY; `lease lost` =
 * another server has declared the add unknown, because this one gave no sign of life; `newer` = a later version wrote it.
 */
export type JournalFault =
  | 'in use'
  | 'linked'
  | 'not a file'
  | 'other key'
  | 'lease lost'
  | 'locked'
  | 'full'
  | 'read-only'
  | 'corrupt'
  | 'deleted'
  | 'replaced'
  | 'newer'
  | 'unavailable';

const SENTENCES: Readonly<Record<JournalFault, string>> = {
  'in use':
    'is in use by another server: end that one, or set LEAD_JOURNAL and PORT of this one to another file and port',
  linked: 'has a second name (a hard link), by which another server could use it: delete one of them',
  'not a file': 'is not a file: set it to the path of a file, which need not exist yet',
  'other key': 'was made with another JOURNAL_KEY: all servers of a journal need the same one',
  'lease lost':
    'lists the outcome of this add as unknown, because this server gave no sign of life for too long',
  locked: 'is locked by another process',
  full: 'cannot grow: its disk is full',
  'read-only':
    "cannot be written: it is read-only. Let this server's user write the file and its folder, or set another path",
  corrupt: 'is corrupt: restore it from a backup',
  deleted: 'was deleted while this server was running',
  replaced: 'was replaced while this server was running',
  newer: 'was written by a later version of this server',
  unavailable: 'cannot be used',
};

/** The sentences that differ for a journal in Postgres. */
const OF_POSTGRES: Readonly<Partial<Record<JournalFault, string>>> = {
  locked: 'is locked by another session of Postgres',
  'read-only': 'cannot be written: let the user of JOURNAL_URL make and write tables, on a primary server',
  unavailable: 'cannot be reached or used',
};

/** How the URL of a journal in Postgres begins, wherever it stands for the path of a file. */
export const POSTGRES = /^postgres(?:ql)?:\/\//;

/** A failed operation of the journal. The message names the file, or the database, and the reason. */
export class JournalError extends Error {
  readonly fault: JournalFault;
  /** The code of the system, of SQLite or of Postgres: `ENOSPC`, `SQLITE 11`, `53100`. */
  readonly code: string;
  /** The message for a client: it names the file without its folder, or the database without its server. */
  readonly publicMessage: string;

  /** @param path of the file; or the URL of the database, without user and password */
  constructor(path: string, fault: JournalFault, code: string = fault) {
    const isPostgres = POSTGRES.test(path);
    const sentence = (isPostgres ? OF_POSTGRES[fault] : undefined) ?? SENTENCES[fault];
    super(`The lead journal ${path} (${isPostgres ? 'JOURNAL_URL' : 'LEAD_JOURNAL'}) ${sentence}.`);
    this.name = 'JournalError';
    this.fault = fault;
    this.code = code;
    this.publicMessage = `The lead journal of this server cannot be used (${basename(path)}: ${fault}).`;
  }
}

/** True if the other servers have declared the add unknown, and this one may not change that. */
export const isLeaseLost = (error: unknown): boolean =>
  error instanceof JournalError && error.fault === 'lease lost';

/** An error for the log: by its code or name, since a message may quote a lead. That of a JournalError quotes none. */
export const loggedError = (error: unknown): Readonly<Record<string, string>> => ({
  code: error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown',
  ...(error instanceof JournalError ? { journal: error.message } : {}),
});

/** SQLite's primary result codes. */
const BY_SQLITE: Readonly<Record<number, JournalFault>> = {
  5: 'locked',
  6: 'locked',
  8: 'read-only',
  11: 'corrupt',
  13: 'full',
  26: 'corrupt',
};

const BY_SYSTEM: Readonly<Record<string, JournalFault>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EISDIR: 'not a file',
};

/** The fault behind an error of SQLite or of the file system. */
export function faultOf(error: unknown): { readonly fault: JournalFault; readonly code: string } {
  if (error instanceof JournalError) return error;
  if (!(error instanceof Error)) return { fault: 'unavailable', code: 'unknown' };
  if ('errcode' in error && typeof error.errcode === 'number') {
    // The low byte of an extended code is the primary one.
    return { fault: BY_SQLITE[error.errcode & 0xff] ?? 'unavailable', code: `SQLITE ${error.errcode}` };
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return { fault: BY_SYSTEM[code] ?? 'unavailable', code };
}
