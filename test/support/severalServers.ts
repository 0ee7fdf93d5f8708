/** Several servers of one dialer that share a Redis. */
import { onTestFinished } from 'vitest';
import type { ReplicaTerms } from '../../src/replicas/replicas.ts';
import type { ServerOptions } from '../../src/server/server.ts';
import { startApi, type Api, type AtEnd, type Settings } from './api.ts';
import type { RedisServer } from './redisServer.ts';
import type { ScriptedServer } from './scriptedServer.ts';

export const SHARED_KEY = 'a-key-of-tests-that-is-long-enough-0123456789';

/** Shorter than in production, so that tests need not wait; long enough for a busy machine. */
export const QUICK: Partial<ReplicaTerms> = {
  deadlineMs: 800,
  connectMs: 300,
  retryMs: 5,
  mostRetryMs: 20,
  beatMs: 50,
  callLeaseMs: 1500,
  pollLeaseMs: 1000,
  repeatMs: 100,
  goneAfterMs: 2000,
};

export const sharedSettings = ({ url }: RedisServer): Settings => ({
  SHARED_URL: url,
  SHARED_KEY,
  CALL_ID_KEY: 'the same on all servers',
  // More than there are servers.
  DIALER_CONCURRENCY: '32',
});

/** Starts servers. @param each further settings of each server */
export const startServers = (
  redis: RedisServer,
  dialer: ScriptedServer,
  each: readonly Settings[],
  options: ServerOptions = {},
  atEnd: AtEnd = onTestFinished,
): Promise<Api[]> =>
  Promise.all(
    each.map((settings) =>
      startApi(
        { ...sharedSettings(redis), ...settings },
        dialer,
        { ...options, replicaTerms: { ...QUICK, ...options.replicaTerms } },
        atEnd,
      ),
    ),
  );
