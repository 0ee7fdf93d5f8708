import {
  createRemoteJWKSet,
  customFetch,
  jwksCache,
  type ExportedJWKSCache,
  type FetchImplementation,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';
import type { Log } from '../log.ts';

/** Keys older than this are still used, and fetched again in the background. */
const FRESH_MS = 10 * 60_000;

/** Keys older than this are not used: the longest outage of the issuer that goes unnoticed. */
const USABLE_MS = 60 * 60_000;

/** The pause after a fetch, whether it succeeded or failed. */
const REST_MS = 10_000;

const TIMEOUT_MS = 5000;
const MOST_BYTES = 1_000_000;

/** Only the envelope. jose checks each key. */
const jwks = z.object({ keys: z.array(z.unknown()) });

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The public keys of the token issuer, for jose.
 *
 * The whole set is kept, so that tokens with made-up key ids cause at most one fetch in 10 seconds. It is fetched again
 * after 10 minutes. If that fails, the last known keys are used until they are an hour old.
 *
 * @returns a function that rejects if no key of the set fits a token, or if there are no usable keys
 */
export function remoteKeys(url: URL, log: Log, timeoutMs = TIMEOUT_MS): JWTVerifyGetKey {
  // jose writes here what it fetched, and when.
  const known: ExportedJWKSCache = { jwks: { keys: [] }, uat: -Infinity };
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: timeoutMs,
    cooldownDuration: REST_MS,
    cacheMaxAge: USABLE_MS,
    [jwksCache]: known,
    [customFetch]: boundedFetch(url.host, log),
  });
  return (header, token) => {
    // This token does not wait for the fetch, which logs its own failure.
    if (Date.now() - known.uat > FRESH_MS) keys.reload().catch(() => undefined);
    return keys(header, token);
  };
}

/** A fetch that pauses between two requests, follows no redirect, and limits the bytes that it reads. */
function boundedFetch(host: string, log: Log): FetchImplementation {
  let restsUntil = -Infinity;
  return async (url, options) => {
    // jose pauses only after a success. If the issuer is down, each token would cause a fetch.
    if (performance.now() < restsUntil) throw new Error('The JWKS was asked for a moment ago.');
    try {
      return await fetchKeys(url, options);
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      log.error(
        { host, reason },
        'JWT_JWKS_URL gives no keys: the last known ones are used until they are an hour old',
      );
      throw error;
    } finally {
      restsUntil = performance.now() + REST_MS;
    }
  };
}

/** @throws Error if the answer is not a JWKS with at least one key. The known keys then stay. */
const fetchKeys: FetchImplementation = async (url, options) => {
  // jose sets `redirect: manual`: a redirect could lead to a host that the operator does not trust.
  const response = await fetch(url, options);
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The JWKS answered ${response.status}.`);
  }
  const { keys } = jwks.parse(JSON.parse(await textOf(response)));
  // jose refuses the whole set if one member is not an object.
  const objects = keys.filter(isObject);
  if (objects.length === 0) throw new Error('The JWKS holds no key.');
  return Response.json({ keys: objects });
};

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new Error('The JWKS is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
