import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hashOf } from '../../../src/server/limits/trustedDocuments.ts';
import { post, startApi, summary, type Api } from '../../support/api.ts';
import { agentCounts, subscribe, type Subscribed } from '../../support/events.ts';
import { keysText, testFile } from '../../support/keysFile.ts';

const COUNTS = 'subscription Counts { agentCounts { live ready } }';
const FAST = { LIVE_INTERVAL_MS: '500' };

const counted = z.object({ agentCounts: z.object({ live: z.int() }) });

const livesIn = ({ results }: Subscribed): unknown[] =>
  results().map(({ data }) => counted.safeParse(data).data?.agentCounts.live);

/** What the dialer is asked for during several intervals of 100 ms. */
async function requestsFromNow({ dialer }: Api): Promise<readonly unknown[]> {
  dialer.clear();
  await sleep(400);
  return dialer.requests;
}

describe('one subscription', () => {
  test.each(['POST', 'GET'] as const)('gets the present state, then each change, by %s', async (method) => {
    const api = await startApi(FAST);
    const client = await subscribe(api.url, { query: COUNTS, method });
    expect(client.response.status).toBe(200);
    expect(Object.fromEntries(client.response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no',
      'cache-control': 'no-store',
    });
    expect(client.response.headers.has('content-encoding')).toBe(false);
    await expect
      .poll(client.results)
      .toEqual([{ data: { agentCounts: { live: 61, ready: 24 } }, errors: [] }]);
    api.dialer.answer('getAgentStatus', agentCounts(70));
    await expect.poll(() => livesIn(client)).toEqual([61, 70]);
    // The browser shows an answer as begun only when there is something to read.
    expect(client.text()).toMatch(/^:\n\n/);
    expect(client.isComplete()).toBe(false);
  });

  test('gets a ping when there is nothing to send', async () => {
    const api = await startApi(FAST, undefined, { liveTerms: { pingEveryMs: 50 } });
    const client = await subscribe(api.url, { query: COUNTS });
    await expect.poll(() => client.text()).toMatch(/event: next\n.*\n\n:\n\n:\n\n/);
  });

  test('survives a dialer that fails for a while', async () => {
    const api = await startApi(FAST);
    const client = await subscribe(api.url, { query: COUNTS });
    await expect.poll(() => livesIn(client)).toEqual([61]);
    api.dialer.answer('getAgentStatus', { status: 500, body: '' });
    await expect.poll(() => api.dialer.counts()['getAgentStatus']).toBeGreaterThan(3);
    api.dialer.answer('getAgentStatus', agentCounts(62));
    await expect.poll(() => livesIn(client), { timeout: 20_000 }).toEqual([61, 62]);
  });

  test('works with a fragment, an alias and a variable', async () => {
    const api = await startApi(FAST);
    const client = await subscribe(api.url, {
      query: `
        subscription Counts($paused: Boolean!) { now: agentCounts { ...Few paused @include(if: $paused) } }
        fragment Few on AgentCounts { live }
      `,
      variables: { paused: true },
    });
    await expect.poll(() => client.results()[0]?.data).toEqual({ now: { live: 61, paused: 9 } });
  });

  test('without any field left by @skip, is refused, and costs nothing', async () => {
    const api = await startApi(FAST);
    const client = await subscribe(api.url, {
      query: 'subscription { agentCounts @skip(if: true) { live } }',
    });
    await client.ended;
    expect(client.results()[0]?.errors[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(api.dialer.requests).toEqual([]);
  });

  test.each(['skip', 'include'])(
    'with a variable in @%s at its root, is refused with a code',
    async (name) => {
      const api = await startApi(FAST);
      const client = await subscribe(api.url, {
        query: `subscription ($it: Boolean!) { agentCounts @${name}(if: $it) { live } }`,
        variables: { it: true },
      });
      await client.ended;
      expect(client.results()[0]?.errors).toMatchObject([
        {
          message: expect.stringContaining('constant'),
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: expect.any(String) },
        },
      ]);
      expect(api.dialer.requests).toEqual([]);
    },
  );
});

describe('what a client must accept', () => {
  const ACCEPTED = [undefined, '*/*', 'application/json', 'multipart/mixed'];

  test.each(ACCEPTED)(
    'a subscription with accept: %s is refused as JSON that says what to send',
    async (accept) => {
      const api = await startApi(FAST);
      const response = await post(
        api.url,
        { query: COUNTS },
        accept === undefined ? {} : { headers: { accept } },
      );
      expect(response.status).toBe(406);
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await response.json()).toEqual({
        errors: [
          {
            message: expect.stringContaining('accept: text/event-stream'),
            extensions: { code: 'BAD_USER_INPUT', requestId: response.headers.get('x-request-id') },
          },
        ],
      });
      expect(api.dialer.requests).toEqual([]);
    },
  );

  test.each(['text/event-stream', 'application/json;q=0.5, text/event-stream;q=0.9', 'Text/Event-Stream'])(
    'accept: %s is enough',
    async (accept) => {
      const api = await startApi(FAST);
      const client = await subscribe(api.url, { query: COUNTS, headers: { accept } });
      await expect.poll(() => livesIn(client)).toEqual([61]);
    },
  );
});

describe('the rules of requests hold', () => {
  test('a subscription that is not valid gets its errors as an event, and ends', async () => {
    const api = await startApi();
    const client = await subscribe(api.url, { query: 'subscription { agentCount { live } }' });
    await client.ended;
    expect(client.results()[0]?.errors[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(client.isComplete()).toBe(true);
  });

  test('a viewer without the scope is refused before anything starts', async () => {
    const { path } = testFile(keysText({ few: { scopes: ['calls:read'] } }));
    const api = await startApi({ API_KEYS_FILE: path, ...FAST });
    const client = await subscribe(api.url, { query: COUNTS, headers: { 'x-api-key': 'few' } });
    await client.ended;
    expect(client.results()).toMatchObject([
      { errors: [{ extensions: { code: 'FORBIDDEN', scope: 'agents:read' } }] },
    ]);
    expect(api.dialer.requests).toEqual([]);
  });

  test.each(['POST', 'GET'] as const)('without a credential there is HTTP 401, by %s', async (method) => {
    const { path } = testFile(keysText({ key: {} }));
    const api = await startApi({ API_KEYS_FILE: path });
    const { response } = await subscribe(api.url, { query: COUNTS, method });
    expect(response.status).toBe(401);
  });

  test('pages of listed origins may read the events', async () => {
    const api = await startApi({ CORS_ORIGINS: 'https://wall.example', ...FAST });
    const client = await subscribe(api.url, { query: COUNTS, headers: { origin: 'https://wall.example' } });
    expect(client.response.headers.get('access-control-allow-origin')).toBe('https://wall.example');
    const other = await subscribe(api.url, { query: COUNTS, headers: { origin: 'https://other.example' } });
    expect(other.response.headers.get('access-control-allow-origin')).not.toBe('https://other.example');
  });

  test('only trusted documents run, by their id too', async () => {
    const { path } = testFile(JSON.stringify({ [hashOf(COUNTS)]: COUNTS }), 'trusted.json');
    const api = await startApi({ TRUSTED_DOCUMENTS: path, ...FAST });
    const client = await subscribe(api.url, { query: COUNTS });
    await expect.poll(() => livesIn(client)).toEqual([61]);
    const response = await fetch(`${api.url}/graphql?documentId=${hashOf(COUNTS)}`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await response.body?.cancel();
    const other = await subscribe(api.url, { query: 'subscription { agentCounts { live } }' });
    await other.ended;
    expect(other.text()).toContain('FORBIDDEN');
  });

  test('a mutation by GET stays refused', async () => {
    const api = await startApi();
    const { response } = await subscribe(api.url, { query: 'mutation { __typename }', method: 'GET' });
    expect(response.status).toBe(405);
  });
});

describe('any number of subscribers', () => {
  test('costs one poll an interval, and each hears the same', async () => {
    const api = await startApi(FAST);
    const clients = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        // Two operations, so two groups.
        subscribe(api.url, { query: index % 2 === 0 ? COUNTS : 'subscription { agentCounts { live } }' }),
      ),
    );
    await expect.poll(() => clients.every((client) => livesIn(client).length === 1)).toBe(true);
    api.dialer.answer('getAgentStatus', agentCounts(62));
    await expect.poll(() => clients.filter((client) => livesIn(client).at(-1) === 62).length).toBe(60);
    // The queries of everyone profit, too.
    api.dialer.clear();
    await api.query('{ dashboard { agentCounts { live } } }');
    expect(api.dialer.counts()['getAgentStatus'] ?? 0).toBeLessThanOrEqual(1);
  });

  test('one that comes later gets the state of now', async () => {
    const api = await startApi(FAST);
    const first = await subscribe(api.url, { query: COUNTS });
    await expect.poll(() => livesIn(first)).toEqual([61]);
    api.dialer.answer('getAgentStatus', agentCounts(62));
    await expect.poll(() => livesIn(first)).toEqual([61, 62]);
    const second = await subscribe(api.url, { query: COUNTS });
    await expect.poll(() => livesIn(second)).toEqual([62]);
  });

  test('none of them: no call at all', async () => {
    const api = await startApi({}, undefined, { liveIntervalMs: 100 });
    const clients = await Promise.all([1, 2, 3].map(() => subscribe(api.url, { query: COUNTS })));
    await expect.poll(() => clients.every((client) => livesIn(client).length === 1)).toBe(true);
    for (const client of clients) client.leave();
    await Promise.all(clients.map(({ ended }) => ended));
    // The server learns of it a moment later; a poll may be under way.
    await expect.poll(() => requestsFromNow(api)).toEqual([]);
  });

  test('a client that leaves while it subscribes leaves nothing behind', async () => {
    const api = await startApi({}, undefined, { liveIntervalMs: 100 });
    for (let index = 0; index < 20; index += 1) {
      const controller = new AbortController();
      const request = post(
        api.url,
        { query: COUNTS },
        { headers: { accept: 'text/event-stream' }, signal: controller.signal },
      ).catch(() => undefined);
      await sleep(index / 2);
      controller.abort();
      await request;
    }
    await expect.poll(() => requestsFromNow(api)).toEqual([]);
  });
});

describe('limits', () => {
  test('half of all subscriptions are for one viewer, and the next is refused with when to try again', async () => {
    const { path } = testFile(
      keysText({ one: { name: 'one' }, two: { name: 'two' }, three: { name: 'three' } }),
    );
    const api = await startApi({ API_KEYS_FILE: path, LIVE_SUBSCRIPTIONS: '4', ...FAST });
    const as = (key: string) => subscribe(api.url, { query: COUNTS, headers: { 'x-api-key': key } });
    const refused = {
      extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterSeconds: expect.any(Number) },
    };
    const first = await as('one');
    await as('one');
    const third = await as('one');
    await third.ended;
    expect(third.results()).toMatchObject([{ errors: [refused] }]);
    expect(third.isComplete()).toBe(true);
    await as('two');
    await as('two');
    const fifth = await as('three');
    await fifth.ended;
    expect(fifth.results()).toMatchObject([{ errors: [refused] }]);
    // A place that is left is free again.
    first.leave();
    await expect
      .poll(async () => {
        const next = await as('three');
        await Promise.race([next.ended, sleep(200)]);
        return next.results()[0]?.errors;
      })
      .toEqual([]);
  });

  test('many that come at once do not exceed it', async () => {
    const api = await startApi({ LIVE_SUBSCRIPTIONS: '10', ...FAST });
    const clients = await Promise.all(
      Array.from({ length: 20 }, () => subscribe(api.url, { query: COUNTS })),
    );
    await expect.poll(() => clients.filter(({ isComplete }) => isComplete()).length).toBe(15);
  });
});

const planOf = async (api: { url: string }, query: string) => {
  const response = await post(api.url, { query }, { headers: { 'x-dialer-cost': 'plan' } });
  return { status: response.status, body: await response.json() };
};

describe('what it costs', () => {
  test('x-dialer-cost: plan answers in calls a minute, without running', async () => {
    const api = await startApi({ LIVE_INTERVAL_MS: '2000' });
    expect((await planOf(api, COUNTS)).body).toEqual({
      data: null,
      extensions: { dialer: { plan: { calls: { getAgentStatus: 30 }, total: 30, per: 'minute' } } },
    });
    expect(api.dialer.requests).toEqual([]);
    // What is polled already costs no more.
    const client = await subscribe(api.url, { query: COUNTS });
    await expect.poll(() => livesIn(client)).toEqual([61]);
    expect((await planOf(api, COUNTS)).body).toMatchObject({
      extensions: { dialer: { plan: { calls: {}, total: 0, per: 'minute' } } },
    });
  });

  test('x-dialer-cost: actual tells it on each event', async () => {
    const api = await startApi(FAST);
    const client = await subscribe(api.url, { query: COUNTS, headers: { 'x-dialer-cost': 'actual' } });
    await expect
      .poll(() => client.results()[0]?.extensions)
      .toEqual({
        dialer: { plan: { calls: {}, total: 0 }, calls: {}, cached: {}, milliseconds: expect.any(Number) },
      });
    const plain = await subscribe(api.url, { query: COUNTS });
    await expect.poll(() => plain.results()).toEqual([{ data: expect.anything(), errors: [] }]);
  });

  test('another value is refused', async () => {
    const api = await startApi();
    const client = await subscribe(api.url, { query: COUNTS, headers: { 'x-dialer-cost': 'all' } });
    await client.ended;
    expect(client.results()).toMatchObject([
      { errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'x-dialer-cost' } }] },
    ]);
  });
});

test('queries are answered while there are subscriptions, and over events as before', async () => {
  const api = await startApi(FAST);
  await subscribe(api.url, { query: COUNTS });
  const { errors } = await api.query('{ portfolios { code } }');
  expect(errors.map(summary)).toEqual([]);
  const client = await subscribe(api.url, { query: '{ portfolios { code } }' });
  await client.ended;
  expect(client.isComplete()).toBe(true);
});
