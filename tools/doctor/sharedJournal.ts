import { z } from 'zod';
import { JournalError } from '../../src/leads/journal/journalError.ts';
import { Connections, type Query } from '../../src/leads/journal/postgres/connections.ts';
import { POSTGRES_VERSION, versionOf } from '../../src/leads/journal/postgres/migrations.ts';
import { hasKey, noted } from '../../src/leads/journal/postgres/opening.ts';
import { COUNT_UNRESOLVED, LIVE_OWNERS } from '../../src/leads/journal/postgres/statements.ts';
import { textOf, type Secret } from '../../src/upstream/wire/transport.ts';
import { ADVICE, NAME, unresolvedCheck } from './journal.ts';
import { fault, ok, warning, type Check } from './report.ts';

const DEADLINE_MS = 5000;

/** Looks at a lead journal in Postgres, in a transaction that can write nothing. */
export async function sharedJournalChecks(url: Secret, key: Secret): Promise<readonly Check[]> {
  const connections = new Connections(url, DEADLINE_MS);
  const { place } = connections;
  try {
    return await connections.transaction(async (query) => {
      await query('SET TRANSACTION READ ONLY');
      return checksOf(query, place, textOf(key));
    });
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    const advice =
      error.fault === 'unavailable'
        ? 'Look whether Postgres runs, and whether JOURNAL_URL has the right host, user and password.'
        : ADVICE[error.fault];
    return [fault(NAME, `${error.message} (${error.code})`, advice)];
  } finally {
    await connections.close();
  }
}

async function checksOf(query: Query, place: string, key: string): Promise<readonly Check[]> {
  const version = await versionOf(query);
  if (version > POSTGRES_VERSION) throw new JournalError(place, 'newer');
  if (version < POSTGRES_VERSION) return [ok(NAME, `${place} can be reached. The server makes its tables.`)];
  if (!(await hasKey(query, key))) throw new JournalError(place, 'other key');
  const [counted] = await query(COUNT_UNRESOLVED);
  const servers = (await query(LIVE_OWNERS)).length;
  const state = `${servers === 1 ? '1 server uses' : `${servers} servers use`} it now.`;
  const journal =
    (await noted(query, 'gap')) === undefined
      ? ok(NAME, `${place} can be read. ${state}`)
      : warning(NAME, `The journal was restored from a copy that lacks adds. ${state}`, 'See docs/leads.md.');
  return [journal, unresolvedCheck(z.number().parse(counted?.['count']))];
}
