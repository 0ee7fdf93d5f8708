/** Secrets of the configuration: given as text, or in a file. */
import { z } from 'zod';

/** A file with a secret. */
export interface SecretFile {
  /** The variable with its path. */
  readonly variable: string;
  readonly path: string;
  /** Checks the secret. */
  readonly schema: z.ZodType<string>;
}

/** A configured secret: a text, or a file that is read again when it changes. */
export type ConfiguredSecret = string | SecretFile;

export const password = z.string().min(1, 'must not be empty').max(4096, 'must have at most 4096 characters');

export const headerToken = password.regex(
  /^[\x21-\x7E]+$/,
  'must be a token for an HTTP header: ASCII letters, digits and signs, without spaces',
);

export const metricsToken = headerToken.min(16, 'must be at least 16 characters long');

/** A Redis URL. It may hold a password, so that it is a secret as a whole. */
export const redisUrl = z.url({
  protocol: /^rediss?$/,
  hostname: /./,
  error: 'must be a redis or rediss URL, such as redis://:password@redis.example.com:6379',
});

/** The secret of the variable `name`, or of the file that the variable `${name}_FILE` names. */
export function secretIn<Name extends string>(
  env: Readonly<Partial<Record<Name | `${Name}_FILE`, string | undefined>>>,
  name: Name,
  schema: z.ZodType<string>,
): ConfiguredSecret | undefined {
  const variable = `${name}_FILE` as const;
  const path = env[variable];
  return path === undefined ? env[name] : { variable, path, schema };
}

/** The dialer's account; undefined if it is not complete. */
export const dialerOf = (
  baseUrl: URL | undefined,
  user: string | undefined,
  pass: ConfiguredSecret | undefined,
) => (baseUrl && user !== undefined && pass !== undefined ? { baseUrl, user, pass } : undefined);

/** VOXO's account; undefined if it has no token. */
export const voxoOf = (
  token: ConfiguredSecret | undefined,
  baseUrl: URL,
  tenantId: string | undefined,
  billingCode: string | undefined,
) => (token === undefined ? undefined : { baseUrl, token, tenantId, billingCode });
