/** Large answers through the real client and its threads. */
import { expect, onTestFinished, test } from 'vitest';
import { Caller } from '../../../src/upstream/client/caller.ts';
import { agent_cdr } from '../../../src/upstream/dialer/agentCalls.ts';
import { inbound_cdr, outbound_cdr } from '../../../src/upstream/dialer/calls.ts';
import { UpstreamBadResponse } from '../../../src/upstream/errors.ts';
import { sourceOf } from '../../../src/upstream/wire/rows/columnRows.ts';
import { success } from '../../support/otherDialer.ts';
import { startScriptedServer } from '../../support/scriptedServer.ts';
import { upstreamOf } from '../upstreamOf.ts';

const DAY = { from: '2026-05-12', to: '2026-05-12' };

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    call_date: `2026-05-12 ${String(index % 24).padStart(2, '0')}:00:${String(index % 60).padStart(2, '0')}`,
    dst: String(3_125_500_000 + index),
    agent: `agent.${index % 90}`,
    campaign: 'José',
    call_type: 'Dialer',
    queue_time: index % 3 === 0 ? '' : '00:00:07',
    portfolio: 'NRD',
    vendor_lead_code: `A long code of a vendor, number ${index}`,
    lead_id: String(index),
  }));

const whole = (count: number): string => JSON.stringify(success({ rows: rowsOf(count), total: count }));

async function dialer(body: string | Buffer) {
  const server = await startScriptedServer();
  const { client } = upstreamOf(server.url);
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  server.answerAll({ body });
  return { server, client };
}

test('a large answer has the rows and gaps of a small one, and is remembered', async () => {
  const { client, server } = await dialer(whole(20_000));
  const answer = await client.call(outbound_cdr, DAY);
  const { rows } = answer.model.calls;
  expect(sourceOf(rows)).toBeDefined();
  expect(rows).toHaveLength(20_000);
  const small = await dialer(whole(2000));
  const { model, gaps } = await small.client.call(outbound_cdr, DAY);
  expect(sourceOf(model.calls.rows)).toBeUndefined();
  expect(rows.slice(0, 2000)).toEqual(model.calls.rows);
  expect(answer.gaps.map(({ member, missing }) => ({ member, missing }))).toEqual(
    gaps.map(({ member, missing }) => ({ member, missing })),
  );
  expect(await client.call(outbound_cdr, DAY)).toBe(answer);
  expect(server.requests).toHaveLength(1);
});

test('the rows of each kind of calls are read into columns', async () => {
  const { client } = await dialer(whole(10_000).replaceAll('call_date', 'answer_time'));
  const agents = (await client.call(agent_cdr, DAY)).model.rows;
  expect(sourceOf(agents)).toBeDefined();
  const other = await dialer(whole(10_000));
  const inbound = (await other.client.call(inbound_cdr, DAY)).model.rows;
  expect(sourceOf(inbound)).toBeDefined();
});

test.each([
  ['breaks off in its rows', whole(20_000).slice(0, 3_000_000)],
  ['breaks off behind its rows', whole(20_000).slice(0, -1)],
  ['has rows that are not JSON', whole(20_000).replace('"lead_id":"9000"', '"lead_id":9000x')],
])('an answer that %s is an error, never a short report', async (_, body) => {
  const { client } = await dialer(body);
  await expect(client.call(outbound_cdr, DAY)).rejects.toThrow(UpstreamBadResponse);
  await expect(client.call(outbound_cdr, DAY)).rejects.toThrow('is not whole JSON');
});

test('warnings around a large answer are no part of it, and its windows-1252 texts are read', async () => {
  const warning =
    '<br />\n<b>Warning</b>:  Undefined array key "[x]" in <b>/a.php</b> on line <b>6</b><br />\n';
  const { client } = await dialer(Buffer.from(`${warning}${whole(20_000)}${warning}`, 'latin1'));
  const { rows } = (await client.call(outbound_cdr, DAY)).model.calls;
  expect(rows[19_999]).toMatchObject({ campaignName: 'José', leadId: '19999' });
});

test('a large refusal is a refusal', async () => {
  const { client } = await dialer(
    JSON.stringify({ result: 'error', message: 'No Available Data', data: { rows: rowsOf(10_000) } }),
  );
  expect((await client.call(outbound_cdr, DAY)).model.calls.rows).toEqual([]);
});

test('a caller that leaves ends the reading', async () => {
  const { client, server } = await dialer(whole(50_000));
  const leaving = new AbortController();
  const asked = client.call(outbound_cdr, DAY, new Caller(leaving.signal));
  await expect.poll(() => server.requests.length).toBe(1);
  leaving.abort(new Error('left'));
  await expect(asked).rejects.toThrow('left');
  expect((await client.call(outbound_cdr, DAY)).model.calls.rows).toHaveLength(50_000);
});
