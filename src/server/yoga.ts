import { execute as graphqlExecute, getOperationAST, OperationTypeNode } from 'graphql';
import { createYoga, type GraphQLParams, type Plugin } from 'graphql-yoga';
import type { AnswerLimits } from '../graph/answerBudget.ts';
import { schema } from '../graph/schema.ts';
import type { LookupCounter } from '../access/lookups.ts';
import type { Viewer } from '../access/viewer.ts';
import type { CallIdKey } from '../loaders/calls/callIdentity.ts';
import type { CarrierAccount } from '../loaders/carrier/carrierCalls.ts';
import { createLiveFloor } from '../live/liveFloor.ts';
import { LiveHistory } from '../loaders/liveHistory.ts';
import type { Sharing } from '../replicas/sharing.ts';
import type { ForeignRows } from '../loaders/portfolioFilter.ts';
import type { LeadWriter } from '../leads/writer.ts';
import type { UpstreamClient } from '../upstream/client/client.ts';
import type { PhoneNumbers } from '../upstream/wire/phoneNumber.ts';
import { Zone } from '../upstream/wire/zone.ts';
import type { Access } from './auth/access.ts';
import { Backpressure } from './limits/backpressure.ts';
import { useSubscriptionCost } from './limits/dialerCost.ts';
import { useErrorLimits } from './limits/errorLimits.ts';
import { maskErrorWith } from './errors.ts';
import { useNoFieldSuggestions } from './limits/fieldSuggestions.ts';
import { useNoIntrospection } from './limits/introspection.ts';
import { useValidation } from './limits/input/inputValidation.ts';
import { LeadLookups } from './limits/leadLookups.ts';
import { KnownDocuments, useLimits } from './limits/limits.ts';
import { LiveSubscriptions, type LiveTerms } from './live/liveSubscriptions.ts';
import type { EventLog } from './eventLog.ts';
import { Exports } from './export/exports.ts';
import type { OperationObserver } from './operations/observers.ts';
import { Operation } from './operations/operation.ts';
import { useOperation } from './operations/useOperation.ts';
import type { ServerContext } from './serverContext.ts';
import { useOneAnswerATurn } from './operations/answerTurns.ts';
import { contextMaker } from './operations/context.ts';
import { executeWith, type ExecuteOptions } from './operations/execute.ts';
import { FastPath } from './operations/fastPath.ts';
import { headersOf, type RequestHeaders } from './operations/requestHeaders.ts';
import { RequestParser } from './limits/requestParser.ts';
import { withoutPersistedQuery } from './limits/persistedQueries.ts';
import { useResponseHeaders } from './responseHeaders.ts';
import { trustedParams, type TrustedDocuments } from './limits/trustedDocuments.ts';

export interface ApiOptions {
  readonly client: UpstreamClient;
  readonly leads: LeadWriter;
  readonly access: Access;
  /** The secret of call ids. */
  readonly callIdKey: CallIdKey;
  /** The VOXO account (the phone system); null = none is configured, and the carrier's fields are null. */
  readonly carrier: CarrierAccount | null;
  /** IANA zone of the dialer's times, which carry no offset. */
  readonly timezone: string;
  readonly phoneNumbers: PhoneNumbers;
  /** The longest period one query may cover, in days. */
  readonly maxPeriodDays: number;
  /** The most dialer calls that the plan of one operation may have. */
  readonly maxCallsPerOperation: number;
  /** The most look-ups of leads that one viewer may make in a minute. */
  readonly lookupsPerMinute: number;
  /** See LeadLookupsOptions. */
  readonly lookupCounter?: LookupCounter | undefined;
  /** Default: ANSWER_LIMITS. */
  readonly answerLimits?: AnswerLimits | undefined;
  readonly introspection: boolean;
  /** Undefined = any document runs. */
  readonly trustedDocuments: TrustedDocuments | undefined;
  /** Origins whose pages may read answers, besides the server's own. */
  readonly corsOrigins: readonly string[];
  /** The time between two polls of live figures, in milliseconds. */
  readonly liveIntervalMs: number;
  /** The time between two polls of today's calls, in milliseconds. */
  readonly callsIntervalMs: number;
  /** The largest share of the time that polls of calls may take, 0 to 1. Default: a tenth. */
  readonly callsShare?: number | undefined;
  /** The present time for subscriptions to calls. Default: the clock. */
  readonly liveClock?: (() => Date) | undefined;
  /** The most subscriptions at once; a viewer may have half of them. */
  readonly liveSubscriptions: number;
  readonly liveTerms?: Partial<LiveTerms> | undefined;
  /** The most calls to the dialer at once. */
  readonly concurrency: number;
  /** See LiveFloorOptions. */
  readonly liveRestMs?: number | undefined;
  readonly observer: OperationObserver;
  /** Called if the dialer returns rows of portfolios that a call did not ask for. */
  readonly onForeignRows: (rows: ForeignRows) => void;
  /** What several servers share; undefined = this one serves alone. */
  readonly sharing: Pick<Sharing, 'floor' | 'shareHistory'> | undefined;
  readonly log: EventLog;
  /** The viewer of a request in place of its credential's. */
  readonly viewerOf?: ((request: { readonly headers: RequestHeaders }) => Viewer) | undefined;
  /** From how many bytes on an answer is read into columns, and from how many rows on they are written from those. */
  readonly columnsFromBytes?: number | undefined;
  readonly leastWrittenRows?: number | undefined;
  /** Requests that graphql-js executes behind Yoga. Tests compare their answers with those of other requests. */
  readonly isPlain?: ((headers: RequestHeaders) => boolean) | undefined;
}

/** Options that an operator does not set, or only within limits. */
export type ApiOverrides = Partial<
  Pick<
    ApiOptions,
    | 'viewerOf'
    | 'isPlain'
    | 'columnsFromBytes'
    | 'leastWrittenRows'
    | 'answerLimits'
    | 'liveTerms'
    | 'liveIntervalMs'
    | 'liveRestMs'
    | 'callsIntervalMs'
    | 'callsShare'
    | 'liveClock'
  >
>;

/**
 * Yoga's own option answers unlisted origins with the origin `null`, which sandboxed frames have. So they could read
 * answers.
 */
const corsFor = (listed: readonly string[], origin: string | null) =>
  origin !== null &&
  listed.includes(origin) && {
    origin: [origin],
    credentials: false,
    // A page shows them to its user, who passes them on to support.
    exposedHeaders: ['x-request-id', 'traceparent', 'content-disposition'],
  };

/** Marks requests when they begin to write, because they must get the outcome. */
const useWriteMark = (): Plugin<ServerContext> => ({
  onExecute: ({ args: { document, operationName }, context }) => {
    if (getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION)
      context.open.isWrite = true;
  },
});

/** Checks and completes the parameters of requests. */
const useParams = (paramsOf: (params: GraphQLParams) => GraphQLParams): Plugin => ({
  onParams: ({ params, setParams }) => setParams(paramsOf(params)),
});

/** The GraphQL API over HTTP, GraphiQL included, at /graphql. */
export function createApi(options: ApiOptions) {
  const {
    client,
    access,
    callIdKey,
    timezone,
    maxCallsPerOperation,
    lookupsPerMinute,
    lookupCounter: counter,
    introspection,
    trustedDocuments,
    corsOrigins,
    liveIntervalMs,
    callsIntervalMs,
    callsShare,
    liveClock,
    liveSubscriptions,
    liveTerms,
    liveRestMs,
    concurrency,
    observer,
    sharing,
    log,
    viewerOf,
    isPlain,
  } = options;
  const zone = new Zone(timezone);
  const history = new LiveHistory();
  sharing?.shareHistory(history);
  const lookups = new LeadLookups({
    perMinute: lookupsPerMinute,
    counter,
    // A refused look-up reveals nothing to its caller, so it is only counted.
    audit: (line) =>
      line.outcome === 'rate limited'
        ? log.repeatedInfo({ audit: line }, line.action)
        : log.info({ audit: line }, line.action),
  });
  const live = createLiveFloor({
    client,
    history,
    concurrency,
    liveIntervalMs,
    liveRestMs,
    callsIntervalMs,
    callsShare,
    zone,
    callIdKey: callIdKey.key,
    sharedFloor: sharing?.floor,
    now: liveClock,
  });
  const contextOf = contextMaker({
    ...options,
    zone,
    history,
    lookups,
    callIds: { ...callIdKey, known: live.completedCalls.known },
    live,
  });
  const maskError = maskErrorWith(log);
  const executing: ExecuteOptions = {
    maxCallsPerOperation,
    backpressure: new Backpressure(client),
    audit: (line) => log.info({ audit: line }, line.action),
    maskError,
  };
  const execute = executeWith(executing);
  const exports = new Exports({
    executing,
    grantOf: (request) => access.grantOf(request),
    audit: (line) => log.info({ audit: line }, line.action),
  });
  const subscriptions = new LiveSubscriptions({
    ...liveTerms,
    most: liveSubscriptions,
    grantOf: (request) => access.grantOf(request),
    executeEvent: ({ args, request, viewer, identity }, { value: rootValue, gaps = [] }, signal) =>
      log.ofOperation(identity, async () => {
        const operation = new Operation(identity, observer);
        operation.noteDocument(args.document, args.operationName);
        operation.viewer = viewer.name;
        try {
          const { headers, method } = request;
          const contextValue = contextOf({ headers, method, viewer, signal, operation });
          for (const { action, ...gap } of gaps) contextValue.caller.noteGaps(action, [gap]);
          const result = await execute({ ...args, rootValue, contextValue });
          operation.noteErrors(result.errors ?? []);
          return result;
        } finally {
          operation.endEvent();
        }
      }),
    onDefect: maskError,
  });

  const viewerFor = (request: Request): Viewer => viewerOf?.(request) ?? access.viewerOf(request);
  const parser = new RequestParser();
  const documents = new KnownDocuments();
  const paramsOf = (params: GraphQLParams): GraphQLParams =>
    trustedDocuments ? trustedParams(trustedDocuments, params) : withoutPersistedQuery(params);
  const fastPath = new FastPath({
    schema,
    access,
    parser,
    documents,
    paramsOf,
    viewerOf: ({ viewer }, headers) => viewerOf?.({ headers }) ?? viewer,
    contextOf: ({ request, operation, signal }, viewer) =>
      contextOf({ headers: headersOf(request), method: 'POST', viewer, signal, operation }),
    execute,
    plain: isPlain && { is: isPlain, execute: executeWith({ ...executing, resolve: graphqlExecute }) },
  });
  const yoga = createYoga<ServerContext>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    // The page around it is served by createPages.
    graphiql: false,
    cors: (request) => corsFor(corsOrigins, request.headers.get('origin')),
    maskedErrors: { maskError },
    // maskErrorWith logs errors. Yoga's own lines would repeat them, and include what users sent.
    logging: false,
    // useRequestParser reads bodies, and has its own limits.
    multipart: false,
    maxRequestBodySize: false,
    parserAndValidationCache: documents.cache,
    // The order: authentication, parsing, limits, then the plan.
    plugins: [
      subscriptions.plugin,
      access.plugin,
      parser.plugin,
      useParams(paramsOf),
      useLimits(),
      useValidation(documents),
      useSubscriptionCost(maxCallsPerOperation),
      fastPath.plugin,
      exports.plugin,
      useResponseHeaders(),
      useOperation(viewerFor),
      useErrorLimits(),
      useWriteMark(),
      useOneAnswerATurn(),
      ...(introspection ? [] : [useNoIntrospection(), useNoFieldSuggestions()]),
    ],
    context: ({ request, signal, open: { operation } }) => {
      const { headers, method } = request;
      return contextOf({ headers, method, viewer: viewerFor(request), signal, operation });
    },
  });
  return { yoga, subscriptions, fastPath, live };
}

export type Yoga = ReturnType<typeof createApi>['yoga'];
