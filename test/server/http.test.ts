import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { post, startApi, summary, type HttpAnswer } from '../support/api.ts';
import { success } from '../support/otherDialer.ts';

/** The response of a GET, its body read. */
async function get(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(url, { headers, redirect: 'manual' });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const askFrom = (url: string, origin: string): Promise<HttpAnswer> =>
  post(url, { query: '{ __typename }' }, { headers: { origin } });
const preflight = (url: string, origin: string): Promise<Response> =>
  fetch(`${url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
const allowed = (response: HttpAnswer): string | null => response.headers.get('access-control-allow-origin');

describe('paths', () => {
  test.each(['/health', '/health?probe=1'])('%s says that all is well, as JSON', async (path) => {
    const api = await startApi();
    const { status, headers, text } = await get(`${api.url}${path}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(JSON.parse(text)).toEqual({ status: 'ok' });
    expect(api.dialer.requests).toEqual([]);
  });

  test('/health is alive where the dialer is not', async () => {
    const api = await startApi();
    await api.dialer.close();
    expect((await get(`${api.url}/health`)).status).toBe(200);
  });

  test('/ leads to GraphiQL', async () => {
    const api = await startApi();
    const { status, headers } = await get(`${api.url}/`);
    // Relative, so that it holds below a path prefix.
    expect([status, headers.get('location')]).toEqual([302, 'graphql']);
  });

  test('/graphql is GraphiQL for a browser', async () => {
    const api = await startApi();
    const { status, headers, text } = await get(`${api.url}/graphql`, { accept: 'text/html' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(text).toMatch(/graphiql/i);
  });

  test.each(['/nothing', '/graphql/more', '/healthy', '/.env', '/../package.json', '/metrics2'])(
    '%s is 404',
    async (path) => {
      const api = await startApi();
      expect((await get(`${api.url}${path}`)).status).toBe(404);
      expect((await fetch(`${api.url}${path}`, { method: 'POST' })).status).toBe(404);
    },
  );
});

describe('a GraphQL request', () => {
  test('may be a GET where it only reads', async () => {
    const api = await startApi();
    const { status, text } = await get(
      `${api.url}/graphql?query=${encodeURIComponent('{ dashboard { agentsInCall } }')}`,
    );
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ data: { dashboard: { agentsInCall: 23 } } });
  });

  test('is read as JSON with variables and an operation name', async () => {
    const api = await startApi();
    const response = await post(api.url, {
      query: 'query A { __typename } query B($c: String!) { portfolio(code: $c) { name } }',
      operationName: 'B',
      variables: { c: 'SUR' },
    });
    expect(await response.json()).toEqual({ data: { portfolio: { name: 'Banco del Sur' } } });
  });

  test.each([
    ['no JSON', '{'],
    ['an empty body', ''],
    ['no query', '{}'],
    ['a query that is no text', '{"query": 5}'],
    ['variables that are no object', '{"query": "{ __typename }", "variables": "x"}'],
  ])('with %s is the fault of the client', async (_, body) => {
    const api = await startApi();
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ message: expect.any(String) }] });
    expect(api.log.filter((line) => line.includes('"level":50'))).toEqual([]);
  });

  test('shows no stack', async () => {
    const api = await startApi();
    api.dialer.answer('goGetAllUsers', '<broken>');
    const { text } = await api.query('{ agents { totalCount } nothing }');
    const { text: failed } = await api.query('{ agents { totalCount } }');
    for (const seen of [text, failed]) expect(seen).not.toMatch(/node_modules|\.ts:\d|stack/);
  });
});

describe('introspection', () => {
  const SCHEMA = '{ __schema { types { name } } }';

  test('is on by default', async () => {
    const api = await startApi();
    expect(await api.data(SCHEMA)).toMatchObject({ __schema: { types: expect.any(Array) } });
  });

  test.each([
    SCHEMA,
    '{ __type(name: "Agent") { name } }',
    '{ dashboard { __typename } __schema { description } }',
  ])('can be switched off: %s', async (document) => {
    const api = await startApi({ INTROSPECTION: 'off' });
    const { data, errors } = await api.query(document);
    expect(data).toBeNull();
    expect(errors.length).toBeGreaterThan(0);
    expect(errors[0]?.message).toMatch(/introspection/i);
  });

  test('switched off leaves __typename and all else alone, and GraphiQL away', async () => {
    const api = await startApi({ INTROSPECTION: 'off' });
    expect(await api.data('{ __typename dashboard { agentsInCall } }')).toEqual({
      __typename: 'Query',
      dashboard: { agentsInCall: 23 },
    });
    const { status, text } = await get(`${api.url}/graphql`, { accept: 'text/html' });
    expect([status, text]).toEqual([200, expect.stringContaining('introspection is off')]);
    expect(text).not.toMatch(/<script/);
  });
});

describe('CORS', () => {
  test('has no headers unless origins are listed', async () => {
    const api = await startApi();
    for (const response of [
      await askFrom(api.url, 'https://evil.example'),
      await preflight(api.url, 'https://evil.example'),
    ]) {
      const names = [...response.headers].filter(([name]) => name.startsWith('access-control-'));
      expect(names).toEqual([]);
    }
  });

  test.each(['https://a.example', 'https://a.example, https://b.example'])(
    'lets only %s in',
    async (origins) => {
      const api = await startApi({ CORS_ORIGINS: origins });
      for (const send of [askFrom, preflight]) {
        expect(allowed(await send(api.url, 'https://a.example'))).toBe('https://a.example');
        // A sandboxed frame calls itself "null".
        for (const other of [
          'https://evil.example',
          'https://a.example.evil.example',
          'http://a.example',
          'null',
        ]) {
          expect(allowed(await send(api.url, other))).toBeNull();
        }
      }
    },
  );
});

// The pages, which hold no answers, have caching rules of their own: test/server/pages.test.ts.
test('no answer is kept by browsers and proxies, and none is shown in another’s frame', async () => {
  const api = await startApi();
  const answers = [
    await askFrom(api.url, 'https://a.example'),
    await preflight(api.url, 'https://a.example'),
    await fetch(`${api.url}/graphql`, { method: 'PUT', headers: { accept: 'text/html' } }),
    await fetch(`${api.url}/graphql`, { method: 'POST', body: 'x' }),
  ];
  for (const answer of answers) {
    const { headers } = answer;
    // To the end: closing waits for whoever still reads.
    await answer.text();
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('vary')?.toLowerCase()).toContain('origin');
    expect(headers.get('content-security-policy')).toMatch(/(?:^|; )frame-ancestors 'none'$/);
  }
});

describe('a client that goes away', () => {
  test('takes its dialer calls along', async () => {
    const api = await startApi();
    // Until its login was accepted, one call would go alone.
    await api.data('{ portfolios { code } }');
    api.dialer.clear();
    api.dialer.answer('agentTimeUsage', () => new Promise<never>(() => undefined));
    api.dialer.answer('goGetTotalAgentsCall', () => new Promise<never>(() => undefined));
    const controller = new AbortController();
    const gone = post(
      api.url,
      { query: '{ dashboard { timeUsage { averageTalk } agentsInCall } }' },
      { signal: controller.signal },
    ).catch((error: unknown) => error);
    await expect.poll(() => api.dialer.requests.length).toBe(2);
    let lost = 0;
    for (const request of api.dialer.requests) void request.disconnected.then(() => (lost += 1));
    await sleep(50);
    expect(lost).toBe(0);
    controller.abort();
    await gone;
    // Long before the deadline of 15 seconds.
    await expect.poll(() => lost).toBe(2);
    // It is nobody's error.
    expect(api.log.filter((line) => /"level":(?:50|60)/.test(line))).toEqual([]);
  });

  test('takes nothing from another one', async () => {
    const api = await startApi();
    const reply = { body: JSON.stringify(success('7')), delayMs: 400 };
    api.dialer.answer('goGetTotalAgentsCall', reply);
    const query = '{ dashboard { agentsInCall } }';
    const controller = new AbortController();
    const gone = post(api.url, { query }, { signal: controller.signal }).catch((error: unknown) => error);
    const stays = api.query(query);
    await expect.poll(() => api.dialer.requests.length).toBeGreaterThan(0);
    controller.abort();
    await gone;
    expect((await stays).data).toEqual({ dashboard: { agentsInCall: 7 } });
  });
});

describe('closing', () => {
  test('lets what runs end, and takes nothing more', async () => {
    const api = await startApi();
    api.dialer.answer('goGetTotalAgentsCall', { body: JSON.stringify(success('7')), delayMs: 300 });
    const running = api.query('{ dashboard { agentsInCall } }');
    await expect.poll(() => api.dialer.requests.length).toBe(1);
    const closed = api.close();
    expect((await running).data).toEqual({ dashboard: { agentsInCall: 7 } });
    await closed;
    await expect(fetch(`${api.url}/health`)).rejects.toThrow(TypeError);
  });
});

test('errors carry what programs go by, and words that say what to do', async () => {
  const api = await startApi();
  api.dialer.answer('goGetTotalAgentsCall', { result: 'error', message: 'Invalid Username/Password' });
  const { errors } = await api.query('{ dashboard { agentsInCall } }');
  expect(errors.map(summary)).toEqual([
    {
      path: 'dashboard.agentsInCall',
      code: 'DIALER_UNAUTHORIZED',
      action: 'goGetTotalAgentsCall',
      retryable: false,
      retryAfterSeconds: 30,
    },
  ]);
  expect(errors[0]?.message).toContain('DIALER_USER');
});
