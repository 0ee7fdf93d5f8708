import type { KnownCalls } from '../../loaders/callIdentity.ts';
import { Listing } from '../../loaders/listing.ts';
import { codedBy, type NamedPortfolio } from '../../loaders/portfolioNames.ts';
import { covers } from '../../loaders/windows.ts';
import {
  inbound_cdr,
  outbound_cdr,
  type InboundCallRow,
  type OutboundCallRow,
} from '../../upstream/dialer/calls.ts';
import { getAllPortfolios } from '../../upstream/dialer/portfolios.ts';
import { filteredInTurns } from '../../upstream/promises/turn.ts';
import type { Gap } from '../../upstream/wire/reading/gap.ts';
import type { Table } from '../../upstream/wire/reading/table.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import { hiddenRows } from '../hiddenRows.ts';
import type { LivePolling } from '../liveFloor.ts';
import { feedOf, LiveTopic, type LiveEvent, type LiveFeed } from '../liveTopic.ts';
import { Outbox } from '../outbox.ts';
import { startPoller } from '../poller.ts';
import { FollowedDays } from './followedDays.ts';
import type { Change, FollowedList } from './followedList.ts';

type Row = OutboundCallRow | InboundCallRow;

/** A call as an event: new, or corrected. */
export interface CompletedCall {
  readonly kind: FollowedList['kind'];
  /** `2026-05-12:…`, as the loaders give it. */
  readonly id: string;
  readonly row: Row;
  /** The row with its portfolio's code in place of the name, if a subscriber needs codes; else the same row. */
  readonly coded: Row;
  /** The calls of its list that began about the same time, itself included. */
  readonly among: readonly Row[];
}

/** Which calls a subscriber gets. */
export interface CallSelection {
  readonly passes: (call: CompletedCall) => boolean;
  /** True if the portfolio of a row must be its code. */
  readonly needsCodes: boolean;
}

export interface CompletedCallsOptions extends LivePolling {
  readonly zone: Zone;
  /** The secret in the ids of calls. */
  readonly callIdKey: () => string;
  readonly now: () => Date;
}

/** The calls a minute that are assumed before a list has been seen. */
const ASSUMED_A_MINUTE = 60;

const BUCKET_MS = 10 * 60 * 1000;

/** The calls of today, from now on: each when the dialer first reports it, and again when its record changes. */
export type LiveCompletedCalls = ReturnType<typeof liveCompletedCalls>;

/**
 * Follows the outbound and the inbound calls of today. One poll asks for both lists, one after the other, whatever the
 * number of subscribers and their filters.
 */
export function liveCompletedCalls({ refresh, call, pace, zone, callIdKey, now }: CompletedCallsOptions) {
  let days: FollowedDays | undefined;
  let needingCodes = 0;
  let callsAMinute = ASSUMED_A_MINUTE;

  const take = async (
    list: FollowedList,
    { rows, gaps, portfolios }: Fetched,
  ): Promise<readonly LiveEvent<CompletedCall>[]> => {
    const day = { from: list.day, to: list.day };
    const own = await filteredInTurns(rows.rows, ({ startedAt }) => covers(day, startedAt));
    const changes = await list.take({ rows: own, hidden: hiddenRows(rows, gaps) }, callIdKey());
    if (changes.length === 0) return [];
    const among = await near(own, changes, zone);
    const sorted = changes
      .map((change) => ({ ...change, at: zone.toSortable(change.row.startedAt, change.row.uniqueId) }))
      .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const coded = portfolios ? await withCodes(sorted, portfolios) : sorted.map(({ row }) => row);
    return sorted.map(({ id, row }, index) => ({
      key: null,
      value: { kind: list.kind, id, row, coded: coded[index] ?? row, among },
    }));
  };

  const fetch = async (list: FollowedList, signal: AbortSignal): Promise<Fetched> => {
    const input = { from: list.day, to: list.day };
    if (list.kind === 'outbound') {
      const { model, gaps } = await refresh(outbound_cdr, input, signal);
      return { rows: model.calls, gaps, portfolios: null };
    }
    const { model, gaps } = await refresh(inbound_cdr, input, signal);
    // Before the calls are taken: if this fails, they are new in the next poll.
    const portfolios = needingCodes > 0 ? (await call(getAllPortfolios, {}, signal)).model.rows : null;
    return { rows: model, gaps, portfolios };
  };

  const topic = new LiveTopic<CompletedCall>({
    start: () => {
      const followed = new FollowedDays(zone, now());
      days = followed;
      const outbox = new Outbox<LiveEvent<CompletedCall>>((event) => topic.publish(event));
      const stop = startPoller({
        pace,
        poll: async (signal) => {
          const askedAt = now();
          const failures: unknown[] = [];
          let count = 0;
          for (const list of followed.at(askedAt)) {
            try {
              const fetched = await fetch(list, signal);
              const events = await take(list, fetched);
              if (signal.aborted) return;
              followed.taken(list, askedAt);
              outbox.put(events);
              if (list.day === zone.dayOf(askedAt)) count += fetched.rows.rows.length;
            } catch (error) {
              // The other lists are asked for all the same.
              failures.push(error);
            }
          }
          if (failures.length > 0) throw failures[0];
          callsAMinute = Math.max(1, Math.ceil(count / minutesInto(zone.toLocal(askedAt))));
        },
        onValue: () => undefined,
      });
      return () => {
        stop();
        outbox.clear();
        days = undefined;
        callsAMinute = ASSUMED_A_MINUTE;
      };
    },
    // Calls are events, not a state.
    snapshot: () => [],
  });

  /** The calls that keep their ids when one that is alike is corrected: those that are followed. */
  const known: KnownCalls = { contentsOf: (firstId) => days?.contentsOf(firstId) };

  const feed = ({ passes, needsCodes }: CallSelection): LiveFeed<CompletedCall> =>
    feedOf((listener) => {
      if (needsCodes) needingCodes += 1;
      const stop = topic.feed().listen((event) => {
        if (passes(event.value)) listener(event);
      });
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        if (needsCodes) needingCodes -= 1;
        stop();
      };
    });

  const plan = ({ needsCodes }: Pick<CallSelection, 'needsCodes'>) => {
    const polls = (60_000 / pace.intervalMs) * FollowedDays.daysAt(zone, now()).size;
    return {
      callsPerMinute: {
        ...(topic.hasListeners ? {} : { outbound_cdr: polls, inbound_cdr: polls }),
        ...(needsCodes && needingCodes === 0 ? { getAllPortfolios: 1 } : {}),
      },
      eventsPerMinute: callsAMinute,
    };
  };

  return { feed, known, plan };
}

interface Fetched {
  readonly rows: Table<Row>;
  readonly gaps: readonly Gap[];
  /** Every portfolio; null if names need not be translated. */
  readonly portfolios: readonly NamedPortfolio[] | null;
}

/** The rows of changes, each with its portfolio's code in place of the name. */
async function withCodes(
  changes: readonly Change<Row>[],
  portfolios: readonly NamedPortfolio[],
): Promise<readonly Row[]> {
  const rows = changes.map(({ row }) => row);
  const list = new Listing({ rows, unreadable: [], columns: [] }, { answeredAt: new Date() });
  return (await codedBy(() => Promise.resolve(portfolios), [], list)).rows;
}

/** The rows that began at most ten minutes before or after one of the changes, and perhaps some more. */
async function near(
  rows: readonly Row[],
  changes: readonly Change<Row>[],
  zone: Zone,
): Promise<readonly Row[]> {
  const bucketOf = ({ startedAt, uniqueId }: Row): number =>
    Math.floor(zone.toEpochMs(startedAt, uniqueId) / BUCKET_MS);
  const buckets = new Set(
    changes.map(({ row }) => bucketOf(row)).flatMap((bucket) => [bucket - 1, bucket, bucket + 1]),
  );
  return filteredInTurns(rows, (row) => buckets.has(bucketOf(row)));
}

/** The minutes of the day before a naive local time, at least 60: `2026-05-12 14:03:00` → 843. */
const minutesInto = (local: string): number =>
  Math.max(60, Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16)));
