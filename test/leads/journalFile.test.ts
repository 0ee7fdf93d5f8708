import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  linkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { JournalError } from '../../src/leads/journal/journalError.ts';
import { LeadJournal } from '../../src/leads/journal.ts';
import type { NotedAdd } from '../../src/leads/journal/rows.ts';
import { accountAt, addedLine, folderForThisTest, scriptedDialer, startLeadApi } from '../support/leadApi.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import {
  addingDialer,
  asKilled,
  BUSY,
  clientOf,
  KEYED,
  LEAD,
  lockedElsewhere,
  NOT_SENT,
  openedElsewhere,
  ready,
  rowsOf,
  run,
  serverOn,
} from './journalServer.ts';

describe('a second server on the same journal', () => {
  test('refuses to start, and says why, by whatever name it calls the journal', async () => {
    const dialer = await addingDialer();
    const folder = folderForThisTest();
    const first = serverOn(dialer, folder);
    const client = await clientOf(first);
    const path = join(folder, 'leads.db');
    const [symbolic, hard] = [join(folder, 'symbolic.db'), join(folder, 'hard.db')];
    symlinkSync(path, symbolic);
    const second = serverOn(dialer, folder, { LEAD_JOURNAL: './leads.db' });
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.stderr()).toContain('leads.db (LEAD_JOURNAL) is in use by another server');
    expect(second.stderr()).not.toContain('    at ');
    const refused = async (name: string, words: string): Promise<void> => {
      const starting = startLeadApi(accountAt(dialer), { LEAD_JOURNAL: name });
      await expect(starting).rejects.toThrow(JournalError);
      await expect(starting).rejects.toThrow(`.db (LEAD_JOURNAL) ${words}`);
    };
    for (const name of [path, symbolic]) await refused(name, 'is in use by another server');
    linkSync(path, hard);
    await refused(hard, 'has a second name (a hard link)');
    rmSync(hard);
    // The first one serves on, and gives the journal back even if it is killed.
    expect(await client.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess' });
    first.kill('SIGKILL');
    await first.ended;
    const third = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: path });
    expect(await third.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess', leadId: '1001' });
    // The program's probe at its start may have come, too.
    expect(dialer.counts()).toMatchObject({ add_lead: 1 });
  }, 60_000);

  test('within one process refuses, too, and leaves the first its lock', async () => {
    const path = join(folderForThisTest(), 'leads.db');
    const first = new LeadJournal({ path });
    onTestFinished(() => first.close());
    expect(await first.start()).toBeUndefined();
    for (let time = 0; time < 2; time += 1) {
      const second = new LeadJournal({ path });
      await expect(second.start()).rejects.toThrow(JournalError);
      await second.close();
    }
    expect(await openedElsewhere(path)).toBe('in use');
  });
});

describe('a journal that is locked by another process', () => {
  test('keeps nobody waiting who reads: /health answers at once', async () => {
    const dialer = await addingDialer();
    const api = await startLeadApi(accountAt(dialer), {}, { journalTerms: { busyMs: 900 } });
    await lockedElsewhere(api.journal, 5000);
    const adding = api.add(KEYED);
    let answers = 0;
    // The lock is waited for longer than that.
    for (const until = performance.now() + 800; performance.now() < until; answers += 1) {
      expect((await fetch(`${api.url}/health`)).status).toBe(200);
    }
    expect(await adding).toMatchObject({ ...NOT_SENT, message: expect.stringContaining('leads.db: locked') });
    // An event loop that waits for the lock answers once.
    expect(answers).toBeGreaterThan(3);
    expect(dialer.counts()).toEqual({});
    expect(api.log.join('')).toContain(`The lead journal ${api.journal} (LEAD_JOURNAL) is locked`);
  });

  test('is told by /ready, and used again once the lock is gone', async () => {
    const dialer = await addingDialer();
    const api = await startLeadApi(accountAt(dialer), {}, { ...BUSY, readiness: { rememberMs: 0 } });
    expect(await ready(api)).toMatchObject({ journal: 'ok' });
    const unlock = await lockedElsewhere(api.journal, 20_000);
    expect(await ready(api)).toMatchObject({ journal: 'locked' });
    expect(await api.add(KEYED)).toMatchObject(NOT_SENT);
    unlock();
    await expect.poll(() => ready(api)).toMatchObject({ journal: 'ok' });
    expect(await api.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess' });
  });

  test('when an answer comes loses no outcome: it is written later', async () => {
    const dialer = await scriptedDialer();
    const api = await startLeadApi(accountAt(dialer), {}, BUSY);
    const locks: (() => void)[] = [];
    dialer.answer('add_lead', async (fields) => {
      locks.push(await lockedElsewhere(api.journal, 20_000));
      return addedLine(fields, 7);
    });
    expect(await api.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess', leadId: '7' });
    expect(await api.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess', leadId: '7' });
    for (const unlock of locks) unlock();
    await api.close();
    const after = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: api.journal });
    expect(await after.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess', leadId: '7' });
    expect(dialer.counts()).toMatchObject({ add_lead: 1 });
  });
});

describe('a journal', () => {
  test.each([
    ['deleted', (path: string) => renameSync(path, `${path}.away`)],
    ['replaced', (path: string) => (copyFileSync(path, `${path}.copy`), renameSync(`${path}.copy`, path))],
  ])('that is %s while the server runs is noticed: nothing is sent', async (fault, harm) => {
    const dialer = await addingDialer();
    const api = await startLeadApi(accountAt(dialer), {}, { readiness: { rememberMs: 0 } });
    expect(await api.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess' });
    harm(api.journal);
    for (const lead of [LEAD, { ...KEYED, idempotencyKey: 'l' }]) {
      expect(await api.add(lead)).toMatchObject({ ...NOT_SENT, message: expect.stringContaining(fault) });
    }
    expect(await ready(api)).toMatchObject({ journal: fault });
    expect(dialer.counts()).toMatchObject({ add_lead: 1 });
  });

  test('whose write-ahead log is deleted is noticed, too', async () => {
    const dialer = await addingDialer();
    const api = await startLeadApi(accountAt(dialer));
    expect(await api.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess' });
    rmSync(`${api.journal}-wal`);
    expect(await api.add(LEAD)).toMatchObject({ ...NOT_SENT, message: expect.stringContaining('deleted') });
  });

  test('that is put back is used again', async () => {
    const dialer = await addingDialer();
    const api = await startLeadApi(accountAt(dialer));
    renameSync(api.journal, `${api.journal}.away`);
    expect(await api.add(KEYED)).toMatchObject(NOT_SENT);
    renameSync(`${api.journal}.away`, api.journal);
    expect(await api.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess' });
  });

  test('that is full lets nothing be sent, and says so', async () => {
    const dialer = await addingDialer();
    const api = await startLeadApi(
      accountAt(dialer),
      {},
      { journalTerms: { mostPages: 14 }, readiness: { rememberMs: 0 } },
    );
    const told = [];
    for (let index = 0; index < 60; index += 1) {
      told.push(
        await api.add({ ...LEAD, phoneNumber: `72755${10_000 + index}`, idempotencyKey: `${index}` }),
      );
    }
    const refused = told.filter(({ type }) => type === 'LeadRejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(60);
    for (const one of refused)
      expect(one).toMatchObject({ ...NOT_SENT, message: expect.stringContaining('full') });
    expect(told.some(({ type }) => type === 'LeadOutcomeUnknown')).toBe(false);
    expect(dialer.counts()).toMatchObject({ add_lead: 60 - refused.length });
    expect(api.log.join('')).toContain('its disk is full');
    expect(await ready(api)).toMatchObject({ journal: 'full' });
  });

  test.each([
    [
      'no database at all',
      (path: string) => writeFileSync(path, 'This is a note of mine, and no journal.\n'.repeat(200)),
    ],
    [
      'a database with a damaged page',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xa5, 4096, 3 * 4096);
        writeFileSync(path, bytes);
      },
    ],
  ])('that is corrupt keeps no reader out, and lets nothing be sent: %s', async (_, harm) => {
    const dialer = await addingDialer();
    const journal = join(folderForThisTest(), 'leads.db');
    const before = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal });
    await before.add(KEYED);
    await before.close();
    harm(journal);
    const after = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal });
    expect(await after.data('{ dashboard { agentsInCall } }')).toBeTruthy();
    expect(await ready(after)).toMatchObject({ journal: 'corrupt' });
    expect(await after.add({ ...LEAD, idempotencyKey: 'l' })).toMatchObject({
      ...NOT_SENT,
      message: expect.stringContaining('corrupt'),
    });
    expect(after.log.join('')).toContain(`${journal} (LEAD_JOURNAL) is corrupt`);
    expect(dialer.counts()).toMatchObject({ add_lead: 1 });
  });

  test('of a later version is not touched', async () => {
    const journal = join(folderForThisTest(), 'leads.db');
    run(journal, 'CREATE TABLE future (a); PRAGMA user_version = 99;');
    const dialer = await addingDialer();
    const api = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal });
    expect(await api.add(LEAD)).toMatchObject({ ...NOT_SENT, message: expect.stringContaining('newer') });
    await api.close();
    expect(rowsOf(journal, 'SELECT name FROM sqlite_schema')).toEqual([{ name: 'future' }]);
  });

  test('and all beside it is this user’s alone, also if it was not before', async () => {
    const journal = join(folderForThisTest(), 'leads.db');
    writeFileSync(journal, '');
    chmodSync(journal, 0o644);
    const dialer = await addingDialer();
    const api = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal });
    await api.add(KEYED);
    const folder = join(journal, '..');
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThanOrEqual(5);
    const open = files.filter((file) => (statSync(join(folder, file)).mode & 0o777) !== 0o600);
    expect(open).toEqual([]);
  });

  test('keeps outcomes for LEAD_JOURNAL_DAYS, and what is unresolved for good', async () => {
    const dialer = await addingDialer();
    const before = await startLeadApi(accountAt(dialer));
    await before.add({ ...KEYED, idempotencyKey: 'old' });
    await before.add({ ...KEYED, idempotencyKey: 'new' });
    dialer.answer('add_lead', 'What?');
    await before.add({ ...KEYED, idempotencyKey: 'unknown' });
    await before.close();
    run(
      before.journal,
      `UPDATE adds SET begun_at = '2020-01-01', ended_at = '2020-01-01' WHERE id IN (1, 3)`,
    );
    const after = await startLeadApi(accountAt(dialer), {
      LEAD_JOURNAL: before.journal,
      LEAD_JOURNAL_DAYS: '30',
    });
    await expect
      .poll(() => rowsOf(before.journal, 'SELECT id FROM adds ORDER BY id'))
      .toEqual([{ id: 2 }, { id: 3 }]);
    expect(await after.add({ ...KEYED, idempotencyKey: 'new' })).toMatchObject({ leadId: '1002' });
    expect(await after.add({ ...KEYED, idempotencyKey: 'unknown' })).toMatchObject({
      type: 'LeadOutcomeUnknown',
    });
  });

  test('has no hash of a lead without a key, and another one of the same lead under another', async () => {
    const dialer = await addingDialer();
    const api = await startLeadApi(accountAt(dialer));
    await api.add(LEAD);
    for (const idempotencyKey of ['k', 'l']) await api.add({ ...LEAD, idempotencyKey });
    const hashes = rowsOf(api.journal).map((row) => row['lead_hash']);
    expect(hashes).toEqual([null, expect.any(String), expect.any(String)]);
    expect(hashes[1]).not.toBe(hashes[2]);
  });
});

describe('a thread', () => {
  test('serves the next journal when its own was closed, or could not be opened', async () => {
    const file = join(folderForThisTest(), 'file');
    writeFileSync(file, 'no folder');
    const add: NotedAdd = {
      caller: 'crm',
      key: 'k',
      input: LEAD,
      lead: null,
      listId: undefined,
      vendorLeadCode: undefined,
    };
    const first = new LeadJournal({ path: ':memory:' });
    await first.begin(add, '1|7275551111');
    await first.close();
    let started = 0;
    const count = (): void => void (started += 1);
    process.on('worker', count);
    onTestFinished(() => void process.off('worker', count));
    for (let time = 0; time < 3; time += 1)
      expect(await new LeadJournal({ path: join(file, 'leads.db') }).start()).toBeInstanceOf(JournalError);
    const next = new LeadJournal({ path: ':memory:' });
    expect(await next.recall({ ...add, key: 'k' })).toBeUndefined();
    expect(started).toBe(0);
    // One that is open keeps its thread.
    const beside = new LeadJournal({ path: ':memory:' });
    await next.begin(add, '1|7275551111');
    expect(await beside.recall({ ...add, key: 'k' })).toBeUndefined();
    await Promise.all([next.close(), beside.close()]);
    await expect(first.recall({ ...add, key: 'k' })).rejects.toThrow(JournalError);
  });
});

describe('a journal of the first version', () => {
  const SECRET = randomBytes(32);
  const hash = (text: string): string => createHmac('sha256', SECRET).update(text).digest('base64url');

  /** As the first version wrote it, for a caller without a name of its own. */
  function firstJournal(path: string): void {
    const key = JSON.stringify(['anonymous', 'k']);
    const lead = { phoneNumber: '7275551111', source: 'test' };
    const outcome = {
      kind: 'added',
      leadId: '4711',
      phoneNumber: lead.phoneNumber,
      listId: '999',
      gmtOffset: -5,
      hopper: null,
      callback: null,
      customFieldsAdded: null,
      altPhonesLoaded: null,
      nanpaChecked: null,
      notices: [],
    };
    const start = randomBytes(12);
    const cipher = createCipheriv(
      'aes-256-gcm',
      createHmac('sha256', SECRET)
        .update(JSON.stringify(['seal', key, lead]))
        .digest(),
      start,
    );
    const text = Buffer.concat([cipher.update(JSON.stringify(outcome)), cipher.final()]);
    const sealed = Buffer.concat([start, cipher.getAuthTag(), text]).toString('base64url');
    const database = new DatabaseSync(path);
    database.exec(`
      PRAGMA journal_mode = WAL;
      CREATE TABLE secret (value BLOB NOT NULL);
      CREATE TABLE adds (id INTEGER PRIMARY KEY, key_hash TEXT UNIQUE, lead_hash TEXT NOT NULL,
        begun_at TEXT NOT NULL, ended_at TEXT, outcome TEXT) STRICT;`);
    database.prepare('INSERT INTO secret VALUES (?)').run(SECRET);
    const add = database.prepare(
      'INSERT INTO adds (key_hash, lead_hash, begun_at, ended_at, outcome) VALUES (?, ?, ?, ?, ?)',
    );
    const now = new Date().toISOString();
    add.run(hash(key), hash(JSON.stringify(lead)), now, now, `added ${sealed}`);
    add.run(null, hash(JSON.stringify(lead)), now, now, 'added');
    add.run(hash(JSON.stringify(['anonymous', 'lost'])), hash(JSON.stringify(lead)), now, null, null);
    database.close();
  }

  test('answers for its keys, and sends none of them again', async () => {
    const dialer = await addingDialer();
    const journal = join(folderForThisTest(), 'leads.db');
    firstJournal(journal);
    const api = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal });
    expect(await api.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess', leadId: '4711', gmtOffset: -5 });
    expect(await api.add({ ...KEYED, idempotencyKey: 'lost' })).toMatchObject({ type: 'LeadOutcomeUnknown' });
    // Which lead that was nobody can tell: its checks may have changed with the version.
    expect(await api.add({ ...KEYED, firstName: 'Ana' })).toMatchObject({ type: 'LeadOutcomeUnknown' });
    expect(dialer.counts()).toEqual({});
    expect(await api.add({ ...KEYED, idempotencyKey: 'new' })).toMatchObject({ leadId: '1001' });
    expect(rowsOf(journal, 'PRAGMA user_version')).toEqual([{ user_version: 1 }]);
    // No hash of a lead without a key is left.
    expect(
      rowsOf(journal, 'SELECT count(*) AS n FROM adds WHERE key_hash IS NULL AND lead_hash IS NOT NULL'),
    ).toEqual([{ n: 0 }]);
  });
});

/** A server is killed after two adds, and all that was not in the file itself is gone. */
async function restored(dialer: ScriptedServer): Promise<string> {
  const folder = folderForThisTest();
  const program = serverOn(dialer, folder);
  const client = await clientOf(program);
  expect(await client.add(KEYED)).toMatchObject({ leadId: '1001' });
  program.kill('SIGKILL');
  await program.ended;
  const journal = join(folder, 'leads.db');
  expect(existsSync(`${journal}-wal`)).toBe(true);
  rmSync(`${journal}-wal`);
  rmSync(`${journal}-shm`, { force: true });
  return journal;
}

describe('a journal that was restored without its write-ahead log', () => {
  test('doubles nothing in silence: a key it does not know may have been used', async () => {
    const dialer = await addingDialer();
    const journal = await restored(dialer);
    const api = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal });
    expect(await ready(api)).toMatchObject({ journal: 'incomplete' });
    expect(await api.add(KEYED)).toMatchObject({
      type: 'LeadOutcomeUnknown',
      message: expect.stringContaining('this key may have been used'),
    });
    expect(dialer.counts()).toMatchObject({ add_lead: 1 });
    // Without a key nobody relies on it; and what the dialer looks for itself can be sent.
    expect(await api.add({ ...LEAD, phoneNumber: '7275552222' })).toMatchObject({ type: 'AddLeadSuccess' });
    const looked = { ...KEYED, idempotencyKey: 'l', duplicateChecks: [{ match: 'PHONE', scope: 'SYSTEM' }] };
    expect(await api.add(looked)).toMatchObject({ type: 'AddLeadSuccess' });
    expect(await api.add(looked)).toMatchObject({ type: 'AddLeadSuccess', leadId: '1003' });
    await api.close();

    // It is still so after another restart, until an operator says that it is enough.
    const again = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal });
    expect(await again.add(KEYED)).toMatchObject({ type: 'LeadOutcomeUnknown' });
    await again.close();
    run(journal, `DELETE FROM notes WHERE name = 'gap'`);
    const last = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal });
    expect(await last.add({ ...KEYED, idempotencyKey: 'm' })).toMatchObject({ type: 'AddLeadSuccess' });
  });

  test('is told from one that was killed and has its log, and from one that was closed in order', async () => {
    const dialer = await addingDialer();
    const first = await startLeadApi(accountAt(dialer));
    await first.add(KEYED);
    const settings = { LEAD_JOURNAL: asKilled(first.journal) };
    const second = await startLeadApi(accountAt(dialer), settings);
    expect(await second.add({ ...KEYED, idempotencyKey: 'l' })).toMatchObject({ leadId: '1002' });
    await second.close();
    rmSync(`${settings.LEAD_JOURNAL}-wal`, { force: true });
    const third = await startLeadApi(accountAt(dialer), settings);
    expect(await third.add({ ...KEYED, idempotencyKey: 'm' })).toMatchObject({ leadId: '1003' });
  });

  test('and a backup that was made while it was in use says so, too', async () => {
    const dialer = await addingDialer();
    const api = await startLeadApi(accountAt(dialer));
    await api.add(KEYED);
    const backup = join(folderForThisTest(), 'leads.db');
    run(api.journal, `VACUUM INTO '${backup}'`);
    await api.add({ ...KEYED, idempotencyKey: 'l' });
    const after = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: backup });
    expect(await after.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess', leadId: '1001' });
    expect(await after.add({ ...KEYED, idempotencyKey: 'l' })).toMatchObject({ type: 'LeadOutcomeUnknown' });
    expect(dialer.counts()).toMatchObject({ add_lead: 2 });
  });

  test('and one that was deleted as a whole is missed', async () => {
    const dialer = await addingDialer();
    const before = await startLeadApi(accountAt(dialer));
    await before.add(KEYED);
    await before.close();
    rmSync(before.journal);
    const after = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: before.journal });
    expect(await after.add(KEYED)).toMatchObject({ type: 'LeadOutcomeUnknown' });
    expect(dialer.counts()).toMatchObject({ add_lead: 1 });
  });
});
