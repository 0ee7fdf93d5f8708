import { expect, test } from 'vitest';
import type { LeadOutcome } from '../../src/leads/outcome.ts';
import { scriptedDialer } from '../support/leadApi.ts';
import { leadRecording } from '../support/leadRecordings.ts';
import { writerTo } from '../support/leadWriter.ts';

async function outcomeOfRecording(name: string, phoneNumber: string): Promise<LeadOutcome> {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', leadRecording(name).exchanges[0] ?? '');
  return writerTo(dialer.url).add({ phoneNumber, listId: '101', source: 'test' });
}

test('NANPA checks the dialer has no data for are told as skipped', async () => {
  expect(await outcomeOfRecording('add_lead--many-notices', '7275560030')).toMatchObject({
    kind: 'added',
    leadId: '14365',
    nanpaChecked: false,
  });
});

test('if the dialer says nothing of NANPA, nothing is said', async () => {
  expect(await outcomeOfRecording('add_lead--success--hopper', '7275560007')).toMatchObject({
    kind: 'added',
    leadId: '14340',
    nanpaChecked: null,
  });
});
