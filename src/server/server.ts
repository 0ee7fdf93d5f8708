import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config, ConfiguredSecret } from '../config.ts';
import { LeadJournal, type LeadJournalOptions } from '../leads/journal.ts';
import { LeadWriter } from '../leads/writer.ts';
import { UpstreamClient } from '../upstream/client/client.ts';
import { goApi, type DialerAccount } from '../upstream/dialer/goApi.ts';
import { lmApi } from '../upstream/dialer/lmApi.ts';
import type { Pauses } from '../upstream/client/upstreamState.ts';
import { VOXO_REMEMBERED_BYTES, voxoApi } from '../upstream/voxo/voxoApi.ts';
import { PhoneNumbers } from '../upstream/wire/phoneNumber.ts';
import { Zone } from '../upstream/wire/zone.ts';
import { Access } from './auth/access.ts';
import { AnswerSender, type ReadingLimits } from './answerSender.ts';
import { callIdKey } from './files/callIdKey.ts';
import { closeInOrder, CLOSING_TERMS, type ClosingTerms } from './closing.ts';
import { defectOf } from './defects.ts';
import { EventLog, type EventLogOptions } from './eventLog.ts';
import { listening, urlOf } from './listening.ts';
import { createLog, type Log } from './log.ts';
import { OpenRequests, untilGone, type OpenRequest } from './openRequests.ts';
import { createPages } from './pages/pages.ts';
import { requestFault } from './requestFault.ts';
import { setResponseHeaders } from './responseHeaders.ts';
import { ReadinessProbe, type ReadinessOptions } from './readiness.ts';
import { Secrets } from './files/secrets.ts';
import { readTrustedDocuments } from './limits/trustedDocuments.ts';
import { createApi, type ApiOverrides } from './yoga.ts';

export interface RunningServer {
  /** Its URL: http://127.0.0.1:4000 */
  readonly url: string;
  readonly log: Log;
  /** The current secrets of the upstream accounts, which must not be logged. */
  readonly secrets: readonly string[];
  /** True if closing has cut off a running operation. */
  readonly wasCutOff: boolean;
  /**
   * Closes in order: `/ready` answers 503 for DRAIN_SECONDS; then no new connection is accepted, running operations
   * have 15 seconds to end, and requests that are cut off get an answer.
   *
   * @param how drain: false = without waiting for DRAIN_SECONDS
   */
  close(how?: { readonly drain?: boolean }): Promise<void>;
}

/** Options that an operator does not set. */
export interface ServerOptions extends ApiOverrides {
  readonly pauses?: Partial<Pauses>;
  readonly readiness?: ReadinessOptions;
  readonly journalTerms?: Pick<LeadJournalOptions, 'busyMs' | 'mostPages'>;
  readonly reading?: Partial<ReadingLimits>;
  readonly closing?: Partial<ClosingTerms>;
  readonly logging?: EventLogOptions;
  /** See `CallIdKeyOptions`. */
  readonly callIdCost?: number;
  /** The time between two reads of each configured file, in milliseconds: see WatchedFile. */
  readonly lookAtFilesEveryMs?: number;
}

/** Longer than proxies keep idle connections. Otherwise a proxy could send a request into a closing connection. */
const KEEP_ALIVE_MS = 65_000;

/** How long a client may take to send a request (4 MB over a slow line), and its headers. */
const MOST_SENDING_MS = 60_000;
const MOST_SENDING_HEADERS_MS = 20_000;

/** The time between two checks of the two limits above. */
const LOOK_AT_SENDING_MS = 5000;

/** Further connections are closed at once: they would take the file handles that the upstreams and the journal need. */
const MOST_CONNECTIONS = 10_000;

/**
 * Serves the API of one dialer.
 *
 * @throws ConfigFileError if a file that the configuration names cannot be used
 * @throws JournalError if another server uses the lead journal, or could use it by a hard link
 */
export async function startServer(
  config: Config,
  dialer: Omit<DialerAccount, 'pass'> & { readonly pass: ConfiguredSecret },
  lines: Logger = createLog(config.logLevel),
  {
    pauses = {},
    readiness,
    journalTerms,
    reading,
    closing,
    logging,
    callIdCost,
    lookAtFilesEveryMs,
    ...who
  }: ServerOptions = {},
): Promise<RunningServer> {
  const log = new EventLog(lines, logging);
  const trustedDocuments =
    config.trustedDocumentsFile === undefined ? undefined : readTrustedDocuments(config.trustedDocumentsFile);
  const access = new Access(config, log, lookAtFilesEveryMs);
  const { baseUrl } = dialer;
  const { leadsAccount, voxo, voxoTerms } = config;
  const secrets = new Secrets(log, lookAtFilesEveryMs);
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
  const { leadJournal, leadJournalDays: days } = config;
  const journal = new LeadJournal({ path: leadJournal, days, ...journalTerms });
  const zone = new Zone(config.timezone);
  const phoneNumbers = new PhoneNumbers(config.homeCountry);
  const leads = new LeadWriter({
    client,
    user: leadsUser,
    pass: leadsPass,
    terms: { zone, home: phoneNumbers, keepsAccents: config.keepsAccents },
    concurrency: config.concurrency,
    journal,
    audit: (line) => log.info({ audit: line }, line.action),
    log,
  });
  const { yoga, subscriptions } = createApi({
    client,
    phoneNumbers,
    leads,
    access,
    trustedDocuments,
    carrier: voxo
      ? { tenantId: voxo.tenantId, billingCode: voxo.billingCode, zone: new Zone(voxoTerms.timezone) }
      : null,
    ...config,
    callIdKey: callIdKey({
      dialer,
      secret: config.callIdKey,
      leadJournal: config.callIdKeyBeside,
      log,
      ...(callIdCost === undefined ? {} : { cost: callIdCost }),
    }),
    ...who,
    log,
  });

  const sender = new AnswerSender(log, reading);
  const pages = createPages(config, (body, response) => sender.sendWhole(body, response));
  const answer = (response: ServerResponse, status: number, body: object): void => {
    response.statusCode = status;
    setResponseHeaders(response);
    response.setHeader('content-type', 'application/json');
    sender.sendWhole(Buffer.from(JSON.stringify(body)), response);
  };

  let phase: 'serving' | 'draining' | 'closing' = 'serving';
  const readinessProbe = new ReadinessProbe(client, journal, readiness);
  const ready = async (response: ServerResponse): Promise<void> => {
    if (phase !== 'serving') return answer(response, 503, { status: 'closing' });
    const seen = await readinessProbe.look();
    return answer(response, seen.status === 'ok' ? 200 : 503, seen);
  };
  const graphql = async (open: OpenRequest): Promise<void> => {
    const { request, response } = open;
    const made = await yoga.handleNodeRequestAndResponse(request, response, {
      signal: untilGone(response),
      open,
    });
    // The connection is about to close. Without this header, the client could send its next request into it.
    if (phase === 'closing' && !response.headersSent) response.setHeader('connection', 'close');
    if (!open.events || !made.ok) return sender.send(made, response);
    // A subscription is no answer that a client must have read some time.
    response.statusCode = made.status;
    response.setHeaders(made.headers);
    open.events.begin();
    return undefined;
  };
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      requestTimeout: MOST_SENDING_MS,
      headersTimeout: MOST_SENDING_HEADERS_MS,
      connectionsCheckingInterval: LOOK_AT_SENDING_MS,
    },
    (request, response) => {
      // The client may keep its connection open, so a closing server ends it.
      response.once('close', () => {
        if (phase === 'closing') server.closeIdleConnections();
      });
      const under = open.add(request, response);
      const fault = requestFault(request);
      if (fault !== undefined) return answer(response, 400, { error: fault });
      const path = request.url?.split('?')[0];
      if (path === '/health') return answer(response, 200, { status: 'ok' });
      if (path === '/ready') return void ready(response);
      return void log.ofOperation(() =>
        (pages(request, response) ?? graphql(under)).catch((error: unknown) => {
          log.error({ defect: defectOf(error) }, 'a request was not answered');
          answer(response, 500, internalError);
        }),
      );
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  const open = new OpenRequests(server);
  const start = async (): Promise<void> => {
    const fault = await journal.start();
    if (fault) log.error({ code: fault.code }, `${fault.message} Leads are refused until it can be used.`);
    await listening(server, config.port, config.host);
  };
  await start().catch(async (error: unknown) => {
    await journal.close();
    access.close();
    secrets.close();
    log.close();
    throw error;
  });

  const terms = { ...CLOSING_TERMS, drainMs: config.drainSeconds * 1000, ...closing };
  let wasCutOff = false;
  return {
    url: urlOf(server),
    log,
    get secrets() {
      return secrets.current;
    },
    get wasCutOff() {
      return wasCutOff;
    },
    close: async ({ drain = true } = {}) => {
      if (drain && terms.drainMs > 0) {
        phase = 'draining';
        await pause(terms.drainMs);
      }
      phase = 'closing';
      subscriptions.close();
      access.close();
      secrets.close();
      const leadsClosed = leads.close(terms.sendingMs);
      const isWhole = await closeInOrder(
        {
          server,
          open,
          refuse: ({ response }, { message, retryable }) => {
            response.setHeader('connection', 'close');
            const extensions = { code: 'SERVICE_UNAVAILABLE', retryable };
            answer(response, 503, { errors: [{ message, extensions }] });
          },
          abort: () => client.destroy(),
          settle: async () => {
            await leadsClosed;
            await client.close();
          },
          log,
        },
        terms,
      );
      wasCutOff = !isWhole;
      sender.close();
      log.close();
    },
  };
}

const internalError = {
  errors: [
    {
      message: 'Something went wrong on our side.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
    },
  ],
};
