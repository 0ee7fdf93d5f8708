import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { GROUPS } from '../descriptions.ts';
import { grouped, type DimensionOf } from '../aggregate.ts';
import type { MemberReader } from '../../upstream/wire/rows/rowSource.ts';
import { CALLS } from '../../access/fieldPolicy.ts';

export const CallDimension = builder.enumType('CallDimension', {
  description: 'Dimension by which calls are grouped. Its key is null for calls without a value.',
  values: {
    AGENT: { description: 'Username of the agent.' },
    CAMPAIGN: { description: 'Name of the campaign.' },
    PORTFOLIO: {
      description: 'Code of the portfolio. For inbound calls it may be the name: see `Call.portfolio`.',
    },
    DISPOSITION: { description: 'Disposition: the outcome of the call.' },
    CALL_TYPE: { description: 'Type of the call, a value of CallType.' },
    TERMINATION_REASON: { description: 'Party or cause that ended the call, a value of TerminationReason.' },
    QUEUE: { description: 'Queue of an inbound call; null for other calls.' },
    DAY: {
      description:
        "Day on which the call started, or was answered for agents' calls: YYYY-MM-DD in the dialer's time zone.",
    },
    HOUR: {
      description:
        "Hour in which the call started, or was answered for agents' calls: YYYY-MM-DDTHH in the dialer's time zone. An hour that the clock shows twice is one group.",
    },
  },
} as const);

export type Dimension = typeof CallDimension.$inferType;

export interface CallTally {
  readonly keys: readonly (string | null)[];
  readonly count: number;
  readonly totalDurationSeconds: number | null;
  readonly averageDurationSeconds: number | null;
  readonly averageQueueSeconds: number | null;
  readonly maxQueueSeconds: number | null;
}

/** A dimension of one member. */
const member =
  (name: TextMember): DimensionOf<CallFacts> =>
  (rows) =>
    rows.member(name);

type TextMember = {
  [Name in keyof CallFacts]: CallFacts[Name] extends string | null ? Name : never;
}[keyof CallFacts];

/**
 * A dimension of the time of the call.
 *
 * @param seconds the span of time that shares a key: a day or less, a part of each hour or hours of the day
 * @param keyOf the key of a time `2026-05-12 14:03:00`
 */
const startedAt =
  (seconds: number, keyOf: (startedAt: string) => string): DimensionOf<CallFacts> =>
  (rows) => {
    const { at, secondsAt } = rows.member('startedAt');
    const keys = new Map<number, string>();
    return {
      at: (number) => {
        if (!secondsAt) return keyOf(at(number));
        const span = Math.floor(secondsAt(number) / seconds);
        let key = keys.get(span);
        if (key === undefined) keys.set(span, (key = keyOf(at(number))));
        return key;
      },
    };
  };

const DIMENSIONS: Readonly<Record<Dimension, DimensionOf<CallFacts>>> = {
  AGENT: member('agentUsername'),
  CAMPAIGN: member('campaignName'),
  PORTFOLIO: member('portfolioCode'),
  DISPOSITION: member('disposition'),
  CALL_TYPE: member('callType'),
  TERMINATION_REASON: member('terminationReason'),
  QUEUE: member('queue'),
  DAY: startedAt(86_400, (at) => at.slice(0, 10)),
  HOUR: startedAt(3600, (at) => `${at.slice(0, 10)}T${at.slice(11, 13)}`),
};

/**
 * Counts calls by their keys, largest group first. Keys that differ only in case are one, spelled as in the first call.
 *
 * @param first at most this many groups; undefined = all
 * @throws BadUserInput, AnswerTooLarge
 */
export const callGroups = (
  calls: readonly CallFacts[],
  by: readonly Dimension[],
  first: number | null | undefined,
  context: Context,
): Promise<CallTally[]> =>
  grouped(
    calls,
    by,
    DIMENSIONS,
    (rows) => {
      const readers = { duration: rows.member('durationSeconds'), wait: rows.member('queueSeconds') };
      return (keys) => new Tally(keys, readers);
    },
    first,
    context,
  );

/** Reads the figures of calls, by row. */
interface TallyReaders {
  readonly duration: MemberReader<number | null>;
  readonly wait: MemberReader<number | null>;
}

/** The running figures of one group. A call without a duration or a wait counts, but not in their averages. */
class Tally {
  readonly keys: readonly (string | null)[];
  readonly #readers: TallyReaders;
  count = 0;
  #durations = 0;
  #durationSeconds = 0;
  #waits = 0;
  #waitSeconds = 0;
  #longestWait = 0;

  constructor(keys: readonly (string | null)[], readers: TallyReaders) {
    this.keys = keys;
    this.#readers = readers;
  }

  add(number: number): void {
    const durationSeconds = this.#readers.duration.at(number);
    const queueSeconds = this.#readers.wait.at(number);
    this.count += 1;
    if (durationSeconds !== null) {
      this.#durations += 1;
      this.#durationSeconds += durationSeconds;
    }
    if (queueSeconds !== null) {
      this.#waits += 1;
      this.#waitSeconds += queueSeconds;
      this.#longestWait = Math.max(this.#longestWait, queueSeconds);
    }
  }

  group(): CallTally {
    const timed = this.#durations > 0;
    const waited = this.#waits > 0;
    return {
      keys: this.keys,
      count: this.count,
      totalDurationSeconds: timed ? this.#durationSeconds : null,
      averageDurationSeconds: timed ? this.#durationSeconds / this.#durations : null,
      averageQueueSeconds: waited ? this.#waitSeconds / this.#waits : null,
      maxQueueSeconds: waited ? this.#longestWait : null,
    };
  }
}

export const CallGroup = builder.objectRef<CallTally>('CallGroup').implement({
  needs: CALLS,
  description:
    'One group of calls with equal keys, counted over all pages. A call without a duration or wait is counted, but is not in the averages, the sum or the maximum.',
  fields: (t) => ({
    keys: t.field({
      type: ['String'],
      nullable: { list: false, items: true },
      description: GROUPS.keys,
      resolve: ({ keys }) => [...keys],
    }),
    count: t.exposeInt('count', { description: GROUPS.count }),
    totalDurationSeconds: t.exposeFloat('totalDurationSeconds', {
      nullable: true,
      description:
        'Sum of the durations, in seconds. Null if no call has a duration; outbound calls have none.',
    }),
    averageDurationSeconds: t.exposeFloat('averageDurationSeconds', {
      nullable: true,
      description: 'Average duration, in seconds. Null if no call has a duration.',
    }),
    averageQueueSeconds: t.exposeFloat('averageQueueSeconds', {
      nullable: true,
      description:
        "Average wait in the queue, in seconds. Null if no call has a wait; agents' calls have none.",
    }),
    maxQueueSeconds: t.exposeInt('maxQueueSeconds', {
      nullable: true,
      description: 'Longest wait in the queue, in seconds. Null if no call has a wait.',
    }),
  }),
});
