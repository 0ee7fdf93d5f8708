/** Why a journal cannot be used. `in use` = by another server; `newer` = it was written by a later version. */
export type JournalFault =
  | 'in use'
  | 'locked'
  | 'full'
  | 'read-only'
  | 'corrupt'
  | 'deleted'
  | 'replaced'
  | 'newer'
  | 'unavailable';

const SENTENCES: Readonly<Record<JournalFault, string>> = {
  'in use': 'is in use by another server: give each server a journal of its own',
  locked: 'is locked by another process',
  full: 'cannot grow: its disk is full',
  'read-only': 'cannot be written: it is read-only',
  corrupt: 'is corrupt: restore it from a backup',
  deleted: 'was deleted while this server was running',
  replaced: 'was replaced while this server was running',
  newer: 'was written by a later version of this server',
  unavailable: 'cannot be used',
};

/** The journal cannot do what was asked of it. The message names the file and the reason. */
export class JournalError extends Error {
  readonly fault: JournalFault;
  /** The system's or SQLite's own code: `ENOSPC`, `SQLITE 11`. */
  readonly code: string;

  constructor(path: string, fault: JournalFault, code: string = fault) {
    super(`The lead journal ${path} (LEAD_JOURNAL) ${SENTENCES[fault]}.`);
    this.name = 'JournalError';
    this.fault = fault;
    this.code = code;
  }
}

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
};

/** What an error of SQLite's or of the file system's says of a journal. */
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
