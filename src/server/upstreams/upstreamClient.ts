import type { Config, ConfiguredSecret } from '../../config.ts';
import { UpstreamClient } from '../../upstream/client/client.ts';
import type { UpstreamObserver } from '../../upstream/client/observer.ts';
import type { SharedBudgets } from '../../upstream/client/shared/sharedBudgets.ts';
import type { Pauses } from '../../upstream/client/upstreamState.ts';
import { goApi, type DialerAccount } from '../../upstream/dialer/goApi.ts';
import { lmApi } from '../../upstream/dialer/lmApi.ts';
import { VOXO_REMEMBERED_BYTES, voxoApi } from '../../upstream/voxo/voxoApi.ts';
import type { Secret } from '../../upstream/wire/transport.ts';
import type { Secrets } from '../files/secrets.ts';
import type { Log } from '../log.ts';

export interface UpstreamOptions {
  readonly config: Config;
  readonly dialer: Omit<DialerAccount, 'pass'> & { readonly pass: ConfiguredSecret };
  readonly secrets: Secrets;
  readonly pauses: Partial<Pauses>;
  /** See HttpClient. */
  readonly columnsFromBytes: number | undefined;
  readonly log: Log;
  readonly observer: UpstreamObserver;
  /** The budgets that several servers have together; undefined = this server is alone. */
  readonly shared: SharedBudgets | undefined;
}

/** The client of all upstreams, and the account that adds leads. */
export interface Upstreams {
  readonly client: UpstreamClient;
  readonly leadsAccount: { readonly user: string; readonly pass: Secret };
}

/**
 * The client of the dialer and of VOXO, with the accounts that the configuration names. If a secret's file changes, a
 * refused login is tried again at once.
 *
 * @throws ConfigFileError if the file of a secret cannot be used
 */
export function createUpstreams(options: UpstreamOptions): Upstreams {
  const { config, dialer, secrets, pauses, columnsFromBytes, log, observer, shared } = options;
  const { leadsAccount, voxo, voxoTerms, concurrency, timeoutMs, timezone } = config;
  const { baseUrl } = dialer;
  const dialerPass = secrets.open(dialer.pass, () => {
    client.renewLogin('goAPI');
    if (leadsAccount.pass === undefined) client.renewLogin('lmapi');
  });
  const leadsPass =
    leadsAccount.pass === undefined
      ? dialerPass
      : secrets.open(leadsAccount.pass, () => client.renewLogin('lmapi'));
  const leadsUser = leadsAccount.user ?? dialer.user;
  const client: UpstreamClient = new UpstreamClient({
    transports: {
      goAPI: goApi({ baseUrl, user: dialer.user, pass: dialerPass }),
      lmapi: lmApi({ baseUrl, user: leadsUser, pass: leadsPass }),
      ...(voxo
        ? {
            voxo: voxoApi({
              ...voxo,
              token: secrets.open(voxo.token, () => client.renewLogin('voxo')),
            }),
          }
        : {}),
    },
    own: { VOXO: { ...voxoTerms, pauses, rememberedBytes: VOXO_REMEMBERED_BYTES } },
    pauses,
    columnsFromBytes,
    concurrency,
    timeoutMs,
    timezone,
    log,
    observer,
    shared,
  });
  return { client, leadsAccount: { user: leadsUser, pass: leadsPass } };
}
