import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
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

/** A token signed with a private key. */
export function rs256(claims: Claims, key: KeyObject, header: Claims): string {
  const text = `${part({ alg: 'RS256', typ: 'JWT', ...header })}.${part(claims)}`;
  return `${text}.${createSign('sha256').update(text).sign(key, 'base64url')}`;
}

/** A token nobody signed. */
export const unsigned = (claims: Claims, alg: string): string => `${part({ alg })}.${part(claims)}.`;

/** One key pair an issuer signs with. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicPem: string;
  readonly jwk: object;
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
