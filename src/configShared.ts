/** The Redis that several servers share. */
import { z } from 'zod';
import { errorOf } from './configRules.ts';
import { secretIn } from './configSecrets.ts';
import { wholeNumber } from './configValues.ts';

const HOW_TO_MAKE_A_KEY = 'Make one by `openssl rand -base64 32`';

/** A Redis URL. It may hold a password, so that it is a secret as a whole. */
const redisUrl = z.url({
  protocol: /^rediss?$/,
  hostname: /./,
  error: 'must be a redis or rediss URL, such as redis://:password@redis.example.com:6379',
});

const sharedKey = z
  .string()
  .min(32, `must be at least 32 characters long. ${HOW_TO_MAKE_A_KEY}`)
  .max(4096, 'must have at most 4096 characters');

export const sharedVariables = {
  SHARED_URL: redisUrl.optional(),
  SHARED_URL_FILE: z.string().optional(),
  SHARED_KEY: sharedKey.optional(),
  SHARED_KEY_FILE: z.string().optional(),
  SHARED_CACHE_MB: wholeNumber(1, 100_000).optional(),
} as const;

type Variables = Readonly<
  Partial<Record<Exclude<keyof typeof sharedVariables, 'SHARED_CACHE_MB'>, string | undefined>>
>;

const CACHE_MB = 256;

export const isShared = (env: Variables): boolean => (env.SHARED_URL ?? env.SHARED_URL_FILE) !== undefined;

/** Refuses a Redis without a key. */
export const keyWithUrl = [
  (env: Variables): boolean => !isShared(env) || (env.SHARED_KEY ?? env.SHARED_KEY_FILE) !== undefined,
  errorOf(
    'SHARED_KEY',
    `must be set together with SHARED_URL, or SHARED_KEY_FILE instead, to the same secret on all servers: answers in Redis are encrypted with it. ${HOW_TO_MAKE_A_KEY}`,
  ),
] as const;

export const sharedOf = (env: Variables & { readonly SHARED_CACHE_MB?: number | undefined }) => ({
  /** The Redis that this server shares with others of the same dialer; undefined = it serves alone. */
  sharedUrl: secretIn(env, 'SHARED_URL', redisUrl),
  /** The key of what is in it. */
  sharedKey: secretIn(env, 'SHARED_KEY', sharedKey),
  /** The most bytes of answers in it. */
  sharedCacheBytes: (env.SHARED_CACHE_MB ?? CACHE_MB) * 1024 * 1024,
});
