import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { outbound_cdr } from '../../../src/upstream/dialer/calls.ts';
import { success } from '../../support/otherDialer.ts';
import { startScriptedServer } from '../../support/scriptedServer.ts';
import { upstreamOf } from '../upstreamOf.ts';

const DAYS = 40;
const ROWS = 2000;

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Bytes of the heap after garbage collection. */
function heap(): number {
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

/** A day of about a megabyte, which differs from every other day. */
const day = (date: string): string =>
  JSON.stringify(
    success({
      rows: Array.from({ length: ROWS }, (_, index) => ({
        call_date: `${date} ${String(8 + (index % 10)).padStart(2, '0')}:00:${String(index % 60).padStart(2, '0')}`,
        src: '7735550100',
        dst: `31255${String(index).padStart(5, '0')}`,
        agent: `agent.number.${index % 90}`,
        campaign: `A campaign with a long name ${index % 12}`,
        call_type: 'Dialer',
        disposition: `A disposition of ${index % 30}`,
        carrier_disposition: 'ANSWER',
        term_reason: 'AGENT',
        queue_time: String(index % 90),
        portfolio: 'NRD',
        vendor_lead_code: `${date} LN ${index} of a vendor that likes long codes`,
        lead_id: `${date.replaceAll('-', '')}${index}`,
        list_id: '901',
        entry_date: `${date} 01:02:03`,
      })),
    }),
  );

const dates = Array.from({ length: DAYS }, (_, index) =>
  Temporal.PlainDate.from('2026-01-01').add({ days: index }).toString(),
);

test('of many large days none is asked for twice, and few of them fill the heap', async () => {
  const dialer = await startScriptedServer();
  onTestFinished(() => dialer.close());
  dialer.answer('outbound_cdr', (fields) => day(fields.get('fromDate') ?? ''));
  const { client } = upstreamOf(dialer.url);
  const ask = (date: string) => client.call(outbound_cdr, { from: date, to: date });
  await ask('2025-12-31');
  const { answeredAt } = await ask('2026-01-01');
  const before = heap();
  let bytes = 0;
  for (const date of dates) {
    const { calls } = (await ask(date)).model;
    expect(calls.rows).toHaveLength(ROWS);
    bytes += day(date).length;
  }
  // What is remembered is compressed behind the answer's back.
  await pause(200);
  dialer.clear();
  expect(bytes).toBeGreaterThan(30_000_000);
  expect(heap() - before).toBeLessThan(25_000_000);

  const first = await ask('2026-01-01');
  expect(first.model.calls.rows[0]).toMatchObject({ startedAt: '2026-01-01 08:00:00', leadId: '202601010' });
  // It is as old as when it came, although it was read again.
  expect(first.answeredAt).toEqual(answeredAt);
  // Several at once are read once, and so is the next one.
  const [one, other] = await Promise.all([ask('2026-01-05'), ask('2026-01-05')]);
  expect(one).toBe(other);
  expect(await ask('2026-01-05')).toBe(one);
  for (const date of dates) expect((await ask(date)).model.calls.rows[7]?.startedAt.slice(0, 10)).toBe(date);
  expect(dialer.requests).toEqual([]);
});
