/** The two kinds of lead journal, for tests of what both of them promise. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { folderForThisTest } from './leadApi.ts';
import { hasPostgres, sharedPostgres } from './postgres.ts';

export interface JournalKind {
  readonly name: string;
  /** A journal that does not exist yet: a path or a URL. */
  readonly create: () => Promise<string>;
  /** Its rows, in the order in which they were begun. */
  readonly rows: (journal: string) => Promise<Record<string, unknown>[]>;
  /** Runs SQL in it, beside the server that uses it. The name of its table is `adds`. */
  readonly run: (journal: string, sql: string) => Promise<void>;
  /** SQL that lets each change of a row fail, and SQL that ends this. */
  readonly fail: string;
  readonly mend: string;
}

const MEMBERS = 'key_hash, lead_hash, ended_at, outcome';

const sqlite: JournalKind = {
  name: 'a file',
  create: async () => join(folderForThisTest(), 'leads.db'),
  rows: async (journal) => {
    const database = new DatabaseSync(journal, { readOnly: true });
    try {
      return database.prepare(`SELECT ${MEMBERS} FROM adds ORDER BY id`).all();
    } finally {
      database.close();
    }
  },
  run: async (journal, sql) => {
    // A server may write just now.
    const database = new DatabaseSync(journal, { timeout: 5000 });
    database.exec(sql);
    database.close();
  },
  fail: `CREATE TRIGGER full BEFORE UPDATE ON adds BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
  mend: 'DROP TRIGGER full',
};

const postgres: JournalKind = {
  name: 'Postgres',
  create: async () => (await sharedPostgres()).newJournal(),
  rows: async (journal) =>
    (await sharedPostgres()).sql(journal, `SELECT ${MEMBERS} FROM lead_journal_adds ORDER BY id`),
  run: async (journal, sql) => {
    await (await sharedPostgres()).sql(journal, sql.replaceAll(/\badds\b/g, 'lead_journal_adds'));
  },
  fail: `CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$;
    CREATE OR REPLACE TRIGGER full_disk BEFORE UPDATE ON adds EXECUTE FUNCTION fail()`,
  mend: 'DROP TRIGGER full_disk ON adds',
};

/** Both kinds; a file alone where Postgres is not installed. */
export const JOURNALS: readonly JournalKind[] = hasPostgres ? [sqlite, postgres] : [sqlite];
