/** The variables of a lead journal in Postgres, which several servers share. */
import { z } from 'zod';
import { secretIn, type ConfiguredSecret } from './configSecrets.ts';

/** The URL of a database, with its user and password. No error quotes it. */
export const postgresUrl = z
  .string()
  .max(4096, 'must have at most 4096 characters')
  .refine(
    isPostgresUrl,
    'must be the URL of a database, such as postgres://user:password@db.example.net/leads',
  );

export const journalKey = z
  .string()
  .min(16, 'must be at least 16 characters long')
  .max(4096, 'must have at most 4096 characters');

function isPostgresUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    (url?.protocol === 'postgres:' || url?.protocol === 'postgresql:') &&
    url.hostname !== '' &&
    /^\/[^/]+$/.test(url.pathname)
  );
}

type JournalVariables = Readonly<
  Partial<Record<'JOURNAL_URL' | 'JOURNAL_URL_FILE' | 'JOURNAL_KEY' | 'JOURNAL_KEY_FILE', string | undefined>>
>;

export const hasSharedJournal = (env: JournalVariables): boolean =>
  (env.JOURNAL_URL ?? env.JOURNAL_URL_FILE) !== undefined;

export const hasJournalKey = (env: JournalVariables): boolean =>
  (env.JOURNAL_KEY ?? env.JOURNAL_KEY_FILE) !== undefined;

/** A journal in Postgres: the URL of its database, and the key that encrypts facts of unresolved leads. */
export interface ConfiguredJournal {
  readonly url: ConfiguredSecret;
  readonly key: ConfiguredSecret;
}

/** Undefined = the journal is a file. */
export function sharedJournalOf(env: JournalVariables): ConfiguredJournal | undefined {
  const url = secretIn(env, 'JOURNAL_URL', postgresUrl);
  const key = secretIn(env, 'JOURNAL_KEY', journalKey);
  return url !== undefined && key !== undefined ? { url, key } : undefined;
}
