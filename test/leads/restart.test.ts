import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  folderForThisTest,
  leadClientOf,
  simulatorForThisTest,
  startLeadApi,
  until,
} from '../support/leadApi.ts';
import { startMain } from '../support/program.ts';
import { asKilled } from './journalServer.ts';
import type { Simulator } from '../../src/simulator/server.ts';

const LEAD = { phoneNumber: '7275551111', source: 'test', firstName: 'José' } as const;

async function serverOn(simulator: Simulator, folder: string) {
  const program = startMain(
    {
      PORT: '0',
      DIALER_URL: simulator.url,
      DIALER_USER: simulator.user,
      DIALER_PASS: simulator.pass,
      LEAD_JOURNAL: join(folder, 'leads.db'),
    },
    folder,
  );
  const url = await program.ready();
  return { program, client: leadClientOf(url.replace(/\/graphql$/, '')) };
}

const UNKNOWN = {
  type: 'LeadOutcomeUnknown',
  message: expect.stringContaining('The server stopped while the lead was being sent.'),
  phoneNumber: LEAD.phoneNumber,
  listId: null,
};

test('kill -9 in mid-send, and just after an answer: the restarted server knows the one, not the other, and sends neither', async () => {
  const simulator = await simulatorForThisTest();
  const folder = folderForThisTest();
  simulator.fail({ kind: 'delay', action: 'add_lead', delayMs: 2000, times: 1 });
  const before = simulator.leads.length;
  const lead = { ...LEAD, idempotencyKey: 'k' };
  const other = { ...LEAD, phoneNumber: '7275551112', idempotencyKey: 'other' };

  const first = await serverOn(simulator, folder);
  const answered = first.client.add(lead).then(
    () => 'answered',
    () => 'nothing',
  );
  await until('the lead is there', () => simulator.leads.length === before + 1);
  const told = await first.client.add(other);
  first.program.kill('SIGKILL');
  expect(await first.program.ended).toMatchObject({ signal: 'SIGKILL' });
  expect(told).toMatchObject({ type: 'AddLeadSuccess' });
  expect(await answered).toBe('nothing');

  const second = await startLeadApi(simulator, { LEAD_JOURNAL: join(folder, 'leads.db') });
  expect(await second.add(other)).toEqual(told);
  expect(await second.add(lead)).toMatchObject(UNKNOWN);
  expect(await second.add(lead)).toMatchObject(UNKNOWN);
  expect(await second.add({ ...lead, firstName: 'Josefa' })).toMatchObject({
    reason: 'IDEMPOTENCY_KEY_REUSED',
  });
  expect(simulator.counts()).toMatchObject({ add_lead: 2 });
  // It works on: for other keys, and for none.
  expect(await second.add({ ...lead, idempotencyKey: 'l' })).toMatchObject({ type: 'AddLeadSuccess' });

  const third = await startLeadApi(simulator, { LEAD_JOURNAL: asKilled(second.journal) });
  expect(await third.add(lead)).toMatchObject(UNKNOWN);
  expect(await third.add({ ...lead, idempotencyKey: 'l' })).toMatchObject({
    type: 'AddLeadSuccess',
  });
  expect(await third.add(other)).toEqual(told);
  expect(simulator.leads.length).toBe(before + 3);
});

test('SIGTERM in mid-send: the client gets its answer first', async () => {
  const simulator = await simulatorForThisTest();
  simulator.fail({ kind: 'delay', action: 'add_lead', delayMs: 700, times: 1 });
  const { program, client } = await serverOn(simulator, folderForThisTest());
  const before = simulator.leads.length;
  const adding = client.add({ ...LEAD, idempotencyKey: 'k' });
  await until('the lead is there', () => simulator.leads.length === before + 1);
  program.kill('SIGTERM');
  await pause(50);
  expect(await adding).toMatchObject({ type: 'AddLeadSuccess' });
  expect(await program.ended).toEqual({ code: 0, signal: null });
});
