import { describe, expect, test } from 'vitest';
import { LEAD, leads, startAdding } from '../support/addingDialer.ts';
import { accountAt, addedLine, scriptedDialer, startLeadApi } from '../support/leadApi.ts';
import { refusal } from '../support/otherDialer.ts';

const NOT_SENT = {
  type: 'LeadRejected',
  reason: 'NOT_SENT',
  message: expect.stringContaining('Nothing was sent'),
  fields: [],
};
const UNKNOWN = { type: 'LeadOutcomeUnknown' };

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

describe('an add that the dialer turns away', () => {
  test.each<[number, string, string, number, number]>([
    [429, 'seconds', '7', 7, 7],
    [503, 'seconds', '30', 30, 30],
    [503, 'no seconds', '0', 1, 1],
    [429, 'no seconds', '0', 1, 1],
    [503, 'more than a quarter of an hour', '86400', 900, 900],
    [503, 'a time', inSeconds(60), 40, 60],
    [429, 'a time', inSeconds(60), 40, 60],
    // Its clock may be slow.
    [503, 'a time that is past', inSeconds(-5), 1, 1],
  ])('by HTTP %i and Retry-After with %s was not sent', async (status, _, retryAfter, least, most) => {
    const { api, dialer } = await startAdding();
    dialer.answer('add_lead', { status, headers: { 'retry-after': retryAfter }, body: 'busy' });
    const told = await api.add({ ...LEAD, idempotencyKey: 'k' });
    expect(told).toMatchObject(NOT_SENT);
    const seconds = told.type === 'LeadRejected' ? told.retryAfterSeconds : null;
    expect(seconds).toBeGreaterThanOrEqual(least);
    expect(seconds).toBeLessThanOrEqual(most);
    expect(told).toHaveProperty('message', expect.stringContaining(`${seconds} s`));
    expect(dialer.counts()).toEqual({ add_lead: 1 });
  });

  test.each<[number, Readonly<Record<string, string>>]>([
    [503, {}],
    [503, { 'retry-after': 'soon' }],
    [503, { 'retry-after': '-5' }],
    // These say nothing about whether it was looked at.
    [500, { 'retry-after': '30' }],
    [502, { 'retry-after': '30' }],
    [504, { 'retry-after': '30' }],
  ])('by HTTP %i with %o says nothing of the lead: unknown', async (status, headers) => {
    const { api, dialer } = await startAdding();
    dialer.answer('add_lead', { status, headers, body: 'busy' });
    expect(await api.add(LEAD)).toMatchObject(UNKNOWN);
    expect(dialer.counts()).toEqual({ add_lead: 1 });
  });

  test('may be sent afterwards, under its key', async () => {
    const { api, dialer } = await startAdding();
    dialer.answer('add_lead', { status: 503, headers: { 'retry-after': '1' }, body: '' });
    const lead = { ...LEAD, idempotencyKey: 'k' };
    expect(await api.add(lead)).toMatchObject({ ...NOT_SENT, retryAfterSeconds: 1 });
    dialer.answer('add_lead', (fields) => addedLine(fields));
    await expect
      .poll(() => api.add(lead), { timeout: 5000, interval: 200 })
      .toMatchObject({ type: 'AddLeadSuccess' });
    expect(dialer.counts()).toEqual({ add_lead: 2 });
  });

  test('holds the others of a batch back, and none of them is unknown', async () => {
    const { api, dialer } = await startAdding({ DIALER_CONCURRENCY: '4' });
    dialer.answer('add_lead', { status: 429, headers: { 'retry-after': '60' }, body: '' });
    const told = await api.addMany(leads(200));
    expect(told).toMatchObject({ added: 0, rejected: 200, unknown: 0 });
    for (const one of told.results) expect(one).toMatchObject(NOT_SENT);
    // Those that were on their way, and no more.
    expect(dialer.counts()['add_lead']).toBeLessThanOrEqual(8);
  });
});

describe('an account that is locked', () => {
  const locked = {
    type: 'LeadRejected',
    reason: 'NOT_PERMITTED',
    message: expect.stringMatching(/locked .*15 minutes/),
    retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds > 0 && seconds <= 900),
  };

  test.each([
    'ERROR: Too many login attempts, try again in 15 minutes: |MyUser|LOCK|\n',
    'ERROR: Too many login attempts, try again in 15 minutes: |MyUser|MyPass-secret|LOCK|<br>',
  ])('says so, and not to check the password: %j', async (answer) => {
    const { api, dialer } = await startAdding();
    dialer.answer('add_lead', answer);
    for (let time = 0; time < 3; time += 1) {
      const told = await api.add(LEAD);
      expect(told).toMatchObject(locked);
      expect(JSON.stringify(told)).not.toMatch(/check|LEADS_PASS|MyPass/i);
    }
    expect(dialer.counts()).toEqual({ add_lead: 1 });
  });

  test('says so, too, if a read met it', async () => {
    const { api, dialer } = await startAdding();
    dialer.answer('goGetTotalAgentsCall', refusal('Too many login attempts, try again in 15 minutes'));
    await api.query('{ dashboard { agentsInCall } }');
    expect(await api.add(LEAD)).toMatchObject(locked);
    expect(dialer.counts()).toEqual({ goGetTotalAgentsCall: 1 });
  });

  test('is another thing than a wrong password', async () => {
    const dialer = await scriptedDialer();
    dialer.answer('add_lead', 'ERROR: Login incorrect, please try again: |MyUser|x|BAD|\n');
    const api = await startLeadApi(accountAt(dialer));
    expect(await api.add(LEAD)).toMatchObject({
      reason: 'NOT_PERMITTED',
      message: expect.stringContaining('Check'),
    });
  });
});
