import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { outcomeOf } from '../../src/leads/outcome.ts';
import { add_lead } from '../../src/upstream/dialer/lead/leads.ts';

const recording = z.object({ response: z.object({ body: z.string() }) });

const outcomeOfRecording = async (name: string, phoneNumber: string) => {
  const file = new URL(`../recordings/vicidial/${name}.json`, import.meta.url);
  const { body } = recording.parse(JSON.parse(readFileSync(file, 'utf8'))).response;
  const { model } = await add_lead.response(body);
  return outcomeOf(model, { phoneNumber, listId: '101', user: 'MyUser' });
};

test('NANPA checks the dialer has no data for are told as skipped', async () => {
  expect(await outcomeOfRecording('add_lead--many-notices', '7275560030')).toMatchObject({
    kind: 'added',
    leadId: '14365',
    nanpaChecked: false,
  });
});

test('where the dialer says nothing of NANPA, nothing is said', async () => {
  expect(await outcomeOfRecording('add_lead--success--hopper', '7275560007')).toMatchObject({
    kind: 'added',
    leadId: '14340',
    nanpaChecked: null,
  });
});
