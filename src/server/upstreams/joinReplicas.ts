import type { Config } from '../../config.ts';
import type { Replicas, ReplicaTerms } from '../../replicas/replicas.ts';
import type { Secrets } from '../files/secrets.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';

export interface JoinOptions {
  readonly dialer: URL;
  readonly secrets: Secrets;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly terms: Partial<ReplicaTerms> | undefined;
}

/**
 * Joins the other servers of the dialer; undefined if this one serves alone. Then nothing of it is loaded.
 *
 * @throws ConfigFileError if the file of a secret cannot be used
 */
export async function joinConfigured(
  { sharedUrl, sharedKey, sharedCacheBytes }: Config,
  { dialer, secrets, metrics, log, terms }: JoinOptions,
): Promise<Replicas | undefined> {
  if (sharedUrl === undefined || sharedKey === undefined) return undefined;
  const { joinReplicas } = await import('../../replicas/replicas.ts');
  return joinReplicas({
    url: secrets.open(sharedUrl, () => undefined),
    dialer,
    log,
    sharing: {
      key: secrets.open(sharedKey, () => undefined),
      mostBytes: sharedCacheBytes,
      observer: metrics.shared(),
    },
    terms,
  });
}
