import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { SCOPES } from '../../../src/access/viewer.ts';
import { claimsOf, hs256, keysAnswer, rs256, signingKey, startIssuer } from '../../support/issuer.ts';
import { keysText, sha256, testFile } from '../../support/keysFile.ts';
import { startWhoServer } from '../../support/whoServer.ts';

const SECRET = 'a shared secret of more than 32 characters';
const REFUSED = '401 UNAUTHENTICATED';

const settings = (url: string): Record<string, string> => ({
  JWT_JWKS_URL: url,
  JWT_ISSUER: 'https://id.example',
  JWT_AUDIENCE: 'dialer',
});

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

test('with neither keys nor tokens everyone is the same, and may do everything', async () => {
  const server = await startWhoServer({});
  for (const headers of [{}, bearer('anything'), { 'x-api-key': 'anything' }]) {
    expect(await server.ask(headers)).toEqual({ name: 'anonymous', scopes: SCOPES, portfolios: null });
  }
});

describe('an API key', () => {
  test('is whoever the file says, with the scopes and portfolios it says', async () => {
    const file = testFile(
      keysText({
        'the-first-key': { name: 'crm', scopes: ['agents:read', 'pii:read'] },
        'the-second-key': { name: 'client', scopes: [], portfolios: ['SUR', 'NOR'] },
        'the-third-key': { name: 'nothing', portfolios: [] },
      }),
    );
    const server = await startWhoServer({ API_KEYS_FILE: file.path });
    const crm = { name: 'crm', scopes: ['agents:read', 'pii:read'], portfolios: null };
    expect(await server.ask(bearer('the-first-key'))).toEqual(crm);
    expect(await server.ask({ 'x-api-key': 'the-first-key' })).toEqual(crm);
    expect(await server.ask({ authorization: 'bearer   the-first-key' })).toEqual(crm);
    expect(await server.ask(bearer('the-second-key'))).toEqual({
      name: 'client',
      scopes: [],
      portfolios: ['SUR', 'NOR'],
    });
    // None, which is not all.
    expect(await server.ask(bearer('the-third-key'))).toMatchObject({ portfolios: [] });
  });

  test('is never its own hash', async () => {
    const file = testFile(keysText({ 'the-first-key': {} }));
    const server = await startWhoServer({ API_KEYS_FILE: file.path });
    expect(await server.ask(bearer(sha256('the-first-key')))).toBe(REFUSED);
  });

  test('may look like a token', async () => {
    const file = testFile(keysText({ 'a.b.c': { name: 'dotted' } }));
    const alone = await startWhoServer({ API_KEYS_FILE: file.path });
    const both = await startWhoServer({ API_KEYS_FILE: file.path, JWT_SECRET: SECRET });
    for (const server of [alone, both]) {
      expect(await server.ask(bearer('a.b.c'))).toMatchObject({ name: 'dotted' });
      expect(await server.ask(bearer('a.b.d'))).toBe(REFUSED);
    }
  });

  test('beside a second credential is refused: whose rights would count?', async () => {
    const file = testFile(keysText({ one: { name: 'one' }, two: { name: 'two' } }));
    const server = await startWhoServer({ API_KEYS_FILE: file.path });
    expect(await server.ask({ ...bearer('one'), 'x-api-key': 'two' })).toBe(REFUSED);
    expect(await server.ask({ ...bearer('one'), 'x-api-key': 'one' })).toBe(REFUSED);
  });
});

describe('a token', () => {
  test.each([
    ['a text', 'agents:read calls:read', ['agents:read', 'calls:read']],
    ['a list', ['leads:read'], ['leads:read']],
    ['scopes nobody knows', 'openid agents:read admin AGENTS:READ', ['agents:read']],
    ['nothing', undefined, []],
    ['an empty text', '', []],
  ])('has the scopes of its claim: %s', async (_, scope, scopes) => {
    const server = await startWhoServer({ JWT_SECRET: SECRET });
    expect(await server.ask(bearer(hs256(claimsOf({ scope }), SECRET)))).toEqual({
      name: 'jwt:sub:ines',
      scopes,
      portfolios: null,
    });
  });

  test.each([[[]], [['SUR']], [['SUR', 'NOR']]])(
    'has the portfolios of its claim: %j',
    async (portfolios) => {
      const server = await startWhoServer({ JWT_SECRET: SECRET });
      expect(await server.ask(bearer(hs256(claimsOf({ portfolios }), SECRET)))).toMatchObject({ portfolios });
    },
  );

  test('without a subject is named by its client', async () => {
    const server = await startWhoServer({ JWT_SECRET: SECRET });
    const claims = claimsOf({ sub: undefined, client_id: 'gateway' });
    expect(await server.ask(bearer(hs256(claims, SECRET)))).toMatchObject({ name: 'jwt:client:gateway' });
  });

  test('with neither subject, client nor end is let in: none of them is asked for', async () => {
    const server = await startWhoServer({ JWT_SECRET: SECRET });
    const claims = claimsOf({ sub: undefined, exp: undefined });
    expect(await server.ask(bearer(hs256(claims, SECRET)))).toMatchObject({ name: 'jwt:unnamed' });
  });

  test.each([
    ['portfolios that are no list', { portfolios: 'SUR' }],
    ['portfolios that are null', { portfolios: null }],
    ['portfolios that are no texts', { portfolios: [7] }],
    ['an empty portfolio', { portfolios: [''] }],
    ['scopes that are neither text nor list', { scope: { 'agents:read': true } }],
    ['scopes that are a number', { scope: 7 }],
    ['an empty name', { sub: '' }],
    ['an end that is no number', { exp: 'tomorrow' }],
    ['an end in the past', { exp: Math.floor(Date.now() / 1000) - 1 }],
    ['a start in the future', { nbf: Math.floor(Date.now() / 1000) + 60 }],
  ])('with %s is refused', async (_, claims) => {
    const server = await startWhoServer({ JWT_SECRET: SECRET });
    expect(await server.ask(bearer(hs256(claimsOf(claims), SECRET)))).toBe(REFUSED);
  });

  test('works beside API keys', async () => {
    const file = testFile(keysText({ 'the-key': { name: 'crm' } }));
    const server = await startWhoServer({ API_KEYS_FILE: file.path, JWT_SECRET: SECRET });
    expect(await server.ask(bearer(hs256(claimsOf(), SECRET)))).toMatchObject({ name: 'jwt:sub:ines' });
    expect(await server.ask(bearer('the-key'))).toMatchObject({ name: 'crm' });
    // A header for keys is for keys.
    expect(await server.ask({ 'x-api-key': hs256(claimsOf(), SECRET) })).toBe(REFUSED);
  });

  test('of the issuer and audience that are set is let in, and no other', async () => {
    const server = await startWhoServer({
      JWT_SECRET: SECRET,
      JWT_ISSUER: 'https://id.example',
      JWT_AUDIENCE: 'dialer',
    });
    const ask = (claims: Record<string, unknown>) => server.ask(bearer(hs256(claimsOf(claims), SECRET)));
    expect(await ask({})).toMatchObject({ name: 'jwt:sub:ines' });
    expect(await ask({ aud: ['other', 'dialer'] })).toMatchObject({ name: 'jwt:sub:ines' });
    for (const claims of [
      { iss: 'https://evil.example' },
      { iss: undefined },
      { aud: 'other' },
      { aud: undefined },
    ]) {
      expect(await ask(claims)).toBe(REFUSED);
    }
  });
});

describe('a token of an issuer with public keys', () => {
  const first = signingKey('first');
  const second = signingKey('second', { owner: 'another issuer' });
  const signed = (key: typeof first, header = {}): Record<string, string> =>
    bearer(rs256(claimsOf(), key.privateKey, { kid: key.kid, ...header }));

  test('is checked with the key it names, fetched once', async () => {
    const issuer = await startIssuer(first.jwk, second.jwk);
    const server = await startWhoServer(settings(issuer.url));
    for (const key of [first, second, first]) {
      expect(await server.ask(signed(key))).toMatchObject({ name: 'jwt:sub:ines', scopes: ['agents:read'] });
    }
    expect(issuer.asked()).toBe(1);
  });

  test('needs no key id where there is one key, and needs it where there are two', async () => {
    const one = await startWhoServer(settings((await startIssuer(first.jwk)).url));
    expect(await one.ask(signed(first, { kid: undefined }))).toMatchObject({ name: 'jwt:sub:ines' });
    const two = await startWhoServer(settings((await startIssuer(first.jwk, second.jwk)).url));
    expect(await two.ask(signed(first, { kid: undefined }))).toBe(REFUSED);
  });

  test('is refused where another key signed it, or one that is not for signing', async () => {
    const issuer = await startIssuer(first.jwk, { ...second.jwk, use: 'enc' });
    const server = await startWhoServer(settings(issuer.url));
    expect(await server.ask(signed(second, { kid: 'first' }))).toBe(REFUSED);
    expect(await server.ask(signed(second))).toBe(REFUSED);
    expect(await server.ask(signed(first))).toMatchObject({ name: 'jwt:sub:ines' });
  });

  test('signed with the public key as a shared secret is refused', async () => {
    const server = await startWhoServer(settings((await startIssuer(first.jwk)).url));
    for (const alg of ['HS256', 'RS256']) {
      const forged = hs256(claimsOf(), first.publicPem, { kid: 'first', alg });
      expect(await server.ask(bearer(forged))).toBe(REFUSED);
    }
  });

  test('with made-up key ids does not have the keys fetched again and again', async () => {
    const issuer = await startIssuer(first.jwk);
    const server = await startWhoServer(settings(issuer.url));
    for (const kid of ['a', 'b', 'c', '__proto__', 'd']) {
      expect(await server.ask(signed(first, { kid }))).toBe(REFUSED);
    }
    expect(await server.ask(signed(first))).toMatchObject({ name: 'jwt:sub:ines' });
    expect(issuer.asked()).toBe(1);
  });

  test.each([
    ['an error', { status: 500, body: 'broken' }],
    ['no JSON', { status: 200, body: '<html>' }],
    ['no keys', { status: 200, body: '{"keys":[]}' }],
    ['something else', { status: 200, body: '[]' }],
    ['far too much', { status: 200, body: ' '.repeat(1_100_000) }],
    ['a redirect', { status: 302, body: '' }],
  ])('is refused, and it is logged, where the issuer gives %s', async (_, { status, body }) => {
    const elsewhere = await startIssuer(first.jwk);
    const issuer = await startIssuer();
    issuer.answer((response) => response.writeHead(status, { location: elsewhere.url }).end(body));
    const server = await startWhoServer(settings(issuer.url));
    expect(await server.ask(signed(first))).toBe(REFUSED);
    expect(server.log.filter((line) => line.includes('JWT_JWKS_URL gives no keys'))).toHaveLength(1);
    expect(elsewhere.asked()).toBe(0);
  });

  test('does not wait for ever for an issuer that does not answer', async () => {
    const issuer = await startIssuer();
    issuer.answer((response) => void response.writeHead(200).write('{"keys":'));
    const server = await startWhoServer(settings(issuer.url), { issuerTimeoutMs: 300 });
    const asked = Date.now();
    expect(await server.ask(signed(first))).toBe(REFUSED);
    expect(Date.now() - asked).toBeLessThan(4000);
    // The next ones need not wait.
    issuer.answer(keysAnswer(first.jwk));
    expect(await server.ask(signed(first))).toBe(REFUSED);
    expect(Date.now() - asked).toBeLessThan(4000);
  });

  test('a key so short that others could find it is none', async () => {
    const weak = signingKey('weak', { modulusLength: 1024 });
    const issuer = await startIssuer(weak.jwk, first.jwk);
    const server = await startWhoServer(settings(issuer.url));
    expect(await server.ask(signed(weak))).toBe(REFUSED);
    expect(await server.ask(signed(first))).toMatchObject({ name: 'jwt:sub:ines' });
  });

  test('one key that cannot be read leaves the others usable', async () => {
    const issuer = await startIssuer(
      { kty: 'RSA', kid: 'broken', n: '!', e: '!' },
      { kty: 'OKP', kid: 'x' },
      first.jwk,
    );
    const server = await startWhoServer(settings(issuer.url));
    expect(await server.ask(signed(first))).toMatchObject({ name: 'jwt:sub:ines' });
  });

  test('is checked with a new key soon after there is one, and with known keys while the issuer is away', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const issuer = await startIssuer(first.jwk);
    const server = await startWhoServer(settings(issuer.url));
    expect(await server.ask(signed(first))).toMatchObject({ name: 'jwt:sub:ines' });
    issuer.answer(keysAnswer(second.jwk));
    expect(await server.ask(signed(second))).toBe(REFUSED);
    vi.advanceTimersByTime(11_000);
    expect(await server.ask(signed(second))).toMatchObject({ name: 'jwt:sub:ines' });
    // The one that was taken out works no longer.
    expect(await server.ask(signed(first))).toBe(REFUSED);
    issuer.answer((response) => response.writeHead(503).end());
    vi.advanceTimersByTime(50 * 60_000);
    expect(await server.ask(signed(second))).toMatchObject({ name: 'jwt:sub:ines' });
    vi.advanceTimersByTime(11 * 60_000);
    expect(await server.ask(signed(second))).toBe(REFUSED);
    issuer.answer(keysAnswer(second.jwk));
    vi.advanceTimersByTime(11_000);
    expect(await server.ask(signed(second))).toMatchObject({ name: 'jwt:sub:ines' });
  });
});
