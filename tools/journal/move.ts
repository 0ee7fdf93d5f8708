import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { closeQuietly } from '../../src/leads/journal/files.ts';
import { JournalError } from '../../src/leads/journal/journalError.ts';
import { JournalFile } from '../../src/leads/journal/journalFile.ts';
import { Connections, type Query } from '../../src/leads/journal/postgres/connections.ts';
import { keepSecrets, note, openTables } from '../../src/leads/journal/postgres/opening.ts';
import { LIVE_OWNERS } from '../../src/leads/journal/postgres/statements.ts';
import type { OpenedJournal } from '../../src/leads/journal/terms.ts';

/** Rows in one statement. */
const AT_ONCE = 2000;
/** A large journal takes some minutes. */
const DEADLINE_MS = 1_800_000;
const BUSY_MS = 5000;

/** A journal that is not moved; nothing was changed. The message says why. */
export class CannotMove extends Error {}

export interface MoveOptions {
  /** Path of the file. */
  readonly from: string;
  readonly url: string;
  /** JOURNAL_KEY. */
  readonly key: string;
}

const moment = z.string().transform((text) => new Date(text).toISOString());

/** A row as both journals have it. Both read it in this order of members. */
const row = z.object({
  id: z.number(),
  key_hash: z.string().nullable(),
  lead_hash: z.string().nullable(),
  caller_hash: z.string().nullable(),
  begun_at: moment,
  ended_at: moment.nullable(),
  outcome: z.string(),
  sealed: z.string().nullable(),
  cause: z.string().nullable(),
  unresolved: z.union([z.boolean(), z.number().transform((flag) => flag === 1)]),
  format: z.number(),
});
type Row = z.output<typeof row>;

/**
 * Moves a journal, in one transaction, and compares each row afterwards.
 *
 * @returns what was done, for a person
 * @throws CannotMove
 */
export async function move({ from, url, key }: MoveOptions): Promise<string> {
  if (!existsSync(from)) throw new CannotMove(`There is no file ${from}.`);
  let file: JournalFile | undefined;
  let connections: Connections | undefined;
  try {
    // The lock of the file is held to the end. Adds that were under way when its server was killed are unknown now.
    const opened = (file = new JournalFile({ path: from, days: 0, busyMs: BUSY_MS }));
    const rows = rowsIn(from);
    const target = (connections = new Connections(url, DEADLINE_MS));
    const { place } = target;
    return await target.transaction((query) => moved(query, place, opened.opened, rows, key));
  } catch (error) {
    if (error instanceof JournalError)
      throw new CannotMove(`${error.message} (${error.code}) Nothing was moved.`);
    throw error;
  } finally {
    file?.close();
    await connections?.close();
  }
}

function rowsIn(path: string): Row[] {
  const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
  try {
    const all = database.prepare(`SELECT ${Object.keys(row.shape).join(', ')} FROM adds ORDER BY id`).all();
    return z.array(row).parse(all);
  } finally {
    closeQuietly(database);
  }
}

async function moved(
  query: Query,
  place: string,
  { secret, sealingSecret, gapSince }: OpenedJournal,
  rows: readonly Row[],
  key: string,
): Promise<string> {
  const { facts } = await openTables(query, place, key);
  await query('LOCK TABLE lead_journal_adds, lead_journal_owners IN ACCESS EXCLUSIVE MODE');
  const counts = `${rows.length} leads, ${rows.filter(({ unresolved }) => unresolved).length} of them unresolved`;
  const known = await rowsOf(query);
  if (known.length > 0) {
    const isSame = Buffer.from(facts.secret).equals(Buffer.from(secret)) && isEqual(known, rows);
    if (isSame) return `${place} has this journal already: ${counts}. Nothing was changed.`;
    throw new CannotMove(`${place} has ${known.length} leads, and not those of the file. Nothing was moved.`);
  }
  // They have read the secrets of the empty journal, and would take each key for unused.
  if ((await query(LIVE_OWNERS)).length > 0)
    throw new CannotMove(`A server uses ${place}: stop it, and wait for 10 seconds. Nothing was moved.`);
  await keepSecrets(query, { secret, sealingSecret }, key);
  for (let at = 0; at < rows.length; at += AT_ONCE)
    await query(INSERT, [JSON.stringify(rows.slice(at, at + AT_ONCE))]);
  await query(NEXT_ID);
  if (gapSince !== null) await note(query, 'gap', gapSince);
  if (!isEqual(await rowsOf(query), rows)) throw new CannotMove(`${place} has other rows than it was given.`);
  return `Moved ${counts}, to ${place}. Keep the file as a backup, and start no server with it.`;
}

const isEqual = (some: readonly Row[], others: readonly Row[]): boolean =>
  some.length === others.length &&
  some.every((one, index) => JSON.stringify(one) === JSON.stringify(others[index]));

const TYPES = `id bigint, key_hash text, lead_hash text, caller_hash text, begun_at timestamptz, ended_at timestamptz,
  outcome text, sealed text, cause text, unresolved boolean, format smallint`;
const MEMBERS = Object.keys(row.shape).join(', ');

const INSERT = `INSERT INTO lead_journal_adds (${MEMBERS}) SELECT ${MEMBERS} FROM json_to_recordset($1) AS r (${TYPES})`;

const NEXT_ID = `SELECT setval(pg_get_serial_sequence('lead_journal_adds', 'id'),
  (SELECT greatest(max(id), 1) FROM lead_journal_adds), (SELECT count(*) > 0 FROM lead_journal_adds))`;

/** The rows of the journal in Postgres, in parts. */
async function rowsOf(query: Query): Promise<Row[]> {
  const all: Row[] = [];
  for (;;) {
    const last = all.at(-1)?.id ?? -1;
    const part = await query(
      `SELECT id::float8 AS id, key_hash, lead_hash, caller_hash, ${asText('begun_at')}, ${asText('ended_at')},
        coalesce(outcome, 'under way') AS outcome, sealed, cause, unresolved, format
       FROM lead_journal_adds WHERE id > $1 ORDER BY lead_journal_adds.id LIMIT $2`,
      [last, AT_ONCE],
    );
    if (part.length === 0) return all;
    all.push(...z.array(row).parse(part));
  }
}

const asText = (time: string): string =>
  `to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS ${time}`;
