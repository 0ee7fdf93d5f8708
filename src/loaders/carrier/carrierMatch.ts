import DataLoader from 'dataloader';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { handled } from '../../upstream/promises/handled.ts';
import { eachInTurns, type LaterTurns } from '../../upstream/promises/turn.ts';
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

/** The carrier's record of a call; null = it has none. An error if its window failed. */
export type Found = CarrierMatch | null | Error;

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
export function carrierMatches({ zone, phoneNumbers, limits, whenIdle, ofWindow }: MatchOptions) {
  const lists = new WeakMap<readonly CallFacts[], Promise<CallNumbers>>();
  const numbersOf = ({ among, clock }: MatchedList): Promise<CallNumbers> => {
    let known = lists.get(among);
    if (!known) lists.set(among, (known = handled(CallNumbers.of(among, clock, { zone, phoneNumbers }))));
    return known;
  };

  // The windows that earlier batches of the operation have fetched, widened to whole hours.
  const asked: AskedWindow[] = [];
  const askFor = (span: Span): void => {
    for (const window of carrierWindows(span, limits)) {
      const records = ofWindow(window).then((rows) => RecordNumbers.of(rows, phoneNumbers));
      asked.push({ span: { from: window.from, to: window.to }, records: handled(records) });
    }
  };

  /** The windows that cover a span together; undefined if they have not all been asked for. */
  const covering = ({ from, to }: Span): readonly AskedWindow[] | undefined => {
    const windows: AskedWindow[] = [];
    for (let reach = from; reach < to;) {
      const next = asked.find(({ span }) => span.from <= reach && reach < span.to);
      if (!next) return undefined;
      windows.push(next);
      reach = next.span.to;
    }
    return windows;
  };

  const found = new WeakMap<Chain, ReadonlyMap<number, CarrierMatch> | Error>();

  const findAll = async (wanted: readonly Wanted[]): Promise<readonly Found[][]> => {
    const chains = wanted.map(({ list, rows }) =>
      rows.map((row) => (row === undefined ? null : list.chainOf(row))),
    );
    const distinct = new Map<Chain, Wanted>();
    for (const [index, one] of wanted.entries())
      for (const chain of chains[index] ?? []) if (chain && !found.has(chain)) distinct.set(chain, one);
    const spans = new Set<Span>();
    for (const [{ span }, { days }] of distinct)
      if (!covering(span)) spans.add(days && isWithin(span, days) ? days : span);
    for (const span of spansTogether([...spans], limits)) {
      // A window widened to whole hours may also cover the next span.
      if (!covering(span)) askFor(span);
    }
    const windowsOf = new Map([...distinct.keys()].map((chain) => [chain, covering(chain.span) ?? []]));
    const windows = [...new Set([...windowsOf.values()].flat())];
    const answers = await Promise.allSettled(windows.map(({ records }) => records));
    const records = new Map(windows.map((window, index) => [window, answers[index]]));
    await eachInTurns([...distinct], ([chain, { list }]) => {
      const own = (windowsOf.get(chain) ?? []).map((window) => records.get(window)).filter((one) => !!one);
      const failed = own.find(({ status }) => status === 'rejected');
      found.set(
        chain,
        failed
          ? asError(failed)
          : matchesIn(
              chain,
              list,
              own.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
            ),
      );
    });
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
    { cache: false, batchScheduleFn: whenIdle },
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

/** A window that was asked for. */
interface AskedWindow {
  readonly span: Span;
  readonly records: Promise<RecordNumbers>;
}

function asError(settled: PromiseSettledResult<unknown>): Error {
  const error = valueOrError(settled);
  return error instanceof Error ? error : new Error('This window did not fail.');
}

const isWithin = (inner: Span, outer: Span): boolean => outer.from <= inner.from && inner.to <= outer.to;

/** The matches of a chain's calls. @param windows the records of the windows that cover it */
function matchesIn(
  chain: Chain,
  calls: CallNumbers,
  windows: readonly RecordNumbers[],
): ReadonlyMap<number, CarrierMatch> {
  const near = windows.flatMap((records) => records.near(chain));
  // Windows may overlap.
  const once =
    windows.length > 1 ? [...new Map(near.map((seen) => [seen.record.call.id, seen])).values()] : near;
  const pairs = matched(
    chain.calls,
    once.filter((seen) => isOfNumber(seen, chain.number, calls)),
  );
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
