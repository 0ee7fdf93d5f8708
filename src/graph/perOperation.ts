import type { Context } from './builder.ts';

/**
 * Makes a thing once an operation for each key, however many places of the answer want it: a thousand calls of one
 * campaign that ask for the campaign's calls mean one list of them, filtered and sorted once.
 */
export function perOperation<Thing>(): (
  context: Context,
  key: string,
  make: () => Promise<Thing>,
) => Promise<Thing> {
  const things = new WeakMap<Context, Map<string, Promise<Thing>>>();
  return (context, key, make) => {
    let made = things.get(context);
    if (!made) things.set(context, (made = new Map()));
    let thing = made.get(key);
    if (!thing) made.set(key, (thing = make()));
    return thing;
  };
}
