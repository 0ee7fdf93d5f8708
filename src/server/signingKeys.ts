import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import type { Log } from './log.ts';

/** How long keys are used before they are asked for anew. */
const FRESH_MS = 10 * 60_000;

/** How long they are used while they cannot be had anew. */
const USABLE_MS = 60 * 60_000;

/** How long after asking, in vain or not, a token with an unknown key is no reason to ask again. */
const REST_MS = 10_000;

const TIMEOUT_MS = 5000;
const MOST_BYTES = 1_000_000;
const LEAST_RSA_BITS = 2048;

const jwk = z.object({
  kty: z.string(),
  kid: z.string().exactOptional(),
  use: z.string().exactOptional(),
  n: z.string().exactOptional(),
  e: z.string().exactOptional(),
  crv: z.string().exactOptional(),
  x: z.string().exactOptional(),
  y: z.string().exactOptional(),
});

const jwks = z.object({ keys: z.array(jwk) });

/** The keys of a JWKS by their id, as PEM; a key without an id stands under ''. */
type Keys = ReadonlyMap<string, string>;

/**
 * The public keys of whoever issues tokens.
 *
 * The whole set is held, so that strangers who send made-up key ids cannot have it fetched more than once in ten
 * seconds, nor put it out of memory. While the issuer is out of reach the keys last known serve for an hour.
 */
export class SigningKeys {
  readonly #url: URL;
  readonly #log: Log;
  #keys: Keys | undefined;
  #learnedAt = -Infinity;
  #askedAt = -Infinity;
  #asking: Promise<void> | undefined;

  constructor(url: URL, log: Log) {
    this.#url = url;
    this.#log = log;
  }

  /** The key of that id, as PEM; without an id the only one there is. Undefined where there is none. */
  async pemOf(id: string | undefined): Promise<string | undefined> {
    const age = performance.now() - this.#learnedAt;
    if (age > USABLE_MS) await this.#ask();
    else if (age > FRESH_MS) void this.#ask();
    const found = this.#find(id);
    if (found !== undefined) return found;
    await this.#ask();
    return this.#find(id);
  }

  #find(id: string | undefined): string | undefined {
    const keys = this.#keys;
    if (!keys || performance.now() - this.#learnedAt > USABLE_MS) return undefined;
    if (id !== undefined) return keys.get(id);
    return keys.size === 1 ? keys.values().next().value : undefined;
  }

  #ask(): Promise<void> {
    if (this.#asking) return this.#asking;
    if (performance.now() - this.#askedAt < REST_MS) return Promise.resolve();
    this.#asking = this.#learn().finally(() => {
      this.#askedAt = performance.now();
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #learn(): Promise<void> {
    try {
      this.#keys = await fetchKeys(this.#url);
      this.#learnedAt = performance.now();
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      this.#log.error(
        { host: this.#url.host, reason },
        'JWT_JWKS_URL gives no keys: tokens cannot be checked',
      );
    }
  }
}

async function fetchKeys(url: URL): Promise<Keys> {
  // A redirect could lead to where the operator never meant to trust.
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`The JWKS answered ${response.status}.`);
  const { keys } = jwks.parse(JSON.parse(await textOf(response)));
  const found = new Map<string, string>();
  for (const { kid = '', use = 'sig', ...key } of keys) {
    const pem = use === 'sig' ? pemOf(key) : undefined;
    if (pem !== undefined) found.set(kid, pem);
  }
  if (found.size === 0) throw new Error('The JWKS holds no key that signs.');
  return found;
}

/** Undefined for a key that is none, is of a kind nobody knows, is no public one, or is too short. */
function pemOf(key: z.output<typeof jwk>): string | undefined {
  if (key.kty !== 'RSA' && key.kty !== 'EC') return undefined;
  try {
    const read = createPublicKey({ key, format: 'jwk' });
    // Shorter ones can be factored, and tokens then be signed by anyone.
    if (key.kty === 'RSA' && (read.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_RSA_BITS)
      return undefined;
    return read.export({ type: 'spki', format: 'pem' });
  } catch {
    // One key that cannot be read must not take the others along.
    return undefined;
  }
}

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
