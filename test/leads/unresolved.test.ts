import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { JournalError } from '../../src/leads/journal/journalError.ts';
import { JournalFile } from '../../src/leads/journal/journalFile.ts';
import type { LeadWriter } from '../../src/leads/writer.ts';
import { addedLine, folderForThisTest, scriptedDialer, until } from '../support/leadApi.ts';
import { JOURNALS } from '../support/journals.ts';
import { openWriter } from '../support/leadWriter.ts';

const LEAD = {
  phoneNumber: '7275551111',
  source: 'test',
  listId: '101',
  vendorLeadCode: 'crm-4711-secret',
  firstName: 'Guadalupe',
} as const;
const KEY = 'order-4711-secret';

/** A writer whose dialer gives no answer that can be read, and a journal of its own. */
async function started(path = join(folderForThisTest(), 'leads.db')) {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', 'What?');
  const writer = openWriter(dialer.url, path);
  onTestFinished(() => writer.close());
  return { dialer, writer, path };
}

const add = (writer: LeadWriter, idempotencyKey?: string, lead: object = LEAD, caller = 'crm') =>
  writer.add({ lead, idempotencyKey, caller, campaigns: () => Promise.resolve([]) });

describe.each(JOURNALS)('a journal in $name', ({ create }) => {
  const start = async () => started(await create());

  test('leads whose outcome is unknown are listed, newest first, with a key or without, to their caller alone', async () => {
    const { writer } = await start();
    const before = Date.now();
    await add(writer, KEY);
    await add(writer, undefined, { phoneNumber: '7275552222', source: 'test' });
    await add(writer, KEY, LEAD, 'web-form');
    const listed = await writer.unresolved('crm');
    expect(listed).toMatchObject([
      { idempotencyKey: null, listId: null, vendorLeadCode: null },
      { idempotencyKey: KEY, listId: '101', vendorLeadCode: LEAD.vendorLeadCode },
    ]);
    for (const { at, cause, id } of listed) {
      expect(at.getTime()).toBeGreaterThanOrEqual(before);
      expect(cause).toBe("The dialer's answer to add_lead has no line of a known kind.");
      expect(cause).not.toContain(LEAD.phoneNumber);
      expect(id).toMatch(/^\d+$/);
    }
    expect(await writer.unresolved('web-form')).toHaveLength(1);
    expect(await writer.unresolved('nobody')).toEqual([]);
  });

  test('what is known, refused or was not sent is not listed, nor what is under way', async () => {
    const { dialer, writer } = await start();
    dialer.answer('add_lead', (fields) => addedLine(fields));
    await add(writer, 'added');
    dialer.answer('add_lead', 'ERROR: add_lead PHONE NUMBER IN DNC - 7275551111|MyUser\n');
    await add(writer, 'dnc');
    dialer.answer('add_lead', { status: 429, body: '' });
    await add(writer, 'turned away');
    const { promise, resolve } = Promise.withResolvers<string>();
    dialer.clear();
    dialer.answer('add_lead', () => promise);
    const adding = add(writer, 'under way');
    await until('it is sent', () => dialer.requests.length === 1);
    expect(await writer.unresolved('crm')).toEqual([]);
    expect(await writer.resolve('crm', { idempotencyKey: 'under way' }, { kind: 'NOT_ADDED' })).toBeNull();
    resolve('What?');
    await adding;
    expect(await writer.unresolved('crm')).toMatchObject([{ idempotencyKey: 'under way' }]);
  });

  test('ADDED: the key answers with that lead, for good, and only for the same lead', async () => {
    const { dialer, writer, path } = await start();
    await add(writer, KEY);
    const resolved = await writer.resolve('crm', { idempotencyKey: KEY }, { kind: 'ADDED', leadId: '4711' });
    expect(resolved).toMatchObject({ idempotencyKey: KEY, vendorLeadCode: LEAD.vendorLeadCode });
    expect(await writer.unresolved('crm')).toEqual([]);
    const told = { kind: 'added', leadId: '4711', phoneNumber: LEAD.phoneNumber, listId: '101' };
    expect(await add(writer, KEY)).toMatchObject(told);
    expect(await add(writer, KEY, { ...LEAD, firstName: 'Ana' })).toMatchObject({
      reason: 'IDEMPOTENCY_KEY_REUSED',
    });
    await writer.close();
    const again = await started(path);
    expect(await add(again.writer, KEY)).toMatchObject(told);
    expect(dialer.counts()).toEqual({ add_lead: 1 });
    expect(again.dialer.counts()).toEqual({});
    // There is nothing left to be resolved.
    expect(await again.writer.resolve('crm', { idempotencyKey: KEY }, { kind: 'NOT_ADDED' })).toBeNull();
  });

  test('NOT_ADDED: the key is free again', async () => {
    const { dialer, writer } = await start();
    await add(writer, KEY);
    const [{ id } = { id: '' }] = await writer.unresolved('crm');
    expect(await writer.resolve('crm', { id }, { kind: 'NOT_ADDED' })).toMatchObject({
      id,
      idempotencyKey: KEY,
    });
    dialer.answer('add_lead', (fields) => addedLine(fields, 12));
    expect(await add(writer, KEY, { ...LEAD, firstName: 'Ana' })).toMatchObject({
      kind: 'added',
      leadId: '12',
    });
    expect(dialer.counts()).toEqual({ add_lead: 2 });
    // Its number is nobody else's afterwards.
    expect(await writer.resolve('crm', { id }, { kind: 'NOT_ADDED' })).toBeNull();
  });

  test('nobody resolves another caller’s, nor what is not there', async () => {
    const { writer } = await start();
    await add(writer, KEY);
    const [{ id } = { id: '' }] = await writer.unresolved('crm');
    for (const by of [{ id }, { idempotencyKey: KEY }]) {
      expect(await writer.resolve('web-form', by, { kind: 'NOT_ADDED' })).toBeNull();
    }
    for (const by of [
      { id: '99' },
      { id: '-1' },
      { id: 'x' },
      { id: '9'.repeat(40) },
      { idempotencyKey: '?' },
    ]) {
      expect(await writer.resolve('crm', by, { kind: 'ADDED', leadId: '1' })).toBeNull();
    }
    expect(await writer.unresolved('crm')).toHaveLength(1);
  });
});

test('the journal has neither key nor vendor code in the clear; without the key beside it they are not told', async () => {
  const { writer, path } = await started();
  await add(writer, KEY);
  const folder = join(path, '..');
  for (const file of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, file));
    for (const secret of [KEY, LEAD.vendorLeadCode, LEAD.phoneNumber])
      expect(bytes.includes(secret), `${file} holds ${secret}`).toBe(false);
  }
  await writer.close();
  writeFileSync(`${path}-key`, randomBytes(32));
  const again = await started(path);
  expect(await again.writer.unresolved('crm')).toMatchObject([
    { idempotencyKey: null, vendorLeadCode: null },
  ]);
  // The key itself is known by its hash.
  expect(await again.writer.resolve('crm', { idempotencyKey: KEY }, { kind: 'NOT_ADDED' })).toMatchObject({
    idempotencyKey: KEY,
  });
});

test('what was being sent when the server stopped is listed, with its key', async () => {
  const { dialer, writer, path } = await started();
  const { promise, resolve } = Promise.withResolvers<string>();
  dialer.answer('add_lead', () => promise);
  const adding = add(writer, KEY);
  await until('it is sent', () => dialer.requests.length === 1);
  // As a server that was killed leaves it: the file and its log.
  const copy = join(folderForThisTest(), 'leads.db');
  for (const part of ['', '-wal', '-key']) copyFileSync(`${path}${part}`, `${copy}${part}`);
  resolve('What?');
  await adding;
  const after = await started(copy);
  expect(await after.writer.unresolved('crm')).toMatchObject([
    { idempotencyKey: KEY, cause: 'The server stopped while the lead was being sent.' },
  ]);
  expect(await add(after.writer, KEY)).toMatchObject({ kind: 'unknown' });
});

test('what is known keeps no sealed key', async () => {
  const { writer, path } = await started();
  await add(writer, KEY);
  await writer.resolve('crm', { idempotencyKey: KEY }, { kind: 'ADDED', leadId: '1' });
  const database = new DatabaseSync(path, { readOnly: true });
  expect(database.prepare('SELECT sealed, cause, outcome FROM adds').all()).toEqual([
    { sealed: null, cause: null, outcome: 'resolved 1' },
  ]);
  database.close();
});

test('what was settled stays so, also if that it was unknown could not be written before', () => {
  const path = join(folderForThisTest(), 'leads.db');
  const file = new JournalFile({ path, days: 90, busyMs: 0 });
  onTestFinished(() => file.close());
  const id = file.begin({ keyHash: 'k', leadHash: 'l', callerHash: 'c', sealed: 's' });
  const other = new DatabaseSync(path);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  expect(() => file.end({ id, outcome: 'unknown', cause: 'Lost.', mayComeLate: false })).toThrow(
    JournalError,
  );
  other.exec('ROLLBACK');
  expect(file.settle({ callerHash: 'c', id, keyHash: null, leadId: '7' })).toMatchObject({ id });
  file.flush();
  expect(file.find('k')).toMatchObject({ outcome: 'resolved 7' });
  expect(file.unresolved('c')).toEqual([]);
});
