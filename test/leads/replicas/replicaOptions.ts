import type { ServerOptions } from '../../../src/server/server.ts';

export const LEASE_MS = 1600;

/** Everything is as short as a busy machine allows. */
export const replicaOptions: ServerOptions = {
  journalTerms: { leaseMs: LEASE_MS, deadlineMs: 900 },
  pauses: { probeAfterMs: 200 },
  closing: { lingerMs: 0 },
  probesAtStart: false,
  callIdCost: 1024,
};
