import { request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { post, startApi, type Api } from '../support/api.ts';
import { LIMITS } from '../../src/server/limits/operationLimits.ts';

const QUERY = '{ dashboard { agentsInCall } }';
const JSON_TYPE = { 'content-type': 'application/json' };

interface Said {
  readonly status: number;
  readonly text: string;
  readonly allow: string | null;
}

async function send(api: Api, init: RequestInit, search = ''): Promise<Said> {
  const response = await fetch(`${api.url}/graphql${search}`, init);
  return { status: response.status, text: await response.text(), allow: response.headers.get('allow') };
}

const sendJson = (api: Api, body: string | Uint8Array<ArrayBuffer>): Promise<Said> =>
  send(api, { method: 'POST', headers: JSON_TYPE, body });

const search = (params: Record<string, string>): string => `?${new URLSearchParams(params).toString()}`;

const error = (code: string, message: RegExp): unknown => ({
  errors: [
    expect.objectContaining({
      message: expect.stringMatching(message),
      extensions: { code, requestId: expect.any(String) },
    }),
  ],
});

/** An operation of so many bytes. The spaces of a variable nobody declares: what counts is what was sent. */
function sized(query: string, bytes: number, operationName?: string): string {
  const text = (padding: string): string =>
    JSON.stringify({ query, variables: { inputs: [], padding }, operationName });
  return text(' '.repeat(bytes - text('').length));
}

describe('wrong values by the hundred thousand', () => {
  // Each was an error of its own in the planner, before anything was refused: 46 seconds.
  test.each([
    ['in one list', (count: number) => Array.from({ length: count }, () => [])],
    [
      'in many lists',
      (count: number) => Array.from({ length: count / 4000 }, () => Array.from({ length: 4000 }, () => [])),
    ],
  ])('%s cost as much as one', async (_, values) => {
    const api = await startApi();
    const query = 'mutation ($inputs: [AddLeadInput!]!) { addLeads(inputs: $inputs) { added } }';
    const { status, text } = await sendJson(
      api,
      JSON.stringify({ query, variables: { inputs: values(1_200_000) } }),
    );
    expect([200, 400]).toContain(status);
    const errors = text.match(/"message"/g) ?? [];
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThan(60);
    expect(api.dialer.counts()).toEqual({});
  });
});

// The parser took half a second over four megabytes of them, before anything was refused.
test.each([
  ['in one object', (count: number) => [members(0, count)]],
  [
    'a hundred an object',
    (count: number) => Array.from({ length: count / 100 }, (_, at) => members(at * 100, 100)),
  ],
])('members of very many names (%s) are refused before they are read', async (_, objects) => {
  const api = await startApi();
  const query = 'mutation ($inputs: [AddLeadInput!]!) { addLeads(inputs: $inputs) { added } }';
  const { text } = await sendJson(api, JSON.stringify({ query, variables: { inputs: objects(250_000) } }));
  expect(JSON.parse(text)).toEqual(
    error('OPERATION_TOO_COMPLEX', /members of more than 1000 different names/),
  );
});

function members(from: number, count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`name${from + index}`, 1]));
}

describe('a POST', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'Application/JSON',
    'application/json; charset="utf-8"',
  ])('of %s is read', async (type) => {
    const api = await startApi();
    const body = JSON.stringify({ query: QUERY });
    expect(await send(api, { method: 'POST', headers: { 'content-type': type }, body })).toMatchObject({
      status: 200,
      text: '{"data":{"dashboard":{"agentsInCall":23}}}',
    });
  });

  // A browser sends the first three for any page, without asking this server first.
  test.each<[string, string]>([
    ['text/plain', JSON.stringify({ query: QUERY })],
    ['application/x-www-form-urlencoded', `query=${encodeURIComponent(QUERY)}`],
    [
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"${QUERY}"}\r\n--x--`,
    ],
    ['application/graphql', QUERY],
    ['application/graphql+json', JSON.stringify({ query: QUERY })],
    ['application/json, text/plain', JSON.stringify({ query: QUERY })],
    ['text/plain; application/json', JSON.stringify({ query: QUERY })],
    ['application/json; charset=utf-16', JSON.stringify({ query: QUERY })],
    ['application/jsonp', JSON.stringify({ query: QUERY })],
    ['', JSON.stringify({ query: QUERY })],
  ])('of %s is refused with 415, and costs nothing', async (type, body) => {
    const api = await startApi();
    const said = await send(api, { method: 'POST', headers: { 'content-type': type }, body });
    expect(said.status).toBe(415);
    expect(JSON.parse(said.text)).toEqual(error('BAD_USER_INPUT', /must be JSON.*application\/json/));
    expect(api.dialer.requests).toEqual([]);
  });

  test.each<[string, string | Uint8Array<ArrayBuffer>, RegExp]>([
    [
      'a list of operations',
      JSON.stringify([{ query: QUERY }, { query: QUERY }]),
      /one operation per request/,
    ],
    ['an empty list', '[]', /one operation per request/],
    ['no JSON', '{"query": ', /not valid JSON/],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), /not UTF-8/],
    ['a text', '"{ __typename }"', /must be a JSON object/],
    ['a number', '7', /must be a JSON object/],
    ['null', 'null', /must be a JSON object/],
    ['a member nobody knows', JSON.stringify({ query: QUERY, admin: true }), /Unexpected parameter/],
    ['__proto__', `{"query":"${QUERY}","__proto__":{"admin":true}}`, /Unexpected parameter/],
  ])('with %s is refused', async (_, body, message) => {
    const api = await startApi();
    const said = await sendJson(api, body);
    expect(said.status).toBe(400);
    expect(said.text).toMatch(message);
    expect(api.dialer.requests).toEqual([]);
  });

  test('may be a megabyte, and four where it adds leads', async () => {
    const api = await startApi();
    const add =
      'mutation ($inputs: [AddLeadInput!]!) { addLeads(inputs: $inputs) { results { __typename } } }';
    expect((await sendJson(api, sized('{ __typename }', 1_000_000))).status).toBe(200);
    for (const query of [
      '{ __typename }',
      '{ addLeads: __typename }',
      'mutation { addLead(input: {}) { __typename } }',
    ]) {
      const said = await sendJson(api, sized(query, 1_000_001));
      expect(said.status).toBe(413);
      expect(JSON.parse(said.text)).toEqual(error('BAD_USER_INPUT', /larger than 1 MB: only addLeads/));
    }
    // Refused, if at all, for what it says, not for its size.
    expect((await sendJson(api, sized(add, 4_000_000))).status).toBe(200);
    const said = await sendJson(api, sized(add, 4_000_001));
    expect(said.status).toBe(413);
    expect(JSON.parse(said.text)).toEqual(error('BAD_USER_INPUT', /larger than 4 MB/));
    // It is the operation that runs which counts.
    const both = `query Look { __typename } ${add.replace('mutation', 'mutation Add')}`;
    expect((await sendJson(api, sized(both, 1_000_001, 'Look'))).status).toBe(413);
    expect((await sendJson(api, sized(both, 1_000_001, 'Add'))).status).toBe(200);
    expect(api.dialer.requests).toEqual([]);
  });

  test('that does not tell its length is measured as it comes', async () => {
    const api = await startApi();
    const statusOf = (megabytes: number): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const request = httpRequest(
          `${api.url}/graphql`,
          { method: 'POST', headers: JSON_TYPE },
          (response) => {
            response.resume();
            resolve(response.statusCode);
          },
        );
        request.on('error', reject);
        for (let sent = 0; sent < megabytes; sent += 1) request.write(' '.repeat(1_000_000));
        request.end('{"query":"{ __typename }"}');
      });
    expect(await statusOf(0)).toBe(200);
    expect(await statusOf(2)).toBe(413);
    expect(await statusOf(6)).toBe(413);
    // Nobody is listened to for ever.
    await expect(statusOf(40)).rejects.toThrow(/ECONNRESET|EPIPE|hang up/);
  });
});

describe('a GET', () => {
  test('reads query, variables, operationName and extensions', async () => {
    const api = await startApi();
    const said = await send(
      api,
      {},
      search({
        query: 'query A { __typename } query B($c: String!) { portfolio(code: $c) { name } }',
        operationName: 'B',
        variables: '{"c":"SUR"}',
        extensions: '{"x":1}',
      }),
    );
    expect(JSON.parse(said.text)).toEqual({ data: { portfolio: { name: 'Banco del Sur' } } });
  });

  test('never writes', async () => {
    const api = await startApi();
    const said = await send(
      api,
      {},
      search({ query: 'mutation { addLeads(inputs: []) { results { __typename } } }' }),
    );
    expect([said.status, said.allow]).toEqual([405, 'POST']);
    expect(api.dialer.requests).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ['variables that are no JSON', search({ query: QUERY, variables: '{' }), /variables is not valid JSON/],
    [
      'variables that are a list',
      search({ query: QUERY, variables: '[]' }),
      /variables must be a JSON object/,
    ],
    [
      'extensions that are no JSON',
      search({ query: QUERY, extensions: 'x' }),
      /extensions is not valid JSON/,
    ],
    ['two queries', `${search({ query: QUERY })}&query=%7B__typename%7D`, /query twice/],
    ['nothing', '', /Must provide query/],
    ['broken escapes', '?query=%E0%A4%A', /Syntax Error/],
  ])('with %s is refused', async (_, query, message) => {
    const api = await startApi();
    const said = await send(api, { headers: { accept: 'application/graphql-response+json' } }, query);
    expect(said.status).toBe(400);
    expect(said.text).toMatch(message);
    expect(api.dialer.requests).toEqual([]);
  });
});

test.each(['PUT', 'PATCH', 'DELETE', 'PROPFIND'])('%s is refused', async (method) => {
  const api = await startApi();
  const said = await send(api, { method, headers: JSON_TYPE, body: JSON.stringify({ query: QUERY }) });
  expect([said.status, said.allow]).toEqual([405, 'GET, POST']);
});

describe('an operation over a limit', () => {
  test.each<[string, string, unknown, RegExp]>([
    [
      'aliases',
      `{ ${Array.from({ length: 101 }, (_, index) => `a${index}: dashboard { agentsInCall }`).join(' ')} }`,
      {},
      /101 aliases, and the limit is 100/,
    ],
    ['tokens', `{ ${'dashboard '.repeat(2000)} }`, {}, /more than 2000 tokens: split it/],
    [
      'characters',
      `{ dashboard { agentsInCall } } # ${'x'.repeat(LIMITS.characters)}`,
      {},
      /characters, and the limit is 64000: give long values in variables/,
    ],
    [
      'nesting',
      'query ($x: String) { agent(username: $x) { name } }',
      { x: JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) },
      /nested deeper than 12/,
    ],
    [
      'fragments',
      `{ ...A } ${Array.from({ length: 40 }, (_, index) => `fragment ${'A'.repeat(index + 1)} on Query { ...${'A'.repeat(index + 2)} ...${'A'.repeat(index + 2)} }`).join(' ')} fragment ${'A'.repeat(41)} on Query { __typename }`,
      {},
      /fields and fragments/,
    ],
  ])('(%s) is OPERATION_TOO_COMPLEX, and costs nothing', async (_, query, variables, message) => {
    const api = await startApi();
    // Also when it comes again: what was parsed once is remembered.
    for (const accept of ['application/json', 'application/graphql-response+json', 'application/json']) {
      const response = await post(api.url, { query, variables }, { headers: { accept } });
      expect(response.status).toBe(accept === 'application/json' ? 200 : 400);
      expect(await response.json()).toEqual(error('OPERATION_TOO_COMPLEX', message));
    }
    expect(api.dialer.requests).toEqual([]);
    expect(api.log.filter((line) => /"level":(?:40|50)/.test(line))).toEqual([]);
  });
});

describe('a hint at what was meant', () => {
  const MISTAKES: readonly [string, Record<string, unknown>][] = [
    ['{ agnts { totalCount } }', {}],
    ['{ agents(frist: 1) { totalCount } }', {}],
    ['{ agents(status: ACTIV) { totalCount } }', {}],
    [
      'query ($p: PeriodInput) { calls(period: $p) { totalCount } }',
      { p: { from: '2026-05-12', to: '2026-05-12', form: 1 } },
    ],
    ['query ($s: AccountStatus!) { agents(status: $s) { totalCount } }', { s: 'ACTIV' }],
    ['{ node(id: "x") { ... on Agnt { name } } }', {}],
  ];

  test.each(MISTAKES)('is given with introspection alone: %s', async (query, variables) => {
    const open = await startApi();
    expect((await open.query(query, variables)).errors[0]?.message).toMatch(/Did you mean/);
    const closed = await startApi({ INTROSPECTION: 'off' });
    const { errors, text } = await closed.query(query, variables);
    expect(errors).not.toHaveLength(0);
    expect(errors[0]?.extensions['code']).toMatch(/BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED/);
    expect(text).not.toMatch(/Did you mean/);
  });
});
