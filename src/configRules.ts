/** Rules about several variables. */

/** An error of several variables. `when`: zod would skip these checks if any variable alone had an error. */
export const errorOf = (name: string, error: string) => ({ path: [name], error, when: () => true });

/** Refuses a secret that is given twice: it would be unclear which one is used. */
export const onlyOnce = <Name extends string>(name: Name) =>
  [
    (env: Readonly<Partial<Record<Name | `${Name}_FILE`, string | undefined>>>): boolean =>
      env[name] === undefined || env[`${name}_FILE`] === undefined,
    errorOf(`${name}_FILE`, `must not be set together with ${name}: remove one of them`),
  ] as const;

/** Refuses a variable that has no effect without others. */
export const onlyWith = <Name extends string, Env>(
  name: Name,
  isPresent: (env: Env) => boolean,
  others: string,
) =>
  [
    (env: Env & Readonly<Partial<Record<Name, unknown>>>): boolean =>
      env[name] === undefined || isPresent(env),
    errorOf(name, `is set, but has no effect without ${others}: add that variable, or remove ${name}`),
  ] as const;

/** The variables that turn access control on. */
type AccessVariables = Readonly<Partial<Record<'API_KEYS_FILE' | 'JWT_JWKS_URL' | 'JWT_SECRET', unknown>>>;

export const acceptsTokens = ({ JWT_JWKS_URL, JWT_SECRET }: AccessVariables): boolean =>
  JWT_JWKS_URL !== undefined || JWT_SECRET !== undefined;

export const hasAccessControl = (env: AccessVariables): boolean =>
  env.API_KEYS_FILE !== undefined || acceptsTokens(env);

export const hasDialer = (env: { readonly DIALER_URL?: unknown }): boolean => env.DIALER_URL !== undefined;

export const hasVoxoToken = (env: {
  readonly VOXO_TOKEN?: unknown;
  readonly VOXO_TOKEN_FILE?: unknown;
}): boolean => (env.VOXO_TOKEN ?? env.VOXO_TOKEN_FILE) !== undefined;
