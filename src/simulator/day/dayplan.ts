import type { Agent } from '../centre/agents.ts';
import type { Call, CallSources } from './call.ts';
import type { Campaign, LeadList } from '../centre/campaigns.ts';
import type { StoredLead } from '../centre/leads.ts';
import { DROPPED, INBOUND_OUTCOMES, OUTBOUND_OUTCOMES, type Termination } from '../centre/outcomes.ts';
import { Random } from '../centre/random.ts';
import { isOnShift } from './workday.ts';

/** The weight of each hour of a day: few calls at night, and fewer at noon. */
const HOURS = [
  0.1, 0.08, 0.08, 0.08, 0.09, 0.1, 0.12, 0.25, 0.8, 1.1, 1.3, 1.25, 0.9, 0.75, 1.1, 1.25, 1.2, 1.0, 0.8, 0.6,
  0.25, 0.14, 0.12, 0.1,
].map((weight, hour) => ({ hour, weight }));

/** The weight of each weekday, Sunday first. */
const WEEKDAYS = [0.2, 1, 1, 1, 1, 1, 0.4];
/** Inbound calls for each outbound call. */
const INBOUND_SHARE = 700 / 3000;
/** The latest start of a call, in seconds of the day. Agents must not answer it on the next day. */
const LAST_SECOND = 23.4 * 3600;
/** The longest wait in the queue, in seconds. */
const LONGEST_WAIT = 1200;
/** The share of outbound calls that are logged twice. */
const TWINS = 0.001;

interface Arrival {
  readonly second: number;
  readonly inbound: boolean;
}

/** For each agent's index, the time from which the agent is free, in epoch milliseconds. */
type Busy = number[];

interface Start {
  readonly random: Random;
  readonly at: number;
  readonly second: number;
  readonly busy: Busy;
  readonly number: number;
}

/** Generates the calls of one day from the seed and the date alone. */
export class Dayplan {
  readonly #sources: CallSources;
  readonly #agentsOf = new Map<string, readonly Agent[]>();
  readonly #leadsOf = new Map<string, readonly StoredLead[]>();
  readonly #listsById: ReadonlyMap<string, LeadList>;
  readonly #outbound: readonly Campaign[];
  readonly #inbound: readonly Campaign[];

  constructor(sources: CallSources) {
    this.#sources = sources;
    const { agents, campaigns, lists, leads } = sources;
    this.#listsById = new Map(lists.map((list) => [list.id, list]));
    const working = campaigns.filter((campaign) => campaign.active);
    this.#outbound = working.filter((campaign) => campaign.type !== 'INBOUND');
    this.#inbound = working.filter((campaign) => campaign.type !== 'OUTBOUND');
    for (const campaign of working) {
      this.#agentsOf.set(
        campaign.id,
        agents.filter((agent) => agent.active && agent.portfolios.includes(campaign.portfolio)),
      );
      this.#leadsOf.set(
        campaign.id,
        leads.filter((lead) => this.#listsById.get(lead.listId)?.campaign === campaign),
      );
    }
  }

  /** The calls of a local day, ordered by their start. */
  callsOf(day: string): readonly Call[] {
    const { seed, zone, callsPerDay } = this.#sources;
    const random = new Random(seed, 'calls', day);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    const volume = callsPerDay * (WEEKDAYS[weekday] ?? 1) * (0.94 + random.next() * 0.12);
    const outbound = this.#arrivals(random, Math.round(volume), false);
    const inbound = this.#arrivals(random, Math.round(volume * INBOUND_SHARE), true);
    const busy: Busy = [];
    const calls = [...outbound, ...inbound]
      .sort((one, other) => one.second - other.second)
      .map((arrival, number) => {
        const at = zone.at(day, arrival.second);
        const start = { random, at, second: zone.secondOfDay(at), busy, number };
        return arrival.inbound ? this.#inboundCall(start) : this.#outboundCall(start);
      });
    // As in the real log, some outbound calls are listed twice.
    return calls.flatMap((call) => (call.type !== 'INBOUND' && random.chance(TWINS) ? [call, call] : [call]));
  }

  #arrivals(random: Random, count: number, inbound: boolean): readonly Arrival[] {
    return Array.from({ length: count }, () => {
      const second = random.weighted(HOURS).hour * 3600 + random.int(0, 3599);
      return { second: Math.min(second, LAST_SECOND - random.int(0, 900)), inbound };
    });
  }

  #outboundCall({ random, at, second, busy, number }: Start): Call {
    const campaign = random.pick(this.#outbound);
    const manual = campaign.dialMethod === 'PREVIEW' || random.chance(0.06);
    const outcome = random.weighted(OUTBOUND_OUTCOMES);
    const needsAgent = manual || outcome.connects;
    const agent = needsAgent
      ? this.#freeAgent(random, campaign, at, second, busy, (one) => manual || one.dialer)
      : null;
    const dropped = needsAgent && agent === null;
    const lead = random.pick(this.#leadsOf.get(campaign.id) ?? []);
    const ringing = random.int(4, 28);
    const queueSeconds = manual || !outcome.connects ? 0 : random.chance(0.8) ? 0 : random.int(1, 37);
    const reached = agent !== null || (outcome.connects && !dropped);
    const talkSeconds = reached && outcome.connects ? talkOf(random, outcome.talk) : 0;
    const wrapSeconds = agent ? random.int(3, 40) : 0;
    const answeredAt = agent ? at + (ringing + queueSeconds) * 1000 : null;
    const endedAt = at + (ringing + queueSeconds + talkSeconds) * 1000;
    if (agent) busy[agent.index] = endedAt + wrapSeconds * 1000;
    return {
      uniqueId: uniqueId(at, number),
      type: manual ? 'MANUAL' : 'DIALER',
      startedAt: at,
      queuedAt: null,
      queueSeconds,
      queuePosition: 0,
      answeredAt,
      talkSeconds,
      wrapSeconds,
      endedAt,
      agent,
      campaign,
      portfolio: campaign.portfolio,
      lead,
      list: this.#listsById.get(lead.listId) ?? null,
      // A few calls go to the lead's alternative number.
      customerNumber: lead.altPhone !== '' && random.chance(0.05) ? lead.altPhone : lead.phoneNumber,
      disposition: dropped ? DROPPED : outcome.disposition,
      carrierDisposition: dropped ? 'Answer' : outcome.carrier,
      termination: dropped
        ? 'ABANDON'
        : outcome.connects
          ? random.pick(['AGENT', 'CALLER', 'CALLER'])
          : agent
            ? 'AGENT'
            : 'NONE',
      trunk: `SIP/CARRIER${random.int(1, 3)}-${number.toString(16).padStart(8, '0')}`,
    };
  }

  #inboundCall({ random, at, second, busy, number }: Start): Call {
    const campaign = random.pick(this.#inbound);
    const known = random.chance(0.8);
    const lead = known ? random.pick(this.#leadsOf.get(campaign.id) ?? []) : null;
    const menuSeconds = random.int(5, 40);
    const base = {
      uniqueId: uniqueId(at, number),
      type: 'INBOUND' as const,
      startedAt: at,
      campaign,
      portfolio: campaign.portfolio,
      lead,
      list: lead ? (this.#listsById.get(lead.listId) ?? null) : null,
      customerNumber: lead?.phoneNumber ?? `${random.int(201, 989)}555${random.digits(4)}`,
      trunk: `SIP/CARRIER${random.int(1, 3)}-${number.toString(16).padStart(8, '0')}`,
    };
    const unanswered = (
      disposition: string,
      carrierDisposition: string,
      termination: Termination,
      waited: number,
    ): Call => ({
      ...base,
      queuedAt: waited < 0 ? null : at + menuSeconds * 1000,
      queueSeconds: Math.max(waited, 0),
      queuePosition: waited < 0 ? 0 : random.int(1, 6),
      answeredAt: null,
      talkSeconds: 0,
      wrapSeconds: 0,
      endedAt: at + (menuSeconds + Math.max(waited, 0)) * 1000,
      agent: null,
      disposition,
      carrierDisposition,
      termination,
    });

    const closed = campaign.callTimeId !== '24hours' && (second < 7 * 3600 || second >= 21 * 3600);
    if (closed) return unanswered('After Hours', 'Answer', 'AFTER_HOURS', -1);
    if (random.chance(0.12)) return unanswered('IVR Hangup', 'Answer', 'CALLER', -1);

    const queuedAt = at + menuSeconds * 1000;
    const agent = this.#firstFree(random, campaign, queuedAt, second, busy);
    const wait = waitOf(random, agent ? ((busy[agent.index] ?? 0) - queuedAt) / 1000 : LONGEST_WAIT);
    const patience = Math.ceil(20 + random.exponential(150));
    if (wait > patience || random.chance(0.03)) {
      return unanswered('Abandoned', 'Answer', 'ABANDON', Math.min(patience, random.int(2, 18) + wait));
    }
    if (!agent) return unanswered('No Agent', 'Answer', 'NO_AGENT', wait);
    if (wait >= LONGEST_WAIT) return unanswered('Queue Timeout', 'Answer', 'QUEUE_TIMEOUT', LONGEST_WAIT);

    const outcome = random.weighted(INBOUND_OUTCOMES);
    const talkSeconds = talkOf(random, outcome.talk);
    const wrapSeconds = random.int(5, 60);
    const answeredAt = queuedAt + wait * 1000;
    const endedAt = answeredAt + talkSeconds * 1000;
    busy[agent.index] = endedAt + wrapSeconds * 1000;
    return {
      ...base,
      queuedAt,
      queueSeconds: wait,
      queuePosition: wait > 30 ? random.int(2, 7) : 1,
      answeredAt,
      talkSeconds,
      wrapSeconds,
      endedAt,
      agent,
      disposition: outcome.disposition,
      carrierDisposition: 'Answer',
      termination: random.pick(['AGENT', 'CALLER', 'CALLER']),
    };
  }

  /** An agent of the campaign who is on shift and free now; null if 24 random attempts find none. */
  #freeAgent(
    random: Random,
    campaign: Campaign,
    at: number,
    second: number,
    busy: Busy,
    fits: (agent: Agent) => boolean,
  ): Agent | null {
    const candidates = this.#agentsOf.get(campaign.id) ?? [];
    for (let attempt = 0; attempt < 24 && candidates.length > 0; attempt += 1) {
      const agent = random.pick(candidates);
      if (fits(agent) && isOnShift(agent, second) && (busy[agent.index] ?? 0) <= at) return agent;
    }
    return null;
  }

  /**
   * The agent of the campaign who takes a caller: a free one, or else the next to be free. Null if none is on shift.
   */
  #firstFree(random: Random, campaign: Campaign, at: number, second: number, busy: Busy): Agent | null {
    const free = this.#freeAgent(random, campaign, at, second, busy, (agent) => agent.inbound);
    if (free) return free;
    let first: Agent | null = null;
    for (const agent of this.#agentsOf.get(campaign.id) ?? []) {
      if (!agent.inbound || !isOnShift(agent, second)) continue;
      if (first === null || (busy[agent.index] ?? 0) < (busy[first.index] ?? 0)) first = agent;
    }
    return first;
  }
}

const uniqueId = (at: number, number: number): string =>
  `${Math.floor(at / 1000)}.${String(number + 1).padStart(6, '0')}`;

const talkOf = (random: Random, [least, mean]: readonly [number, number]): number =>
  Math.min(least + Math.round(random.exponential(mean - least)), 3000);

/** Seconds in the queue: usually few, sometimes many, and at least until the agent is free. */
function waitOf(random: Random, untilFree: number): number {
  const ordinary = random.chance(0.55)
    ? random.int(0, 6)
    : random.exponential(random.chance(0.08) ? 240 : 35);
  return Math.min(Math.ceil(Math.max(ordinary, untilFree, 0)), LONGEST_WAIT);
}
