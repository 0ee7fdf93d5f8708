import { constants, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

export type Claims = Readonly<Record<string, unknown>>;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Claims of a token that ends in five minutes. */
export const claimsOf = (claims: Claims = {}): Claims => ({
  sub: 'ines',
  iss: 'https://id.example',
  aud: 'dialer',
  exp: Math.floor(Date.now() / 1000) + 300,
  scope: 'agents:read',
  ...claims,
});

/** A token signed with a shared secret. */
export function hs256(claims: Claims, secret: string | Buffer, header: Claims = {}): string {
  const text = `${part({ alg: 'HS256', typ: 'JWT', ...header })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** A token signed with a private key. @param alg a JWS algorithm with public keys, such as PS384 */
export function signedToken(alg: string, claims: Claims, key: KeyObject, header: Claims = {}): string {
  const text = `${part({ alg, typ: 'JWT', ...header })}.${part(claims)}`;
  const signature = sign(alg.startsWith('Ed') ? null : `sha${alg.slice(-3)}`, Buffer.from(text), {
    key,
    dsaEncoding: 'ieee-p1363',
    ...(alg.startsWith('PS')
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {}),
  });
  return `${text}.${signature.toString('base64url')}`;
}

export const rs256 = (claims: Claims, key: KeyObject, header: Claims): string =>
  signedToken('RS256', claims, key, header);

/** A token nobody signed. */
export const unsigned = (claims: Claims, alg: string): string => `${part({ alg })}.${part(claims)}.`;

/** One key pair an issuer signs with. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicPem: string;
  readonly jwk: Readonly<Record<string, unknown>>;
}

export function signingKey(kid: string, modulusLength = 2048): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return {
    kid,
    privateKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }),
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' },
  };
}

const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** A key pair for an algorithm; its public part says nothing of what it is for. */
export function keyPairFor(alg: string): { readonly privateKey: KeyObject; readonly jwk: SigningKey['jwk'] } {
  const namedCurve = CURVES[alg];
  const { privateKey, publicKey } = alg.startsWith('Ed')
    ? generateKeyPairSync('ed25519')
    : namedCurve === undefined
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve });
  return { privateKey, jwk: { ...publicKey.export({ format: 'jwk' }) } };
}

/** A real JWKS server. */
export interface Issuer {
  readonly url: string;
  /** How often the keys were asked for. */
  readonly asked: () => number;
  /** How it answers from now on. */
  answer(how: (response: ServerResponse) => void): void;
}

/** An answer that holds these keys. */
export const keysAnswer =
  (...keys: readonly object[]) =>
  (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  };

/** Starts an issuer on a free port; it ends with the test. */
export async function startIssuer(...keys: readonly object[]): Promise<Issuer> {
  let asked = 0;
  let answer = keysAnswer(...keys);
  const server = createServer((_request, response) => {
    asked += 1;
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The issuer listens on no port.');
  return {
    url: `http://127.0.0.1:${address.port}/jwks.json`,
    asked: () => asked,
    answer: (how) => {
      answer = how;
    },
  };
}
