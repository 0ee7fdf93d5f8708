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
