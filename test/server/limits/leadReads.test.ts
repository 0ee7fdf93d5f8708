import { expect, test } from 'vitest';
import { z } from 'zod';
import { startApi } from '../../support/api.ts';
import type { Content } from '../../support/scriptedServer.ts';

const line = z.object({ audit: z.object({ action: z.literal('read_leads'), leads: z.int() }) });

/** How many leads the log says were read, by each operation that read any. */
const readIn = (log: readonly string[]): number[] =>
  log.flatMap((text) => {
    const { success, data } = line.safeParse(JSON.parse(text));
    return success ? [data.audit.leads] : [];
  });

const lead = (fields: URLSearchParams): object => ({
  result: 'success',
  lead_info: { lead_id: fields.get('lead_id') ?? '', first_name: 'Ann' },
});
const LEAD = '{ lead(leadId: "304") { firstName } }';

/** Answers one after the other, the last one again and again. */
const inTurn = (...answers: readonly ((fields: URLSearchParams) => Content)[]) => {
  let next = 0;
  return (fields: URLSearchParams): Content => {
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    return answer?.(fields) ?? '';
  };
};
const fails = (): Content => ({ status: 500, body: '' });

test('a lead that was asked for three times was read once', async () => {
  const api = await startApi();
  api.dialer.answer('goGetCustomerInfo', inTurn(fails, fails, lead));
  expect(await api.data(LEAD)).toEqual({ lead: { firstName: 'Ann' } });
  expect(api.dialer.counts()['goGetCustomerInfo']).toBe(3);
  expect(readIn(api.log)).toEqual([1]);
});

test.each<[string, Content]>([
  ['a look-up that failed', { status: 500, body: '' }],
  ['a look-up that was refused', { result: 'error', message: 'List not found' }],
  ['an answer about another lead', { result: 'success', lead_info: { lead_id: '305' } }],
  ['a lead that is not there', { result: 'error', message: 'Lead not found' }],
])('%s read none', async (_, answer) => {
  const api = await startApi();
  api.dialer.answer('goGetCustomerInfo', answer);
  await api.query(LEAD);
  expect(readIn(api.log)).toEqual([]);
});

test('a lead that two operations were given by one call was read by both', async () => {
  const api = await startApi();
  api.dialer.answer('goGetCustomerInfo', (fields) => ({ body: JSON.stringify(lead(fields)), delayMs: 300 }));
  await Promise.all([api.data(LEAD), api.data(LEAD)]);
  expect(api.dialer.counts()['goGetCustomerInfo']).toBe(1);
  expect(readIn(api.log)).toEqual([1, 1]);
});
