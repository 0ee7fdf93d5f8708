import type { Campaign, LeadList } from './campaigns.ts';
import type { StoredLead } from './leads.ts';
import { Random } from './random.ts';

export interface HopperEntry {
  readonly hopperId: number;
  readonly lead: StoredLead;
  readonly priority: number;
  readonly altDial: 'MAIN' | 'ALT';
  readonly callCount: number;
  /** Epoch milliseconds; null if the lead was never called. */
  readonly lastCalledAt: number | null;
}

const FIRST_HOPPER_ID = 5001;
/** The most leads of one hopper. */
const MOST_WAITING = 2000;

/** The leads next to be dialled, by campaign. */
export class Hoppers {
  readonly #entries = new Map<Campaign, HopperEntry[]>();
  #nextId = FIRST_HOPPER_ID;

  constructor(
    seed: number,
    campaigns: readonly Campaign[],
    lists: readonly LeadList[],
    leads: readonly StoredLead[],
  ) {
    const campaignOf = new Map(lists.map((list) => [list.id, list.campaign]));
    for (const [index, campaign] of campaigns.entries()) {
      const random = new Random(seed, 'hopper', campaign.id);
      // The hoppers of inactive campaigns are empty, and so is that of one active campaign.
      const size = !campaign.active || index === 1 ? 0 : random.int(1, 60);
      const own = leads.filter((lead) => campaignOf.get(lead.listId) === campaign);
      for (const lead of own.slice(0, size)) {
        const callCount = lead.status === 'NEW' ? 0 : random.int(1, 9);
        this.add(campaign, {
          lead,
          priority: random.pick([0, 0, 0, 50, 90, 99]),
          altDial: lead.altPhone !== '' && random.chance(0.1) ? 'ALT' : 'MAIN',
          callCount,
          lastCalledAt: callCount === 0 ? null : lead.enteredAt + random.int(3600, 200_000) * 1000,
        });
      }
    }
  }

  of(campaign: Campaign): readonly HopperEntry[] {
    return this.#entries.get(campaign) ?? [];
  }

  /** Adds a lead to a campaign's hopper. Without a known campaign, the entry only gets an id. */
  add(campaign: Campaign | undefined, entry: Omit<HopperEntry, 'hopperId'>): HopperEntry {
    const added = { ...entry, hopperId: this.#nextId };
    this.#nextId += 1;
    if (campaign) {
      const entries = this.#entries.get(campaign) ?? [];
      entries.push(added);
      // The simulator dials no lead. The oldest entry counts as dialled.
      if (entries.length > MOST_WAITING) entries.shift();
      this.#entries.set(campaign, entries);
    }
    return added;
  }
}
