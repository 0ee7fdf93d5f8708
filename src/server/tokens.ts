import { useJWT, type JWTExtendContextFields } from '@graphql-yoga/plugin-jwt';
import type { Plugin } from 'graphql-yoga';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { SCOPES, type Viewer } from '../graph/viewer.ts';
import { credentialIn } from './credential.ts';
import type { Log } from './log.ts';
import { SigningKeys } from './signingKeys.ts';

export type TokenOptions = NonNullable<Config['jwt']>;

/** What Yoga hands over before it reads a request's body. */
export type RequestParse = Parameters<NonNullable<Plugin['onRequestParse']>>[0];

const SHARED_SECRET = ['HS256', 'HS384', 'HS512'] as const;
// Never together with the ones above: a public key must not pass for a shared secret.
const PUBLIC_KEY = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const;

const name = z.string().min(1).max(200);

// `portfolios` that cannot be read must not be taken for "all of them": the token is refused.
const claims = z
  .object({
    exp: z.number().optional(),
    sub: name.optional(),
    client_id: name.optional(),
    scope: z.union([z.string().transform((text) => text.split(' ')), z.array(z.string())]).optional(),
    portfolios: z.array(z.string().min(1)).optional(),
  })
  .transform(({ sub, client_id: clientId, scope, portfolios }): Viewer => ({
    // Told from the API keys, whose names hold no colon: the audit must not take one for the other.
    name: `jwt:${sub ?? clientId ?? 'unnamed'}`,
    scopes: new Set(SCOPES.filter((known) => scope?.includes(known))),
    portfolios: portfolios ?? null,
  }));

/** Three parts of base64url, the third one empty where nothing was signed. */
export const hasTokenShape = (presented: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(presented);

/** Bearer tokens, by the keys of whoever issues them. */
export interface Tokens {
  readonly onYogaInit: NonNullable<Plugin['onYogaInit']>;
  /** Who the request's token speaks for; undefined where it is not good, for whatever reason. */
  viewerOf(payload: RequestParse): Promise<Viewer | undefined>;
}

export function createTokens({ secret, jwksUrl, issuer, audience }: TokenOptions, log: Log): Tokens {
  const keys = jwksUrl && new SigningKeys(jwksUrl, log);
  if (audience === undefined) {
    log.warn('JWT_AUDIENCE is not set: a token of this issuer is let in whatever service it was made for');
  }
  const jwt: Plugin = useJWT({
    tokenLookupLocations: [({ request }) => tokenIn(request)],
    signingKeyProviders: [async (id) => (keys ? await keys.pemOf(id) : secret) ?? ''],
    tokenVerification: {
      algorithms: [...(keys ? PUBLIC_KEY : SHARED_SECRET)],
      ...(issuer === undefined ? {} : { issuer }),
      ...(audience === undefined ? {} : { audience }),
    },
  });
  return {
    onYogaInit: (payload) => jwt.onYogaInit?.(payload),
    // The plugin refuses in several ways (400, 401, and a fault where there is no key), and leaves the token in the
    // context. So it is asked by hand, with a context of its own.
    viewerOf: async (payload) => {
      const { waitUntil } = payload.serverContext;
      const found: Found = { waitUntil };
      try {
        await jwt.onRequestParse?.({ ...payload, serverContext: found });
      } catch {
        log.debug('a token was refused: its signature, its times, its issuer or its audience');
        return undefined;
      }
      const read = claims.safeParse(found.jwt?.payload);
      if (!read.success) log.debug('a token was refused: its claims');
      return read.data;
    },
  };
}

/** Where the plugin leaves what it read. */
interface Found {
  readonly waitUntil: RequestParse['serverContext']['waitUntil'];
  readonly jwt?: JWTExtendContextFields;
}

function tokenIn(request: Request): { token: string } | undefined {
  const presented = credentialIn(request.headers);
  return presented?.kind === 'bearer' ? { token: presented.value } : undefined;
}
