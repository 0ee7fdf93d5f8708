export type Termination =
  | 'AGENT'
  | 'CALLER'
  | 'ABANDON'
  | 'QUEUE_TIMEOUT'
  | 'AFTER_HOURS'
  | 'NO_AGENT'
  | 'NONE';

/** A possible outcome of a call, and how likely it is. */
export interface Outcome {
  readonly weight: number;
  readonly disposition: string;
  /** The carrier disposition. */
  readonly carrier: 'Answer' | 'No Answer' | 'Busy' | 'Congestion';
  /** True if the dialer connects the call to an agent. A manual call always has its agent. */
  readonly connects: boolean;
  /** The least and the mean talk time, in seconds. */
  readonly talk: readonly [least: number, mean: number];
}

const connected = (disposition: string, weight: number, least: number, mean: number): Outcome => ({
  weight,
  disposition,
  carrier: 'Answer',
  connects: true,
  talk: [least, mean],
});

const unconnected = (disposition: string, weight: number, carrier: Outcome['carrier']): Outcome => ({
  weight,
  disposition,
  carrier,
  connects: false,
  talk: [0, 0],
});

export const OUTBOUND_OUTCOMES: readonly Outcome[] = [
  connected('Voicemail', 24, 8, 22),
  unconnected('No Answer', 22, 'No Answer'),
  unconnected('Busy', 5, 'Busy'),
  unconnected('Disconnected Number', 4, 'Congestion'),
  connected('Live Disconnect', 8, 4, 12),
  connected('Promise To Pay', 7, 90, 240),
  connected('Callback', 7, 40, 90),
  connected('Denied', 7, 30, 75),
  connected('Not Interested', 5, 20, 60),
  connected('Sale', 3, 180, 420),
  connected('Wrong Number', 3, 10, 25),
  connected('Left Message', 2, 20, 40),
  connected('LIP', 1.2, 120, 300),
  connected('VRF', 1, 90, 180),
  connected('WIT', 0.8, 30, 60),
];

/** Outcomes of inbound calls that an agent answered. */
export const INBOUND_OUTCOMES: readonly Outcome[] = [
  connected('Answered', 34, 60, 260),
  connected('Promise To Pay', 14, 120, 260),
  connected('Callback', 10, 40, 120),
  connected('Live Disconnect', 12, 5, 30),
  connected('Denied', 8, 40, 100),
  connected('Transferred', 6, 50, 110),
  connected('Sale', 5, 180, 420),
  connected('LIP', 2, 120, 300),
  connected('VRF', 2, 90, 180),
];

/** The disposition of an outbound call that was answered while no agent was free. */
export const DROPPED = 'Abandoned';
