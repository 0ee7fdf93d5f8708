import { randomBytes, scrypt, scryptSync } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../leads/folder.ts';
import type { CallIdKey } from '../../loaders/calls/callIdentity.ts';
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

const KEY_BYTES = 32;

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
 * is derived when the first calls are asked for, in a thread of its own; at once if an id is needed before.
 */
export function callIdKey({
  dialer,
  secret: given,
  leadJournal,
  log,
  cost = COST,
}: CallIdKeyOptions): CallIdKey {
  const salt = `call ids of ${dialer.user} at ${dialer.baseUrl.hostname}`;
  let secret = given;
  let key: string | undefined;
  let isComing = false;
  const secretOnce = (): string => (secret ??= keptSecret(leadJournal, log));
  const use = (derived: Buffer): string => (key ??= derived.toString('base64url'));
  return {
    prepare: () => {
      if (isComing) return;
      isComing = true;
      scrypt(secretOnce(), salt, KEY_BYTES, { N: cost }, (error, derived) => {
        // If this fails, `key` fails for the same reason, and tells it.
        if (!error) use(derived);
      });
    },
    key: () => key ?? use(scryptSync(secretOnce(), salt, KEY_BYTES, { N: cost })),
  };
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
