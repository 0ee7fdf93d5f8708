import type { ServerOptions } from '../../../src/server/server.ts';

export const LEASE_MS = 1600;

/** Everything is as short as a busy machine allows. */
export const replicaOptions: ServerOptions = {
  // Slots of a server that was killed are free within two seconds. The next wave needs them.
  replicaTerms: {
    deadlineMs: 300,
    connectMs: 300,
    retryMs: 10,
    mostRetryMs: 50,
    beatMs: 100,
    goneAfterMs: 1000,
    reportMs: 100,
    validMs: 500,
    marginMs: 100,
    reservedMs: 2000,
    recoveryMs: 200,
  },
  journalTerms: { leaseMs: LEASE_MS, deadlineMs: 900 },
  pauses: { probeAfterMs: 200 },
  closing: { lingerMs: 0 },
  probesAtStart: false,
  callIdCost: 1024,
};
