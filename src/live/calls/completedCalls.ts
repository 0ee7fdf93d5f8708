import type { KnownCalls } from '../../loaders/calls/callIdentity.ts';
import { Listing } from '../../loaders/listing.ts';
import { codedBy, type NamedPortfolio } from '../../loaders/portfolioNames.ts';
import { covers } from '../../loaders/windows.ts';
import type { InboundCallRow, OutboundCallRow } from '../../upstream/dialer/calls.ts';
import { getAllPortfolios } from '../../upstream/dialer/portfolios.ts';
import { handled } from '../../upstream/promises/handled.ts';
import { filteredInTurns } from '../../upstream/promises/turn.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import { hiddenRows } from '../hiddenRows.ts';
import type { LivePolling } from '../liveFloor.ts';
import { feedOf, LiveTopic, type LiveEvent, type LiveFeed } from '../liveTopic.ts';
import { Outbox } from '../outbox.ts';
import { startPoller } from '../poller.ts';
import { InOrder, PollRight } from '../sharedFloor.ts';
import { fetchList, ListensToLists, type Fetched } from './callLists.ts';
import { FollowedDays } from './followedDays.ts';
import type { Change, FollowedList } from './followedList.ts';

type Row = OutboundCallRow | InboundCallRow;

/** A call as an event: new, or corrected. */
export interface CompletedCall {
  readonly kind: FollowedList['kind'];
  /** `2026-05-12:…`, as the loaders give it. */
  readonly id: string;
  readonly row: Row;
  /** The row with its portfolio's code in place of the name; null if the list of portfolios could not be read. */
  readonly coded: Row | null;
  /** True if it was told before, but for subscribers who need the code. */
  readonly isRepeated: boolean;
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

/** More than a call takes. */
const MOST_ASKED_MS = 60_000;

const BUCKET_MS = 10 * 60 * 1000;

/** The calls of today, from now on: each when the dialer first reports it, and again when its record changes. */
export type LiveCompletedCalls = ReturnType<typeof liveCompletedCalls>;

/**
 * Follows the outbound and the inbound calls of today. One poll asks for both lists, one after the other, whatever the
 * number of subscribers and their filters.
 */
export function liveCompletedCalls({
  refresh,
  call,
  follow,
  shared,
  pace,
  zone,
  callIdKey,
  now,
}: CompletedCallsOptions) {
  let right: PollRight | undefined;
  let days: FollowedDays | undefined;
  let needingCodes = 0;
  /** Inbound calls that subscribers who need codes have not heard of yet. */
  let uncoded: readonly CompletedCall[] = [];
  let callsAMinute = ASSUMED_A_MINUTE;

  /** The events of a list: what has changed in it, in the order of the calls' start. */
  const take = async (list: FollowedList, { table, gaps }: Fetched): Promise<readonly CompletedCall[]> => {
    const day = { from: list.day, to: list.day };
    const rows = await filteredInTurns(table.rows, ({ startedAt }) => covers(day, startedAt));
    const changes = await list.take({ rows, hidden: hiddenRows(table, gaps) }, callIdKey());
    if (changes.length === 0) return [];
    const among = await near(rows, changes, zone);
    return changes
      .map(({ id, row }) => ({ id, row, at: zone.toSortable(row.startedAt, row.uniqueId) }))
      .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      .map(({ id, row }) => ({ kind: list.kind, id, row, coded: row, isRepeated: false, among }));
  };

  const topic = new LiveTopic<CompletedCall>({
    start: () => {
      const followed = new FollowedDays(zone, now());
      days = followed;
      const outbox = new Outbox<LiveEvent<CompletedCall>>((event) => topic.publish(event));
      const put = (calls: readonly CompletedCall[]): void =>
        outbox.put(calls.map((value) => ({ key: null, value })));
      /** Gives calls on. If the list of portfolios cannot be read, only those subscribers wait for them. */
      const tell = async (calls: readonly CompletedCall[], signal: AbortSignal): Promise<void> => {
        const isInbound = ({ kind }: CompletedCall): boolean => kind === 'inbound';
        if (needingCodes === 0 || !(uncoded.length > 0 || calls.some(isInbound))) return put(calls);
        try {
          const portfolios = (await call(getAllPortfolios, {}, signal)).model.rows;
          const waiting = uncoded;
          uncoded = [];
          put(await withCodes([...waiting, ...calls], portfolios));
        } catch (error) {
          const late = calls.filter(isInbound);
          put(calls.map((one) => (isInbound(one) ? { ...one, coded: null } : one)));
          if (needingCodes > 0 && !signal.aborted)
            uncoded = [...uncoded, ...late.map((one) => ({ ...one, isRepeated: true }))];
          throw error;
        }
      };
      const over = new AbortController();
      const inOrder = new InOrder();
      /** Takes a list, and gives its changes on. @returns how many calls of the present day it has */
      const taken = (list: FollowedList, fetched: Fetched, askedAt: Date): Promise<number> =>
        inOrder.do(async () => {
          if (over.signal.aborted) return 0;
          const calls = await take(list, fetched);
          if (over.signal.aborted) return 0;
          followed.taken(list, askedAt);
          await tell(calls, over.signal);
          return list.day === zone.dayOf(askedAt) ? fetched.table.rows.length : 0;
        });
      const own = new PollRight(shared, 'callCompleted');
      right = own;
      const listens = new ListensToLists(follow, (list, fetched, answeredAt) => {
        if (own.isHeld || over.signal.aborted) return;
        // It was asked for before it was answered. So the day before is closed late rather than early.
        const age = Math.max(0, Date.now() - answeredAt.getTime());
        const askedAt = new Date(now().getTime() - age - MOST_ASKED_MS);
        void handled(taken(list, fetched, askedAt));
        listens.to(followed.at(now()));
      });
      listens.to(followed.at(now()));
      const stop = startPoller({
        pace,
        right: own,
        poll: async (signal) => {
          const askedAt = now();
          const failures: unknown[] = [];
          let count = 0;
          const lists = followed.at(askedAt);
          listens.to(lists);
          for (const list of lists) {
            try {
              const fetched = await fetchList(refresh, list, signal);
              count += await taken(list, fetched, askedAt);
              if (signal.aborted) return;
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
        over.abort();
        stop();
        listens.to([]);
        own.leave();
        right = undefined;
        outbox.close();
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
        const { coded, isRepeated } = event.value;
        if (needsCodes ? coded === null : isRepeated) return;
        if (passes(event.value)) listener(event);
      });
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        if (needsCodes) needingCodes -= 1;
        // A later subscriber gets only calls from then on.
        if (needingCodes === 0) uncoded = [];
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

  return { feed, known, plan, isPolled: () => right?.isHeld === true };
}

/** Calls, the inbound ones each with its portfolio's code in place of the name. */
async function withCodes(
  calls: readonly CompletedCall[],
  portfolios: readonly NamedPortfolio[],
): Promise<readonly CompletedCall[]> {
  const rows = calls.map(({ row }) => row);
  const list = new Listing({ rows, unreadable: [], columns: [] }, { answeredAt: new Date() });
  const coded = (await codedBy(() => Promise.resolve(portfolios), [], list)).rows;
  return calls.map((one, index) =>
    one.kind === 'inbound' ? { ...one, coded: coded[index] ?? one.row } : one,
  );
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
