import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { grouped } from '../aggregate.ts';
import { CALLS } from '../../access/fieldPolicy.ts';

export const CallDimension = builder.enumType('CallDimension', {
  description: 'What calls are grouped by.',
  values: {
    AGENT: { description: 'The agent’s username.' },
    CAMPAIGN: { description: 'The campaign’s name.' },
    PORTFOLIO: { description: 'The portfolio’s code.' },
    DISPOSITION: { description: 'The disposition.' },
    CALL_TYPE: { description: 'The call type: DIALER, MANUAL, INBOUND or UNKNOWN.' },
    TERMINATION_REASON: { description: 'Who or what ended the call, as in TerminationReason.' },
    QUEUE: { description: 'The queue an inbound call waited in.' },
    DAY: { description: 'The day, YYYY-MM-DD, in the dialer’s zone.' },
    HOUR: { description: 'The hour, YYYY-MM-DDTHH, as the dialer’s own clock showed it.' },
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

const KEY_OF: Readonly<Record<Dimension, (call: CallFacts) => string | null>> = {
  AGENT: (call) => call.agentUsername,
  CAMPAIGN: (call) => call.campaignName,
  PORTFOLIO: (call) => call.portfolioCode,
  DISPOSITION: (call) => call.disposition,
  CALL_TYPE: (call) => call.callType,
  TERMINATION_REASON: (call) => call.terminationReason,
  QUEUE: (call) => call.queue,
  DAY: (call) => call.startedAt.slice(0, 10),
  HOUR: (call) => `${call.startedAt.slice(0, 10)}T${call.startedAt.slice(11, 13)}`,
};

/**
 * Calls counted by their keys, largest group first. Keys that differ in case only are one, spelled as first met.
 *
 * @param first at most this many groups; undefined = all
 * @throws BadUserInput, AnswerTooLarge
 */
export const callGroups = (
  calls: readonly CallFacts[],
  by: readonly Dimension[],
  first: number | null | undefined,
  context: Context,
): Promise<CallTally[]> => grouped(calls, by, KEY_OF, (keys) => new Tally(keys), first, context);

/** The running figures of one group. A call without a duration or a wait counts, but not towards their averages. */
class Tally {
  readonly keys: readonly (string | null)[];
  count = 0;
  #durations = 0;
  #durationSeconds = 0;
  #waits = 0;
  #waitSeconds = 0;
  #longestWait = 0;

  constructor(keys: readonly (string | null)[]) {
    this.keys = keys;
  }

  add({ durationSeconds, queueSeconds }: CallFacts): void {
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
  description: 'One group of calls.',
  fields: (t) => ({
    keys: t.field({
      type: ['String'],
      nullable: { list: false, items: true },
      description: 'The group’s keys, in the order of `by`; null where its calls have none.',
      resolve: ({ keys }) => [...keys],
    }),
    count: t.exposeInt('count', { description: 'How many calls.' }),
    totalDurationSeconds: t.exposeFloat('totalDurationSeconds', {
      nullable: true,
      description: 'How long they took together, in seconds; null where the dialer gives no durations.',
    }),
    averageDurationSeconds: t.exposeFloat('averageDurationSeconds', {
      nullable: true,
      description: 'How long one took on average, in seconds.',
    }),
    averageQueueSeconds: t.exposeFloat('averageQueueSeconds', {
      nullable: true,
      description: 'The average wait in the queue, in seconds.',
    }),
    maxQueueSeconds: t.exposeInt('maxQueueSeconds', {
      nullable: true,
      description: 'The longest wait in the queue, in seconds.',
    }),
  }),
});
