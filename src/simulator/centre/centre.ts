import { agentsOf, type Agent } from './agents.ts';
import { CallHistory } from '../day/calls.ts';
import { CALL_TIMES, type CallTime } from './callTimes.ts';
import {
  campaignsOf,
  listsOf,
  PORTFOLIOS,
  PROFILES,
  type Campaign,
  type LeadList,
  type Portfolio,
  type Profile,
} from './campaigns.ts';
import { CarrierLog } from '../day/carrier.ts';
import { Hoppers } from './hoppers.ts';
import { LeadTable, seedLeads } from './leads.ts';
import { LiveBoard } from './live.ts';
import { Zone } from './zone.ts';

const LEADS = 3600;

/** The whole call centre. All answers derive from it. */
export interface Centre {
  readonly zone: Zone;
  readonly portfolios: readonly Portfolio[];
  readonly profiles: readonly Profile[];
  readonly campaigns: readonly Campaign[];
  readonly callTimes: readonly CallTime[];
  readonly lists: readonly LeadList[];
  readonly agents: readonly Agent[];
  readonly leads: LeadTable;
  readonly hoppers: Hoppers;
  readonly calls: CallHistory;
  readonly live: LiveBoard;
  readonly carrier: CarrierLog;
  /** The system's do-not-call list: numbers, and whole area codes. */
  readonly doNotCall: { readonly numbers: ReadonlySet<string>; readonly areaCodes: ReadonlySet<string> };
  /** The do-not-call lists of campaigns, by campaign id. */
  readonly campaignDoNotCall: ReadonlyMap<string, ReadonlySet<string>>;
  agent(username: string): Agent | undefined;
  campaign(id: string): Campaign | undefined;
  list(id: string): LeadList | undefined;
}

export interface CentreOptions {
  readonly seed: number;
  readonly timezone: string;
  readonly agents: number;
  readonly callsPerDay: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Builds the call centre of a seed. The calls of each day are generated when they are first needed. */
export function buildCentre(options: CentreOptions): Centre {
  const { seed, callsPerDay, now } = options;
  const zone = new Zone(options.timezone);
  const campaigns = campaignsOf(seed);
  const lists = listsOf(seed, campaigns);
  const agents = agentsOf(seed, options.agents, campaigns);
  const leads = new LeadTable();
  seedLeads(leads, { seed, count: LEADS, lists, zone, now });
  leads.seeded();
  const seeded = [...leads.rows];
  const calls = new CallHistory({ seed, zone, agents, campaigns, lists, leads: seeded, callsPerDay });
  const byName = new Map(agents.map((agent) => [agent.username.toLowerCase(), agent]));
  const [first] = campaigns;
  return {
    zone,
    portfolios: PORTFOLIOS,
    profiles: PROFILES,
    campaigns,
    callTimes: CALL_TIMES,
    lists,
    agents,
    leads,
    hoppers: new Hoppers(seed, campaigns, lists, seeded),
    calls,
    live: new LiveBoard({ seed, zone, agents, lists, leads: seeded }),
    carrier: new CarrierLog(seed, calls, zone),
    doNotCall: { numbers: new Set(['7275550911']), areaCodes: new Set(['900']) },
    campaignDoNotCall: new Map(first ? [[first.id, new Set(['7275550912'])]] : []),
    agent: (username) => byName.get(username.toLowerCase()),
    campaign: (id) => campaigns.find((campaign) => campaign.id === id),
    list: (id) => lists.find((list) => list.id === id),
  };
}
