import type { Agent } from './agents.ts';
import type { Campaign, LeadList } from './campaigns.ts';
import type { StoredLead } from './leads.ts';
import { Random } from './random.ts';
import { isOnShift } from '../day/workday.ts';
import type { Zone } from './zone.ts';

export type LiveState =
  | 'READY'
  | 'QUEUE'
  | 'IN CALL'
  | '3-WAY'
  | 'PARK'
  | 'DEAD'
  | 'DISPOSITION'
  | 'PAUSE - BREAK'
  | 'LUNCH BREAK'
  | 'OFFLINE';

/** The call that an agent is in. */
export interface LiveCall {
  readonly lead: StoredLead;
  readonly campaign: Campaign;
  readonly type: 'DIALER' | 'MANUAL' | 'INBOUND';
}

export interface Live {
  readonly state: LiveState;
  readonly call: LiveCall | null;
}

/** The states that goGetTotalAgentsCall counts. */
export const IN_CALL_STATES: ReadonlySet<LiveState> = new Set(['IN CALL', 'QUEUE', '3-WAY', 'PARK']);

/** The shortest and longest time in a state, in seconds. */
const DWELL: Readonly<Record<Exclude<LiveState, 'OFFLINE'>, readonly [least: number, most: number]>> = {
  READY: [20, 90],
  QUEUE: [20, 30],
  'IN CALL': [30, 240],
  '3-WAY': [30, 180],
  PARK: [20, 90],
  DEAD: [20, 40],
  DISPOSITION: [20, 60],
  'PAUSE - BREAK': [60, 600],
  'LUNCH BREAK': [600, 1500],
};

type Working = keyof typeof DWELL;
/** The states that can follow a state. */
const NEXT: Readonly<Record<Working, readonly { readonly state: Working; readonly weight: number }[]>> = {
  READY: [
    { state: 'IN CALL', weight: 72 },
    { state: 'QUEUE', weight: 24 },
    { state: 'PAUSE - BREAK', weight: 3 },
    { state: 'LUNCH BREAK', weight: 1 },
  ],
  QUEUE: [{ state: 'IN CALL', weight: 1 }],
  'IN CALL': [
    { state: 'DISPOSITION', weight: 75 },
    { state: '3-WAY', weight: 8 },
    { state: 'PARK', weight: 8 },
    { state: 'DEAD', weight: 9 },
  ],
  '3-WAY': [{ state: 'DISPOSITION', weight: 1 }],
  PARK: [{ state: 'IN CALL', weight: 1 }],
  DEAD: [{ state: 'DISPOSITION', weight: 1 }],
  DISPOSITION: [
    { state: 'READY', weight: 95 },
    { state: 'PAUSE - BREAK', weight: 5 },
  ],
  'PAUSE - BREAK': [{ state: 'READY', weight: 1 }],
  'LUNCH BREAK': [{ state: 'READY', weight: 1 }],
};
const WITHOUT_CALL: ReadonlySet<Working> = new Set(['READY', 'PAUSE - BREAK', 'LUNCH BREAK']);
const OFFLINE: Live = { state: 'OFFLINE', call: null };

// States are generated for an hour at a time, so that a moment does not depend on the hours before it.
const WINDOW = 3_600_000;
/** The shortest time in a state, in seconds. */
const SHORTEST = 20;

interface Segment extends Live {
  readonly until: number;
}

interface LiveSources {
  readonly seed: number;
  readonly zone: Zone;
  readonly agents: readonly Agent[];
  readonly lists: readonly LeadList[];
  readonly leads: readonly StoredLead[];
}

/** The live state of every agent. It depends only on the seed, the agent and the time. */
export class LiveBoard {
  readonly #sources: LiveSources;
  readonly #leadsOf = new Map<Campaign, StoredLead[]>();
  readonly #windows = new Map<number, { window: number; segments: readonly Segment[] }>();

  constructor(sources: LiveSources) {
    this.#sources = sources;
    const campaigns = new Map(sources.lists.map((list) => [list.id, list.campaign]));
    for (const lead of sources.leads) {
      const campaign = campaigns.get(lead.listId);
      if (!campaign) continue;
      const known = this.#leadsOf.get(campaign);
      if (known) known.push(lead);
      else this.#leadsOf.set(campaign, [lead]);
    }
  }

  of(agent: Agent, at: number): Live {
    if (!isOnShift(agent, this.#sources.zone.secondOfDay(at))) return OFFLINE;
    const window = Math.floor((at - this.#offsetOf(agent)) / WINDOW);
    let known = this.#windows.get(agent.index);
    if (known?.window !== window) {
      known = { window, segments: this.#segments(agent, window) };
      this.#windows.set(agent.index, known);
    }
    return known.segments.find((segment) => at < segment.until) ?? OFFLINE;
  }

  /** The start of an agent's windows. It differs between agents, so that not all change state at the full hour. */
  #offsetOf({ index }: Agent): number {
    return ((index * 1_237_000) % WINDOW) + 1000;
  }

  #segments(agent: Agent, window: number): readonly Segment[] {
    const random = new Random(this.#sources.seed, 'live', agent.index, window);
    const end = this.#offsetOf(agent) + (window + 1) * WINDOW;
    const segments: Segment[] = [];
    let at = end - WINDOW;
    let state: Working = random.weighted([
      { state: 'READY' as const, weight: 30 },
      { state: 'IN CALL' as const, weight: 55 },
      { state: 'PAUSE - BREAK' as const, weight: 15 },
    ]).state;
    let call: LiveCall | null = null;
    while (at < end) {
      const [least, most] = DWELL[state];
      const until = at + random.int(least, most) * 1000;
      call = WITHOUT_CALL.has(state) ? null : (call ?? this.#call(random, agent));
      // If the rest of the window is too short for another state, this one lasts to its end.
      segments.push({ state, call, until: end - until < SHORTEST * 1000 ? end : until });
      at = segments.at(-1)?.until ?? end;
      state = random.weighted(NEXT[state]).state;
    }
    return segments;
  }

  /** A call with a lead. Each lead is reserved for one agent, so that no lead talks to two agents at once. */
  #call(random: Random, agent: Agent): LiveCall | null {
    const { agents } = this.#sources;
    const leads = this.#leadsOf.get(agent.campaign) ?? [];
    const colleagues = agents.filter((one) => one.campaign === agent.campaign);
    const own = leads.filter((_, index) => index % colleagues.length === colleagues.indexOf(agent));
    if (own.length === 0) return null;
    const outbound = agent.campaign.dialMethod === 'PREVIEW' || agent.manualDialOnly ? 'MANUAL' : 'DIALER';
    return {
      lead: random.pick(own),
      campaign: agent.campaign,
      type: agent.inbound && random.chance(0.25) ? 'INBOUND' : outbound,
    };
  }
}
