import { z } from 'zod';
import { JournalError } from '../journalError.ts';
import { keyFor, newSecret, seal, unseal } from '../sealing.ts';
import type { OpenedJournal } from '../terms.ts';
import type { Query } from './connections.ts';
import { migrate } from './migrations.ts';
import { IDENTITY, LAST_TIME } from './statements.ts';

/** What tells a database from a copy of it. */
const identity = z.object({ place: z.string(), timeline: z.string(), loses: z.boolean() });
export type Identity = z.output<typeof identity>;

const secretRow = z.object({ hashing: z.instanceof(Uint8Array), sealing: z.string() });

export interface OpenedTables {
  readonly facts: OpenedJournal;
  readonly identity: Identity;
}

/**
 * Brings the tables up to this version, and reads the secrets, in the transaction of the query.
 *
 * @param key JOURNAL_KEY
 * @throws JournalError if the tables are of a later version, or were made with another key
 */
export async function openTables(query: Query, place: string, key: string): Promise<OpenedTables> {
  await migrate(query, place);
  const secrets = await secretsOf(query, place, key);
  const now = await identityOf(query);
  const expected = await noted(query, 'identity');
  const last = identity.safeParse(expected === undefined ? undefined : JSON.parse(expected)).data;
  if (last && isCopy(last, now) && (await noted(query, 'gap')) === undefined) {
    const [row] = await query(LAST_TIME);
    await note(query, 'gap', z.string().nullable().parse(row?.['last']) ?? new Date(0).toISOString());
  }
  if (expected !== JSON.stringify(now)) await note(query, 'identity', JSON.stringify(now));
  return { facts: { ...secrets, gapSince: (await noted(query, 'gap')) ?? null }, identity: now };
}

/** True if a database may lack adds that an earlier one had. */
export const isCopy = (before: Identity, now: Identity): boolean =>
  before.place !== now.place || (before.timeline !== now.timeline && now.loses);

export async function identityOf(query: Query): Promise<Identity> {
  const [row] = await query(IDENTITY);
  return identity.parse(row);
}

/** The secrets of a journal, which are made with it. */
async function secretsOf(
  query: Query,
  place: string,
  key: string,
): Promise<Pick<OpenedJournal, 'secret' | 'sealingSecret'>> {
  const [row] = await query('SELECT hashing, sealing FROM lead_journal_secret');
  if (row === undefined) {
    const made = { secret: newSecret(), sealingSecret: newSecret() };
    await keepSecrets(query, made, key);
    return made;
  }
  const { hashing, sealing } = secretRow.parse(row);
  const sealingSecret = unwrapped(sealing, key);
  if (!sealingSecret) throw new JournalError(place, 'other key');
  return { secret: new Uint8Array(hashing), sealingSecret };
}

/** True if a journal was made with this JOURNAL_KEY, or has no secrets yet. */
export async function hasKey(query: Query, key: string): Promise<boolean> {
  const [row] = await query('SELECT hashing, sealing FROM lead_journal_secret');
  return row === undefined || unwrapped(secretRow.parse(row).sealing, key) !== undefined;
}

/** The secret that was encrypted with JOURNAL_KEY; undefined if the key is another one. */
function unwrapped(sealing: string, key: string): Uint8Array | undefined {
  try {
    return new Uint8Array(Buffer.from(z.string().parse(unseal(wrappingKey(key), sealing)), 'base64url'));
  } catch {
    return undefined;
  }
}

/** Stores the secrets. That of the hashes is in the clear, as in a file; the other one is encrypted with JOURNAL_KEY. */
export async function keepSecrets(
  query: Query,
  { secret, sealingSecret }: Pick<OpenedJournal, 'secret' | 'sealingSecret'>,
  key: string,
): Promise<void> {
  const sealing = seal(wrappingKey(key), Buffer.from(sealingSecret).toString('base64url'));
  await query('DELETE FROM lead_journal_secret');
  await query('INSERT INTO lead_journal_secret VALUES ($1, $2)', [Buffer.from(secret), sealing]);
}

const wrappingKey = (key: string): Uint8Array => keyFor(Buffer.from(key), 'lead journal');

/** Stores a value under a name in the journal. */
export async function note(query: Query, name: string, value: string): Promise<void> {
  await query(
    'INSERT INTO lead_journal_notes VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    [name, value],
  );
}

/** The value under a name in the journal; undefined if there is none. */
export async function noted(query: Query, name: string): Promise<string | undefined> {
  const [row] = await query('SELECT value FROM lead_journal_notes WHERE name = $1', [name]);
  return z.string().optional().parse(row?.['value']);
}
