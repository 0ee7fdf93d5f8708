import type { Endpoint, WireFields } from '../endpoint.ts';
import type { CacheableCall } from './responseCache.ts';
import type { Zone } from '../wire/zone.ts';

/** Records of past days do not change. The hour covers calls that are still going on at midnight. */
const SETTLED_AFTER_MS = 60 * 60 * 1000;
const PAST_SECONDS = 60 * 60;

/**
 * A call as the response cache knows it: its key, and the lifetime of its answer.
 *
 * @param fields the wire's fields, as sent
 * @param zone the zone of the upstream's days
 */
export function cacheableCallOf<Input, Model>(
  endpoint: Endpoint<string, Input, Model>,
  input: Input,
  fields: WireFields,
  zone: Zone,
): CacheableCall<Model> {
  const lastDay = endpoint.lastDay?.(input);
  const isPast = lastDay !== undefined && lastDay < zone.dayOf(new Date(Date.now() - SETTLED_AFTER_MS));
  return {
    key: keyOf(endpoint, fields),
    endpoint,
    freshMs: (isPast ? PAST_SECONDS : endpoint.cacheSeconds) * 1000,
    staleMs: (endpoint.staleSeconds ?? 0) * 1000,
  };
}

/** The keys of calls whose inputs are constants, by input and action. */
const keysOfConstants = new WeakMap<object, Map<string, string>>();

/** The key of a call with a constant as its input: made once. */
export function keyOfConstant<Input extends object, Model>(
  endpoint: Endpoint<string, Input, Model>,
  input: Input,
): string {
  let keys = keysOfConstants.get(input);
  if (!keys) keysOfConstants.set(input, (keys = new Map()));
  const { name } = endpoint;
  let key = keys.get(name);
  if (key === undefined) keys.set(name, (key = keyOf(endpoint, endpoint.params.parse(input))));
  return key;
}

/** The key of a call. The dialer treats lists as sets, so the same names in another order give the same key. */
export const keyOf = (
  { transport, name }: Pick<Endpoint, 'transport' | 'name'>,
  fields: WireFields,
): string =>
  JSON.stringify([
    transport,
    name,
    Object.entries(fields).map(([field, value]) => [
      field,
      typeof value === 'string' ? value : value.toSorted(),
    ]),
  ]);
