/** Retry-After of 429 and 503: that action is not asked before then. */
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { UpstreamClient } from '../../../src/upstream/client/client.ts';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import { UpstreamError } from '../../../src/upstream/errors.ts';
import { retryAfterMs } from '../../../src/upstream/client/retryAfter.ts';
import { stopClock } from '../../support/clock.ts';
import { startScriptedServer, type Reply, type ScriptedServer } from '../../support/scriptedServer.ts';
import { ASK } from '../asking.ts';
import { upstreamOf } from '../upstreamOf.ts';

let server: ScriptedServer;
const opened: UpstreamClient[] = [];
beforeEach(async () => {
  server = await startScriptedServer();
});
afterEach(async () => {
  await server.close();
  await Promise.all(opened.splice(0).map((client) => client.close()));
});

function clientOf(options: Parameters<typeof upstreamOf>[1] = {}): UpstreamClient {
  const { client } = upstreamOf(server.url, { ...options, pauses: { retryMs: 1, ...options.pauses } });
  opened.push(client);
  return client;
}

const wait = (status: number, seconds: string): Reply => ({
  status,
  headers: { 'retry-after': seconds },
  body: '<html>Busy</html>',
});
const COUNT = '{"result":"success","data":23}';

let number = 0;
const askUser = (client: UpstreamClient) =>
  client.call(ENDPOINTS.getUserInfo, { username: `u${(number += 1)}` });

async function errorOf(call: Promise<unknown>): Promise<UpstreamError | 'answered'> {
  try {
    await call;
    return 'answered';
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
}

const UP_TO_15_MINUTES = 900_000;

describe('the header', () => {
  test.each<[string, number | undefined]>([
    ['120', 120_000],
    [' 5 ', 5000],
    ['901', UP_TO_15_MINUTES],
    ['9'.repeat(400), UP_TO_15_MINUTES],
    ['0', 0],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['', undefined],
    ['5 minutes', undefined],
    ['Sat, 01 Jan 2000 00:00:00 GMT', 0],
    ['Fri, 31 Dec 2199 23:59:59 GMT', UP_TO_15_MINUTES],
    ['Friday, nonsense', undefined],
    [`Mon, ${'1'.repeat(100_000)}`, undefined],
    ['2199-12-31', undefined],
  ])('%s', (header, expected) => {
    expect(retryAfterMs(header, UP_TO_15_MINUTES)).toBe(expected);
  });

  test('as a date is the time until then', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 4, 12) });
    onTestFinished(() => void vi.useRealTimers());
    expect(retryAfterMs('Tue, 12 May 2026 00:01:00 GMT', UP_TO_15_MINUTES)).toBe(60_000);
  });
});

describe('an action', () => {
  test.each([
    [429, 'RATE_LIMITED'],
    [503, 'DIALER_UNAVAILABLE'],
  ])(
    'that answers %i with Retry-After is not asked before then, and the others are',
    async (status, code) => {
      const client = clientOf();
      server.answerAll(COUNT);
      server.answer('getUserInfo', wait(status, '60'));
      expect(await errorOf(askUser(client))).toMatchObject({ code, retryable: true, retryAfterSeconds: 60 });
      for (let at = 0; at < 8; at += 1) {
        expect(await errorOf(askUser(client))).toMatchObject({
          code,
          shortCircuited: true,
          sent: false,
          retryAfterSeconds: 60,
          asked: { action: 'getUserInfo' },
        });
      }
      // 60 seconds are longer than the deadline: it is not tried again.
      expect(server.counts()).toEqual({ getUserInfo: 1 });
      expect(await errorOf(ASK.goGetTotalAgentsCall(client))).toBe('answered');
      expect(client.health('goAPI').openActions).toEqual([]);
    },
  );

  test('is tried again by itself if that is soon enough, and not before', async () => {
    const client = clientOf();
    const times: number[] = [];
    server.answer('goGetTotalAgentsCall', () => {
      times.push(performance.now());
      return times.length === 1 ? wait(429, '1') : COUNT;
    });
    expect(await errorOf(ASK.goGetTotalAgentsCall(client))).toBe('answered');
    const [first = 0, second = 0] = times;
    // A timer may fire a millisecond early.
    expect(second - first).toBeGreaterThan(990);
    expect(times).toHaveLength(2);
  });

  test('is asked again afterwards', async () => {
    const passTime = stopClock();
    const client = clientOf({ timeoutMs: 900 });
    server.answer('goGetTotalAgentsCall', wait(503, '1'));
    await errorOf(ASK.goGetTotalAgentsCall(client));
    server.answer('goGetTotalAgentsCall', COUNT);
    expect(await errorOf(ASK.goGetTotalAgentsCall(client))).toMatchObject({ retryAfterSeconds: 1 });
    passTime(1000);
    expect(await errorOf(ASK.goGetTotalAgentsCall(client))).toBe('answered');
    expect(server.requests).toHaveLength(2);
  });

  test('that asks for more than the most is left alone for that long', async () => {
    const client = clientOf();
    server.answer('getUserInfo', wait(503, '86400'));
    expect(await errorOf(askUser(client))).toMatchObject({ retryAfterSeconds: 900 });
  });

  test('that answers 429 is not sick, however often, nor tried again without being told when', async () => {
    const client = clientOf();
    server.answer('getUserInfo', { status: 429, body: '' });
    for (let at = 0; at < 8; at += 1) {
      const error = await errorOf(askUser(client));
      expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true, sent: true });
      expect(error).toHaveProperty('retryAfterSeconds', undefined);
    }
    expect(server.requests).toHaveLength(8);
    expect(client.health('goAPI')).toMatchObject({ isOpen: false, openActions: [] });
  });

  test('that is a write is sent once, then not at all', async () => {
    const client = clientOf();
    server.answer('add_lead', wait(429, '1'));
    expect(await errorOf(ASK.add_lead(client))).toMatchObject({ code: 'RATE_LIMITED', sent: true });
    expect(await errorOf(ASK.add_lead(client))).toMatchObject({ sent: false, shortCircuited: true });
    expect(server.requests).toHaveLength(1);
  });

  test('of VOXO, too', async () => {
    const client = clientOf();
    server.answer('call-reports', wait(429, '60'));
    for (let at = 0; at < 3; at += 1)
      expect(await errorOf(ASK['call-reports'](client))).toMatchObject({
        code: 'RATE_LIMITED',
        retryAfterSeconds: 60,
        asked: { upstream: 'VOXO' },
      });
    server.answer('goGetTotalAgentsCall', COUNT);
    expect(await errorOf(ASK.goGetTotalAgentsCall(client))).toBe('answered');
    expect(server.counts()).toEqual({ 'call-reports': 1, goGetTotalAgentsCall: 1 });
  });
});

test('three actions are the upstream, until fewer than three are left', async () => {
  const passTime = stopClock();
  const client = clientOf({ timeoutMs: 900 });
  server.answerAll(COUNT);
  server.answer('getUserInfo', wait(429, '60'));
  server.answer('getAllPortfolios', wait(503, '60'));
  server.answer('getAllProfiles', wait(503, '1'));
  await errorOf(askUser(client));
  await errorOf(ASK.getAllPortfolios(client));
  expect(await errorOf(ASK.goGetTotalAgentsCall(client))).toBe('answered');
  await errorOf(ASK.getAllProfiles(client));
  server.clear();
  expect(await errorOf(ASK.getAgentStatus(client))).toMatchObject({
    code: 'DIALER_UNAVAILABLE',
    shortCircuited: true,
    retryAfterSeconds: 1,
  });
  expect(await errorOf(ASK.add_lead(client))).toMatchObject({ shortCircuited: true, sent: false });
  expect(server.requests).toEqual([]);
  expect(client.health('goAPI').isOpen).toBe(true);
  passTime(1000);
  expect(client.health('goAPI').isOpen).toBe(false);
  await errorOf(ASK.getAgentStatus(client));
  expect(server.counts()).toEqual({ getAgentStatus: 1 });
});
