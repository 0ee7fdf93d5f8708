import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config, ConfiguredSecret } from '../config.ts';
import { LeadJournal, type LeadJournalOptions } from '../leads/journal.ts';
import type { SharedJournal } from '../leads/journal/postgres/sharedJournal.ts';
import { LeadWriter } from '../leads/writer.ts';
import type { ReplicaTerms } from '../replicas/replicas.ts';
import type { DialerAccount } from '../upstream/dialer/goApi.ts';
import type { Pauses } from '../upstream/client/upstreamState.ts';
import { handled } from '../upstream/promises/handled.ts';
import { PhoneNumbers } from '../upstream/wire/phoneNumber.ts';
import { Zone } from '../upstream/wire/zone.ts';
import { Access } from './auth/access.ts';
import { AnswerSender, type ReadingLimits } from './answerSender.ts';
import { callIdKey } from './files/callIdKey.ts';
import { closeInOrder, CLOSING_TERMS, timeForSpans, type ClosingTerms } from './closing.ts';
import { EventLog, type EventLogOptions } from './eventLog.ts';
import { listening, urlOf } from './listening.ts';
import { createLog, type Log } from './log.ts';
import { RequestHandler } from './http/requestHandler.ts';
import { OpenRequests } from './openRequests.ts';
import { allOf } from './operations/observers.ts';
import { Metrics } from './metrics/metrics.ts';
import { asParent } from './operations/requestIdentity.ts';
import { operationLog } from './operations/operationLog.ts';
import { ReadinessProbe, type Readiness, type ReadinessOptions } from './readiness.ts';
import { Secrets } from './files/secrets.ts';
import { readTrustedDocuments } from './limits/trustedDocuments.ts';
import { createPages } from './pages/pages.ts';
import { joinConfigured } from './upstreams/joinReplicas.ts';
import { createUpstreams } from './upstreams/upstreamClient.ts';
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
  readonly journalTerms?: Pick<LeadJournalOptions, 'busyMs' | 'mostPages'> &
    Pick<SharedJournal, 'leaseMs' | 'deadlineMs'>;
  readonly reading?: Partial<ReadingLimits>;
  readonly closing?: Partial<ClosingTerms>;
  readonly logging?: EventLogOptions;
  /** See `CallIdKeyOptions`. */
  readonly callIdCost?: number;
  /** The time between two reads of each configured file, in milliseconds: see WatchedFile. */
  readonly lookAtFilesEveryMs?: number;
  /** False if the dialer is not called before it is asked for. */
  readonly probesAtStart?: boolean;
  /** The time between two exports of spans, in milliseconds. */
  readonly exportSpansEveryMs?: number;
  readonly replicaTerms?: Partial<ReplicaTerms>;
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
 * @throws JournalError if the lead journal must not be used: see `LeadJournal.start`
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
    exportSpansEveryMs,
    replicaTerms,
    probesAtStart = true,
    ...who
  }: ServerOptions = {},
): Promise<RunningServer> {
  const log = new EventLog(lines, logging);
  const trustedDocuments =
    config.trustedDocumentsFile === undefined ? undefined : readTrustedDocuments(config.trustedDocumentsFile);
  const access = new Access(config, log, { lookEveryMs: lookAtFilesEveryMs });
  const { voxo, voxoTerms } = config;
  const secrets = new Secrets(log, lookAtFilesEveryMs);
  const metrics = new Metrics({ hasVoxo: config.voxo !== undefined, trustedDocuments });
  const { traceEndpoint: endpoint, traceSampler: sampler } = config;
  const traces =
    endpoint &&
    (await import('./operations/traces.ts')).createTraces({
      endpoint,
      sampler,
      exportEveryMs: exportSpansEveryMs,
    });
  const observer = allOf(
    [
      operationLog(log, config.slowOperationMs),
      metrics.operations,
      metrics.upstream,
      ...(traces ? [traces.observer] : []),
    ],
    log,
  );
  const replicas = await joinConfigured(config, {
    dialer: dialer.baseUrl,
    secrets,
    metrics,
    log,
    terms: replicaTerms,
  });
  const { client, leadsAccount } = createUpstreams({
    config,
    dialer,
    secrets,
    pauses,
    columnsFromBytes: who.columnsFromBytes,
    log,
    observer,
    shared: replicas?.budgets,
  });
  const { leadJournal: path, sharedJournal, leadJournalDays: days } = config;
  const journal = new LeadJournal({
    path,
    shared: sharedJournal && {
      url: secrets.open(sharedJournal.url, () => undefined),
      key: secrets.open(sharedJournal.key, () => undefined),
      ...journalTerms,
    },
    days,
    ...journalTerms,
    onOp: metrics.leads.onJournalOp,
  });
  const zone = new Zone(config.timezone);
  const phoneNumbers = new PhoneNumbers(config.homeCountry);
  const leads = new LeadWriter({
    client,
    ...leadsAccount,
    terms: { zone, home: phoneNumbers, keepsAccents: config.keepsAccents },
    concurrency: config.concurrency,
    journal,
    audit: (line) => {
      log.info({ audit: line }, line.action);
      if (line.action === 'add_lead') metrics.leads.onAdd(line);
    },
    log,
  });
  const { yoga, subscriptions, fastPath, live } = createApi({
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
    lookupCounter: replicas?.lookups,
    observer,
    onForeignRows: metrics.upstream.onForeignRows,
    sharing: replicas?.sharing,
    log,
  });

  const sender = new AnswerSender(log, reading);
  const pages = createPages(config, (body, response) => sender.sendWhole(body, response));
  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: MOST_SENDING_MS,
    headersTimeout: MOST_SENDING_HEADERS_MS,
    connectionsCheckingInterval: LOOK_AT_SENDING_MS,
  });
  server.maxConnections = MOST_CONNECTIONS;
  const open = new OpenRequests(server);
  const { liveSubscriptions: mostSubscriptions, metricsToken } = config;
  metrics.watch({ client, journal, live, subscriptions, mostSubscriptions, open, replicas });
  const readinessProbe = new ReadinessProbe(client, journal, readiness, replicas);
  const handler = new RequestHandler({
    server,
    open,
    yoga,
    fastPath,
    readiness: readinessProbe,
    pages,
    metrics,
    metricsToken: metricsToken && secrets.open(metricsToken, () => undefined),
    sender,
    observer,
    isSampled: traces?.isSampled ?? asParent,
    log,
  });
  server.on('request', (request, response) => handler.handle(request, response));
  const start = async (): Promise<void> => {
    const fault = await journal.start();
    if (fault) log.error({ code: fault.code }, `${fault.message} Leads are refused until it can be used.`);
    await listening(server, config.port, config.host);
  };
  await start().catch(async (error: unknown) => {
    await journal.close();
    await replicas?.close();
    access.close();
    secrets.close();
    log.close();
    throw error;
  });

  // Not waited for: a server in front of a dialer that hangs is up as fast as any other.
  if (probesAtStart) void readinessProbe.look().then((seen) => tellReadiness(log, seen));

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
      handler.phase = 'draining';
      if (drain && terms.drainMs > 0) await pause(terms.drainMs);
      const closingSince = performance.now();
      access.close();
      secrets.close();
      let leadsClosed: Promise<void> | undefined;
      const isWhole = await closeInOrder(
        {
          server,
          open,
          onPortClosed: () => void (handler.phase = 'lingering'),
          onLingered: () => {
            handler.phase = 'closing';
            // Not before: their clients subscribe again, and must not do that here.
            subscriptions.close();
            const sendingMs = terms.sendingMs - (performance.now() - closingSince);
            leadsClosed = handled(leads.close(Math.max(0, sendingMs)));
          },
          refuse: (request, facts) => handler.cutOff(request, facts),
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
      await replicas?.close();
      await traces?.close(timeForSpans(terms, performance.now() - closingSince));
      log.close();
    },
  };
}

/** Logs the result of the probe at the start: an operator who has just started a server reads its log, not `/ready`. */
function tellReadiness(log: Log, readiness: Readiness): void {
  if (readiness.status === 'ok') log.debug({ readiness }, 'the dialer answers');
  else log.warn({ readiness }, 'the dialer cannot be used');
}
