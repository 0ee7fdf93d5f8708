import { expect, test } from 'vitest';
import { startApi } from '../../support/api.ts';
import { subscribe } from '../../support/events.ts';
import { claimsOf, hs256 } from '../../support/issuer.ts';
import { keysText, testFile, type KeyEntry } from '../../support/keysFile.ts';

const COUNTS = 'subscription { agentCounts { live } }';
const SECRET = 'a secret of enough characters';
const QUICK = { liveTerms: { lookEveryMs: 50 } };

const asKey = (url: string, key: string) =>
  subscribe(url, { query: COUNTS, headers: { authorization: `Bearer ${key}` } });

const ENDED = [
  { data: { agentCounts: { live: 61 } } },
  { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
];

const CHANGES: Readonly<Record<string, Readonly<Record<string, KeyEntry>>>> = {
  'is taken out': { other: {} },
  'gets fewer scopes': { key: { scopes: ['agents:read'] }, other: {} },
  'is limited to portfolios': { key: { portfolios: ['SUR'] }, other: {} },
  'gets another name': { key: { name: 'renamed' }, other: {} },
};

test.each(Object.entries(CHANGES))(
  'a key that %s ends its subscriptions, and no others',
  async (_, after) => {
    const file = testFile(keysText({ key: {}, other: {} }));
    const api = await startApi({ API_KEYS_FILE: file.path, LIVE_INTERVAL_MS: '500' }, undefined, QUICK);
    const client = await asKey(api.url, 'key');
    const other = await asKey(api.url, 'other');
    await expect.poll(() => [...client.results(), ...other.results()].length).toBe(2);
    file.replace(keysText(after));
    await client.ended;
    expect(client.results()).toMatchObject(ENDED);
    expect(client.text()).not.toContain('"http"');
    expect(client.isComplete()).toBe(true);
    expect(other.isComplete()).toBe(false);
    expect(other.results()).toHaveLength(1);
  },
);

test('a file that is written anew with the same keys, in another order, ends nothing', async () => {
  const file = testFile(keysText({ key: { scopes: ['agents:read', 'pii:read'] }, other: {} }));
  const api = await startApi({ API_KEYS_FILE: file.path, LIVE_INTERVAL_MS: '500' }, undefined, QUICK);
  const client = await asKey(api.url, 'key');
  const other = await asKey(api.url, 'other');
  file.replace(keysText({ other: { scopes: [] }, key: { scopes: ['pii:read', 'agents:read'] } }));
  // The other's end shows that the change is in force.
  await other.ended;
  expect(client.isComplete()).toBe(false);
});

test('a key that comes back while nobody looked holds', async () => {
  const file = testFile(keysText({ key: {}, other: {} }));
  const api = await startApi({ API_KEYS_FILE: file.path, LIVE_INTERVAL_MS: '500' }, undefined, QUICK);
  const client = await asKey(api.url, 'key');
  file.replace('[]');
  await client.ended;
  file.replace(keysText({ key: {} }));
  await expect.poll(async () => (await asKey(api.url, 'key')).response.status, { timeout: 5000 }).toBe(200);
});

test('a token ends its subscriptions when it expires', async () => {
  const settings = { JWT_SECRET: SECRET, LIVE_INTERVAL_MS: '500' };
  const api = await startApi(settings, undefined, QUICK);
  // Whole seconds, and one of tolerance: it lasts for one to three seconds from now.
  const exp = Math.floor(Date.now() / 1000) + 1;
  const client = await asKey(api.url, hs256(claimsOf({ exp }), SECRET));
  const longer = await asKey(api.url, hs256(claimsOf(), SECRET));
  await client.ended;
  expect(Date.now()).toBeGreaterThanOrEqual((exp + 1) * 1000);
  expect(client.results()).toMatchObject(ENDED);
  expect(client.isComplete()).toBe(true);
  expect(longer.isComplete()).toBe(false);
});
