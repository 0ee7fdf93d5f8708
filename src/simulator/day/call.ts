import type { Agent } from '../centre/agents.ts';
import type { Campaign, LeadList, Portfolio } from '../centre/campaigns.ts';
import type { StoredLead } from '../centre/leads.ts';
import type { Termination } from '../centre/outcomes.ts';
import type { Zone } from '../centre/zone.ts';

/** A call of the simulated call centre. All call records on the wire derive from it. Times are epoch milliseconds. */
export interface Call {
  readonly uniqueId: string;
  readonly type: 'DIALER' | 'MANUAL' | 'INBOUND';
  readonly startedAt: number;
  /** The time a caller entered the queue; null for outbound calls, and for callers who never entered it. */
  readonly queuedAt: number | null;
  readonly queueSeconds: number;
  readonly queuePosition: number;
  readonly answeredAt: number | null;
  readonly talkSeconds: number;
  readonly wrapSeconds: number;
  readonly endedAt: number;
  readonly agent: Agent | null;
  readonly campaign: Campaign;
  readonly portfolio: Portfolio;
  readonly lead: StoredLead | null;
  readonly list: LeadList | null;
  /** The number of the customer who is called or who calls. */
  readonly customerNumber: string;
  readonly disposition: string;
  readonly carrierDisposition: string;
  readonly termination: Termination;
  readonly trunk: string;
}

export interface CallSources {
  readonly seed: number;
  readonly zone: Zone;
  readonly agents: readonly Agent[];
  readonly campaigns: readonly Campaign[];
  readonly lists: readonly LeadList[];
  /** The leads at the start. A lead that is added later does not change the history. */
  readonly leads: readonly StoredLead[];
  readonly callsPerDay: number;
}
