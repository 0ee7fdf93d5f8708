import { LRUCache } from 'lru-cache';
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

/** The most keys that are kept for one member of an action's input. */
const MOST_KEYS = 5000;

/** Longer values are seldom asked for twice. */
const MOST_CHARACTERS = 200;

/** The keys of simple calls, by action, member and value. A text that is made of both would take longer to look up. */
const simple = new WeakMap<Pick<Endpoint, 'name'>, Map<string, LRUCache<string | boolean, string>>>();

/**
 * The key of a call whose input is simple: it has nothing, or a single text or boolean. Its key is made once.
 *
 * @returns undefined if the input is not simple, or is refused
 */
export function keyOfSimple<Input, Model>(
  endpoint: Endpoint<string, Input, Model>,
  input: Input,
): string | undefined {
  const members = Object.keys(Object(input));
  const [member = ''] = members;
  const value: unknown = members.length === 0 ? '' : Reflect.get(Object(input), member);
  if (members.length > 1 || !(typeof value === 'boolean' || isShort(value))) return undefined;
  const keys = keysOf(endpoint, member);
  const known = keys.get(value);
  if (known !== undefined) return known;
  const fields = endpoint.params.safeParse(input);
  if (!fields.success) return undefined;
  const key = keyOf(endpoint, fields.data);
  keys.set(value, key);
  return key;
}

function keysOf(endpoint: Pick<Endpoint, 'name'>, member: string): LRUCache<string | boolean, string> {
  let ofMembers = simple.get(endpoint);
  if (!ofMembers) simple.set(endpoint, (ofMembers = new Map()));
  let keys = ofMembers.get(member);
  if (!keys) ofMembers.set(member, (keys = new LRUCache({ max: MOST_KEYS })));
  return keys;
}

const isShort = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MOST_CHARACTERS;

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
