import { createHash, timingSafeEqual } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { SCOPES, type Viewer } from '../../access/viewer.ts';
import { contentOf } from '../files/configFile.ts';
import type { Log } from '../log.ts';
import type { Grant } from './grant.ts';
import { WatchedFile } from '../files/watchedFile.ts';

const VARIABLE = 'API_KEYS_FILE';

// Each check has its own message, because zod's can quote a member's name, and a misplaced hash could be one.
const apiKey = z.strictObject(
  {
    name: z.string().regex(/^[^:\p{Cc}]{1,100}$/u, 'must be 1 to 100 characters, none of them a colon'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits, the SHA-256 of the key'),
    scopes: z.array(z.enum(SCOPES, { error: `must be one of ${SCOPES.join(', ')}` }), {
      error: 'must be a list of scopes',
    }),
    portfolios: z
      .array(z.string().min(1, 'must be the code of a portfolio'), {
        error: 'must be a list of portfolio codes; leave it out to allow all portfolios',
      })
      .optional(),
  },
  { error: 'must be an object with name, sha256, scopes and, to limit the key, portfolios' },
);

const apiKeys = z
  .array(apiKey, { error: 'must be a list of keys' })
  .refine((keys) => new Set(keys.map(({ sha256 }) => sha256.toLowerCase())).size === keys.length, {
    error: 'holds the same key twice',
  });

interface ApiKey {
  readonly digest: Buffer;
  readonly viewer: Viewer;
}

const digestOf = (presented: string): Buffer => createHash('sha256').update(presented).digest();

/** True if two viewers are the same, with the same rights. */
const isSame = (one: Viewer, other: Viewer): boolean =>
  one.name === other.name &&
  one.scopes.symmetricDifference(other.scopes).size === 0 &&
  isDeepStrictEqual(one.portfolios?.toSorted(), other.portfolios?.toSorted());

interface Keys {
  readonly all: readonly ApiKey[];
  /** The viewers of keys that are known already, by the digest in hexadecimal. */
  readonly viewers: ReadonlyMap<string, Viewer>;
}

/** @throws ConfigFileError with all errors at once, none of which quotes a hash */
function keysIn(text: string): Keys {
  const all = contentOf(VARIABLE, apiKeys, text).map(({ name, sha256, scopes, portfolios }) => ({
    digest: Buffer.from(sha256, 'hex'),
    viewer: { name, scopes: new Set(scopes), portfolios: portfolios ?? null },
  }));
  return { all, viewers: new Map(all.map(({ digest, viewer }) => [digest.toString('hex'), viewer])) };
}

/** The current API keys of a file. A removed key stops working within two seconds. */
export class ApiKeys {
  readonly #file: WatchedFile<Keys>;

  /**
   * @param lookEveryMs the time between two reads of the file: see WatchedFile
   * @throws ConfigFileError if the file cannot be used
   */
  constructor(path: string, log: Log, lookEveryMs?: number) {
    this.#file = new WatchedFile({
      variable: VARIABLE,
      path,
      what: 'API keys',
      read: keysIn,
      onChange: ({ all }) => ({ keys: all.length }),
      log,
      lookEveryMs,
    });
  }

  /** What a key allows. The key is compared with every key in constant time, so that the duration reveals nothing. */
  grantOf(presented: string): Grant | undefined {
    const digest = digestOf(presented);
    let found: Viewer | undefined;
    for (const key of this.#file.current.all) if (timingSafeEqual(digest, key.digest)) found = key.viewer;
    if (!found) return undefined;
    const viewer = found;
    let seen = this.#file.current;
    let holds = true;
    return {
      viewer,
      holds: () => {
        // Only a change of the file can end it.
        if (seen !== this.#file.current) {
          seen = this.#file.current;
          const now = seen.viewers.get(digest.toString('hex'));
          holds &&= now !== undefined && isSame(now, viewer);
        }
        return holds;
      },
    };
  }

  /** Stops reading the file. */
  close(): void {
    this.#file.close();
  }
}
