import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Caller } from '../../../src/upstream/client/caller.ts';
import type { UpstreamClient } from '../../../src/upstream/client/client.ts';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import { UpstreamError } from '../../../src/upstream/errors.ts';
import { stopClock } from '../../support/clock.ts';
import { startScriptedServer, type Content, type ScriptedServer } from '../../support/scriptedServer.ts';
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

function upstream(options: Parameters<typeof upstreamOf>[1] = {}) {
  const made = upstreamOf(server.url, options);
  opened.push(made.client);
  return made;
}

let number = 0;
/** Asks what was not asked before. */
const ask = (client: UpstreamClient, caller?: Caller) =>
  client.call(ENDPOINTS.goGetCustomerInfo, { leadId: String((number += 1)) }, caller);

const lead = (fields: URLSearchParams): string =>
  JSON.stringify({ result: 'success', lead_info: { lead_id: fields.get('lead_id') }, is_customer: 0 });
const SICK: Content = { status: 500, body: '' };
const REFUSED_LOGIN = '{"result":"error","message":"Invalid Username/Password"}';

/** True if the action these tests ask for is not sent. */
const isHeldBack = (client: UpstreamClient): boolean => {
  const { isOpen, isLoginRefused, openActions } = client.health('goAPI');
  return isOpen || isLoginRefused || openActions.includes('goGetCustomerInfo');
};

/** What came of a call: `answered`, or its error's code. */
async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'answered';
  } catch (error) {
    return error instanceof UpstreamError ? error.code : String(error);
  }
}

const outcomes = async (client: UpstreamClient, times: number): Promise<string[]> => {
  const seen: string[] = [];
  for (let index = 0; index < times; index += 1) seen.push(await outcomeOf(ask(client)));
  return seen;
};

describe('a read that gets no answer', () => {
  test('is tried at most twice more, and each try is counted for the caller', async () => {
    server.answerAll(SICK);
    const { client } = upstream();
    const caller = new Caller();
    expect(await outcomeOf(ask(client, caller))).toBe('DIALER_UNAVAILABLE');
    expect(server.requests).toHaveLength(3);
    expect(caller.calls).toEqual({ goGetCustomerInfo: 3 });
  });

  test.each([1, 2])('is answered where only the first %i of its tries fail', async (failures) => {
    let left = failures;
    server.answerAll((fields) => ((left -= 1) >= 0 ? SICK : lead(fields)));
    expect(await outcomeOf(ask(upstream().client))).toBe('answered');
    expect(server.requests).toHaveLength(failures + 1);
  });

  test('is not tried again past its deadline', async () => {
    server.answerAll({ status: 500, body: '', delayMs: 800 });
    const started = performance.now();
    expect(await outcomeOf(ask(upstream({ timeoutMs: 1000 }).client))).toMatch(/UNAVAILABLE|TIMEOUT/);
    // All three tries would take 2,400 ms.
    expect(performance.now() - started).toBeLessThan(2400);
    expect(server.requests.length).toBeLessThanOrEqual(2);
  });

  test('is not tried again where nobody waits for it', async () => {
    server.answerAll(SICK);
    const leaving = new AbortController();
    const { client } = upstream({ pauses: { retryMs: 500 } });
    const call = outcomeOf(ask(client, new Caller(leaving.signal)));
    while (server.requests.length === 0) await sleep(1);
    await sleep(20);
    leaving.abort(new Error('left'));
    expect(await call).toBe('Error: left');
    await sleep(600);
    expect(server.requests).toHaveLength(1);
  });

  test('is tried again less and less where everything fails: the budget is a tenth of the calls', async () => {
    // Every other call is answered, so that the circuit stays closed.
    server.answerAll((fields) => (Number(fields.get('lead_id')) % 2 ? SICK : lead(fields)));
    const { client } = upstream({ pauses: { retryMs: 1 } });
    const calls = 60;
    await outcomes(client, calls);
    // Ten tries were saved up, and a tenth of a try comes with each call.
    expect(server.requests.length).toBeLessThanOrEqual(calls + 10 + calls / 10);
    expect(server.requests.length).toBeGreaterThan(calls + 10);
  });

  test.each<[string, Content]>([
    ['a refusal', '{"result":"error","message":"Error: Something is wrong"}'],
    ['no permission', '{"code":"10001","result":"Error: You do not have permission to use this "}'],
    ['a page', '<html>Fatal error</html>'],
    ['a redirect', { status: 302, headers: { location: 'http://elsewhere.invalid/' }, body: '' }],
    ['a refused login', REFUSED_LOGIN],
  ])('is not one that gets %s: that is not tried again', async (_, content) => {
    server.answerAll(content);
    await outcomeOf(ask(upstream().client));
    expect(server.requests).toHaveLength(1);
  });

  test('is no write: that is sent once', async () => {
    server.answerAll(SICK);
    expect(await outcomeOf(ASK.add_lead(upstream().client))).toBe('DIALER_UNAVAILABLE');
    expect(server.requests).toHaveLength(1);
  });
});

describe('the circuit', () => {
  test('opens after five failed calls in a row, and answers at once', async () => {
    server.answerAll(SICK);
    const { client, logged } = upstream({ pauses: { retryMs: 1 } });
    expect(await outcomes(client, 5)).toEqual(Array.from({ length: 5 }, () => 'DIALER_UNAVAILABLE'));
    expect(isHeldBack(client)).toBe(true);
    const asked = server.requests.length;
    expect(await outcomes(client, 20)).toEqual(Array.from({ length: 20 }, () => 'DIALER_UNAVAILABLE'));
    expect(server.requests).toHaveLength(asked);
    expect(logged).toEqual([
      {
        facts: { upstream: 'DIALER', action: 'goGetCustomerInfo', open: true },
        message: 'the circuit opened',
      },
    ]);
  });

  test('stays closed where an answer, a refusal or nonsense comes in between', async () => {
    const { client } = upstream({ pauses: { retryMs: 1 } });
    for (const answer of [lead, REFUSAL, '<html>Fatal error</html>']) {
      server.answerAll(SICK);
      await outcomes(client, 4);
      server.answerAll(answer);
      await outcomes(client, 1);
      expect(isHeldBack(client)).toBe(false);
    }
  });

  test('opens for nothing but failures', async () => {
    server.answerAll(REFUSAL);
    const { client } = upstream();
    await outcomes(client, 10);
    server.answerAll('<html>Fatal error</html>');
    await outcomes(client, 10);
    expect(isHeldBack(client)).toBe(false);
    expect(server.requests).toHaveLength(20);
  });

  test('opens for calls that nobody answers in time', async () => {
    server.raw('goGetCustomerInfo', () => undefined);
    // The clock stands still, so that no call is sent too late to count.
    stopClock();
    const { client } = upstream({ timeoutMs: 100 });
    expect(await Promise.all(Array.from({ length: 5 }, () => outcomeOf(ask(client))))).toContain(
      'DIALER_TIMEOUT',
    );
    // One of them alone was sent: nothing had proved the login.
    await outcomes(client, 4);
    expect(isHeldBack(client)).toBe(true);
  });

  test('keeps back what waited for its turn while it opened', async () => {
    const { client } = upstream({ concurrency: 2 });
    server.answerAll(lead);
    await ask(client);
    server.clear();
    const held = Promise.withResolvers<void>();
    server.answerAll(async () => {
      await held.promise;
      return SICK;
    });
    const calls = Array.from({ length: 40 }, () => outcomeOf(ask(client)));
    while (server.requests.length < 2) await sleep(5);
    held.resolve();
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['DIALER_UNAVAILABLE']));
    // Five failed calls, each tried three times at most, and what was in flight beside the last.
    expect(server.requests.length).toBeLessThanOrEqual(17);
  });

  test('is probed by one call after a pause, and closes when that is answered', async () => {
    server.answerAll(SICK);
    const passTime = stopClock();
    const { client, logged } = upstream({ pauses: { retryMs: 1 } });
    await outcomes(client, 5);
    passTime(5000);
    server.clear();
    server.answerAll({ status: 500, body: '', delayMs: 20 });
    // Still sick: the probe fails, and nothing else goes out.
    expect(new Set(await Promise.all(Array.from({ length: 10 }, () => outcomeOf(ask(client)))))).toEqual(
      new Set(['DIALER_UNAVAILABLE']),
    );
    expect(server.requests).toHaveLength(1);
    passTime(5000);
    server.answerAll(lead);
    // All who come while it is probed wait for that, and then go on.
    expect(new Set(await Promise.all(Array.from({ length: 10 }, () => outcomeOf(ask(client)))))).toEqual(
      new Set(['answered']),
    );
    expect(isHeldBack(client)).toBe(false);
    const messages = logged.map(({ message }) => message);
    expect(messages.filter((message) => message.startsWith('the circuit'))).toEqual([
      'the circuit opened',
      'the circuit opened',
      'the circuit closed',
    ]);
  });
});

const REFUSAL = '{"result":"error","message":"Error: Something is wrong"}';

describe('a login that is refused', () => {
  test('is tried once, however many ask at once, and then not for a while', async () => {
    server.answerAll({ body: REFUSED_LOGIN, delayMs: 30 });
    const { client, logged } = upstream();
    const first = await Promise.all(Array.from({ length: 60 }, () => outcomeOf(ask(client))));
    expect(new Set(first)).toEqual(new Set(['DIALER_UNAUTHORIZED']));
    expect(server.requests).toHaveLength(1);
    const tried = server.requests.length;
    expect(new Set(await outcomes(client, 20))).toEqual(new Set(['DIALER_UNAUTHORIZED']));
    expect(await outcomeOf(ASK.add_lead(client))).toBe('DIALER_UNAUTHORIZED');
    expect(server.requests).toHaveLength(tried);
    expect(isHeldBack(client)).toBe(true);
    expect(logged.every(({ message }) => message.startsWith('the login was refused'))).toBe(true);
  });

  test('after it was good is tried three times at most', async () => {
    // On a busy machine, the refusals could come so late that calls count as accepted.
    stopClock();
    server.answerAll(lead);
    const { client } = upstream();
    await outcomes(client, 20);
    server.clear();
    server.answerAll({ body: REFUSED_LOGIN, delayMs: 30 });
    await Promise.all(Array.from({ length: 60 }, () => outcomeOf(ask(client))));
    expect(server.requests.length).toBeLessThanOrEqual(3);
  });

  test('of the leads’ own account leaves the reads alone', async () => {
    const { client } = upstreamOf(server.url, { leadsUser: 'Other' });
    opened.push(client);
    server.answer('add_lead', 'ERROR: Login incorrect, please try again: |Other|x|BAD|\n');
    server.answer('goGetCustomerInfo', lead);
    expect(await outcomeOf(ASK.add_lead(client))).toBe('DIALER_UNAUTHORIZED');
    expect(await outcomeOf(ask(client))).toBe('answered');
    expect(isHeldBack(client)).toBe(false);
    expect(await outcomeOf(ASK.add_lead(client))).toBe('DIALER_UNAUTHORIZED');
    expect(server.counts()).toEqual({ add_lead: 1, goGetCustomerInfo: 1 });
  });

  test('is something else than a missing permission, which concerns one action', async () => {
    server.answer(
      'getUserInfo',
      '{"code":"10001","result":"Error: You do not have permission to use this API. "}',
    );
    server.answer('goGetCustomerInfo', lead);
    const { client } = upstream();
    expect(await outcomeOf(ASK.getUserInfo(client))).toBe('DIALER_UNAUTHORIZED');
    expect(await outcomeOf(ask(client))).toBe('answered');
  });

  test('is waited for by others no longer than until their deadline', async () => {
    server.raw('goGetCustomerInfo', () => undefined);
    const { client } = upstream({ timeoutMs: 400 });
    const started = performance.now();
    await Promise.all(Array.from({ length: 8 }, () => outcomeOf(ask(client))));
    // One after the other would take 3,200 ms.
    expect(performance.now() - started).toBeLessThan(2000);
    // One alone, until it has shown that the login is good.
    expect(server.mostInFlight).toBe(1);
  });

  test('holds nobody up once it has proved good', async () => {
    server.answerAll(lead);
    const { client } = upstream({ concurrency: 8 });
    await ask(client);
    // As long as a busy machine needs to send eight.
    server.answerAll((fields) => ({ body: lead(fields), delayMs: 200 }));
    await Promise.all(Array.from({ length: 24 }, () => ask(client)));
    expect(server.mostInFlight).toBe(8);
  });
});

describe('found by a reviewer', () => {
  test('a slow refusal after a good login is met three times at most, too', async () => {
    server.answerAll(lead);
    const { client } = upstream({ concurrency: 16 });
    await outcomes(client, 3);
    server.clear();
    server.answerAll({ body: REFUSED_LOGIN, delayMs: 700 });
    await Promise.all(Array.from({ length: 50 }, () => outcomeOf(ask(client))));
    expect(server.requests.length).toBeLessThanOrEqual(3);
  });

  test('impatient callers do not keep the circuit of a healthy upstream open', async () => {
    server.answerAll(SICK);
    const passTime = stopClock();
    const { client } = upstream({ pauses: { retryMs: 1 } });
    await outcomes(client, 5);
    passTime(5000);
    server.clear();
    const held = Promise.withResolvers<void>();
    server.answerAll((fields) => held.promise.then(() => lead(fields)));
    const leaving = new AbortController();
    const impatient = outcomeOf(ask(client, new Caller(leaving.signal)));
    await expect.poll(() => server.requests.length, { interval: 5 }).toBe(1);
    leaving.abort(new Error('left'));
    expect(await impatient).toBe('Error: left');
    held.resolve();
    await expect.poll(() => isHeldBack(client)).toBe(false);
  });

  test('a million rows that do not fit cost no minute', async () => {
    server.answerAll(`{"result":"success","data":[${'{},'.repeat(1_000_000)}{}]}`);
    const started = performance.now();
    expect(await outcomeOf(ASK.getAllPortfolios(upstream({ timeoutMs: 20_000 }).client))).toBe(
      'DIALER_BAD_RESPONSE',
    );
    expect(performance.now() - started).toBeLessThan(8000);
  });

  test('a caller gets no more calls than it may make, writes aside', async () => {
    server.answerAll(lead);
    const { client } = upstream();
    const caller = new Caller(undefined, 3);
    const seen = [];
    for (let index = 0; index < 5; index += 1) seen.push(await outcomeOf(ask(client, caller)));
    expect(seen.slice(0, 3)).toEqual(['answered', 'answered', 'answered']);
    expect(seen.slice(3).every((outcome) => outcome.includes('TooManyCalls'))).toBe(true);
    expect(server.requests).toHaveLength(3);
  });
});
