import { request as httpRequest } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ConfigFileError } from '../../../src/server/files/configFile.ts';
import { post, startApi, type Api, type HttpAnswer } from '../../support/api.ts';
import { claimsOf, hs256, rs256, signingKey, startIssuer, unsigned } from '../../support/issuer.ts';
import { keysText, sha256, testFile } from '../../support/keysFile.ts';
import { startMain } from '../../support/program.ts';

const QUERY = '{ dashboard { agentsInCall } }';
const ANSWER = { data: { dashboard: { agentsInCall: 23 } } };

const KEY = 'k'.repeat(43);
const SECRET = 'a shared secret of more than 32 characters';
const { kid, privateKey, publicPem, jwk } = signingKey('one');
const stranger = signingKey('one');

const bearer = (value: string): Record<string, string> => ({ authorization: `Bearer ${value}` });
const past = { exp: Math.floor(Date.now() / 1000) - 1 };

/** What a server says, and what that cost the dialer. */
async function answerOf(api: Api, headers: Record<string, string>): Promise<unknown> {
  api.dialer.clear();
  const response = await post(api.url, { query: QUERY }, { headers: { 'x-request-id': 'same', ...headers } });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: await response.text(),
    dialerCalls: api.dialer.requests.length,
  };
}

const REFUSAL = {
  errors: [
    {
      message: 'Authentication is needed: send a valid API key or token.',
      extensions: { code: 'UNAUTHENTICATED', requestId: 'same' },
    },
  ],
};

/** The same to the byte, whatever was wrong. */
const REFUSED = { status: 401, challenge: 'Bearer', body: JSON.stringify(REFUSAL), dialerCalls: 0 };

const SERVED = { status: 200, challenge: null, body: JSON.stringify(ANSWER), dialerCalls: 1 };

/** The secrets among headers: what follows the scheme. */
const secretsIn = (headers: Record<string, string>): string[] =>
  Object.values(headers)
    .map((value) => value.replace(/^\w+ /, ''))
    .filter((value) => value.length > 8);

const page = (api: Api): Promise<Response> =>
  fetch(`${api.url}/graphql`, { headers: { accept: 'text/html' } });

/** A server that knows one key and the tokens of one issuer. */
async function startGuarded(settings: Record<string, string> = {}): Promise<Api> {
  const file = testFile(keysText({ [KEY]: {} }));
  const issuer = await startIssuer(jwk);
  return startApi({
    API_KEYS_FILE: file.path,
    JWT_JWKS_URL: issuer.url,
    JWT_ISSUER: 'https://id.example',
    JWT_AUDIENCE: 'dialer',
    ...settings,
  });
}

const NOT_GOOD: ReadonlyArray<[string, () => Record<string, string>]> = [
  ['nothing', () => ({})],
  ['an empty bearer', () => bearer('')],
  ['garbage', () => bearer('garbage')],
  ['another scheme', () => ({ authorization: `Basic ${Buffer.from(`x:${KEY}`).toString('base64')}` })],
  ['the key without a scheme', () => ({ authorization: KEY })],
  ['two keys in one header', () => bearer(`${KEY}, ${KEY}`)],
  ['an empty key', () => ({ 'x-api-key': '' })],
  ['the wrong key', () => bearer(`${KEY.slice(1)}x`)],
  ['the wrong key in its own header', () => ({ 'x-api-key': `${KEY}k` })],
  ['a part of the key', () => ({ 'x-api-key': KEY.slice(1) })],
  ["the key's hash", () => bearer(sha256(KEY))],
  ['the key in another header', () => ({ 'api-key': KEY, 'x-auth-token': KEY, cookie: `key=${KEY}` })],
  ['a key of 10,000 characters', () => bearer('k'.repeat(10_000))],
  ['a key with a null byte escaped', () => bearer(`${KEY}%00`)],
  ['an expired token', () => bearer(rs256(claimsOf(past), privateKey, { kid }))],
  [
    'a token of another issuer',
    () => bearer(rs256(claimsOf({ iss: 'https://evil.example' }), privateKey, { kid })),
  ],
  ['a token for another audience', () => bearer(rs256(claimsOf({ aud: 'shop' }), privateKey, { kid }))],
  ["a stranger's token", () => bearer(rs256(claimsOf(), stranger.privateKey, { kid }))],
  ['a token with an unknown key id', () => bearer(rs256(claimsOf(), privateKey, { kid: 'two' }))],
  ['a token nobody signed', () => bearer(unsigned(claimsOf(), 'none'))],
  ['a token nobody signed, in capitals', () => bearer(unsigned(claimsOf(), 'NONE'))],
  ['a token without a signature', () => bearer(unsigned(claimsOf(), 'RS256'))],
  ['a token signed with the public key', () => bearer(hs256(claimsOf(), publicPem, { kid }))],
  ['a token signed with a shared secret', () => bearer(hs256(claimsOf(), SECRET, { kid }))],
  ['a token signed with nothing', () => bearer(hs256(claimsOf(), '', { kid }))],
  ['a token that was changed', () => bearer(tampered(rs256(claimsOf(), privateKey, { kid })))],
  ['a token whose parts are no JSON', () => bearer('eyJhbGciOiJSUzI1NiJ9.bm8.bm8')],
  ['a token whose header is no object', () => bearer('bnVsbA.bnVsbA.bnVsbA')],
  ['three dots', () => bearer('..')],
  [
    'portfolios that cannot be read',
    () => bearer(rs256(claimsOf({ portfolios: 'SUR' }), privateKey, { kid })),
  ],
];

function tampered(token: string): string {
  const [header, , signature] = token.split('.');
  const payload = Buffer.from(JSON.stringify(claimsOf({ scope: 'pii:read' }))).toString('base64url');
  return [header, payload, signature].join('.');
}

describe('who is not let in', () => {
  test.each(NOT_GOOD)('%s', async (_, headers) => {
    const api = await startGuarded();
    expect(await answerOf(api, headers())).toEqual(REFUSED);
    // Nothing of it is kept.
    for (const secret of secretsIn(headers())) expect(api.log.join('\n')).not.toContain(secret);
  });

  test('is told so whatever the request', async () => {
    const api = await startGuarded();
    const requests: RequestInit[] = [
      { method: 'GET' },
      { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
      {
        method: 'POST',
        body: 'query={__typename}',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      {
        method: 'POST',
        body: '{"query":"{ __schema { types { name } } }"}',
        headers: { 'content-type': 'application/json' },
      },
      { method: 'POST', body: 'x'.repeat(5_000_000), headers: { 'content-type': 'application/json' } },
    ];
    for (const request of requests) {
      const url = request.method === 'GET' ? `${api.url}/graphql?query={__typename}` : `${api.url}/graphql`;
      const response = await fetch(url, request);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({
        errors: [
          { extensions: { code: 'UNAUTHENTICATED', requestId: response.headers.get('x-request-id') } },
        ],
      });
    }
  });

  test('puts the key into the URL', async () => {
    const api = await startGuarded();
    const query = encodeURIComponent(QUERY);
    for (const name of ['api_key', 'key', 'x-api-key', 'token', 'access_token', 'authorization']) {
      const response = await fetch(`${api.url}/graphql?query=${query}&${name}=${KEY}`);
      expect(response.status).toBe(401);
    }
  });

  test('sends more headers than anyone reads', async () => {
    const api = await startGuarded();
    const status = await new Promise((resolve, reject) => {
      httpRequest(
        `${api.url}/graphql`,
        { method: 'POST', headers: bearer('k'.repeat(40_000)) },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(431);
  });

  test('sees neither schema nor GraphiQL where introspection is off, and GraphiQL alone where it is on', async () => {
    const off = await startGuarded();
    // A page for people, which says so.
    const away = await page(off);
    expect(away.status).toBe(200);
    const text = await away.text();
    expect(text).toContain('introspection is off');
    expect(text).not.toMatch(/<script/);
    const on = await startGuarded({ INTROSPECTION: 'on' });
    const served = await page(on);
    expect(served.status).toBe(200);
    // Read to its end, or the server waits for its reader before it closes.
    expect(await served.text()).toMatch(/graphiql/i);
    expect(await answerOf(on, {})).toEqual(REFUSED);
  });

  test.each(['/health', '/ready'])('may ask for %s', async (path) => {
    const api = await startGuarded();
    expect((await fetch(`${api.url}${path}`)).status).toBe(200);
  });
});

describe('who is let in', () => {
  test.each<[string, () => Record<string, string>]>([
    ['a key as bearer', () => bearer(KEY)],
    ['a key in its own header', () => ({ 'x-api-key': KEY })],
    ["a token of the issuer's", () => bearer(rs256(claimsOf({ scope: 'agents:read' }), privateKey, { kid }))],
  ])('%s', async (_, headers) => {
    const api = await startGuarded();
    expect(await answerOf(api, headers())).toEqual(SERVED);
    const kept = api.log.join('\n');
    for (const secret of secretsIn(headers())) expect(kept).not.toContain(secret);
    expect(kept).not.toContain(sha256(KEY));
  });

  test('a token signed with the shared secret', async () => {
    const api = await startApi({ JWT_SECRET: SECRET });
    expect(await answerOf(api, bearer(hs256(claimsOf(), SECRET)))).toEqual(SERVED);
    expect(await answerOf(api, bearer(hs256(claimsOf(), `${SECRET}.`)))).toEqual(REFUSED);
    expect(await answerOf(api, bearer(hs256(claimsOf(past), SECRET)))).toEqual(REFUSED);
    expect(await answerOf(api, bearer(unsigned(claimsOf(), 'none')))).toEqual(REFUSED);
    expect(await answerOf(api, bearer(rs256(claimsOf(), privateKey, { kid })))).toEqual(REFUSED);
    expect(api.log.join('\n')).not.toContain(SECRET);
  });

  test('a key, by GET too', async () => {
    const api = await startGuarded();
    const response = await fetch(`${api.url}/graphql?query=${encodeURIComponent(QUERY)}`, {
      headers: bearer(KEY),
    });
    expect(await response.json()).toEqual(ANSWER);
  });
});

const old = 'the-old-key-of-the-file';
const next = 'the-next-key-of-the-file';
const status = async (api: Api, key: string): Promise<number> =>
  (await post(api.url, { query: QUERY }, { headers: bearer(key) })).status;
const faults = (api: Api): number => api.log.filter((line) => line.includes('the old ones stay')).length;

describe('the file of API keys', () => {
  test.each(['write', 'replace'] as const)('is read anew within two seconds: %s', async (how) => {
    const file = testFile(keysText({ [old]: {} }));
    const api = await startApi({ API_KEYS_FILE: file.path });
    expect([await status(api, old), await status(api, next)]).toEqual([200, 401]);
    file[how](keysText({ [next]: {} }));
    await expect.poll(() => status(api, old)).toBe(401);
    expect(await status(api, next)).toBe(200);
    // And once more: what watches a file may lose it when another takes its place.
    file[how](keysText({ [old]: {} }));
    await expect.poll(() => status(api, next)).toBe(401);
    expect(await status(api, old)).toBe(200);
    expect(faults(api)).toBe(0);
  });

  test.each([
    ['half written', keysText({ [next]: {} }).slice(0, -9)],
    ['empty', ''],
    ['no list', '{}'],
    ['with a scope nobody knows', keysText({ [next]: { scopes: ['everything'] } })],
    ['gone', undefined],
  ])('leaves the keys as they are where it is %s, and says so once', async (_, text) => {
    const file = testFile(keysText({ [old]: {} }));
    const api = await startApi({ API_KEYS_FILE: file.path });
    if (text === undefined) file.remove();
    else file.write(text);
    await expect.poll(() => faults(api)).toBe(1);
    expect([await status(api, old), await status(api, next)]).toEqual([200, 401]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(faults(api)).toBe(1);
    file.write(keysText({ [next]: {} }));
    await expect.poll(() => status(api, next)).toBe(200);
    expect(await status(api, old)).toBe(401);
    for (const secret of [old, next, sha256(old), sha256(next)])
      expect(api.log.join('\n')).not.toContain(secret);
  });

  test('without a key lets nobody in', async () => {
    const api = await startApi({ API_KEYS_FILE: testFile('[]').path });
    expect(await answerOf(api, {})).toEqual(REFUSED);
    expect(await answerOf(api, bearer('anything'))).toEqual(REFUSED);
  });

  test.each([
    ['is not there', undefined, /^API_KEYS_FILE .*ENOENT/],
    ['is no JSON', `[{"sha256": "${sha256(old)}", }]`, /^API_KEYS_FILE .*not valid JSON/],
    ['is no list', `{"${sha256(old)}": {}}`, /^API_KEYS_FILE .*the file must be a list/],
    [
      'has a short hash',
      keysText({ [old]: {} }).replace(sha256(old), sha256(old).slice(1)),
      /0\.sha256 must be 64/,
    ],
    [
      'has a member nobody knows',
      keysText({ [old]: {} }).replace('"name"', `"${sha256(old)}"`),
      /0 must be an object/,
    ],
    [
      'misspells what limits',
      JSON.stringify([{ name: 'a', sha256: sha256(old), scopes: [], portfolio: ['SUR'] }]),
      /0 must be an object/,
    ],
    [
      'has a scope nobody knows',
      keysText({ [old]: { scopes: [sha256(old)] } }),
      /0\.scopes\.0 must be one of agents:read/,
    ],
    [
      'has portfolios that are no list',
      JSON.stringify([{ name: 'a', sha256: sha256(old), scopes: [], portfolios: 'SUR' }]),
      /0\.portfolios must be a list/,
    ],
    ['has a name with a colon', keysText({ [old]: { name: 'jwt:ines' } }), /0\.name must be 1 to 100/],
    [
      'has a key twice',
      `[${keysText({ [old]: {} }).slice(1, -1)},${keysText({ [old]: {} }).slice(1, -1)}]`,
      /holds the same key twice/,
    ],
  ])('that %s stops the start, which names what is wrong and no hash', async (_, text, fault) => {
    const file = testFile(text ?? '');
    if (text === undefined) file.remove();
    const refusal: unknown = await startApi({ API_KEYS_FILE: file.path }).catch((error: unknown) => error);
    if (!(refusal instanceof ConfigFileError)) throw new Error('It was not refused.');
    expect(refusal.faults.length).toBeGreaterThan(0);
    for (const line of refusal.faults) expect(line).toMatch(/^API_KEYS_FILE names /);
    expect(refusal.faults.join('\n')).toMatch(fault);
    expect(refusal.message).not.toContain(sha256(old).slice(1));
  });

  test('that has a fault ends the program, which says so in a line, without a hash', async () => {
    const file = testFile(keysText({ [old]: { scopes: [sha256(old)] } }));
    const program = startMain({ PORT: '0', API_KEYS_FILE: file.path, HOST: '127.0.0.1' }, file.folder);
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.stderr()).toMatch(/^API_KEYS_FILE names [^\n]*0\.scopes\.0 must be one of [^\n]*\n$/);
    expect(program.stderr() + program.stdout()).not.toContain(sha256(old).slice(1));
  });
});

const hostOf = async (api: Api, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(
      `${api.url}/graphql`,
      { method: 'POST', headers: { host, 'content-type': 'application/json' } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    sent.on('error', reject).end(JSON.stringify({ query: QUERY }));
  });

describe('without keys and tokens', () => {
  test('only requests under a name of loopback are served: others come from pages elsewhere', async () => {
    const api = await startApi();
    for (const host of ['localhost:4000', '127.0.0.1', '[::1]:4000', 'api.localhost']) {
      expect([host, await hostOf(api, host)]).toEqual([host, 200]);
    }
    api.dialer.clear();
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example:4000',
      '10.0.0.7',
    ]) {
      expect([host, await hostOf(api, host)]).toEqual([host, 403]);
    }
    expect(api.dialer.requests).toEqual([]);
  });

  test('a page of another site cannot have a browser ask', async () => {
    const api = await startApi();
    const asked = async (site: string): Promise<number> => {
      const search = new URLSearchParams({ query: '{ dashboard { agentsInCall } }' }).toString();
      const headers = { 'sec-fetch-site': site };
      return (await fetch(`${api.url}/graphql?${search}`, { headers })).status;
    };
    expect(await asked('cross-site')).toBe(403);
    expect(api.dialer.requests).toEqual([]);
    for (const site of ['same-origin', 'same-site', 'none']) expect(await asked(site)).toBe(200);
    const listed = await startApi({ CORS_ORIGINS: 'https://studio.example' });
    const from = (origin: string): Promise<HttpAnswer> =>
      post(listed.url, { query: '{ __typename }' }, { headers: { 'sec-fetch-site': 'cross-site', origin } });
    expect((await from('https://studio.example')).status).toBe(200);
    expect((await from('https://evil.example')).status).toBe(403);
  });

  test('the program refuses to listen for others, and says why; with a key it listens', async () => {
    const file = testFile(keysText({ [KEY]: {} }));
    const open = startMain({ PORT: '0', HOST: '0.0.0.0' }, file.folder);
    const nowhere = startMain({ PORT: '0', HOST: 'nowhere.invalid', API_KEYS_FILE: file.path }, file.folder);
    const guarded = startMain({ PORT: '0', HOST: '0.0.0.0', API_KEYS_FILE: file.path }, file.folder);
    onTestFinished(() => guarded.kill('SIGKILL'));
    expect(await open.ended).toEqual({ code: 1, signal: null });
    expect(open.stderr()).toMatch(/^HOST must be a loopback address .*serves everything to anyone\n$/);
    expect(await nowhere.ended).toEqual({ code: 1, signal: null });
    expect(nowhere.stderr()).toMatch(/^HOST and PORT cannot be listened on \(E\w+\)[^\n]*\n$/);
    const port = new URL(await guarded.ready()).port;
    const send = (headers: Record<string, string>): Promise<HttpAnswer> =>
      post(`http://127.0.0.1:${port}`, { query: '{ __typename }' }, { headers });
    expect((await send({})).status).toBe(401);
    expect((await send(bearer(KEY))).status).toBe(200);
    for (const secret of [KEY, sha256(KEY)])
      expect(guarded.stdout() + guarded.stderr()).not.toContain(secret);
    // What looks after the file does not keep the program alive.
    guarded.kill('SIGTERM');
    expect(await guarded.ended).toEqual({ code: 0, signal: null });
  });
});
