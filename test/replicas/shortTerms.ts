import type { ReplicaTerms } from '../../src/replicas/replicas.ts';

/**
 * Terms of servers in programs of their own: shorter than in production, so that tests need not wait. The margin is that of
 * production: no program may be held up for longer than that.
 */
export const SHORT = {
  reportMs: 200,
  validMs: 800,
  marginMs: 1000,
  recoveryMs: 800,
} as const satisfies Partial<ReplicaTerms>;
