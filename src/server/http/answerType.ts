import { weightsIn } from './qualityValues.ts';

/** Types of ordinary answers; the first is sent to a client that has no preference. */
const JSON_TYPES = ['application/json', 'application/graphql-response+json'];

/** Events of a subscription. */
export const EVENTS = 'text/event-stream';

/**
 * Types that a wildcard does not stand for: most clients send one without knowing what an event is, and would wait for
 * ever for the answer's end.
 */
const NAMED_TYPES = [EVENTS, 'multipart/mixed'];

const OTHER_CHARSET = /;\s*charset\s*=(?!\s*"?utf-8"?\s*(?:;|$))/i;

/**
 * The header `accept` as Yoga is to read it. Yoga knows neither weights nor preferences: it has the type that an answer is
 * sent as, and that of events if a client reads them, in case the operation is a subscription.
 *
 * @param accept the client's header (RFC 9110, 12.5.1); undefined or empty = any type
 * @returns undefined if no answer can be sent
 */
export function acceptForYoga(accept: string | undefined): string | undefined {
  if (accept === undefined || accept.trim() === '') return JSON_TYPES[0];
  // What most clients send, for each of their requests.
  if (accept === JSON_TYPES[0]) return accept;
  const ranges = new Map(
    weightsIn(
      accept
        .split(',')
        .filter((range) => !OTHER_CHARSET.test(range))
        .join(),
    ),
  );
  const places = [...ranges.keys()];
  const offers = [
    ...JSON_TYPES.map((type) => ({ type, range: rangeOf(type, ranges) })),
    ...NAMED_TYPES.map((type) => ({ type, range: type })),
  ].map(({ type, range }) => ({
    type,
    weight: ranges.get(range) ?? 0,
    isWildcard: range.endsWith('*'),
    place: places.indexOf(range),
  }));
  const accepted = offers.filter(({ weight }) => weight > 0);
  const [best] = accepted.toSorted(
    (one, other) =>
      other.weight - one.weight ||
      Number(NAMED_TYPES.includes(one.type)) - Number(NAMED_TYPES.includes(other.type)) ||
      Number(one.isWildcard) - Number(other.isWildcard) ||
      one.place - other.place,
  );
  const takesEvents = best?.type !== EVENTS && accepted.some(({ type }) => type === EVENTS);
  return best && (takesEvents ? `${best.type}, ${EVENTS}` : best.type);
}

/** The range that decides about a type: the most specific one. */
const rangeOf = (type: string, ranges: ReadonlyMap<string, number>): string =>
  [type, type.replace(/\/.*/, '/*')].find((range) => ranges.has(range)) ?? '*/*';
