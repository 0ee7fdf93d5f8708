import { constants, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

export type Claims = Readonly<Record<string, unknown>>;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Claims of a token that expires in five minutes. */
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

/** A token without a signature. */
export const unsigned = (claims: Claims, alg: string): string => `${part({ alg })}.${part(claims)}.`;

/** A key pair of an issuer. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicPem: string;
  readonly jwk: Readonly<Record<string, unknown>>;
}

/** Whose key it is: no two have the same. */
export type KeyOwner = 'issuer' | 'another issuer' | 'stranger';

type KeyPair = Readonly<Record<'privateKey' | 'publicKey', KeyObject>>;

const rsaPairs = new Map<string, KeyPair>();

/** The RSA key pair of an owner. It is made once, since that takes a tenth of a second. */
function rsaPair(owner: KeyOwner, modulusLength = 2048): KeyPair {
  const name = `${owner} ${modulusLength}`;
  const pair: KeyPair = rsaPairs.get(name) ?? generateKeyPairSync('rsa', { modulusLength });
  rsaPairs.set(name, pair);
  return pair;
}

/** The RSA key of an owner, under a key id. */
export function signingKey(
  kid: string,
  { owner = 'issuer', modulusLength }: { owner?: KeyOwner; modulusLength?: number } = {},
): SigningKey {
  const { privateKey, publicKey } = rsaPair(owner, modulusLength);
  return {
    kid,
    privateKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }),
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' },
  };
}

const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** A key pair for an algorithm: a new one, or of RSA that of the owner. The public key has no `use`, `alg` or `kid`. */
export function keyPairFor(
  alg: string,
  owner: KeyOwner = 'issuer',
): { readonly privateKey: KeyObject; readonly jwk: SigningKey['jwk'] } {
  const namedCurve = CURVES[alg];
  const { privateKey, publicKey } = alg.startsWith('Ed')
    ? generateKeyPairSync('ed25519')
    : namedCurve === undefined
      ? rsaPair(owner)
      : generateKeyPairSync('ec', { namedCurve });
  return { privateKey, jwk: { ...publicKey.export({ format: 'jwk' }) } };
}

/** A JWKS server. */
export interface Issuer {
  readonly url: string;
  /** The number of requests for the keys. */
  readonly asked: () => number;
  /** Sets the answer from now on. */
  answer(how: (response: ServerResponse) => void): void;
}

/** An answer with these keys. */
export const keysAnswer =
  (...keys: readonly object[]) =>
  (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  };

/** Starts an issuer on a free port. It closes when the test ends. */
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
  if (address === null || typeof address === 'string') throw new Error('The issuer does not listen.');
  return {
    url: `http://127.0.0.1:${address.port}/jwks.json`,
    asked: () => asked,
    answer: (how) => {
      answer = how;
    },
  };
}
