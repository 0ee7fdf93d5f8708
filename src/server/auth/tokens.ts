import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Config } from '../../config.ts';
import { SCOPES, type Scope, type Viewer } from '../../access/viewer.ts';
import type { Log } from '../log.ts';
import type { Grant } from './grant.ts';
import { remoteKeys } from './signingKeys.ts';

export type TokenOptions = NonNullable<Config['jwt']>;

const SHARED_SECRET = ['HS256', 'HS384', 'HS512'];

// Never accepted together with the ones above: a token could be signed with the public key as if it were the secret.
const PUBLIC_KEY = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');

/** How far the issuer's clock and ours may differ, for `exp` and `nbf`. Both count whole seconds. */
const CLOCK_TOLERANCE_SECONDS = 1;

/** A caller's name. It is written to logs, so it has no control, invisible or line-breaking characters. */
const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u);

// A token with an invalid `portfolios` claim is refused: without the claim it would reach all portfolios.
const claims = z
  .object({
    sub: name.optional(),
    client_id: name.optional(),
    azp: name.optional(),
    scope: z.union([z.string().transform((text) => text.split(' ')), z.array(z.string())]).optional(),
    portfolios: z.array(z.string().min(1)).optional(),
  })
  .transform(({ sub, client_id: clientId, azp, scope, portfolios }): Viewer => {
    const caller = callerName(sub, clientId ?? azp);
    const scopes = SCOPES.filter((known) => scope?.includes(known));
    return {
      name: caller ?? UNNAMED,
      scopes: new Set(caller === undefined ? scopes.filter((known) => !NEEDS_A_NAME.has(known)) : scopes),
      portfolios: portfolios ?? null,
    };
  });

/** The name of all callers whose tokens name none. */
const UNNAMED = 'jwt:unnamed';

/**
 * Scopes of named callers only. Idempotency keys belong to a caller, so unnamed ones would get each other's outcomes.
 */
const NEEDS_A_NAME: ReadonlySet<Scope> = new Set(['leads:write']);

/**
 * A caller's name, which begins with its claim. So a client cannot pass for a user of the same name, nor for an API
 * key, whose name has no colon.
 */
function callerName(subject: string | undefined, client: string | undefined): string | undefined {
  if (subject !== undefined) return `jwt:sub:${subject}`;
  return client === undefined ? undefined : `jwt:client:${client}`;
}

/** Checks bearer tokens by the issuer's keys. */
export interface Tokens {
  /** What a token allows; undefined if it is invalid. The reason is logged at level debug. */
  grantOf(token: string): Promise<Grant | undefined>;
}

/** @param options at least `secret` or `jwksUrl` @param issuerTimeoutMs how long the issuer may take to answer */
export function createTokens(
  { secret, jwksUrl, issuer, audience }: TokenOptions,
  log: Log,
  issuerTimeoutMs?: number,
): Tokens {
  const keyOf = jwksUrl ? remoteKeys(jwksUrl, log, issuerTimeoutMs) : sharedSecret(secret);
  if (audience === undefined) {
    log.warn('JWT_AUDIENCE is not set: tokens that the issuer made for other services are accepted too');
  }
  const options = {
    algorithms: jwksUrl ? PUBLIC_KEY : SHARED_SECRET,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
  const refused = (reason: string): undefined => {
    log.debug({ reason }, 'a token was refused');
  };
  return {
    grantOf: async (token) => {
      try {
        const { payload } = await jwtVerify(token, keyOf, options);
        const read = claims.safeParse(payload);
        if (!read.success) return refused(`claim ${String(read.error.issues[0]?.path[0])}`);
        const endsAt = ((payload.exp ?? Infinity) + CLOCK_TOLERANCE_SECONDS) * 1000;
        return { viewer: read.data, holds: () => Date.now() < endsAt };
      } catch (error) {
        return refused(reasonOf(error));
      }
    },
  };
}

function sharedSecret(secret: string | undefined): JWTVerifyGetKey {
  if (secret === undefined) throw new Error('Tokens need JWT_JWKS_URL or JWT_SECRET.');
  const bytes = new TextEncoder().encode(secret);
  return () => bytes;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  [errors.JWTExpired.code, 'expired'],
  [errors.JOSEAlgNotAllowed.code, 'algorithm'],
  [errors.JWSSignatureVerificationFailed.code, 'signature'],
  [errors.JWKSNoMatchingKey.code, 'no such key'],
  [errors.JWKSMultipleMatchingKeys.code, 'several such keys'],
  [errors.JWSInvalid.code, 'malformed'],
  [errors.JWTInvalid.code, 'malformed'],
  // A critical header parameter (crit) that jose does not support.
  [errors.JOSENotSupported.code, 'unsupported'],
]);

/** Why a token was refused. The error's own message is not used, because it can quote the token. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) return `claim ${error.claim}`;
  // All other errors are of keys: they cannot be fetched, or are unfit (too short, not public).
  return (error instanceof errors.JOSEError && REASONS.get(error.code)) || 'no usable key';
}
