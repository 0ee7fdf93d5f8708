import type { Endpoint, WireFields } from '../endpoint.ts';
import type { CacheableCall } from './responseCache.ts';
import type { Zone } from '../wire/zone.ts';

/** What lies in the past does not change, but for calls that are still going on at midnight. */
const SETTLED_AFTER_MS = 60 * 60 * 1000;
const PAST_SECONDS = 60 * 60;

/**
 * A call as a question to the memory: what tells it from others, and how long its answer is good for.
 *
 * @param fields as they are sent
 * @param zone in which the upstream's days end
 */
export function cacheableCallOf<Input, Model>(
  endpoint: Endpoint<string, Input, Model>,
  input: Input,
  fields: WireFields,
  zone: Zone,
): CacheableCall<Model> {
  const lastDay = endpoint.lastDay?.(input);
  const settled = zone.dayOf(new Date(Date.now() - SETTLED_AFTER_MS));
  const isPast = lastDay !== undefined && lastDay < settled;
  return {
    key: keyOf(endpoint, fields),
    endpoint,
    freshMs: (isPast ? PAST_SECONDS : endpoint.cacheSeconds) * 1000,
    staleMs: (endpoint.staleSeconds ?? 0) * 1000,
  };
}

/** Lists are sets to the dialer: the same names in another order are the same question. */
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
