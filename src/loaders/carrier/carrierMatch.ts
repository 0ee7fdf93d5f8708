import DataLoader from 'dataloader';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { handled } from '../../upstream/promises/handled.ts';
import { eachInTurns, type LaterTurns } from '../../upstream/promises/turn.ts';
import type { PhoneNumbers } from '../../upstream/wire/phoneNumber.ts';
import type { CarrierCallRow } from '../../upstream/voxo/callReports.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import {
  carrierWindows,
  recordable,
  spansTogether,
  type CarrierWindow,
  type ReportLimits,
  type Span,
} from './carrierWindows.ts';
import { matched, MOST_SECONDS_APART, type Direction, type Match, type Seen } from './matching.ts';
import { valueOrError } from '../reference.ts';

/** The carrier's record of a call, and its time. */
export interface CarrierRecord {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly call: CarrierCallRow;
}

/** The event that a call record's time refers to. */
export type Clock = 'start' | 'answer';

/** A call to be matched with the carrier's record. */
export interface Unmatched {
  readonly call: CallFacts;
  /**
   * All call records of its list, itself included. A record that belongs to another of them is not matched to this
   * one, on whichever page that is.
   */
  readonly among: readonly CallFacts[];
  /** The event that the time of all of them refers to. */
  readonly clock: Clock;
}

export type CarrierMatch = Match<CarrierRecord>;

export interface MatchOptions {
  /** The zone of the dialer's times, which carry no offset. */
  readonly zone: Zone;
  readonly phoneNumbers: PhoneNumbers;
  readonly limits: ReportLimits;
  /** Schedules batches. */
  readonly whenIdle: LaterTurns['whenIdle'];
  /** The carrier's records of a window. */
  readonly ofWindow: (window: CarrierWindow) => Promise<readonly CarrierRecord[]>;
}

/**
 * Finds the carrier's records of calls; null if there is none. A batch fetches as few windows as can cover all of its
 * calls. If a window fails, only its calls fail.
 */
export function carrierMatchLoader({ zone, phoneNumbers, limits, whenIdle, ofWindow }: MatchOptions) {
  const numbers = new WeakMap<readonly CallFacts[], Promise<CallNumbers>>();
  const numbersOf = ({ among, clock }: Unmatched): Promise<CallNumbers> => {
    let known = numbers.get(among);
    if (!known) numbers.set(among, (known = handled(CallNumbers.of(among, clock, { zone, phoneNumbers }))));
    return known;
  };

  const recordsOf = async (windows: readonly CarrierWindow[]): Promise<RecordNumbers> =>
    new RecordNumbers((await Promise.all(windows.map(ofWindow))).flat(), phoneNumbers);

  // The spans that earlier batches of the operation have fetched, widened to whole hours.
  const asked: { readonly span: Span; readonly records: Promise<RecordNumbers> }[] = [];
  const askFor = (span: Span): (typeof asked)[number] => {
    const windows = carrierWindows(span, limits);
    const { from } = windows[0] ?? span;
    const { to } = windows.at(-1) ?? span;
    return { span: { from, to }, records: handled(recordsOf(windows)) };
  };
  const around = (span: Span) =>
    asked.find((one) => one.span.from <= span.from && span.to <= one.span.to)?.records;

  return new DataLoader<Unmatched, CarrierMatch | null>(
    async (wanted) => {
      const numbersOfAll = await Promise.all(wanted.map(numbersOf));
      const chains = wanted.map(({ call }, index) => numbersOfAll[index]?.chainOf(call));
      const spans = chains.flatMap((chain) => (chain && !around(chain.span) ? [chain.span] : []));
      for (const span of spansTogether(spans, limits)) {
        // A window widened to whole hours may also cover the next span.
        if (!around(span)) asked.push(askFor(span));
      }
      const matches = new Map<Chain, Promise<ReadonlyMap<CallFacts, CarrierMatch>>>();
      const matchesOf = (chain: Chain, calls: CallNumbers): Promise<ReadonlyMap<CallFacts, CarrierMatch>> => {
        let known = matches.get(chain);
        if (!known) {
          const found = around(chain.span);
          if (!found) throw new Error('This call lies in no window.');
          known = handled(found.then((records) => matchesIn(chain, calls, records)));
          matches.set(chain, known);
        }
        return known;
      };
      const answers = wanted.map(async (one, index) => {
        const chain = chains[index];
        const calls = numbersOfAll[index];
        return chain && calls ? ((await matchesOf(chain, calls)).get(one.call) ?? null) : null;
      });
      return (await Promise.allSettled(answers)).map(valueOrError);
    },
    // A call may be in several lists, with other calls in each.
    { cache: false, batchScheduleFn: whenIdle },
  );
}

/** Calls of one number that are so close in time that neighbours may compete for the same record. */
interface Chain {
  readonly number: string;
  readonly clock: Clock;
  readonly calls: readonly SeenCall[];
  /** The span that holds every record that any of them may match. */
  readonly span: Span;
}

interface SeenCall extends Seen {
  readonly call: CallFacts;
}

interface SeenRecord extends Seen {
  readonly record: CarrierRecord;
}

const MOST_MS = MOST_SECONDS_APART * 1000;

/** The longest time that a call rings before it is answered. */
const MOST_RINGING_MS = 5 * 60 * 1000;

function matchesIn(
  chain: Chain,
  calls: CallNumbers,
  records: RecordNumbers,
): ReadonlyMap<CallFacts, CarrierMatch> {
  const candidates = records.near(chain).filter((record) => isOfNumber(record, chain.number, calls));
  const pairs = matched(chain.calls, candidates);
  return new Map([...pairs].map(([{ call }, match]) => [call, { ...match, record: match.record.record }]));
}

/**
 * A record of unknown direction belongs to the number it called if there is such a call, otherwise to its caller's
 * number.
 */
function isOfNumber({ record, at }: SeenRecord, number: string, calls: CallNumbers): boolean {
  if (record.call.direction !== null) return true;
  const called = calls.numberOf(record.call.dialedNumber);
  return called === null || called === number || !calls.isOneNear(called, at);
}

/** Call records, by the number of the person called or calling. */
class CallNumbers {
  readonly #byNumber = new Map<string, SeenCall[]>();
  readonly #chains = new Map<CallFacts, Chain>();
  readonly #chained = new Set<string>();

  readonly #clock: Clock;
  readonly #phoneNumbers: PhoneNumbers;

  private constructor(clock: Clock, phoneNumbers: PhoneNumbers) {
    this.#clock = clock;
    this.#phoneNumbers = phoneNumbers;
  }

  /** Reads the numbers and times of calls, in several turns of the event loop. */
  static async of(
    calls: readonly CallFacts[],
    clock: Clock,
    { zone, phoneNumbers }: Pick<MatchOptions, 'zone' | 'phoneNumbers'>,
  ): Promise<CallNumbers> {
    const numbers = new CallNumbers(clock, phoneNumbers);
    await eachInTurns(calls, (call) => {
      const number = numbers.numberOf(call.contactNumber);
      if (number === null) return;
      const seen = { at: zone.toEpochMs(call.startedAt, call.uniqueId), direction: call.direction, call };
      push(numbers.#byNumber, number, seen);
    });
    return numbers;
  }

  /** The normal form of a number; null if it is withheld. */
  numberOf(number: string | null): string | null {
    return this.#phoneNumbers.keyOf(number);
  }

  /** The chain of a call; null if the call has no number, or a time for which there can be no records. */
  chainOf(call: CallFacts): Chain | null {
    const number = this.numberOf(call.contactNumber);
    if (number === null) return null;
    if (!this.#chained.has(number)) this.#chain(number);
    return this.#chains.get(call) ?? null;
  }

  isOneNear(number: string, at: number): boolean {
    return this.#byNumber.get(number)?.some((call) => Math.abs(call.at - at) <= MOST_MS) ?? false;
  }

  #chain(number: string): void {
    this.#chained.add(number);
    const inTime = (this.#byNumber.get(number) ?? []).toSorted((a, b) => a.at - b.at);
    const chains: SeenCall[][] = [];
    let last = -Infinity;
    for (const call of inTime) {
      // If they are farther apart, no record is near both.
      if (call.at - last > 2 * MOST_MS) chains.push([]);
      chains.at(-1)?.push(call);
      last = call.at;
    }
    for (const calls of chains) {
      // The carrier filters its records by their start.
      const from = (calls[0]?.at ?? 0) - MOST_MS - (this.#clock === 'answer' ? MOST_RINGING_MS : 0);
      // One second more, so that a record 120 seconds later is included.
      const to = (calls.at(-1)?.at ?? 0) + MOST_MS + 1000;
      const chain = { number, clock: this.#clock, calls, span: recordable({ from, to }) };
      if (chain.span.from >= chain.span.to) continue;
      for (const { call } of calls) this.#chains.set(call, chain);
    }
  }
}

/** The carrier's records, by the number of the person called or calling. */
class RecordNumbers {
  readonly #byNumber = new Map<string, SeenRecord[]>();

  constructor(records: readonly CarrierRecord[], phoneNumbers: PhoneNumbers) {
    for (const record of records) {
      for (const [number, direction] of contactsOf(record, phoneNumbers))
        push(this.#byNumber, number, { at: record.at, direction, record });
    }
  }

  /** The records of a chain's number in its span, with the times that its calls may have. */
  near({ number, span, clock }: Chain): readonly SeenRecord[] {
    return (this.#byNumber.get(number) ?? [])
      .filter(({ at }) => span.from <= at && at < span.to)
      .map((seen) => (clock === 'answer' ? { ...seen, orAt: answerOf(seen.record) } : seen));
  }
}

/**
 * The time at which a call was answered, by the carrier's clock; its start if it was not answered or the carrier does
 * not report it. An agent's call has the time of its answer, by the agent or, if that was earlier, by the
 * switchboard.
 */
function answerOf({ at, call: { durationSeconds, afterAnswerSeconds } }: CarrierRecord): number {
  if (durationSeconds === null || afterAnswerSeconds === null || afterAnswerSeconds === 0) return at;
  const ringing = Math.max(0, durationSeconds - afterAnswerSeconds) * 1000;
  return at + Math.min(ringing, MOST_RINGING_MS);
}

/** The numbers that may be the person's, with the call's direction for each. The other number is the company's own. */
function contactsOf(
  { call }: CarrierRecord,
  phoneNumbers: PhoneNumbers,
): readonly (readonly [string, Direction])[] {
  const called = phoneNumbers.keyOf(call.dialedNumber);
  const calling = phoneNumbers.keyOf(call.callerNumber);
  const contacts: (readonly [string, Direction])[] = [];
  if (called !== null && call.direction !== 'INBOUND') contacts.push([called, 'OUTBOUND']);
  if (calling !== null && calling !== called && call.direction !== 'OUTBOUND')
    contacts.push([calling, 'INBOUND']);
  return contacts;
}

function push<Thing>(lists: Map<string, Thing[]>, key: string, thing: Thing): void {
  const list = lists.get(key);
  if (list) list.push(thing);
  else lists.set(key, [thing]);
}
