import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { UpstreamClient } from '../../../src/upstream/client/client.ts';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer.ts';
import { upstreamOf } from '../upstreamOf.ts';

let server: ScriptedServer;
let client: UpstreamClient;
beforeEach(async () => {
  server = await startScriptedServer();
  server.answerAll('{"result":"success","data":[]}');
  server.answer('goGetTotalAgentsCall', '{"result":"success","data":3}');
  server.answer('goGetCustomerInfo', '{"result":"success","lead_info":{"lead_id":"7"},"is_customer":0}');
  client = upstreamOf(server.url).client;
  // The clock by which answers grow old; the network keeps its own.
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await client.close();
  await server.close();
});

const dayFromNow = (days: number): string =>
  new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);

/** How many calls it takes to ask now, and again after so many seconds. */
async function callsOver(ask: () => Promise<unknown>, seconds: number): Promise<number> {
  await ask();
  vi.advanceTimersByTime(seconds * 1000);
  await ask();
  return server.requests.length;
}

const portfolios = () => client.call(ENDPOINTS.getAllPortfolios, {});

describe('an answer is good for', () => {
  const past = { from: dayFromNow(-9), to: dayFromNow(-3) };
  const today = { from: dayFromNow(-3), to: dayFromNow(0) };
  test.each<[string, () => Promise<unknown>, number]>([
    ['2 s where it is live', () => client.call(ENDPOINTS.goGetTotalAgentsCall, {}), 2],
    ['15 s where it covers today', () => client.call(ENDPOINTS.inbound_cdr, today), 15],
    ['15 s where it covers the last 24 hours', () => client.call(ENDPOINTS.inbound_cdr, {}), 15],
    ['an hour where it covers past days', () => client.call(ENDPOINTS.inbound_cdr, past), 3600],
    [
      'an hour in any report of past days',
      () => client.call(ENDPOINTS.agent_cdr, { ...past, agents: ['a'] }),
      3600,
    ],
  ])('%s', async (_, ask, seconds) => {
    expect(await callsOver(ask, seconds - 0.5)).toBe(1);
    vi.advanceTimersByTime(1000);
    await ask();
    expect(server.requests).toHaveLength(2);
  });

  test('no time at all where it is a lead', async () => {
    expect(await callsOver(() => client.call(ENDPOINTS.goGetCustomerInfo, { leadId: '7' }), 0)).toBe(2);
  });

  test('a minute where it is a reference list, which is given five minutes more while a new one comes', async () => {
    expect(await callsOver(portfolios, 59)).toBe(1);
    server.answerAll('{"result":"success","data":[{"portfolio":"NEW","portfolio_name":"New"}]}');
    vi.advanceTimersByTime(200_000);
    expect((await portfolios()).model.rows).toEqual([]);
    await vi.waitFor(async () => expect((await portfolios()).model.rows).toHaveLength(1));
    expect(server.requests).toHaveLength(2);
    vi.advanceTimersByTime(361_000);
    server.answerAll('{"result":"success","data":[]}');
    expect((await portfolios()).model.rows).toEqual([]);
  });
});

test('an answer is as old as when it came, stale or not, until a new one has come', async () => {
  const { answeredAt } = await portfolios();
  vi.advanceTimersByTime(30_000);
  expect((await portfolios()).answeredAt).toBe(answeredAt);
  vi.advanceTimersByTime(60_000);
  expect((await portfolios()).answeredAt).toBe(answeredAt);
  await vi.waitFor(async () => expect((await portfolios()).answeredAt).not.toBe(answeredAt));
  expect(server.requests).toHaveLength(2);
});

describe('a question', () => {
  test('is the same in whatever order it names, and another with other names', async () => {
    const days = { from: '2026-05-01', to: '2026-05-02' };
    await client.call(ENDPOINTS.inbound_cdr, { ...days, portfolios: ['B', 'A'] });
    expect(client.remembered(ENDPOINTS.inbound_cdr, { ...days, portfolios: ['A', 'B'] })).toBeDefined();
    expect(client.remembered(ENDPOINTS.inbound_cdr, { ...days, portfolios: ['A'] })).toBeUndefined();
    expect(client.remembered(ENDPOINTS.inbound_cdr, days)).toBeUndefined();
    expect(client.remembered(ENDPOINTS.outbound_cdr, { ...days, portfolios: ['A', 'B'] })).toBeUndefined();
  });
});
