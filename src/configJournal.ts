/** The variables of a lead journal in Postgres, which several servers share. */
import { z } from 'zod';
import { errorOf } from './configRules.ts';
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

export const journalVariables = {
  JOURNAL_URL: postgresUrl.optional(),
  JOURNAL_URL_FILE: z.string().optional(),
  JOURNAL_KEY: journalKey.optional(),
  JOURNAL_KEY_FILE: z.string().optional(),
} as const;

function isPostgresUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    (url?.protocol === 'postgres:' || url?.protocol === 'postgresql:') &&
    url.hostname !== '' &&
    /^\/[^/]+$/.test(url.pathname)
  );
}

type JournalVariables = Readonly<Partial<Record<keyof typeof journalVariables, string | undefined>>>;

export const hasSharedJournal = (env: JournalVariables): boolean =>
  (env.JOURNAL_URL ?? env.JOURNAL_URL_FILE) !== undefined;

/** Refuses two journals. */
export const oneJournal = [
  (env: JournalVariables & { readonly LEAD_JOURNAL?: string | undefined }): boolean =>
    !hasSharedJournal(env) || env.LEAD_JOURNAL === undefined,
  errorOf(
    'JOURNAL_URL',
    'must not be set together with LEAD_JOURNAL: the journal is in Postgres or in a file',
  ),
] as const;

/** Refuses a journal in Postgres without a key. */
export const keyWithJournal = [
  (env: JournalVariables): boolean =>
    !hasSharedJournal(env) || (env.JOURNAL_KEY ?? env.JOURNAL_KEY_FILE) !== undefined,
  errorOf('JOURNAL_KEY', 'must be set together with JOURNAL_URL, to the same secret on all servers'),
] as const;

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
