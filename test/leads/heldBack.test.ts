import { describe, expect, onTestFinished, test } from 'vitest';
import { UpstreamClient } from '../../src/upstream/client/client.ts';
import { add_lead } from '../../src/upstream/dialer/lead/leads.ts';
import { lmApi } from '../../src/upstream/dialer/lmApi.ts';
import { summary } from '../support/api.ts';
import { stopClock } from '../support/clock.ts';
import { ACCOUNT, accountAt, addedLine, scriptedDialer, startLeadApi } from '../support/leadApi.ts';
import { refusal, success } from '../support/otherDialer.ts';

const lead = (index: number) => ({ phoneNumber: `72755${10_000 + index}`, source: 'test' });
const NOT_SENT = {
  type: 'LeadRejected',
  reason: 'NOT_SENT',
  message: expect.stringContaining('Nothing was sent'),
  fields: [],
};
const NOT_PERMITTED = { type: 'LeadRejected', reason: 'NOT_PERMITTED' };

const PROBE_AFTER_MS = 60_000;

/** A server, and a dialer that has just failed so often that it is spared. */
async function startSick() {
  const dialer = await scriptedDialer();
  const api = await startLeadApi(accountAt(dialer), {}, { pauses: { probeAfterMs: PROBE_AFTER_MS } });
  dialer.answer('add_lead', { status: 500, body: '' });
  for (let index = 0; index < 5; index += 1) {
    expect(await api.add(lead(index))).toMatchObject({ type: 'LeadOutcomeUnknown' });
  }
  expect(dialer.counts()).toEqual({ add_lead: 5 });
  dialer.clear();
  dialer.answer('add_lead', (fields) => addedLine(fields));
  return { dialer, api };
}

describe('after five adds in a row without an answer', () => {
  test('nothing is sent, and each add is told so at once', async () => {
    const { dialer, api } = await startSick();
    const start = performance.now();
    expect(await api.add({ ...lead(10), idempotencyKey: 'k' })).toMatchObject(NOT_SENT);
    const inputs = Array.from({ length: 100 }, (_, index) => lead(20 + index));
    expect(await api.addMany(inputs)).toMatchObject({ rejected: 100, unknown: 0 });
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(dialer.counts()).toEqual({});
  });

  test('the key of an add that was not sent adds one lead later', async () => {
    const passTime = stopClock();
    const { dialer, api } = await startSick();
    const keyed = { ...lead(10), idempotencyKey: 'k' };
    expect(await api.add(keyed)).toMatchObject(NOT_SENT);
    passTime(PROBE_AFTER_MS);
    expect(await api.add(keyed)).toMatchObject({ type: 'AddLeadSuccess' });
    expect(await api.add(keyed)).toMatchObject({ type: 'AddLeadSuccess' });
    expect(dialer.counts()).toEqual({ add_lead: 1 });
  });

  test('reads are sent: it is one action that is sick', async () => {
    const { dialer, api } = await startSick();
    dialer.answer('goGetTotalAgentsCall', success(23));
    expect(await api.data('{ dashboard { agentsInCall } }')).toEqual({ dashboard: { agentsInCall: 23 } });
  });

  test('adds are not sent after different reads have failed: then it is the dialer', async () => {
    const dialer = await scriptedDialer();
    const other = await startLeadApi(accountAt(dialer));
    dialer.answerAll({ status: 503, body: '' });
    const failing = [
      'getAgentStatus',
      'goGetTotalAgentsCall',
      'agentTimeUsage',
      'getAllProfiles',
      'getAllPortfolios',
    ];
    await other.query(
      '{ dashboard { agentCounts { live } agentsInCall timeUsage { averageTalk } } profile(profileId: "1") { name } portfolio(code: "A") { name } }',
    );
    expect(Object.keys(dialer.counts()).sort()).toEqual(failing.sort());
    expect(await other.add(lead(10))).toMatchObject(NOT_SENT);
    expect(dialer.counts()).not.toHaveProperty('add_lead');
  });
});

describe('an add', () => {
  test.each([
    ['an error page', { status: 500, body: '' }],
    ['a gateway error', { status: 502, body: '' }],
    ['nothing', ''],
  ])('is sent once, though a read would be sent again: %s', async (_, answer) => {
    const dialer = await scriptedDialer();
    dialer.answer('add_lead', answer);
    const api = await startLeadApi(accountAt(dialer));
    expect(await api.add(lead(1))).toMatchObject({ type: 'LeadOutcomeUnknown' });
    expect(dialer.counts()).toEqual({ add_lead: 1 });
  });

  test('is neither remembered nor shared: equal ones are as many leads', async () => {
    const dialer = await scriptedDialer();
    let leadId = 0;
    dialer.answer('add_lead', (fields) => ({ body: addedLine(fields, (leadId += 1)), delayMs: 20 }));
    const api = await startLeadApi(accountAt(dialer));
    const told = await Promise.all(Array.from({ length: 5 }, () => api.add(lead(1))));
    told.push(await api.add(lead(1)));
    const ids = told.map((one) => one.type === 'AddLeadSuccess' && one.leadId);
    expect(new Set(ids)).toEqual(new Set(['1', '2', '3', '4', '5', '6']));
    expect(dialer.counts()).toEqual({ add_lead: 6 });
  });

  test('is not shared by the client either, whose callers at once it does not put in turns', async () => {
    const dialer = await scriptedDialer();
    let leadId = 0;
    dialer.answer('add_lead', (fields) => ({ body: addedLine(fields, (leadId += 1)), delayMs: 50 }));
    const client = new UpstreamClient({
      transports: { lmapi: lmApi({ baseUrl: dialer.url, ...ACCOUNT }) },
      concurrency: 8,
      timeoutMs: 2000,
      log: { warn: () => undefined },
    });
    onTestFinished(() => client.close());
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.call(add_lead, lead(1))));
    expect(new Set(answers).size).toBe(5);
    expect(dialer.counts()).toEqual({ add_lead: 5 });
  });
});

describe('a login that was refused to a read', () => {
  const read = '{ dashboard { agentsInCall } }';

  test('is not tried by an add of the same account', async () => {
    const dialer = await scriptedDialer();
    dialer.answer('goGetTotalAgentsCall', refusal('Invalid Username/Password'));
    dialer.answer('add_lead', (fields) => addedLine(fields));
    const api = await startLeadApi(accountAt(dialer));
    const { errors } = await api.query(read);
    expect(errors.map(summary)).toMatchObject([{ code: 'DIALER_UNAUTHORIZED', retryable: false }]);
    expect(await api.add(lead(1))).toMatchObject(NOT_PERMITTED);
    expect(dialer.counts()).toEqual({ goGetTotalAgentsCall: 1 });
  });

  test('leaves adds of another account alone, and the other way round', async () => {
    const dialer = await scriptedDialer();
    dialer.answer('goGetTotalAgentsCall', refusal('Invalid Username/Password'));
    dialer.answer('add_lead', (fields) => addedLine(fields));
    const settings = { LEADS_USER: 'Leads.User', LEADS_PASS: 'other' };
    const api = await startLeadApi(accountAt(dialer), settings);
    await api.query(read);
    expect(await api.add(lead(1))).toMatchObject({ type: 'AddLeadSuccess' });

    const other = await startLeadApi(accountAt(dialer), settings);
    dialer.answer('goGetTotalAgentsCall', success(23));
    dialer.answer('add_lead', 'ERROR: Login incorrect, please try again: |Leads.User|other|BAD|\n');
    dialer.clear();
    for (const index of [1, 2, 3]) expect(await other.add(lead(index))).toMatchObject(NOT_PERMITTED);
    expect(await other.data(read)).toEqual({ dashboard: { agentsInCall: 23 } });
    expect(dialer.counts()).toEqual({ add_lead: 1, goGetTotalAgentsCall: 1 });
  });

  // Else logins would be tried again while the account is locked.
  test('stays refused, though a call that was let in before ends well after it', async () => {
    const dialer = await scriptedDialer();
    const { promise, resolve } = Promise.withResolvers<object>();
    dialer.answer('getAllPortfolios', () => promise);
    dialer.answer('goGetTotalAgentsCall', refusal('Too many login attempts, try again in 15 minutes'));
    const api = await startLeadApi(accountAt(dialer));
    // Until the login was accepted, one call would go alone.
    dialer.answer('getAllProfiles', success([]));
    await api.data('{ profile(profileId: "1") { name } }');
    dialer.clear();
    const early = api.data('{ portfolios { code } }');
    await expect.poll(() => dialer.counts()).toEqual({ getAllPortfolios: 1 });
    await api.query(read);
    resolve(success([]));
    expect(await early).toEqual({ portfolios: [] });
    dialer.clear();
    expect(await api.add(lead(1))).toMatchObject(NOT_PERMITTED);
    expect(dialer.counts()).toEqual({});
  });
});
