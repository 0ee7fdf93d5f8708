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

const kill = async ({ program }: Awaited<ReturnType<typeof serverOn>>): Promise<void> => {
  program.kill('SIGKILL');
  expect(await program.ended).toMatchObject({ signal: 'SIGKILL' });
};

const UNKNOWN = {
  type: 'LeadOutcomeUnknown',
  message: expect.stringContaining('The server stopped while the lead was being sent.'),
  phoneNumber: LEAD.phoneNumber,
  listId: null,
};

test('kill -9 in mid-send: the restarted server does not know, and sends nothing', async () => {
  const simulator = await simulatorForThisTest();
  const folder = folderForThisTest();
  simulator.fail({ kind: 'delay', action: 'add_lead', delayMs: 2000, times: 1 });
  const before = simulator.leads.length;
  const lead = { ...LEAD, idempotencyKey: 'k' };

  const first = await serverOn(simulator, folder);
  const answered = first.client.add(lead).then(
    () => 'answered',
    () => 'nothing',
  );
  await until('the lead is there', () => simulator.leads.length === before + 1);
  await kill(first);
  expect(await answered).toBe('nothing');

  const second = await serverOn(simulator, folder);
  expect(await second.client.add(lead)).toMatchObject(UNKNOWN);
  expect(await second.client.add(lead)).toMatchObject(UNKNOWN);
  expect(await second.client.add({ ...lead, firstName: 'Josefa' })).toMatchObject({
    reason: 'IDEMPOTENCY_KEY_REUSED',
  });
  expect(simulator.counts()).toMatchObject({ add_lead: 1 });
  // It works on: for other keys, and for none.
  expect(await second.client.add({ ...lead, idempotencyKey: 'l' })).toMatchObject({
    type: 'AddLeadSuccess',
  });
  await kill(second);

  const third = await startLeadApi(simulator, { LEAD_JOURNAL: join(folder, 'leads.db') });
  expect(await third.add(lead)).toMatchObject(UNKNOWN);
  expect(await third.add({ ...lead, idempotencyKey: 'l' })).toMatchObject({
    type: 'AddLeadSuccess',
  });
  expect(simulator.leads.length).toBe(before + 2);
});

test('kill -9 just after the answer: the outcome is known', async () => {
  const simulator = await simulatorForThisTest();
  const folder = folderForThisTest();
  const first = await serverOn(simulator, folder);
  const lead = { ...LEAD, idempotencyKey: 'k' };
  const told = await first.client.add(lead);
  await kill(first);
  const second = await startLeadApi(simulator, { LEAD_JOURNAL: join(folder, 'leads.db') });
  expect(await second.add(lead)).toEqual(told);
  expect(simulator.counts()).toMatchObject({ add_lead: 1 });
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
