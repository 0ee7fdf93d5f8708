import { isDeepStrictEqual } from 'node:util';
import type { ActionGap } from '../upstream/client/caller.ts';
import { getLeadsOnHopper, type HopperRow } from '../upstream/dialer/campaigns.ts';
import { eachInTurns } from '../upstream/promises/turn.ts';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';
import { hiddenRows, type HiddenRows } from './hiddenRows.ts';
import type { LivePolling } from './liveFloor.ts';
import { feedOf, LiveTopic, type LiveEvent, type LiveFeed } from './liveTopic.ts';
import { startFollowedPoller } from './followedPoller.ts';

/** What has changed in a campaign's hopper. */
export interface HopperUpdate {
  readonly campaignId: string;
  /** The number of entries after the change. If it comes in several parts, each has the number after the last. */
  readonly totalCount: number;
  /** All entries of each lead that is new or has changed. They replace the lead's earlier entries. */
  readonly added: readonly HopperRow[];
  /** The leads without entries. */
  readonly removedLeadIds: readonly string[];
  readonly observedAt: Date;
}

/** The usual number of leads in one update, and the most updates of one change: subscribers' buffers hold 1,000. */
const PART = 100;
const MOST_PARTS = 500;

/** The hoppers of the campaigns that have subscribers. Each is polled on its own. */
export class LiveHoppers {
  readonly #polling: LivePolling;
  readonly #hoppers = new Map<string, Hopper>();

  constructor(polling: LivePolling) {
    this.#polling = polling;
  }

  /**
   * A campaign's hopper: all entries first, then each change.
   *
   * @param campaignId as the campaign list spells it
   */
  feed(campaignId: string): LiveFeed<HopperUpdate> {
    const key = normalizeKey(campaignId);
    return feedOf((listener) => {
      const hopper = this.#hoppers.get(key) ?? hopperOf(campaignId, this.#polling);
      this.#hoppers.set(key, hopper);
      const stop = hopper.topic.feed().listen(listener);
      return () => {
        stop();
        if (!hopper.topic.hasListeners && this.#hoppers.get(key) === hopper) this.#hoppers.delete(key);
      };
    });
  }

  /** The number of hoppers that this server polls. */
  get polled(): number {
    return [...this.#hoppers.values()].filter(({ isPolled }) => isPolled()).length;
  }

  plan(campaignId: string) {
    const polls = 60_000 / this.#polling.pace.intervalMs;
    const isPolled = this.#hoppers.has(normalizeKey(campaignId));
    return {
      callsPerMinute: { goGetAllCampaigns: 1, ...(isPolled ? {} : { getLeadsOnHopper: polls }) },
      eventsPerMinute: polls,
    };
  }
}

/** A campaign's hopper, and whether this server polls it. */
interface Hopper {
  readonly topic: LiveTopic<HopperUpdate>;
  readonly isPolled: () => boolean;
}

function hopperOf(campaignId: string, polling: LivePolling): Hopper {
  let poller: ReturnType<typeof startFollowedPoller> | undefined;
  let hopper: FollowedHopper | undefined;
  const topic = new LiveTopic<HopperUpdate>({
    start: () => {
      const followed = new FollowedHopper(campaignId, (event) => {
        if (hopper === followed) topic.publish(event);
      });
      hopper = followed;
      poller = startFollowedPoller({
        ...polling,
        topic: `hopper ${normalizeKey(campaignId)}`,
        endpoint: getLeadsOnHopper,
        input: { campaignId },
        take: async ({ model, gaps, answeredAt }) => {
          const told = gaps.map((gap) => ({ action: getLeadsOnHopper.name, ...gap }));
          await followed.take({ rows: model.rows, ...hiddenRows(model, gaps), gaps: told, answeredAt });
        },
      });
      return () => {
        poller?.stop();
        poller = undefined;
        hopper = undefined;
      };
    },
    snapshot: () => hopper?.snapshot() ?? [],
  });
  return { topic, isPolled: () => poller?.isPolling() === true };
}

/** A poll's answer. */
interface HopperList extends Pick<HiddenRows, 'count'> {
  readonly rows: readonly HopperRow[];
  readonly gaps: readonly ActionGap[];
  readonly answeredAt: Date;
}

/** A hopper as its subscribers know it. */
class FollowedHopper {
  readonly #campaignId: string;
  readonly #tell: (event: LiveEvent<HopperUpdate>) => void;
  /**
   * The entries of each lead, by the lead's id. An unchanged lead keeps its objects, so that the updates of all polls
   * share them.
   */
  #leads: ReadonlyMap<string, readonly HopperRow[]> = new Map();
  #observedAt: Date | undefined;
  /** The gaps of the last list. */
  #gaps: readonly ActionGap[] = [];
  #snapshot: readonly LiveEvent<HopperUpdate>[] | undefined;
  /** The leads that the last list lacked, but for hidden rows that may be theirs. */
  #held: ReadonlySet<string> = new Set();
  /** The number of hidden rows that are none of the known leads'. */
  #othersHidden = 0;
  #isLeftOpen = false;

  constructor(campaignId: string, tell: (event: LiveEvent<HopperUpdate>) => void) {
    this.#campaignId = campaignId;
    this.#tell = tell;
  }

  /** All entries, as the last list has them; none before the first list. */
  snapshot(): readonly LiveEvent<HopperUpdate>[] {
    if (!this.#observedAt) return [];
    return (this.#snapshot ??= this.#parts([...this.#leads.values()], [], this.#observedAt));
  }

  /** Takes the list of a poll, in several turns of the event loop, and tells what has changed. */
  async take({ rows, count, gaps, answeredAt: observedAt }: HopperList): Promise<void> {
    const listed = await byLead(rows);
    const leads = new Map<string, readonly HopperRow[]>();
    const added: (readonly HopperRow[])[] = [];
    await eachInTurns([...listed], ([leadId, entries]) => {
      const known = this.#leads.get(leadId);
      const isKnown = known !== undefined && isDeepStrictEqual(known, entries);
      leads.set(leadId, isKnown ? known : entries);
      if (!isKnown) added.push(entries);
    });
    const missing = [...this.#leads].filter(([leadId]) => !listed.has(leadId));
    const isFirst = this.#observedAt === undefined;
    const gone = this.#goneOf(
      missing.map(([leadId]) => leadId),
      isFirst ? this.#othersHidden : count,
    );
    if (isFirst) this.#othersHidden = count;
    for (const [leadId, entries] of missing) if (!gone.has(leadId)) leads.set(leadId, entries);
    this.#leads = leads;
    this.#observedAt = observedAt;
    this.#gaps = gaps;
    this.#snapshot = undefined;
    // In the same turn, so that a new subscriber gets a snapshot with these changes.
    const isChange = added.length > 0 || gone.size > 0;
    const events = isFirst ? this.snapshot() : isChange ? this.#parts(added, [...gone], observedAt) : [];
    for (const event of events) this.#tell(event);
  }

  /**
   * Which of the missing leads have left the hopper. Each row that cannot be read may be a lead that was readable
   * before, so as many leads are kept. If more are missing, some of them have left, but which is not known: the next list
   * decides.
   */
  #goneOf(missing: readonly string[], hidden: number): ReadonlySet<string> {
    const mayHide = hidden - this.#othersHidden;
    const held = missing.filter((leadId) => this.#held.has(leadId));
    const isOpen = mayHide > held.length && missing.length > mayHide && !this.#isLeftOpen;
    this.#isLeftOpen = isOpen;
    if (isOpen) return new Set();
    const kept = new Set(missing.length <= mayHide ? missing : held.slice(0, Math.max(0, mayHide)));
    this.#held = kept;
    this.#othersHidden = hidden - kept.size;
    return new Set(missing).difference(kept);
  }

  /** One change in as many updates as it needs: each is an answer, and the size of answers is limited. */
  #parts(
    added: readonly (readonly HopperRow[])[],
    removed: readonly string[],
    observedAt: Date,
  ): readonly LiveEvent<HopperUpdate>[] {
    let totalCount = 0;
    for (const entries of this.#leads.values()) totalCount += entries.length;
    const length = Math.max(added.length, removed.length);
    const size = Math.max(PART, Math.ceil(length / MOST_PARTS));
    return Array.from({ length: Math.max(1, Math.ceil(length / size)) }, (_, part) => ({
      key: null,
      value: {
        campaignId: this.#campaignId,
        totalCount,
        added: added.slice(part * size, (part + 1) * size).flat(),
        removedLeadIds: removed.slice(part * size, (part + 1) * size),
        observedAt,
      },
      gaps: this.#gaps,
    }));
  }
}

/** The entries of each lead, in the order of their ids. The same entry twice is one entry. */
async function byLead(rows: readonly HopperRow[]): Promise<ReadonlyMap<string, readonly HopperRow[]>> {
  const seen = new Set<string>();
  const leads = new Map<string, HopperRow[]>();
  await eachInTurns(rows, (row) => {
    const entry = JSON.stringify([row.leadId, row.hopperId]);
    if (seen.has(entry)) return;
    seen.add(entry);
    const entries = leads.get(row.leadId);
    if (entries) entries.push(row);
    else leads.set(row.leadId, [row]);
  });
  for (const entries of leads.values())
    if (entries.length > 1) entries.sort((a, b) => (a.hopperId < b.hopperId ? -1 : 1));
  return leads;
}
