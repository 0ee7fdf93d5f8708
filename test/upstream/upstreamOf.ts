import { UpstreamClient, type UpstreamClientOptions } from '../../src/upstream/client/client.ts';
import { goApi } from '../../src/upstream/dialer/goApi.ts';
import { lmApi } from '../../src/upstream/dialer/lmApi.ts';
import { voxoApi } from '../../src/upstream/voxo/voxoApi.ts';

/** The account the tests ask with; no answer, message or log line may ever show its secrets. */
export const ACCOUNT = { user: 'MyUser', pass: 'MyPass', token: 'MyToken' } as const;

export interface LoggedFacts {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/**
 * The real client in front of one server that plays all upstreams, and what the client logs. A read is tried again almost
 * at once, unless `pauses` are given.
 */
export function upstreamOf(
  baseUrl: URL,
  {
    leadsUser = ACCOUNT.user,
    ...options
  }: Partial<
    Pick<UpstreamClientOptions, 'concurrency' | 'timeoutMs' | 'pauses' | 'rememberedBytes' | 'observer'> & {
      leadsUser: string;
    }
  > = {},
): { client: UpstreamClient; logged: LoggedFacts[] } {
  const logged: LoggedFacts[] = [];
  const client = new UpstreamClient({
    transports: {
      goAPI: goApi({ baseUrl, ...ACCOUNT }),
      lmapi: lmApi({ baseUrl, ...ACCOUNT, user: leadsUser }),
      voxo: voxoApi({ baseUrl, ...ACCOUNT }),
    },
    concurrency: 8,
    timeoutMs: 5000,
    pauses: { retryMs: 5 },
    log: { warn: (facts, message) => void logged.push({ facts, message }) },
    ...options,
  });
  return { client, logged };
}
