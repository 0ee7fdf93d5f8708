/** A list of several answers is as old as the oldest of them. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startApi } from '../../support/api.ts';
import { success } from '../../support/otherDialer.ts';
import type { Reply } from '../../support/scriptedServer.ts';

/** More than a second, which is as exact as a DateTime is, and enough for a busy machine. */
const LATE_MS = 2500;
const LATE: Reply = { body: JSON.stringify(success({ rows: [] })), delayMs: LATE_MS };
const AT_ONCE: Reply = { body: LATE.body };

const answered = z.object({ list: z.object({ asOf: z.string().transform((text) => Date.parse(text)) }) });

test.each([
  ['the first window is old', true, 'outboundCalls(period: { from: "2026-05-01", to: "2026-05-14" })'],
  ['the last window is old', true, 'agentCalls(period: { from: "2026-05-01", to: "2026-05-14" })'],
  ['inbound is old', true, 'calls(period: { from: "2026-04-20", to: "2026-04-21" })'],
  ['outbound is old', true, 'calls(period: { from: "2026-04-01", to: "2026-04-02" })'],
  ['both are new', false, 'calls(period: { from: "2026-04-10", to: "2026-04-11" })'],
])('of windows, and of outbound and inbound calls: %s', async (_, isOld, list) => {
  // Alone, so that no call waits for a late one's slot.
  const api = await startApi();
  api.dialer.answer('outbound_cdr', (fields) => {
    const isLate = ['2026-05-08', '2026-04-20', '2026-04-10'].includes(fields.get('fromDate') ?? '');
    return isLate ? LATE : AT_ONCE;
  });
  api.dialer.answer('agent_cdr', (fields) => (fields.get('fromDate') === '2026-05-01' ? LATE : AT_ONCE));
  api.dialer.answer('inbound_cdr', (fields) => (fields.get('fromDate') === '2026-04-20' ? AT_ONCE : LATE));
  // Until a login was accepted, calls go one by one: a late one would hold up the others.
  await api.query('{ portfolios { code } }');
  const start = Date.now();
  const ages = await api.read(answered, `{ list: ${list} { asOf } }`);
  expect(ages.list.asOf < start + LATE_MS / 2).toBe(isOld);
});
