import { expect, onTestFinished, test } from 'vitest';
import { Caller } from '../../../src/upstream/client/caller.ts';
import type { EndedCall, FailedAttempt } from '../../../src/upstream/client/observer.ts';
import { goGetTotalAgentsCall } from '../../../src/upstream/dialer/dashboard.ts';
import { getAllPortfolios } from '../../../src/upstream/dialer/portfolios.ts';
import { startScriptedServer } from '../../support/scriptedServer.ts';
import { upstreamOf } from '../upstreamOf.ts';

/** A client in front of a scripted dialer, and what its observer is told. */
async function observed({ timeoutMs = 2000, concurrency = 8 } = {}) {
  const dialer = await startScriptedServer();
  const calls: EndedCall[] = [];
  const failed: FailedAttempt[] = [];
  const { client } = upstreamOf(dialer.url, {
    timeoutMs,
    concurrency,
    pauses: { retryMs: 1 },
    observer: { onCall: (call) => calls.push(call), onFailedAttempt: (attempt) => failed.push(attempt) },
  });
  onTestFinished(async () => {
    await client.destroy();
    await dialer.close();
  });
  const count = (caller = new Caller()) => client.call(goGetTotalAgentsCall, {}, caller);
  return { dialer, client, calls, failed, count };
}

const SUCCESS = { result: 'success', data: 23 };

test('a call is told once, those that share its answer each by themselves', async () => {
  const { dialer, calls, count } = await observed();
  dialer.answer('goGetTotalAgentsCall', { body: JSON.stringify(SUCCESS), delayMs: 40 });
  await Promise.all([count(), count()]);
  await count();
  expect(calls.map(({ from, outcome, attempts }) => [from, outcome, attempts])).toEqual([
    ['upstream', 'answered', 1],
    ['single_flight', 'answered', 0],
    ['cache', 'answered', 0],
  ]);
  const [sent, joined] = calls;
  expect(sent).toMatchObject({
    upstream: 'DIALER',
    action: 'goGetTotalAgentsCall',
    status: 200,
    isProbe: false,
  });
  expect(sent?.bytes).toBe(JSON.stringify(SUCCESS).length);
  expect(sent?.serviceMs).toBeGreaterThan(38);
  expect(joined?.milliseconds).toBeGreaterThan(30);
});

test('waiting for a slot is told apart from the service time, and rows are counted', async () => {
  const { dialer, client, calls, count } = await observed({ concurrency: 1 });
  dialer.answer('goGetTotalAgentsCall', { body: JSON.stringify(SUCCESS), delayMs: 150 });
  dialer.answer('getAllPortfolios', { result: 'success', rows: [{ tenant_id: 'A' }, { tenant_id: 'B' }] });
  await count();
  calls.length = 0;
  const other = client.refresh(goGetTotalAgentsCall, {}, new Caller());
  await client.call(getAllPortfolios, {}).catch(() => undefined);
  await other;
  const waited = calls.find(({ action }) => action === 'getAllPortfolios');
  const { queueMs = 0, serviceMs = 0, milliseconds = 0 } = waited ?? {};
  expect(queueMs).toBeGreaterThan(100);
  expect(serviceMs).toBeGreaterThan(0);
  expect(queueMs + serviceMs).toBeLessThan(milliseconds + 1);
});

test('each failed attempt is told, with its status or cause, and the call at its end', async () => {
  const { dialer, calls, failed, count } = await observed();
  dialer.answer('goGetTotalAgentsCall', { status: 502, body: '' });
  await count().catch(() => undefined);
  expect(
    failed.map(({ attempt, outcome, status, retryInMs }) => [attempt, outcome, status, retryInMs !== null]),
  ).toEqual([
    [1, 'unavailable', 502, true],
    [2, 'unavailable', 502, true],
    [3, 'unavailable', 502, false],
  ]);
  expect(calls).toMatchObject([{ outcome: 'unavailable', attempts: 3, status: 502 }]);
  await dialer.close();
  await count().catch(() => undefined);
  expect(failed.at(-1)).toMatchObject({ outcome: 'unavailable', status: undefined, cause: 'ECONNREFUSED' });
});

test.each<[string, object | string, string]>([
  ['nonsense', 'nonsense {', 'bad_response'],
  ['a refusal', { result: 'error', message: 'Error: no' }, 'refused'],
  ['a refused login', { result: 'error', message: 'Invalid Username/Password' }, 'unauthorized'],
  ['a 429', { status: 429, body: '' }, 'rate_limited'],
  ['silence', { body: '', delayMs: 3000 }, 'timeout'],
])('the outcome of %s', async (_, answer, outcome) => {
  const { dialer, calls, count } = await observed({ timeoutMs: 500 });
  dialer.answer('goGetTotalAgentsCall', answer);
  await count().catch(() => undefined);
  expect(calls.map((call) => call.outcome)).toEqual([outcome]);
});

test('a call that is not sent is told as such, and one that nobody waits for as cancelled', async () => {
  const { dialer, calls, count } = await observed();
  dialer.answer('goGetTotalAgentsCall', { body: '', delayMs: 3000 });
  const controller = new AbortController();
  const asked = count(new Caller(controller.signal)).catch(() => undefined);
  await expect.poll(() => dialer.requests.length).toBe(1);
  controller.abort();
  await asked;
  await expect.poll(() => calls.map(({ outcome }) => outcome)).toEqual(['cancelled']);
  dialer.answer('goGetTotalAgentsCall', { result: 'error', message: 'Invalid Username/Password' });
  await count().catch(() => undefined);
  await count().catch(() => undefined);
  await count(new Caller(undefined, 0)).catch(() => undefined);
  expect(calls.map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
    ['cancelled', 1],
    ['unauthorized', 1],
    ['short_circuit', 0],
    ['over_limit', 0],
  ]);
});
