import { expect, test } from 'vitest';
import { SCOPES } from '../../../src/access/viewer.ts';
import { post, startApi } from '../../support/api.ts';
import { subscribe, type Subscribed } from '../../support/events.ts';
import { keysText, testFile } from '../../support/keysFile.ts';
import { leadInfo } from '../../support/otherDialer.ts';

const KEYS = {
  one: { name: 'one' },
  two: { name: 'two' },
  masked: { name: 'masked', scopes: SCOPES.filter((scope) => scope !== 'pii:read') },
};

const startKeyed = () => {
  const { path } = testFile(keysText(KEYS));
  return startApi({ API_KEYS_FILE: path, LIVE_INTERVAL_MS: '500', MAX_CALLS_PER_OPERATION: '1000000' });
};

const as = (key: keyof typeof KEYS) => ({ 'x-api-key': key });

const hasEvents = (...clients: readonly Subscribed[]): boolean =>
  clients.every(({ results }) => results().length > 0);

test('viewers with the same rights share what an event costs', async () => {
  const api = await startKeyed();
  const query = 'subscription { agentStatus(usernames: ["maria.ortiz"]) { agent { account { email } } } }';
  const one = await subscribe(api.url, { query, headers: { ...as('one'), 'x-dialer-cost': 'actual' } });
  await one.first;
  const two = await subscribe(api.url, { query, headers: { ...as('two'), 'x-dialer-cost': 'actual' } });
  await expect.poll(() => hasEvents(one, two), { timeout: 10_000 }).toBe(true);
  // A second execution would have found the account in the cache.
  expect(one.results()[0]?.extensions).toMatchObject({ dialer: { calls: { getUserInfo: 1 } } });
  expect(two.results()[0]).toEqual(one.results()[0]);
});

test('what is masked for one viewer is not for another, by the same operation', async () => {
  const api = await startKeyed();
  const query = 'subscription { hopper(campaignId: "50010") { added { phoneNumber } } }';
  const one = await subscribe(api.url, { query, headers: as('one') });
  const masked = await subscribe(api.url, { query, headers: as('masked') });
  await expect.poll(() => hasEvents(one, masked), { timeout: 10_000 }).toBe(true);
  expect(JSON.stringify(one.results()[0])).not.toContain('••••••');
  expect(JSON.stringify(masked.results()[0])).toMatch(/"••••••\d{4}"/);
});

test('each viewer is audited for the leads it reads', async () => {
  const api = await startKeyed();
  api.dialer.answer('goGetCustomerInfo', (fields) =>
    leadInfo({ lead_id: fields.get('lead_id'), first_name: 'José' }),
  );
  const query = 'subscription { hopper(campaignId: "50010") { added { lead { firstName } } } }';
  const clients = [
    await subscribe(api.url, { query, headers: as('one') }),
    await subscribe(api.url, { query, headers: as('two') }),
  ];
  await expect.poll(() => hasEvents(...clients), { timeout: 10_000 }).toBe(true);
  expect(JSON.stringify(clients.map(({ results }) => results()[0]))).toContain('José');
  const callers = api.log.flatMap((line) => /"action":"read_leads","caller":"(\w+)"/.exec(line)?.[1] ?? []);
  expect(new Set(callers)).toEqual(new Set(['one', 'two']));
});

interface Plan {
  readonly plan?: Readonly<Record<string, number>>;
  readonly refused?: unknown;
}

async function planned(url: string, query: string): Promise<Plan> {
  const response = await post(
    url,
    { query },
    { headers: { 'x-dialer-cost': 'plan', accept: 'application/json' } },
  );
  const { extensions, errors } = JSON.parse(await response.text());
  return { plan: extensions?.dialer.plan.calls, refused: errors?.[0]?.extensions.code };
}

const STATUS = 'agentStatus(usernames: ["maria.ortiz"])';

test('a list that is cached costs a call a minute, whatever the number of events', async () => {
  const api = await startApi({ LIVE_INTERVAL_MS: '500' });
  const bare = await planned(api.url, `subscription { ${STATUS} { observedAt } }`);
  const listed = await planned(
    api.url,
    `subscription { ${STATUS} { agent { campaign { name } profile { name } } } }`,
  );
  expect(listed.plan).toEqual({ ...bare.plan, goGetAllCampaigns: 1, getAllProfiles: 1 });
});

test('fields that ask for each event are planned for each, and refused if they are too many', async () => {
  const query = `subscription { ${STATUS} { agent { account { email } } } }`;
  const api = await startApi({ LIVE_INTERVAL_MS: '500' });
  const { plan } = await planned(api.url, query);
  const calls = plan?.['getUserInfo'] ?? 0;
  expect(calls).toBeGreaterThan(1);
  const strict = await startApi({ LIVE_INTERVAL_MS: '500', MAX_CALLS_PER_OPERATION: String(calls - 1) });
  const client = await subscribe(strict.url, { query });
  await client.ended;
  expect(client.results()).toMatchObject([
    {
      errors: [{ extensions: { code: 'OPERATION_TOO_COMPLEX', limit: calls - 1, plan: { per: 'minute' } } }],
    },
  ]);
  expect(strict.dialer.requests).toEqual([]);
});
