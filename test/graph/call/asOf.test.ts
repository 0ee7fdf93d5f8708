/** A list of several answers is as old as the oldest of them. */
import { test } from 'vitest';
import { z } from 'zod';
import { startApi } from '../../support/api.ts';
import { success } from '../../support/otherDialer.ts';

/** More than a second, which is as exact as a DateTime is, and enough for a busy machine. */
const LATE_MS = 2500;
const NO_ROWS = JSON.stringify(success({ rows: [] }));

const answered = z.object({ list: z.object({ asOf: z.string().transform((text) => Date.parse(text)) }) });

// The tests wait, so they run side by side. Each has a server of its own: no call waits for a late one's slot.
test.concurrent.for([
  ['the first window is old', true, 'outboundCalls(period: { from: "2026-05-01", to: "2026-05-14" })'],
  ['the last window is old', true, 'agentCalls(period: { from: "2026-05-01", to: "2026-05-14" })'],
  ['inbound is old', true, 'calls(period: { from: "2026-04-20", to: "2026-04-21" })'],
  ['outbound is old', true, 'calls(period: { from: "2026-04-01", to: "2026-04-02" })'],
  ['both are new', false, 'calls(period: { from: "2026-04-10", to: "2026-04-11" })'],
])(
  'of windows, and of outbound and inbound calls: %s',
  async ([, isOld, list], { expect, onTestFinished }) => {
    const api = await startApi({}, undefined, {}, onTestFinished);
    let lastRequestAt = 0;
    const answer = (action: string, lateFrom: (day: string) => boolean) =>
      api.dialer.answer(action, (fields) => {
        lastRequestAt = Date.now();
        const isLate = lateFrom(fields.get('fromDate') ?? '');
        return { body: NO_ROWS, ...(isLate ? { delayMs: LATE_MS } : {}) };
      });
    answer('outbound_cdr', (day) => ['2026-05-08', '2026-04-20', '2026-04-10'].includes(day));
    answer('agent_cdr', (day) => day === '2026-05-01');
    answer('inbound_cdr', (day) => day !== '2026-04-20');
    // Until a login was accepted, calls go one by one: a late one would hold up the others.
    await api.query('{ portfolios { code } }');
    const ages = await api.read(answered, `{ list: ${list} { asOf } }`);
    expect(ages.list.asOf < lastRequestAt + LATE_MS / 2).toBe(isOld);
  },
);
