/** The expected groups of calls, in plain code: each group is an array of its calls, and each figure looks at all of them. */
import { ZONE, type Kind, type PlainCall } from './callDay.ts';

const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;

interface Shown {
  /** `2026-05-12T14:03:00` */
  readonly clock: string;
  readonly offset: string;
}

const shownTimes = new WeakMap<PlainCall, Shown>();

/** As the clock showed it: a time that was skipped is the later one. It is kept, since groups ask for it again and again. */
function shown(call: PlainCall): Shown {
  let known = shownTimes.get(call);
  if (!known) {
    const plain = Temporal.PlainDateTime.from(call.at);
    const second = Number(/^(\d{10})\./.exec(call.uniqueId ?? '')?.[1]);
    const later = plain.toZonedDateTime(ZONE, { disambiguation: 'later' });
    const zoned = second * 1000 === later.epochMilliseconds ? later : plain.toZonedDateTime(ZONE);
    const clock = zoned.toPlainDateTime().toString({ smallestUnit: 'second' });
    shownTimes.set(call, (known = { clock, offset: zoned.offset }));
  }
  return known;
}
const clock = (call: PlainCall): string => shown(call).clock;
const half = (at: string, minutes: number): string => {
  const minute = Math.floor(Number(at.slice(14, 16)) / minutes) * minutes;
  return `${at.slice(0, 14)}${minute < 10 ? '0' : ''}${minute}`;
};

/** The key of a call, and the span of an hour that occurs twice by its offset. */
export const DIMENSIONS = {
  AGENT: (call: PlainCall) => call.agent,
  CAMPAIGN: (call: PlainCall) => call.campaign,
  PORTFOLIO: (call: PlainCall) => call.portfolio,
  DISPOSITION: (call: PlainCall) => call.disposition,
  CARRIER_DISPOSITION: (call: PlainCall) => call.carrier,
  CALL_TYPE: (call: PlainCall) => call.type,
  DIRECTION: (call: PlainCall) =>
    call.type === 'INBOUND'
      ? 'INBOUND'
      : call.kind === 'agent' && call.type === 'UNKNOWN'
        ? null
        : 'OUTBOUND',
  TERMINATION_REASON: (call: PlainCall) => call.reason,
  QUEUE: (call: PlainCall) => call.queue,
  TRUNK: (call: PlainCall) => /^(\w+\/\S+)-[0-9a-f]{8}$/.exec(call.carrier ?? '')?.[1] ?? null,
  LIST: (call: PlainCall) => call.list,
  CONTACT_NUMBER: (call: PlainCall) => call.contact,
  VENDOR_LEAD_CODE: (call: PlainCall) => call.code,
  DAY: (call: PlainCall) => clock(call).slice(0, 10),
  HOUR: (call: PlainCall) => clock(call).slice(0, 13),
  HALF_HOUR: (call: PlainCall) => half(clock(call), 30),
  QUARTER_HOUR: (call: PlainCall) => half(clock(call), 15),
  WEEKDAY: (call: PlainCall) => WEEKDAYS[new Date(`${clock(call)}Z`).getUTCDay()] ?? null,
  HOUR_OF_DAY: (call: PlainCall) => clock(call).slice(11, 13),
} as const;
export type Dimension = keyof typeof DIMENSIONS;

/** The kinds of calls that have a dimension, if not all have it. */
const ONLY: Partial<Record<Dimension, readonly Kind[]>> = {
  CARRIER_DISPOSITION: ['outbound'],
  QUEUE: ['inbound'],
  TRUNK: ['inbound'],
  LIST: ['outbound'],
  VENDOR_LEAD_CODE: ['outbound', 'inbound'],
};
export const hasDimension = (kind: Kind, dimension: Dimension): boolean =>
  ONLY[dimension]?.includes(kind) ?? true;

const SPANS: readonly Dimension[] = ['HOUR', 'HALF_HOUR', 'QUARTER_HOUR'];
export const isTime = (dimension: Dimension | undefined): boolean =>
  dimension !== undefined && ['DAY', 'WEEKDAY', 'HOUR_OF_DAY', ...SPANS].includes(dimension);

interface PlainRatio {
  readonly numerator: number;
  readonly denominator: number;
}

export interface PlainGroup {
  readonly keys: readonly (string | null)[];
  readonly count: number;
  readonly totalDurationSeconds: number | null;
  readonly averageDurationSeconds: number | null;
  readonly averageQueueSeconds: number | null;
  readonly maxQueueSeconds: number | null;
  readonly distinctContacts: number;
  readonly handled: PlainRatio;
  readonly abandoned: PlainRatio;
  readonly serviceLevel: PlainRatio;
  readonly strictLevel: PlainRatio;
  readonly withDisposition: PlainRatio;
}

/** The fields of PlainGroup, as a query asks for them. */
export const FIGURES = `keys count totalDurationSeconds averageDurationSeconds averageQueueSeconds maxQueueSeconds
  distinctContacts handled { numerator denominator } abandoned { numerator denominator }
  serviceLevel { numerator denominator }
  strictLevel: serviceLevel(withinSeconds: 45, shortAbandons: true) { numerator denominator }
  withDisposition(dispositions: ["sale", "Promise & Pay"]) { numerator denominator }`;

const numbers = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const orNull = (values: readonly number[], value: number): number | null =>
  values.length === 0 ? null : value;

const isHandled = ({ agent }: PlainCall): boolean =>
  agent !== null && !['vdad', 'vdcl'].includes(agent.trim().toLowerCase());
const isInbound = ({ type }: PlainCall): boolean => type === 'INBOUND';
const isAbandoned = (call: PlainCall): boolean =>
  isInbound(call) && !isHandled(call) && ['CALLER', 'ABANDON', 'NONE'].includes(call.reason ?? '');

const share = (
  calls: readonly PlainCall[],
  isWhole: (call: PlainCall) => boolean,
  isPart: (call: PlainCall) => boolean,
): PlainRatio => {
  const whole = calls.filter(isWhole);
  return { numerator: whole.filter(isPart).length, denominator: whole.length };
};

const isWithin = ({ queueSeconds }: PlainCall, seconds: number): boolean =>
  (queueSeconds ?? Infinity) <= seconds;
const waited = (call: PlainCall): boolean => isInbound(call) && call.queueSeconds !== null;

export const keysOf = (call: PlainCall, by: readonly Dimension[]): (string | null)[] =>
  by.map((dimension) => DIMENSIONS[dimension](call)?.toLowerCase() ?? null);

/** The groups of calls, with keys in lower case, in no particular order. */
export function groupsOf(calls: readonly PlainCall[], by: readonly Dimension[]): PlainGroup[] {
  const some = calls.filter(({ kind }) => by.every((dimension) => hasDimension(kind, dimension)));
  const isSpan = by.some((dimension) => SPANS.includes(dimension));
  const idOf = (call: PlainCall): string =>
    JSON.stringify([keysOf(call, by), isSpan ? shown(call).offset : null]);
  return [...Map.groupBy(some, idOf).values()].map((group) => {
    const [first] = group;
    const durations = numbers(group.map(({ seconds }) => seconds));
    const waits = numbers(group.map(({ queueSeconds }) => queueSeconds));
    return {
      keys: first ? keysOf(first, by) : [],
      count: group.length,
      totalDurationSeconds: orNull(durations, sum(durations)),
      averageDurationSeconds: orNull(durations, sum(durations) / durations.length),
      averageQueueSeconds: orNull(waits, sum(waits) / waits.length),
      maxQueueSeconds: orNull(waits, Math.max(...waits)),
      distinctContacts: new Set(group.flatMap(({ contact }) => contact ?? [])).size,
      handled: share(group, () => true, isHandled),
      abandoned: share(group, isInbound, isAbandoned),
      serviceLevel: share(
        group,
        (call) => waited(call) && !(isAbandoned(call) && isWithin(call, 20)),
        (call) => isHandled(call) && isWithin(call, 20),
      ),
      strictLevel: share(group, waited, (call) => isHandled(call) && isWithin(call, 45)),
      withDisposition: share(
        group,
        () => true,
        ({ disposition }) => ['sale', 'promise & pay'].includes(disposition?.toLowerCase() ?? ''),
      ),
    };
  });
}

/** By the keys first. Two groups have the same keys if an hour occurs twice. */
const wholeOf = (group: { readonly keys: readonly unknown[] }): string => JSON.stringify([group.keys, group]);

/** Groups in an order of their own, to compare them with others. */
export const comparable = (found: readonly PlainGroup[]): unknown[] =>
  found
    .map(({ keys, averageDurationSeconds, averageQueueSeconds, ...rest }) => ({
      ...rest,
      keys: keys.map((key) => key?.toLowerCase() ?? null),
      averageDurationSeconds: averageDurationSeconds?.toFixed(9) ?? null,
      averageQueueSeconds: averageQueueSeconds?.toFixed(9) ?? null,
    }))
    .map((group) => ({ group, whole: wholeOf(group) }))
    .sort((a, b) => (a.whole < b.whole ? -1 : 1))
    .map(({ group }) => group);
