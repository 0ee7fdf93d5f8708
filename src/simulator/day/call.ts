import type { Agent } from '../centre/agents.ts';
import type { Campaign, LeadList, Portfolio } from '../centre/campaigns.ts';
import type { StoredLead } from '../centre/leads.ts';
import type { Termination } from '../centre/outcomes.ts';
import type { Zone } from '../centre/zone.ts';

/** One call as the call centre knows it; the wire's records are views of it. Times are epoch milliseconds. */
export interface Call {
  readonly uniqueId: string;
  readonly type: 'DIALER' | 'MANUAL' | 'INBOUND';
  readonly startedAt: number;
  /** When a caller entered the queue; null for outbound calls and for those who never got that far. */
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
  /** The number of the person called or calling. */
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
  /** The leads there were at the start: a lead added later does not change what happened before. */
  readonly leads: readonly StoredLead[];
  readonly callsPerDay: number;
}
