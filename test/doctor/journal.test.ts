/** Faults of the lead journal. The doctor must find them, and change nothing. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { LeadJournal } from '../../src/leads/journal.ts';
import { journalChecks } from '../../tools/doctor/journal.ts';
import type { Check } from '../../tools/doctor/report.ts';
import { hasPostgres, JOURNAL_KEY, PASSWORD, sharedPostgres } from '../support/postgres.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { checkOf, examined } from './patient.ts';
import { sharedJournalChecks } from '../../tools/doctor/sharedJournal.ts';

const ADD = {
  caller: 'test',
  key: 'a-key',
  input: { phoneNumber: '7275551212' },
  lead: null,
  listId: '101',
  vendorLeadCode: undefined,
};

const JOURNAL = new URL('../../tools/doctor/journal.ts', import.meta.url).href;

/** What a user without rights finds of journals, if this process may start programs as another one. */
function checkedByNobody(paths: readonly string[]): unknown {
  const script = `
    const { journalChecks } = await import(process.argv[1]);
    process.stdout.write(JSON.stringify(process.argv.slice(2).map((path) => journalChecks(path))));`;
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const args = ['--input-type=module', '-e', script, JOURNAL, ...paths];
  // Nobody cannot enter a folder of root's.
  return JSON.parse(execFileSync(process.execPath, args, { cwd: '/', encoding: 'utf8', ...user }));
}

function folderForThisTest(): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  return path;
}

/** A journal with one lead whose outcome is not known, open. */
async function openJournal(): Promise<{ readonly path: string; readonly journal: LeadJournal }> {
  const path = join(folderForThisTest(), 'leads.db');
  const journal = new LeadJournal({ path });
  expect(await journal.start()).toBeUndefined();
  await journal.begin(ADD, '1|7275551212');
  onTestFinished(() => journal.close());
  return { path, journal };
}

const verdicts = (checks: readonly Check[]): string[] => checks.map(({ verdict }) => verdict);

test('no journal yet: it can be made, and is not made', () => {
  const folder = folderForThisTest();
  const [check, ...others] = journalChecks(join(folder, 'data', 'leads.db'));
  expect(check).toMatchObject({ name: 'lead journal', verdict: 'ok' });
  expect(others).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test('a journal in memory is not checked', () => {
  expect(verdicts(journalChecks(':memory:'))).toEqual(['skipped']);
});

test('a running server uses it, and one lead is unresolved', async () => {
  const { path, journal } = await openJournal();
  const [first, second] = journalChecks(path);
  expect(first).toMatchObject({
    verdict: 'ok',
    finding: expect.stringContaining('in use by a running server'),
  });
  expect(second).toMatchObject({ name: 'unresolved leads', verdict: 'warning' });
  expect(second?.finding).toMatch(/^1 lead /);
  expect(await journal.state()).toBe('ok');
});

test('a journal that was closed keeps every byte', async () => {
  const { path, journal } = await openJournal();
  await journal.close();
  const before = readFileSync(path);
  expect(verdicts(journalChecks(path))).toEqual(['ok', 'warning']);
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(join(path, '..')).toSorted()).toEqual(['leads.db', 'leads.db-key', 'leads.db-lock']);
});

test('after a kill, the next server misses nothing because of the doctor', async () => {
  const { path } = await openJournal();
  const copy = join(folderForThisTest(), 'leads.db');
  // The files of a killed server are those of a running one.
  for (const end of ['', '-wal', '-key', '-lock']) copyFileSync(`${path}${end}`, `${copy}${end}`);
  const log = readFileSync(`${copy}-wal`);
  expect(verdicts(journalChecks(copy))).toEqual(['ok', 'warning']);
  expect(readFileSync(`${copy}-wal`).equals(log)).toBe(true);
  const next = new LeadJournal({ path: copy });
  expect(await next.start()).toBeUndefined();
  expect(await next.state()).toBe('ok');
  expect(await next.unresolved('test')).toMatchObject([{ idempotencyKey: 'a-key' }]);
  await next.close();
});

test('another process locks it', async () => {
  const { path } = await openJournal();
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  onTestFinished(() => other.close());
  expect(journalChecks(path, 50)).toMatchObject([
    { verdict: 'fault', finding: expect.stringContaining('locked by another process') },
  ]);
});

const finding = (words: string): object => ({ verdict: 'fault', finding: expect.stringContaining(words) });

const raise = (copy: string): void => {
  const database = new DatabaseSync(copy);
  database.exec('PRAGMA user_version = 99');
  database.close();
};

test('a corrupt one, one with a second name, and one of a later version', async () => {
  const { path, journal } = await openJournal();
  await journal.close();
  const spoilt = (name: string, spoil: (path: string) => void): Check | undefined => {
    const copy = join(folderForThisTest(), name);
    copyFileSync(path, copy);
    spoil(copy);
    return journalChecks(copy)[0];
  };
  expect(spoilt('cut.db', (copy) => truncateSync(copy, 5000))).toMatchObject(finding('is corrupt'));
  expect(spoilt('linked.db', (copy) => linkSync(copy, `${copy}-2`))).toMatchObject(finding('second name'));
  expect(spoilt('newer.db', raise)).toMatchObject(finding('later version'));
});

test('the journal of LEAD_JOURNAL is checked', async () => {
  const { path, journal } = await openJournal();
  await journal.close();
  linkSync(path, `${path}-2`);
  // The dialer is refused at once, so that the journal is checked soon.
  const nowhere = { DIALER_URL: 'http://127.0.0.1:9', DIALER_USER: 'x', DIALER_PASS: 'x' };
  const report = await examined({ ...nowhere, LEAD_JOURNAL: path });
  expect(checkOf(report, 'lead journal')).toMatchObject(finding('second name'));
});

test('a file that only root may write', async () => {
  const { path, journal } = await openJournal();
  await journal.close();
  chmodSync(path, 0o444);
  // Whoever runs the tests: root gets a warning, others a fault.
  const [check] = journalChecks(path);
  expect(check?.finding).toContain('read-only');
  expect(check?.verdict).toBe(process.getuid?.() === 0 ? 'warning' : 'fault');
});

test('a file, or a folder, that the user may not write', async () => {
  const { path, journal } = await openJournal();
  await journal.close();
  const folder = join(folderForThisTest(), 'data');
  mkdirSync(folder);
  chmodSync(join(folder, '..'), 0o755);
  for (const end of ['', '-key', '-lock']) copyFileSync(`${path}${end}`, join(folder, `leads.db${end}`));
  for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o444);
  chmodSync(folder, 0o555);
  onTestFinished(() => chmodSync(folder, 0o755));
  const paths = ['leads.db', 'new.db'].map((name) => join(folder, name));
  const readOnly = {
    name: 'lead journal',
    verdict: 'fault',
    finding: expect.stringContaining('it is read-only'),
  };
  expect(checkedByNobody(paths)).toMatchObject([[readOnly], [readOnly]]);
});

test.skipIf(!hasPostgres)(
  'a journal in Postgres: nothing is written, and what is wrong is named',
  async () => {
    const { newJournal, sql } = await sharedPostgres();
    const url = await newJournal();
    expect(await sharedJournalChecks(url, JOURNAL_KEY)).toMatchObject([
      { verdict: 'ok', finding: expect.stringContaining('The server makes its tables.') },
    ]);
    expect(
      await sql(
        url,
        `SELECT 1 FROM pg_class WHERE relname LIKE 'lead_journal%' AND relnamespace = current_schema()::regnamespace`,
      ),
    ).toEqual([]);
    const journal = new LeadJournal({ shared: { url, key: JOURNAL_KEY } });
    onTestFinished(() => journal.close());
    const add = await journal.begin(ADD, '1|7275551212');
    if (typeof add === 'string') throw new Error(add);
    expect(await sharedJournalChecks(url, JOURNAL_KEY)).toMatchObject([
      { verdict: 'ok', finding: expect.stringContaining('1 server uses it now.') },
      { verdict: 'ok' },
    ]);
    const outcome = { kind: 'unknown', message: '', cause: 'Lost.', phoneNumber: '1', listId: null } as const;
    await journal.end(add, { outcome });
    expect(verdicts(await sharedJournalChecks(url, JOURNAL_KEY))).toEqual(['ok', 'warning']);
    expect(await sharedJournalChecks(url, 'another-key-of-the-tests')).toMatchObject([
      { verdict: 'fault', finding: expect.stringContaining('another JOURNAL_KEY') },
    ]);
    const [gone] = await sharedJournalChecks(url.replace(PASSWORD, 'a-wrong-secret'), JOURNAL_KEY);
    expect(gone).toMatchObject({ verdict: 'fault', finding: expect.stringContaining('cannot be reached') });
    expect(JSON.stringify(gone)).not.toContain('wrong-secret');
  },
);
