import DataLoader from 'dataloader';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { handled } from '../../upstream/promises/handled.ts';
import { eachInTurns } from '../../upstream/promises/turn.ts';
import type { PhoneNumbers } from '../../upstream/wire/phoneNumber.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import { valueOrError } from '../reference.ts';
import { CallNumbers, type Chain, type Clock } from './callNumbers.ts';
import {
  carrierWindows,
  recordable,
  spansTogether,
  type CarrierWindow,
  type ReportLimits,
  type Span,
} from './carrierWindows.ts';
import { matched, type Match } from './matching.ts';
import { RecordNumbers, type CarrierRecord, type SeenRecord } from './recordNumbers.ts';

/** Call records among which calls are matched. */
export interface MatchedList {
  /**
   * All call records of a list. A record that belongs to another of them is not matched to this one, on whichever page
   * that is.
   */
  readonly among: readonly CallFacts[];
  /** The event that the time of all of them refers to. */
  readonly clock: Clock;
}

/** A call to be matched with the carrier's record; it is one of its list. */
export interface Unmatched extends MatchedList {
  readonly call: CallFacts;
}

/** Calls of a list to be matched. */
export interface UnmatchedCalls extends MatchedList {
  readonly calls: readonly CallFacts[];
  /** The days of the list. Lists of the same days fetch the same windows. */
  readonly days: Span;
}

export type CarrierMatch = Match<CarrierRecord>;

/** What is known of the carrier's record of a call: null = it has none. An error if its window failed. */
export type Found = CarrierMatch | null | Error;

export interface MatchOptions {
  /** The zone of the dialer's times, which carry no offset. */
  readonly zone: Zone;
  readonly phoneNumbers: PhoneNumbers;
  readonly limits: ReportLimits;
  /** The carrier's records of a window. */
  readonly ofWindow: (window: CarrierWindow) => Promise<readonly CarrierRecord[]>;
}

/** Calls of one list, by their numbers there. */
interface Wanted {
  readonly list: CallNumbers;
  readonly rows: readonly (number | undefined)[];
  readonly days?: Span;
}

/**
 * Finds the carrier's records of calls; null if there is none. If a window fails, only its calls fail.
 *
 * @returns `match` finds that of one call: a batch fetches as few windows as can cover all of its calls. `matchesOf` finds
 *   those of many calls of a list, in their order
 */
export function carrierMatches({ zone, phoneNumbers, limits, ofWindow }: MatchOptions) {
  const lists = new WeakMap<readonly CallFacts[], Promise<CallNumbers>>();
  const numbersOf = ({ among, clock }: MatchedList): Promise<CallNumbers> => {
    let known = lists.get(among);
    if (!known) lists.set(among, (known = handled(CallNumbers.of(among, clock, { zone, phoneNumbers }))));
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

  const found = new WeakMap<Chain, ReadonlyMap<number, CarrierMatch> | Error>();

  const findAll = async (wanted: readonly Wanted[]): Promise<readonly Found[][]> => {
    const chains = wanted.map(({ list, rows }) =>
      rows.map((row) => (row === undefined ? null : list.chainOf(row))),
    );
    const distinct = new Map(
      chains.flatMap((own, index) =>
        own.flatMap((chain) => (chain ? [[chain, wanted[index]] as const] : [])),
      ),
    );
    const spans = new Set<Span>();
    for (const [{ span }, one] of distinct)
      if (!around(span)) spans.add(one?.days && isWithin(span, one.days) ? one.days : span);
    for (const span of spansTogether([...spans], limits)) {
      // A window widened to whole hours may also cover the next span.
      if (!around(span)) asked.push(askFor(span));
    }
    const byRecords = Map.groupBy(distinct, ([{ span }]) => around(span));
    await Promise.all(
      [...byRecords].map(async ([records, own]) => {
        if (!records) throw new Error('These calls lie in no window.');
        const known = valueOrError(await settled(records));
        await eachInTurns(own, ([chain, one]) => {
          if (!found.has(chain) && one)
            found.set(chain, known instanceof Error ? known : matchesIn(chain, one.list, known));
        });
      }),
    );
    return wanted.map(({ rows }, index) =>
      rows.map((row, place) => {
        const chain = chains[index]?.[place];
        const matches = chain && found.get(chain);
        if (matches instanceof Error) return matches;
        return (row !== undefined && matches?.get(row)) || null;
      }),
    );
  };

  const match = new DataLoader<Unmatched, CarrierMatch | null>(
    async (wanted) => {
      const all = await Promise.all(
        wanted.map(async ({ call, ...own }) => {
          const list = await numbersOf(own);
          return { list, rows: [list.rows.numberOf(call)] };
        }),
      );
      return (await findAll(all)).map(([one]) => one ?? null);
    },
    // A call may be in several lists, with other calls in each.
    { cache: false },
  );

  const matchesOf = async ({ calls, days, ...own }: UnmatchedCalls): Promise<readonly Found[]> => {
    const list = await numbersOf(own);
    const rows: (number | undefined)[] = [];
    await eachInTurns(calls, (call) => rows.push(list.rows.numberOf(call)));
    const [all = []] = await findAll([{ list, rows, days: recordable(days) }]);
    return all;
  };

  return { match, matchesOf };
}

const settled = async <Value>(promise: Promise<Value>): Promise<PromiseSettledResult<Value>> => {
  const [result] = await Promise.allSettled([promise]);
  return result;
};

const isWithin = (inner: Span, outer: Span): boolean => outer.from <= inner.from && inner.to <= outer.to;

function matchesIn(
  chain: Chain,
  calls: CallNumbers,
  records: RecordNumbers,
): ReadonlyMap<number, CarrierMatch> {
  const candidates = records.near(chain).filter((record) => isOfNumber(record, chain.number, calls));
  const pairs = matched(chain.calls, candidates);
  return new Map([...pairs].map(([{ row }, match]) => [row, { ...match, record: match.record.record }]));
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
