import { describe, expect, test } from 'vitest';
import { SCOPES } from '../../../src/access/viewer.ts';
import { clientOf } from '../../support/api.ts';
import {
  claimsOf,
  hs256,
  keyPairFor,
  rs256,
  signedToken,
  signingKey,
  startIssuer,
  unsigned,
  type Claims,
} from '../../support/issuer.ts';
import { accountAt, ADD_LEAD, addedLine, scriptedDialer, startLeadApi } from '../../support/leadApi.ts';
import { startWhoServer, type Who, type WhoServer } from '../../support/whoServer.ts';

const SECRET = 'a shared secret of more than 32 characters';
const REFUSED = '401 UNAUTHENTICATED';
const INES = { name: 'jwt:sub:ines', scopes: ['agents:read'], portfolios: null };

const startFor = async (...keys: readonly object[]): Promise<WhoServer> =>
  startWhoServer({
    JWT_JWKS_URL: (await startIssuer(...keys)).url,
    JWT_ISSUER: 'https://id.example',
    JWT_AUDIENCE: 'dialer',
  });

const ask = (server: WhoServer, token: string): Promise<Who> =>
  server.ask({ authorization: `Bearer ${token}` });

const key = signingKey('one');
const stranger = signingKey('one', { owner: 'stranger' });
const token = (claims: Claims = {}, header: Claims = {}): string =>
  rs256(claimsOf(claims), key.privateKey, { kid: key.kid, ...header });

/** Why tokens were refused, as the log has it. */
const reasonsIn = ({ log }: WhoServer): readonly string[] =>
  log.flatMap((line) => /"reason":"([^"]*)","msg":"a token was refused"/.exec(line)?.[1] ?? []);

describe("an issuer's key", () => {
  test.each('RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' '))(
    'may be one of %s',
    async (alg) => {
      const { privateKey, jwk } = keyPairFor(alg);
      const server = await startFor(jwk);
      expect(await ask(server, signedToken(alg, claimsOf(), privateKey))).toEqual(INES);
      expect(await ask(server, signedToken(alg, claimsOf(), keyPairFor(alg, 'stranger').privateKey))).toBe(
        REFUSED,
      );
    },
  );

  test.each([
    ['is for another algorithm', { alg: 'PS256' }],
    ['is for encryption', { use: 'enc' }],
    ['is for encryption, by its operations', { key_ops: ['encrypt', 'wrapKey'] }],
    ['is for signing with alone', { key_ops: ['sign'] }],
    ['is of a kind nobody knows', { kty: 'rsa' }],
    ['has no modulus', { n: undefined }],
    ['has its private part', { ...key.privateKey.export({ format: 'jwk' }) }],
  ])('that %s is not used, and the others are', async (_, changes) => {
    const other = signingKey('two', { owner: 'another issuer' });
    const server = await startFor({ ...key.jwk, ...changes }, other.jwk);
    expect(await ask(server, token())).toBe(REFUSED);
    expect(await ask(server, rs256(claimsOf(), other.privateKey, { kid: 'two' }))).toEqual(INES);
  });

  test('is no shared secret, though the issuer publishes one', async () => {
    const oct = { kty: 'oct', kid: 'one', k: Buffer.from(SECRET).toString('base64url'), alg: 'HS256' };
    const server = await startFor(oct, key.jwk);
    expect(await ask(server, hs256(claimsOf(), SECRET, { kid: 'one' }))).toBe(REFUSED);
    expect(await ask(server, token())).toEqual(INES);
  });

  test('may stand beside what is no key', async () => {
    const issuer = await startIssuer();
    issuer.answer((response) => response.end(JSON.stringify({ keys: [null, 7, 'x', [], key.jwk] })));
    const server = await startWhoServer({ JWT_JWKS_URL: issuer.url });
    expect(await ask(server, token())).toEqual(INES);
  });

  test('is asked for once in ten seconds while the issuer is down', async () => {
    const issuer = await startIssuer();
    issuer.answer((response) => response.writeHead(503).end());
    const server = await startWhoServer({ JWT_JWKS_URL: issuer.url });
    const kids = Array.from({ length: 20 }, (_, index) => `made up ${index}`);
    for (const kid of kids.slice(0, 5)) expect(await ask(server, token({}, { kid }))).toBe(REFUSED);
    await Promise.all(kids.map((kid) => ask(server, token({}, { kid }))));
    expect(issuer.asked()).toBe(1);
  });
});

describe("a token's header", () => {
  test.each([
    ['an extension nobody knows', { crit: ['exp'] }],
    ['an extension nobody knows, which it has', { crit: ['b65'], b65: true }],
    ['no extension at all', { crit: [] }],
    ['a payload that is not encoded', { crit: ['b64'], b64: false }],
    ['crit that is no list', { crit: 'exp' }],
    ['a key id that is a number', { kid: 1 }],
    ['a key id that is a list', { kid: ['one'] }],
    ['a key id that is an object', { kid: { toString: 'one' } }],
    ['a key id that is null', { kid: null }],
    ['an algorithm that is a list', { alg: ['RS256'] }],
    ['an algorithm in small letters', { alg: 'rs256' }],
  ])('with %s is refused', async (_, header) => {
    const server = await startFor(key.jwk);
    expect(await ask(server, token({}, header))).toBe(REFUSED);
    expect(await ask(server, token())).toEqual(INES);
  });

  test('names no key of its own, and no place to get one', async () => {
    const elsewhere = await startIssuer(stranger.jwk);
    const server = await startFor(key.jwk);
    for (const header of [
      { jwk: stranger.jwk },
      { jku: elsewhere.url },
      { x5u: elsewhere.url },
      { x5c: [Buffer.from(stranger.publicPem).toString('base64')] },
    ]) {
      const forged = rs256(claimsOf(), stranger.privateKey, { kid: 'one', ...header });
      expect(await ask(server, forged)).toBe(REFUSED);
      expect(await ask(server, token({}, header))).toEqual(INES);
    }
    expect(elsewhere.asked()).toBe(0);
  });
});

const named = async (claims: Claims): Promise<Who> =>
  ask(await startWhoServer({ JWT_SECRET: SECRET }), hs256(claimsOf(claims), SECRET));

describe('a caller', () => {
  test.each<[string, Claims, string]>([
    ['the subject', { client_id: 'crm', azp: 'app' }, 'jwt:sub:ines'],
    ['else the client', { sub: undefined, client_id: 'crm', azp: 'app' }, 'jwt:client:crm'],
    ['else the authorized party', { sub: undefined, azp: 'app' }, 'jwt:client:app'],
    ['nobody', { sub: undefined }, 'jwt:unnamed'],
  ])('is named by the claim it is: %s', async (_, claims, name) => {
    expect(await named(claims)).toMatchObject({ name });
  });

  test('cannot pass for another by what its name holds', async () => {
    const claims = [
      { sub: 'crm' },
      { sub: 'client:crm' },
      { sub: 'sub:crm' },
      { sub: 'unnamed' },
      { sub: undefined, client_id: 'crm' },
      { sub: undefined, client_id: 'sub:crm' },
      { sub: undefined },
    ];
    const names = await Promise.all(claims.map(named));
    expect(new Set(names.map((who) => typeof who !== 'string' && who.name)).size).toBe(claims.length);
  });

  test.each<[string, Claims]>([
    ['a line break', { sub: 'ines\njwt:sub:other' }],
    ['a null byte', { sub: 'ines\0' }],
    ['a mark that turns the text around', { sub: 'ines\u202Eseni' }],
    ['an invisible mark', { sub: 'in\u200Bes' }],
    ['a line separator', { sub: 'ines\u2028' }],
    ['half a character', { sub: 'ines\uD800' }],
    ['201 characters', { sub: 'i'.repeat(201) }],
    ['nothing', { sub: undefined, client_id: '' }],
    ['a number', { sub: 7 }],
    ['a line break in its client', { sub: undefined, azp: 'a\rb' }],
  ])('whose name holds %s is refused', async (_, claims) => {
    expect(await named(claims)).toBe(REFUSED);
  });

  test('may have a name of 200 characters in any script', async () => {
    const sub = `Zoë Müller 田中 ${'x'.repeat(186)}`;
    expect(sub).toHaveLength(200);
    expect(await named({ sub })).toMatchObject({ name: `jwt:sub:${sub}` });
  });

  test('without a name of its own cannot write leads', async () => {
    const scope = SCOPES.join(' ');
    expect(await named({ scope })).toMatchObject({ scopes: SCOPES });
    expect(await named({ scope, sub: undefined })).toMatchObject({
      scopes: SCOPES.filter((known) => known !== 'leads:write'),
    });
  });
});

test('idempotency keys are of a user or of a client; who is neither adds no lead', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => addedLine(fields));
  const { url } = await startLeadApi(accountAt(dialer), { JWT_SECRET: SECRET });
  const addAs = (claims: Claims, firstName: string) => {
    const authorization = `Bearer ${hs256(claimsOf({ scope: 'leads:write', ...claims }), SECRET)}`;
    const input = {
      phoneNumber: '7275551111',
      source: 'test',
      listId: '101',
      idempotencyKey: 'k',
      firstName,
    };
    return clientOf(url, { authorization }).query(ADD_LEAD, { input });
  };
  expect((await addAs({ sub: 'crm' }, 'Ada')).data).toMatchObject({ addLead: { type: 'AddLeadSuccess' } });
  expect((await addAs({ sub: 'crm' }, 'Bea')).data).toMatchObject({ addLead: { type: 'LeadRejected' } });
  const client = await addAs({ sub: undefined, client_id: 'crm' }, 'Bea');
  expect(client.data).toMatchObject({ addLead: { type: 'AddLeadSuccess' } });
  const nobody = await addAs({ sub: undefined }, 'Cleo');
  expect(nobody.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'leads:write' });
  expect(dialer.requests).toHaveLength(2);
});

test('a token is refused for a reason that the log has, at debug, and the client has not', async () => {
  const server = await startFor(key.jwk);
  const now = Math.floor(Date.now() / 1000);
  const refused: ReadonlyArray<[string, string]> = [
    [token({ exp: now - 1 }), 'expired'],
    [token({ nbf: now + 60 }), 'claim nbf'],
    [token({ iss: 'https://evil.example' }), 'claim iss'],
    [token({ aud: 'shop' }), 'claim aud'],
    [token({ sub: 'ines\n' }), 'claim sub'],
    [token({ portfolios: 'SUR' }), 'claim portfolios'],
    [token({}, { kid: 'made up' }), 'no such key'],
    [token({}, { crit: ['x'], x: 1 }), 'unsupported'],
    [rs256(claimsOf(), stranger.privateKey, { kid: 'one' }), 'signature'],
    [unsigned(claimsOf(), 'none'), 'algorithm'],
    [hs256(claimsOf(), key.publicPem, { kid: 'one' }), 'algorithm'],
    ['bm90.YS1nb29kLW9uZQ.dG9rZW4', 'malformed'],
  ];
  for (const [bad] of refused) expect(await ask(server, bad)).toBe(REFUSED);
  expect(reasonsIn(server)).toEqual(refused.map(([, reason]) => reason));
  for (const line of server.log.filter((entry) => entry.includes('was refused'))) {
    expect(line).toContain('"level":20');
    for (const [bad] of refused) expect(line).not.toContain(bad.split('.')[1] ?? bad);
  }
});

test("the issuer's clock may be a second ahead, and no more", async () => {
  const server = await startWhoServer({ JWT_SECRET: SECRET });
  const now = Math.floor(Date.now() / 1000);
  expect(await ask(server, hs256(claimsOf({ nbf: now + 1 }), SECRET))).toEqual(INES);
  expect(await ask(server, hs256(claimsOf({ nbf: now + 10 }), SECRET))).toBe(REFUSED);
});

const portfoliosOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `P${String(index).padStart(7, '0')}`);

test('a token of more than 12,000 characters is refused before it is read', async () => {
  const server = await startFor(key.jwk);
  const long = token({ portfolios: portfoliosOf(700) });
  const tooLong = token({ portfolios: portfoliosOf(800) });
  expect(long.length).toBeLessThan(12_000 - 'Bearer '.length);
  expect(tooLong.length).toBeGreaterThan(12_000);
  expect(await ask(server, long)).toMatchObject({ name: 'jwt:sub:ines' });
  expect(await ask(server, tooLong)).toBe(REFUSED);
  expect(reasonsIn(server)).toEqual([]);
});
