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
        campaign: `A campaña with a long name ${index % 12}`,
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
  // In bytes that are not UTF-8: whether an answer is read at once or from memory, it has the same text.
  let bytes = 0;
  dialer.answer('outbound_cdr', (fields) => {
    const body = Buffer.from(day(fields.get('fromDate') ?? ''), 'latin1');
    bytes += body.length;
    return { body };
  });
  const { client } = upstreamOf(dialer.url);
  const ask = (date: string) => client.call(outbound_cdr, { from: date, to: date });
  await ask('2025-12-31');
  const { answeredAt } = await ask('2026-01-01');
  const before = heap();
  bytes = 0;
  for (const date of dates) {
    const { calls } = (await ask(date)).model;
    expect(calls.rows).toHaveLength(ROWS);
    expect(calls.rows[7]?.campaignName).toBe('A campaña with a long name 7');
  }
  dialer.clear();
  expect(bytes).toBeGreaterThan(30_000_000);
  // What is remembered is compressed behind the answer's back.
  await expect.poll(() => heap() - before).toBeLessThan(25_000_000);

  const first = await ask('2026-01-01');
  expect(first.model.calls.rows[0]).toMatchObject({ startedAt: '2026-01-01 08:00:00', leadId: '202601010' });
  // It is as old as when it came, although it was read again.
  expect(first.answeredAt).toEqual(answeredAt);
  // Several at once are read once, and so is the next one.
  const [one, other] = await Promise.all([ask('2026-01-05'), ask('2026-01-05')]);
  expect(one).toBe(other);
  expect(await ask('2026-01-05')).toBe(one);
  for (const date of dates) {
    const row = (await ask(date)).model.calls.rows[7];
    expect(row?.startedAt.slice(0, 10)).toBe(date);
    expect(row?.campaignName).toBe('A campaña with a long name 7');
  }
  expect(dialer.requests).toEqual([]);
});

/** The most processor time, in milliseconds, that this thread takes in one turn of the event loop while work runs. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let before = process.threadCpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.threadCpuUsage();
  }, 1);
  await work();
  await pause(5);
  clearInterval(timer);
  return longest;
}

const LARGE_ROWS = 150_000;

const largeRows = Array.from({ length: LARGE_ROWS }, (_, index) => ({
  call_date: '2026-05-12 08:00:00',
  agent: `agent.number.${index % 90}`,
  dst: `31255${String(index).padStart(5, '0')}`,
  recording_url: `https://recordings.test/2026/05/12/${index}-${index * 7}.mp3`,
}));

test.each([
  ['numbered rows', Object.fromEntries(largeRows.entries())],
  [
    'parallel columns',
    {
      call_date: largeRows.map((row) => row.call_date),
      agent: largeRows.map((row) => row.agent),
      dst: largeRows.map((row) => row.dst),
    },
  ],
])('%s of a large answer are read in the thread', async (_, rows) => {
  const dialer = await startScriptedServer();
  onTestFinished(() => dialer.close());
  const body = Buffer.from(JSON.stringify(success({ rows })));
  dialer.answer('outbound_cdr', () => ({ body }));
  const { client } = upstreamOf(dialer.url);
  const ask = (date: string) => client.call(outbound_cdr, { from: date, to: date });
  // Starts the thread.
  await ask('2026-01-01');
  // Of the rows as objects: what the event loop would have to make of either form.
  const text = JSON.stringify(largeRows);
  const parsing = await longestTurn(async () => JSON.parse(text));
  const reading = await longestTurn(async () => {
    const { calls } = (await ask('2026-01-02')).model;
    expect(calls.rows).toHaveLength(LARGE_ROWS);
    expect(calls.rows[59_999]).toMatchObject({
      agentUsername: 'agent.number.59',
      contactNumber: '3125559999',
    });
  });
  expect(reading).toBeLessThan(0.5 * parsing);
});
