import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config, ConfiguredSecret } from '../config.ts';
import { LeadJournal } from '../leads/journal.ts';
import { LeadWriter } from '../leads/writer.ts';
import { UpstreamClient } from '../upstream/client.ts';
import { goApi, type DialerAccount } from '../upstream/dialer/goApi.ts';
import { lmApi } from '../upstream/dialer/lmApi.ts';
import type { Pauses } from '../upstream/upstreamState.ts';
import { VOXO_REMEMBERED_BYTES, voxoApi } from '../upstream/voxo/voxoApi.ts';
import { Zone } from '../upstream/zone.ts';
import { Access } from './access.ts';
import { callIdKey } from './callIdKey.ts';
import { ReadinessProbe, type ReadinessOptions } from './readiness.ts';
import { Secrets } from './secrets.ts';
import { readTrustedDocuments } from './trustedDocuments.ts';
import { createApi, type ApiOptions } from './yoga.ts';
import { createLog, type Log } from './log.ts';

export interface RunningServer {
  /** Where it listens: http://127.0.0.1:4000 */
  readonly url: string;
  readonly log: Log;
  /** Accepts nothing more, lets what runs end (for 15 seconds at most), closes every connection. */
  close(): Promise<void>;
}

/** Longer than proxies keep theirs, so that none sends a request into a connection that is just being closed. */
const KEEP_ALIVE_MS = 65_000;

/** How long a client may take to send a request: four megabytes over a slow line. */
const MOST_SENDING_MS = 60_000;

/** How long closing waits for what runs. */
const MOST_CLOSING_MS = 15_000;

/** What an operator does not set. */
export interface ServerOptions extends Pick<ApiOptions, 'viewerOf'> {
  readonly pauses?: Partial<Pauses>;
  readonly readiness?: ReadinessOptions;
}

/**
 * Serves the API of one dialer.
 *
 * @throws ConfigFileError where a file that the configuration names cannot be used
 */
export async function startServer(
  config: Config,
  dialer: Omit<DialerAccount, 'pass'> & { readonly pass: ConfiguredSecret },
  log: Log = createLog(config.logLevel),
  { pauses = {}, readiness, ...who }: ServerOptions = {},
): Promise<RunningServer> {
  const trustedDocuments =
    config.trustedDocumentsFile === undefined ? undefined : readTrustedDocuments(config.trustedDocumentsFile);
  const access = new Access(config, log);
  const { baseUrl } = dialer;
  const { leadsAccount, voxo, voxoTerms } = config;
  const secrets = new Secrets(log);
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
    concurrency: config.concurrency,
    timeoutMs: config.timeoutMs,
    timezone: config.timezone,
    log,
  });
  const leads = new LeadWriter({
    client,
    user: leadsUser,
    concurrency: config.concurrency,
    openJournal: () => new LeadJournal(config.leadJournal),
    audit: (line) => log.info({ audit: line }, 'add_lead'),
    log,
  });
  const api = createApi({
    client,
    leads,
    access,
    trustedDocuments,
    carrier: voxo
      ? { tenantId: voxo.tenantId, billingCode: voxo.billingCode, zone: new Zone(voxoTerms.timezone) }
      : null,
    ...config,
    callIdKey: callIdKey({ dialer, secret: config.callIdKey, leadJournal: config.leadJournal, log }),
    ...who,
    log,
  });

  let closing = false;
  const readinessProbe = new ReadinessProbe(client, readiness);
  const ready = async (response: ServerResponse): Promise<void> => {
    if (closing) return answer(response, 503, { status: 'closing' });
    const seen = await readinessProbe.look();
    return answer(response, seen.status === 'ok' ? 200 : 503, seen);
  };
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: MOST_SENDING_MS },
    (request, response) => {
      // The client may keep its connection for more; a server that closes has no more to give.
      response.once('close', () => {
        if (closing) server.closeIdleConnections();
      });
      if (!isReadable(request))
        return answer(response, 400, { error: 'The request names no place on this server.' });
      if (hasTwoSenders(request))
        return answer(response, 400, { error: 'Send one credential: the request has two of one header.' });
      const path = request.url?.split('?')[0];
      if (path === '/health') return answer(response, 200, { status: 'ok' });
      if (path === '/ready') return void ready(response);
      if (path === '/') {
        response.writeHead(302, { location: '/graphql' }).end();
        return undefined;
      }
      return void api(request, response, { signal: untilGone(response) });
    },
  );
  await listening(server, config.port, config.host).catch((error: unknown) => {
    access.close();
    secrets.close();
    throw error;
  });

  return {
    url: urlOf(server),
    log,
    close: async () => {
      closing = true;
      access.close();
      secrets.close();
      const patience = setTimeout(() => {
        log.warn('what still runs is ended');
        server.closeAllConnections();
        void client.destroy();
      }, MOST_CLOSING_MS);
      const leadsClosed = leads.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      await leadsClosed;
      await client.close();
      clearTimeout(patience);
    },
  };
}

const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/**
 * True where what a request says of its place makes a URL: Yoga puts it together from the Host header and the path, and
 * answers with a stack where that fails.
 */
function isReadable({ url = '', headers: { host = 'localhost' } }: IncomingMessage): boolean {
  return HOST.test(host) && url.startsWith('/') && URL.canParse(`http://${host}${url}`);
}

/** True where a request names two senders: Node leaves all but the first out, unseen. */
const hasTwoSenders = ({ headersDistinct }: IncomingMessage): boolean =>
  ['authorization', 'x-api-key'].some((name) => (headersDistinct[name]?.length ?? 0) > 1);

/** A signal that is aborted where the client leaves before its answer was sent. */
function untilGone(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const listening = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

function urlOf(server: Server): string {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
