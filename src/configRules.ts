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
