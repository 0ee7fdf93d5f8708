import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { accountAt, addedLine, folderForThisTest, scriptedDialer, startLeadApi } from '../support/leadApi.ts';
import {
  addingDialer,
  asKilled,
  BUSY,
  KEYED,
  LEAD,
  lockedElsewhere,
  NOT_SENT,
  ready,
  rowsOf,
  run,
} from './journalServer.ts';

const NEW = { ...KEYED, idempotencyKey: 'l' } as const;
const MAY_HAVE_BEEN_USED = {
  type: 'LeadOutcomeUnknown',
  message: expect.stringContaining('this key may have been used'),
};

describe('a journal that is overwritten while the server runs', () => {
  test.each([
    ['by its own backup', (path: string, backup: string) => copyFileSync(backup, path)],
    ['by nothing', (path: string) => truncateSync(path)],
  ])('%s is noticed, nothing is sent, and the next server does not take it for whole', async (_, harm) => {
    const dialer = await addingDialer();
    const first = await startLeadApi(accountAt(dialer));
    const backup = join(folderForThisTest(), 'leads.db');
    await first.add({ ...KEYED, idempotencyKey: 'before' });
    await first.close();
    copyFileSync(first.journal, backup);
    const second = await startLeadApi(
      accountAt(dialer),
      { LEAD_JOURNAL: first.journal },
      { readiness: { rememberMs: 0 } },
    );
    expect(await second.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess' });
    harm(first.journal, backup);
    expect(await second.add(NEW)).toMatchObject({
      ...NOT_SENT,
      message: expect.stringContaining('leads.db: replaced'),
    });
    expect(await ready(second)).toMatchObject({ journal: 'replaced' });
    await second.close();
    const third = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: first.journal });
    // Whatever became of the file, the lead is not added a second time.
    await third.add(KEYED);
    expect(dialer.counts()).toMatchObject({ add_lead: 2 });
  });

  test('whose index of the log is deleted is noticed, too', async () => {
    const dialer = await addingDialer();
    const api = await startLeadApi(accountAt(dialer));
    rmSync(`${api.journal}-shm`);
    expect(await api.add(LEAD)).toMatchObject({ ...NOT_SENT, message: expect.stringContaining('deleted') });
  });

  test('is told from one that another process reads, backs up or checkpoints', async () => {
    const dialer = await addingDialer();
    const api = await startLeadApi(accountAt(dialer));
    await api.add(KEYED);
    run(
      api.journal,
      `PRAGMA wal_checkpoint(TRUNCATE); VACUUM INTO '${join(folderForThisTest(), 'leads.db')}'`,
    );
    expect(await api.add(NEW)).toMatchObject({ type: 'AddLeadSuccess' });
  });
});

describe('a journal that lacks adds says so', () => {
  test('if its log was emptied after a kill', async () => {
    const dialer = await addingDialer();
    const before = await startLeadApi(accountAt(dialer));
    expect(await before.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess' });
    const journal = asKilled(before.journal);
    truncateSync(`${journal}-wal`);
    const after = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal });
    expect(await ready(after)).toMatchObject({ journal: 'incomplete' });
    expect(await after.add(KEYED)).toMatchObject(MAY_HAVE_BEEN_USED);
  });

  test.each([
    ['was emptied', (path: string) => truncateSync(path)],
    ['was deleted', (path: string) => rmSync(path)],
    [
      'is a copy of when it was closed in order',
      (path: string, backup: string) => copyFileSync(backup, path),
    ],
  ])('if it %s between two servers', async (_, harm) => {
    const dialer = await addingDialer();
    const first = await startLeadApi(accountAt(dialer));
    await first.add({ ...KEYED, idempotencyKey: 'before' });
    await first.close();
    const backup = join(folderForThisTest(), 'leads.db');
    copyFileSync(first.journal, backup);
    const second = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: first.journal });
    expect(await second.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess' });
    await second.close();
    harm(first.journal, backup);
    const third = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: first.journal });
    expect(await ready(third)).toMatchObject({ journal: 'incomplete' });
    expect(await third.add(KEYED)).toMatchObject(MAY_HAVE_BEEN_USED);
    expect(dialer.counts()).toMatchObject({ add_lead: 2 });
  });

  test('and does not if it was moved with all that lies beside it', async () => {
    const dialer = await addingDialer();
    const first = await startLeadApi(accountAt(dialer));
    await first.add(KEYED);
    await first.close();
    const moved = join(folderForThisTest(), 'moved.db');
    for (const part of ['', '-key', '-lock']) copyFileSync(`${first.journal}${part}`, `${moved}${part}`);
    const second = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: moved });
    expect(await ready(second)).toMatchObject({ journal: 'ok' });
    expect(await second.add(NEW)).toMatchObject({ type: 'AddLeadSuccess' });
  });
});

test('an outcome that cannot be read is unknown: the add was sent', async () => {
  const dialer = await addingDialer();
  const before = await startLeadApi(accountAt(dialer));
  await before.add(KEYED);
  await before.close();
  run(before.journal, `UPDATE adds SET outcome = 'added c29tZXRoaW5nIGVsc2UgdGhhbiBpdCB3YXM'`);
  const after = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: before.journal });
  expect(await after.add(KEYED)).toMatchObject({
    type: 'LeadOutcomeUnknown',
    message: expect.stringContaining('cannot be read'),
  });
  expect(dialer.counts()).toMatchObject({ add_lead: 1 });
});

test('a key of which a full disk left nothing is made anew: nothing is sealed with an empty one', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', 'What?');
  const journal = join(folderForThisTest(), 'leads.db');
  writeFileSync(`${journal}-key`, '');
  const api = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal });
  expect(await api.add(KEYED)).toMatchObject({ type: 'LeadOutcomeUnknown' });
  expect(readFileSync(`${journal}-key`)).toHaveLength(32);
  expect(statSync(`${journal}-key`).mode & 0o777).toBe(0o600);
});

test('of a clock that is set back, nothing is forgotten, and adds stay in their order', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', 'What?');
  const first = await startLeadApi(accountAt(dialer));
  await first.add({ ...KEYED, idempotencyKey: 'future' });
  dialer.answer('add_lead', (fields) => addedLine(fields, 7));
  await first.add({ ...KEYED, idempotencyKey: 'known' });
  await first.close();
  // What these adds noted of the time was ten years too late.
  run(
    first.journal,
    `UPDATE adds SET begun_at = replace(begun_at, '202', '203'), ended_at = replace(ended_at, '202', '203')`,
  );
  const second = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: first.journal });
  expect(await second.add({ ...KEYED, idempotencyKey: 'known' })).toMatchObject({ leadId: '7' });
  dialer.answer('add_lead', 'What?');
  await second.add({ ...KEYED, idempotencyKey: 'now' });
  const page = (after: string) =>
    second.data(
      `{ unresolvedLeads(first: 1${after}) { totalCount nodes { idempotencyKey } pageInfo { endCursor hasNextPage } } }`,
    );
  const one = await page('');
  expect(one).toMatchObject({ unresolvedLeads: { totalCount: 2, nodes: [{ idempotencyKey: 'future' }] } });
  expect(rowsOf(first.journal, 'SELECT count(*) AS n FROM adds')).toEqual([{ n: 3 }]);
});

describe('a path that is no file', () => {
  test.each([
    ['a directory', (path: string) => mkdirSync(path)],
    ['a directory with a slash at its end, which does not exist', () => undefined, '/'],
    ['a symbolic link to a directory', (path: string) => symlinkSync(join(path, '..'), path)],
    ['a device', (path: string) => symlinkSync('/dev/null', path)],
  ])('stops the server before it starts, and the message says so: %s', async (_, make, end = '') => {
    const path = join(folderForThisTest(), 'leads.db');
    make(path);
    const starting = startLeadApi(accountAt(await addingDialer()), { LEAD_JOURNAL: `${path}${end}` });
    await expect(starting).rejects.toThrow(/\(LEAD_JOURNAL\) is not a file: set it to the path of a file/);
  });
});

/** Until the test ends, this process opens files as a user without rights: the superuser writes everywhere. */
function asNobody(): void {
  if (process.geteuid?.() !== 0) return;
  process.seteuid?.('nobody');
  onTestFinished(() => process.seteuid?.('root'));
}

describe('a journal that this user cannot write', () => {
  test.each([
    ['its file', (folder: string) => writeFileSync(join(folder, 'leads.db'), '', { mode: 0o444 }), 0o777],
    ['its folder', () => undefined, 0o555],
  ])('because of %s: nothing is sent, and file and reason are named', async (_, prepare, mode) => {
    const dialer = await addingDialer();
    const folder = join(folderForThisTest(), 'journal');
    const journal = join(folder, 'leads.db');
    chmodSync(join(folder, '..'), 0o755);
    mkdirSync(folder);
    prepare(folder);
    chmodSync(folder, mode);
    onTestFinished(() => chmodSync(folder, 0o755));
    asNobody();
    const api = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal });
    expect(await api.add(KEYED)).toMatchObject({
      ...NOT_SENT,
      message: expect.stringContaining('leads.db: read-only'),
    });
    expect(api.log.join('')).toContain(`${journal} (LEAD_JOURNAL) cannot be written: it is read-only`);
    expect(dialer.counts()).toEqual({});
  });
});

test('of a journal that cannot be used, unresolvedLeads and resolveLead name the file and the reason', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', 'What?');
  const api = await startLeadApi(accountAt(dialer), {}, BUSY);
  await api.add(KEYED);
  const unlock = await lockedElsewhere(api.journal, 20_000);
  const settle = 'mutation { resolveLead(idempotencyKey: "k", resolution: NOT_ADDED) { resolved } }';
  expect((await api.query(settle)).errors).toMatchObject([
    {
      message: 'The lead journal of this server cannot be used (leads.db: locked). Try again later.',
      extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true },
    },
  ]);
  // A lock of another writer keeps nobody from reading.
  const listed = '{ unresolvedLeads { totalCount } }';
  expect(await api.data(listed)).toEqual({ unresolvedLeads: { totalCount: 1 } });
  unlock();
  await expect.poll(() => api.data(settle)).toEqual({ resolveLead: { resolved: true } });
  expect(api.log.join('')).not.toContain('unexpected error');
  await api.close();
  writeFileSync(api.journal, 'This is a note of mine.\n'.repeat(400));
  const after = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: api.journal });
  expect((await after.query(listed)).errors).toMatchObject([
    { message: expect.stringContaining('leads.db: corrupt'), path: ['unresolvedLeads'] },
  ]);
});
