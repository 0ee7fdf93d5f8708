import type { Config } from '../../config.ts';
import type { Replicas, ReplicaTerms } from '../../replicas/replicas.ts';
import type { Secrets } from '../files/secrets.ts';
import type { Log } from '../log.ts';

export interface JoiningOptions {
  readonly config: Pick<Config, 'sharedUrl'>;
  readonly dialer: URL;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly terms: Partial<ReplicaTerms> | undefined;
}

/** Joins the other servers of the dialer, if SHARED_URL is set. Nothing of it is loaded otherwise. */
export async function joinedReplicas(options: JoiningOptions): Promise<Replicas | undefined> {
  const { config, secrets, ...rest } = options;
  const { sharedUrl } = config;
  if (sharedUrl === undefined) return undefined;
  const { joinReplicas } = await import('../../replicas/replicas.ts');
  return joinReplicas({ url: secrets.open(sharedUrl, () => undefined), ...rest });
}
