import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { leads } from '../support/addingDialer.ts';
import {
  accountAt,
  addedLine,
  folderForThisTest,
  openLeadApi,
  scriptedDialer,
  startLeadApi,
  until,
} from '../support/leadApi.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';

const keyed = leads(30, (index) => ({ idempotencyKey: `k${index}` }));
const numbersAt = (dialer: ScriptedServer): string[] =>
  dialer.requests.map(({ fields }) => new Map(fields).get('phone_number') ?? '');

test('leads that a closing server has not sent were not sent: their keys add one lead each afterwards', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => ({ body: addedLine(fields), delayMs: 60 }));
  const journal = `${folderForThisTest()}/leads.db`;
  const settings = { DIALER_CONCURRENCY: '2' };
  const closing = await openLeadApi(accountAt(dialer), journal, settings, { closing: { sendingMs: 150 } });
  onTestFinished(() => closing.close());
  const adding = closing.addMany(keyed);
  await until('it has begun', () => dialer.requests.length > 1);
  await closing.close();
  const { results, added, rejected, unknown } = await adding;
  expect(unknown).toBe(0);
  expect(added).toBe(dialer.requests.length);
  expect(rejected).toBeGreaterThan(0);
  expect(added + rejected).toBe(keyed.length);
  for (const one of results.filter(({ type }) => type !== 'AddLeadSuccess')) {
    expect(one).toMatchObject({
      reason: 'NOT_SENT',
      message: 'This server is closing. Nothing was sent: try again.',
    });
  }
  const again = await startLeadApi(accountAt(dialer), { ...settings, LEAD_JOURNAL: journal });
  expect(await again.addMany(keyed)).toMatchObject({ added: keyed.length });
  expect(numbersAt(dialer).sort()).toEqual(keyed.map(({ phoneNumber }) => String(phoneNumber)).sort());
});

test('of leads that are cut off only those that were sent are unknown', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => addedLine(fields));
  const journal = `${folderForThisTest()}/leads.db`;
  const settings = { DIALER_CONCURRENCY: '3', DIALER_TIMEOUT_MS: '600000' };
  const closing = await openLeadApi(accountAt(dialer), journal, settings, {
    closing: { sendingMs: 100, mostMs: 300 },
  });
  onTestFinished(() => closing.close());
  // Until the login was accepted, one call would go alone, and the others wait two seconds for it.
  await closing.add({ phoneNumber: '7275551111', source: 'test' });
  dialer.clear();
  dialer.raw('add_lead', () => undefined);
  const adding = closing.addMany(keyed);
  await until('it has begun', () => dialer.requests.length === 3);
  await closing.close();
  const told = await adding;
  expect(told).toMatchObject({ unknown: 3, rejected: keyed.length - 3 });
  expect(dialer.requests).toHaveLength(3);

  dialer.answer('add_lead', (fields) => addedLine(fields));
  const again = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal });
  expect(await again.addMany(keyed)).toMatchObject({ unknown: 3, added: keyed.length - 3 });
  const numbers = numbersAt(dialer);
  expect(new Set(numbers).size).toBe(numbers.length);
  const listed = z.object({ unresolvedLeads: z.object({ totalCount: z.number() }) });
  expect(await again.read(listed, '{ unresolvedLeads { totalCount } }')).toEqual({
    unresolvedLeads: { totalCount: 3 },
  });
});
