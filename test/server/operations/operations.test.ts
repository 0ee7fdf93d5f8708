import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { post, startApi, type Api, type HttpAnswer, type Settings } from '../../support/api.ts';
import { subscribe } from '../../support/eventStream.ts';
import { keysText, testFile } from '../../support/keysFile.ts';
import { leadInfo } from '../../support/otherDialer.ts';

const COUNT = '{ dashboard { agentsInCall } }';
const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const PARENT = `00-${TRACE.traceId}-${TRACE.spanId}-01`;

const line = z.object({ level: z.number(), msg: z.string(), requestId: z.string().optional() }).loose();

type Line = z.output<typeof line>;

const linesOf = ({ log }: Api): Line[] => log.map((text) => line.parse(JSON.parse(text)));

/** The lines of a request. An operation's own line is written when its answer was sent. */
async function linesFor(api: Api, requestId: string, msg = 'operation'): Promise<Line[]> {
  const found = (): Line[] => linesOf(api).filter((one) => one.requestId === requestId);
  await expect.poll(() => found().some((one) => one.msg === msg)).toBe(true);
  return found();
}

const ask = (
  api: Api,
  query: string,
  headers: Record<string, string> = {},
  more: object = {},
): Promise<HttpAnswer> => post(api.url, { query, ...more }, { headers });

/** A server whose answers are not cached between tests: each asks another lead. */
let api: Api;
beforeAll(async () => {
  const closing: (() => Promise<void>)[] = [];
  api = await startApi({ SLOW_OPERATION_MS: '150' }, undefined, {}, (close) => void closing.push(close));
  return async () => {
    for (const close of closing) await close();
  };
});

describe('x-request-id', () => {
  test.each([
    ['a UUID', '0f8fad5b-d9cb-469f-a165-70867728950e'],
    ['an id of nginx', '5f2b0c1f9f0f4a5b8c1d2e3f4a5b6c7d'],
    ['an id of AWS', 'Root=1-67891233-abcdef012345678912345678'],
    ['128 characters', 'x'.repeat(128)],
  ])('%s is taken', async (_, given) => {
    const response = await ask(api, '{ __typename }', { 'x-request-id': given });
    expect(response.headers.get('x-request-id')).toBe(given);
  });

  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one that is too long', 'x'.repeat(129)],
    ['one with spaces', 'a b'],
    ['one with quotes', 'a"b'],
    ['one of another alphabet', 'caf\u00e9'],
    ['one with a backslash', 'a\\nb'],
  ])('%s is replaced by a new one', async (_, given) => {
    const response = await ask(api, '{ __typename }', given === undefined ? {} : { 'x-request-id': given });
    expect(response.headers.get('x-request-id')).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/,
    );
  });

  test('is in every answer, also of paths that are no operation', async () => {
    for (const path of ['/health', '/ready', '/', '/nothing', '/graphql', '/wallboard']) {
      const response = await fetch(`${api.url}${path}`, {
        redirect: 'manual',
        headers: { 'x-request-id': 'mine' },
      });
      await response.body?.cancel();
      expect([path, response.headers.get('x-request-id')]).toEqual([path, 'mine']);
    }
  });

  test.each<[string, string, RequestInit]>([
    [
      'a refused body',
      '/graphql',
      { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
    ],
    ['another media type', '/graphql', { method: 'POST', body: '{}' }],
    ['an unknown path', '/nothing', {}],
    ['a type that nobody makes', '/graphql?query={__typename}', { headers: { accept: 'image/png' } }],
  ])('is in the error for %s', async (_, path, init) => {
    const response = await fetch(`${api.url}${path}`, init);
    expect(response.status).toBeGreaterThanOrEqual(400);
    const requestId = response.headers.get('x-request-id');
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { requestId } }] });
  });

  test('is on the dialer call, and a call that is shared carries the first caller\u2019s', async () => {
    api.dialer.clear();
    api.dialer.answer('goGetCustomerInfo', {
      body: '{"result":"success","data":{"lead_id":"71"}}',
      delayMs: 60,
    });
    const query = '{ lead(leadId: "71") { leadId } }';
    await Promise.all([
      ask(api, query, { 'x-request-id': 'first', traceparent: PARENT }),
      ask(api, query, { 'x-request-id': 'second' }),
    ]);
    expect(api.dialer.requests.map(({ headers }) => headers['x-request-id'])).toEqual(['first']);
    expect(api.dialer.requests[0]?.headers['traceparent']).toMatch(
      new RegExp(`^00-${TRACE.traceId}-(?!${TRACE.spanId})[\\da-f]{16}-01$`),
    );
  });

  test('of a subscription is in its answer, its errors, its dialer calls and its line', async () => {
    const live = await startApi({ LIVE_INTERVAL_MS: '500' });
    const failing = await post(
      live.url,
      { query: 'subscription { nothing }' },
      { headers: { accept: 'text/event-stream', 'x-request-id': 'live-1' } },
    );
    expect(failing.headers.get('x-request-id')).toBe('live-1');
    expect(await failing.text()).toContain('"requestId":"live-1"');
    live.dialer.answer('getAllProfiles', { status: 404, body: '' });
    const stream = await subscribe(
      live.url,
      'subscription Floor { agentStatus { agent { username profile { name } } } }',
      { headers: { 'x-request-id': 'live-2' } },
    );
    await stream.until((events) => events.length > 0);
    stream.close();
    const lines = await linesFor(live, 'live-2');
    expect(lines.find(({ msg }) => msg === 'operation')).toMatchObject({
      kind: 'subscription',
      name: 'Floor',
      outcome: 'answered',
      events: expect.any(Number),
    });
    const errors = stream.events.flatMap((event) => event.errors);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.map(({ extensions }) => extensions['requestId'])).toEqual(errors.map(() => 'live-2'));
    const asked = live.dialer.requests.filter(({ action }) => action === 'getAllProfiles');
    expect(new Set(asked.map(({ headers }) => headers['x-request-id']))).toEqual(new Set(['live-2']));
    expect(lines.find(({ msg }) => msg === 'event of a subscription')).toMatchObject({
      level: 30,
      outcome: 'failed',
      errors: { DIALER_BAD_RESPONSE: expect.any(Number) },
    });
  });
});

describe('traceparent', () => {
  test.each([
    ['of the present version', PARENT],
    ['of a later version', `01-${TRACE.traceId}-${TRACE.spanId}-01-more`],
  ])('%s is continued', async (_, traceparent) => {
    const response = await ask(api, '{ __typename }', { traceparent, tracestate: 'vendor=1' });
    expect(response.headers.get('traceparent')).toMatch(new RegExp(`^00-${TRACE.traceId}-[\\da-f]{16}-01$`));
    expect(response.headers.get('traceparent')).not.toContain(TRACE.spanId);
    expect(response.headers.get('tracestate')).toBe('vendor=1');
  });

  test.each([
    ['none', undefined],
    ['of zeros', `00-${'0'.repeat(32)}-${TRACE.spanId}-01`],
    ['with a span of zeros', `00-${TRACE.traceId}-${'0'.repeat(16)}-01`],
    ['in capitals', PARENT.toUpperCase()],
    ['of the forbidden version', PARENT.replace('00', 'ff')],
    ['too long', `${PARENT}-more`],
    ['very long', `01${PARENT.slice(2)}-${'x'.repeat(200)}`],
    ['garbage', 'garbage'],
  ])('%s: a trace begins here', async (_, traceparent) => {
    const headers: Record<string, string> = traceparent === undefined ? {} : { traceparent };
    const response = await ask(api, '{ __typename }', { ...headers, tracestate: 'vendor=1' });
    expect(response.headers.get('traceparent')).toMatch(/^00-(?!4bf92f)(?!0{32})[\da-f]{32}-[\da-f]{16}-00$/);
    expect(response.headers.get('tracestate')).toBeNull();
  });
});

describe('the line of an operation', () => {
  test('tells what it was, how it ended and what it took, and no value', async () => {
    await ask(api, 'query Floor { agents { nodes { username } } again: agents { totalCount } }', {
      'x-request-id': 'line-1',
    });
    const lines = (await linesFor(api, 'line-1')).filter(({ msg }) => msg === 'operation');
    expect(lines).toHaveLength(1);
    // The other members are pino's own.
    const { time, pid, hostname, ...own } = lines[0] ?? line.parse({});
    expect([time, pid, hostname]).not.toContain(undefined);
    expect(own).toEqual({
      level: 20,
      msg: 'operation',
      requestId: 'line-1',
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
      kind: 'query',
      name: 'Floor',
      viewer: expect.any(String),
      outcome: 'answered',
      status: 200,
      milliseconds: expect.any(Number),
      errors: {},
      calls: { goGetAllUsers: expect.any(Number) },
      cached: expect.any(Object),
      queueMs: expect.any(Number),
      serviceMs: expect.any(Number),
      rows: expect.any(Number),
      bytes: expect.any(Number),
      answerBytes: expect.any(Number),
    });
    expect(Number(own['rows'])).toBeGreaterThan(3);
    expect(Number(own['bytes'])).toBeGreaterThan(100);
  });

  test('without a name has the hash of its document', async () => {
    await ask(api, COUNT, { 'x-request-id': 'hash-1' });
    const [own] = await linesFor(api, 'hash-1');
    expect(own?.['document']).toMatch(/^[\da-f]{64}$/);
    expect(JSON.stringify(own)).not.toContain('agentsInCall');
  });

  test.each<[string, number, string, string, object]>([
    ['slow', 30, 'query Slow { lead(leadId: "81") { status } }', 'answered', { slow: true }],
    [
      'failed',
      30,
      'query Failed { lead(leadId: "82") { status } }',
      'failed',
      { errors: { DIALER_BAD_RESPONSE: 1 } },
    ],
    ['invalid', 30, 'query Invalid { nothing }', 'refused', { errors: { GRAPHQL_VALIDATION_FAILED: 1 } }],
    ['unreadable', 30, '{', 'refused', { errors: { GRAPHQL_PARSE_FAILED: 1 } }],
  ])('of a %s one is at level %i', async (id, level, query, outcome, facts) => {
    api.dialer.answer('goGetCustomerInfo', (fields) =>
      fields.get('lead_id') === '82'
        ? { status: 404, body: '' }
        : { body: JSON.stringify(leadInfo({ lead_id: '81' })), delayMs: 160 },
    );
    await ask(api, query, { 'x-request-id': id });
    const own = (await linesFor(api, id)).find(({ msg }) => msg === 'operation');
    expect(own).toMatchObject({ level, outcome, ...facts });
  });

  test('whose answer its client does not take says that it was refused', async () => {
    await fetch(`${api.url}/graphql?query={__typename}`, {
      headers: { accept: 'image/png', 'x-request-id': 'image' },
    });
    const own = (await linesFor(api, 'image')).find(({ msg }) => msg === 'operation');
    expect(own).toMatchObject({ outcome: 'refused', status: 406, errors: { BAD_REQUEST: 1 } });
  });

  test('of a client that left says so', async () => {
    api.dialer.answer('goGetCustomerInfo', { body: '{"result":"success","data":{}}', delayMs: 5000 });
    const controller = new AbortController();
    const asked = post(
      api.url,
      { query: '{ lead(leadId: "91") { status } }' },
      { headers: { 'x-request-id': 'left' }, signal: controller.signal },
    ).catch(() => undefined);
    await expect
      .poll(() => api.dialer.requests.some(({ headers }) => headers['x-request-id'] === 'left'))
      .toBe(true);
    controller.abort();
    await asked;
    expect((await linesFor(api, 'left')).find(({ msg }) => msg === 'operation')).toMatchObject({
      outcome: 'client_left',
    });
  });
});

test('a write carries the ids of its operation, and its line counts it', async () => {
  api.dialer.clear();
  api.dialer.answer('add_lead', 'ERROR: add_lead INVALID LIST ID');
  const query =
    'mutation Add { addLead(input: { phoneNumber: "7275551111", source: "test", listId: "101" }) { __typename } }';
  await ask(api, query, { 'x-request-id': 'write' });
  const sent = api.dialer.requests.filter(({ action }) => action === 'add_lead');
  expect(sent.map(({ headers }) => headers['x-request-id'])).toEqual(['write']);
  const own = (await linesFor(api, 'write')).find(({ msg }) => msg === 'operation');
  expect(own).toMatchObject({ kind: 'mutation', calls: { add_lead: 1 } });
});

describe('the line of a failed dialer call', () => {
  test('has each attempt, with status, cause and request id', async () => {
    let times = 0;
    api.dialer.answer('getAllProfiles', () => {
      times += 1;
      return times === 1 ? { status: 502, body: 'secret words' } : { status: 404, body: 'secret words' };
    });
    await ask(api, '{ profiles { name } }', { 'x-request-id': 'attempts' });
    const calls = (await linesFor(api, 'attempts')).filter(({ msg }) => msg === 'an upstream call failed');
    expect(calls).toMatchObject([
      {
        level: 40,
        upstream: 'DIALER',
        action: 'getAllProfiles',
        attempt: 1,
        outcome: 'unavailable',
        status: 502,
      },
      {
        level: 40,
        upstream: 'DIALER',
        action: 'getAllProfiles',
        attempt: 2,
        outcome: 'bad_response',
        status: 404,
      },
    ]);
    expect(calls[0]).toMatchObject({ retryInMs: expect.any(Number), milliseconds: expect.any(Number) });
    expect(api.log.join('')).not.toContain('secret words');
  });

  test.each([
    ['does-not-fit-its-record', { result: 'success' }],
    ['is-about-another-lead', leadInfo({ lead_id: '62' })],
  ])('is there if an answer %s', async (id, answer) => {
    api.dialer.answer('goGetCustomerInfo', answer);
    await ask(api, '{ lead(leadId: "61") { status } }', { 'x-request-id': id });
    const calls = (await linesFor(api, id)).filter(({ msg }) => msg === 'an upstream call failed');
    expect(calls).toMatchObject([
      { level: 40, action: 'goGetCustomerInfo', attempt: 1, outcome: 'bad_response', status: 200 },
    ]);
  });

  test('has what the dialer said when it refused the login', async () => {
    const refusing = await startApi();
    refusing.dialer.answer('goGetCustomerInfo', {
      result: 'error',
      message: 'Login incorrect, user jsmith is locked',
    });
    await ask(refusing, '{ lead(leadId: "63") { status } }', { 'x-request-id': 'login' });
    const said = (await linesFor(refusing, 'login')).find(({ words }) => words !== undefined);
    expect(said).toMatchObject({ level: 20, words: expect.stringContaining('is locked') });
    expect(refusing.log.join('')).not.toContain('jsmith');
  });

  test('has what the dialer said at debug, with only harmless words of it', async () => {
    api.dialer.answer('goGetAllCalltimes', {
      result: 'error',
      message:
        "Error: User jsmith (pass=hunter2) has exceeded quota for SELECT * FROM t WHERE phone='5551234'",
    });
    await ask(api, '{ callTimes { name } }', { 'x-request-id': 'words' });
    const said = (await linesFor(api, 'words')).find(({ words }) => words !== undefined);
    expect(said).toMatchObject({
      level: 20,
      action: 'goGetAllCalltimes',
      words: expect.stringContaining('has exceeded'),
    });
    expect(api.log.join('')).not.toMatch(/jsmith|hunter2|5551234/);
  });
});

describe('wrong credentials', () => {
  test('are logged, then counted, and the log stays bounded in a flood', async () => {
    const file = testFile(keysText({ ['k'.repeat(43)]: {} }));
    const guarded = await startApi({ API_KEYS_FILE: file.path } satisfies Settings, undefined, {
      logging: { operationsPerKind: 5 },
    });
    const headers = { authorization: 'Bearer wrong-secret' };
    for (let times = 0; times < 12; times += 1) await (await ask(guarded, COUNT, headers)).text();
    await guarded.close();
    const refused = linesOf(guarded).filter(({ outcome }) => outcome === 'unauthenticated');
    expect(refused).toHaveLength(5);
    expect(refused[0]).toMatchObject({ level: 30, errors: { UNAUTHENTICATED: 1 }, status: 401 });
    const summary = guarded.log.find((text) => text.includes('"counted"')) ?? '{}';
    expect(JSON.parse(summary)).toMatchObject({
      counted: [expect.objectContaining({ times: 7, event: 'operation', outcome: 'unauthenticated' })],
    });
    expect(guarded.log.join('')).not.toContain('wrong-secret');
  });
});

test('operations of many viewers fill the log to a limit, and hide no other event', async () => {
  const keys = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(43));
  const file = testFile(keysText(Object.fromEntries(keys.map((key) => [key, { name: `viewer ${key[0]}` }]))));
  const busy = await startApi(
    { API_KEYS_FILE: file.path, METRICS_TOKEN: 'scraper-token-1234' } satisfies Settings,
    undefined,
    { logging: { mostKinds: 4, mostOperations: 3 } },
  );
  for (const key of keys) await (await ask(busy, '{ nothing }', { authorization: `Bearer ${key}` })).text();
  await expect.poll(() => linesOf(busy).filter(({ msg }) => msg === 'operation')).toHaveLength(3);
  const refused = await fetch(`${busy.url}/metrics`, { headers: { authorization: 'Bearer wrong-secret' } });
  expect(refused.status).toBe(401);
  expect(linesOf(busy)).toContainEqual(
    expect.objectContaining({
      level: 40,
      msg: 'a request for metrics was refused',
      outcome: 'unauthenticated',
    }),
  );
  await busy.close();
  expect(busy.log.join('')).not.toContain('wrong-secret');
});
