import { randomBytes, scryptSync } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../leads/folder.ts';
import type { DialerAccount } from '../../upstream/dialer/goApi.ts';
import type { Log } from '../log.ts';

export interface CallIdKeyOptions {
  readonly dialer: Pick<DialerAccount, 'baseUrl' | 'user'>;
  /** CALL_ID_KEY; undefined = one is made at random, and kept in a file beside the lead journal. */
  readonly secret: string | undefined;
  /** Path of the lead journal. */
  readonly leadJournal: string;
  readonly log: Pick<Log, 'warn'>;
  /** scrypt's cost N, a power of two. Another cost gives other keys. */
  readonly cost?: number;
}

/** What Node takes: some 50 ms and 16 MB, once in a process. */
const COST = 16_384;

const FILE = 'call-ids.key';
/** A file that is shorter was damaged. */
const LEAST_CHARACTERS = 32;

/**
 * The secret key of call ids. An id is a hash of its call's facts, including the phone number. Without a secret, a
 * viewer who sees the other facts could try numbers until the hash fits.
 *
 * The key is derived from the dialer's host and user, which many people know, and a secret. The secret is not the
 * password, so that ids survive a change of the password. Without CALL_ID_KEY the secret is random, so servers on
 * several machines have the same ids only if it is set. scrypt protects a weak CALL_ID_KEY against guessing. The key
 * is derived when the first id is needed.
 */
export function callIdKey({ dialer, secret, leadJournal, log, cost = COST }: CallIdKeyOptions): () => string {
  let key: string | undefined;
  return () =>
    (key ??= scryptSync(
      secret ?? keptSecret(leadJournal, log),
      `call ids of ${dialer.user} at ${dialer.baseUrl.hostname}`,
      32,
      { N: cost },
    ).toString('base64url'));
}

/** The secret of this machine, made when it is first needed. If no file can be kept, it is another after a restart. */
function keptSecret(leadJournal: string, log: Pick<Log, 'warn'>): string {
  const made = randomBytes(32).toString('base64url');
  // SQLite's name for a journal that is kept nowhere.
  if (leadJournal === ':memory:') return made;
  try {
    const folder = dirname(leadJournal);
    makeFolder(folder);
    const path = join(folder, FILE);
    keep(path, made);
    const kept = readFileSync(path, 'utf8').trim();
    if (kept.length >= LEAST_CHARACTERS) return kept;
    log.warn(
      { file: FILE },
      'the key of call ids is damaged: ids last until a restart; remove its file or set CALL_ID_KEY',
    );
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
    log.warn(
      { file: FILE, code },
      'the key of call ids cannot be kept: ids last until a restart; set CALL_ID_KEY',
    );
  }
  return made;
}

/** Writes a file that is not there yet, whole or not at all: another process may do so at the same time. */
function keep(path: string, text: string): void {
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${text}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
