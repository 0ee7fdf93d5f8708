import { getOperationAST, OperationTypeNode, type ExecutionResult } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { AnswerBudget, type AnswerLimits } from '../graph/answerBudget.ts';
import { schema } from '../graph/schema.ts';
import type { Viewer } from '../access/viewer.ts';
import type { CarrierAccount } from '../loaders/carrier/carrierCalls.ts';
import { createLoaders, type Loaders } from '../loaders/index.ts';
import { createLiveFloor } from '../live/liveFloor.ts';
import { LiveHistory } from '../loaders/liveHistory.ts';
import type { ForeignRows } from '../loaders/portfolioFilter.ts';
import type { LeadWriter } from '../leads/writer.ts';
import { Caller } from '../upstream/client/caller.ts';
import type { UpstreamClient } from '../upstream/client/client.ts';
import { nextTurn, ownTurn } from '../upstream/promises/turn.ts';
import type { PhoneNumbers } from '../upstream/wire/phoneNumber.ts';
import { Zone } from '../upstream/wire/zone.ts';
import type { Access } from './auth/access.ts';
import { portfolioFilterOf } from './auth/portfolioFilterOf.ts';
import { useAnswerBudget } from './limits/answerBudget.ts';
import { Backpressure } from './limits/backpressure.ts';
import { useDialerCost, type CostedContext } from './limits/dialerCost.ts';
import { useErrorLimits } from './limits/errorLimits.ts';
import { maskErrorWith } from './errors.ts';
import { useNoFieldSuggestions } from './limits/fieldSuggestions.ts';
import { useNoIntrospection } from './limits/introspection.ts';
import { useInputValidation } from './limits/input/inputValidation.ts';
import { LeadLookups } from './limits/leadLookups.ts';
import { useLeadReads } from './limits/leadReads.ts';
import { documentMemory, useLimits } from './limits/limits.ts';
import { LiveSubscriptions, type LiveTerms } from './live/liveSubscriptions.ts';
import type { EventLog } from './eventLog.ts';
import type { OperationObserver } from './operations/observers.ts';
import { Operation } from './operations/operation.ts';
import { useOperation } from './operations/useOperation.ts';
import type { ServerContext } from './serverContext.ts';
import { useRequestParser } from './limits/requestParser.ts';
import { useNoPersistedQueries } from './limits/persistedQueries.ts';
import { useResponseHeaders } from './responseHeaders.ts';
import { useTrustedDocuments, type TrustedDocuments } from './limits/trustedDocuments.ts';

export interface ApiOptions {
  readonly client: UpstreamClient;
  readonly leads: LeadWriter;
  readonly access: Access;
  /** The secret of call ids. */
  readonly callIdKey: () => string;
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
  readonly log: EventLog;
  /** The viewer of a request; if left out, all requests have the same viewer. */
  readonly viewerOf?: ((request: Request) => Viewer) | undefined;
}

/** Options that an operator does not set, or only within limits. */
export type ApiOverrides = Partial<
  Pick<
    ApiOptions,
    | 'viewerOf'
    | 'answerLimits'
    | 'liveTerms'
    | 'liveIntervalMs'
    | 'liveRestMs'
    | 'callsIntervalMs'
    | 'callsShare'
    | 'liveClock'
  >
>;

/** What a context is made of. */
interface ContextFacts {
  readonly request: Request;
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal;
  readonly operation: Operation;
}

/**
 * Yoga's own option answers unlisted origins with the origin `null`, which sandboxed frames have. So they could read
 * answers.
 */
const corsFor = (listed: readonly string[], origin: string | null) =>
  origin !== null &&
  listed.includes(origin) && {
    origin: [origin],
    credentials: false,
    // A page shows them to its user, who tells them to whoever is on call.
    exposedHeaders: ['x-request-id', 'traceparent'],
  };

/** Marks requests when they begin to write, because they must get the outcome. */
const useWriteMark = (): Plugin<ServerContext> => ({
  onExecute: ({ args: { document, operationName }, context }) => {
    if (getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION)
      context.open.isWrite = true;
  },
});

/** Serialises each answer in its own turn of the event loop, because that takes as long as to execute the operation. */
const useOneAnswerATurn = (): Plugin<object, ServerContext> => ({
  onResultProcess: async ({ serverContext: { signal } }) => {
    await nextTurn();
    await ownTurn(signal);
  },
});

/** The GraphQL API over HTTP, GraphiQL included, at /graphql. */
export function createApi(options: ApiOptions) {
  const {
    client,
    leads,
    access,
    callIdKey,
    carrier,
    timezone,
    phoneNumbers,
    maxPeriodDays,
    maxCallsPerOperation,
    lookupsPerMinute,
    answerLimits,
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
    log,
    viewerOf = (request) => access.viewerOf(request),
  } = options;
  const zone = new Zone(timezone);
  const history = new LiveHistory();
  const lookups = new LeadLookups({
    perMinute: lookupsPerMinute,
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
    callIdKey,
    now: liveClock,
  });
  const callIds = { key: callIdKey, known: live.completedCalls.known };
  const contextOf = (
    { request, signal, operation }: ContextFacts,
    viewer = viewerOf(request),
  ): CostedContext => {
    const callerFor = (until: AbortSignal): Caller =>
      new Caller(until, maxCallsPerOperation, viewer.name, operation.identity);
    const loadersFor = (own: Caller): Loaders =>
      createLoaders({
        client,
        history,
        caller: own,
        portfolioFilter: portfolioFilterOf(viewer, own, options),
        callIds,
        carrier,
        zone,
        phoneNumbers,
      });
    const caller = callerFor(signal);
    operation.caller = caller;
    return {
      loaders: loadersFor(caller),
      loadersAnew: (until) => loadersFor(callerFor(until)),
      live,
      caller,
      budget: new AnswerBudget(answerLimits),
      now: new Date(),
      method: request.method,
      zone,
      phoneNumbers,
      carrier,
      maxPeriodDays,
      leads,
      lookups: lookups.ofOperation(),
      viewer,
    };
  };
  const maskError = maskErrorWith(log);
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
          const contextValue = { request, ...contextOf({ request, signal, operation }, viewer) };
          for (const { action, ...gap } of gaps) contextValue.caller.noteGaps(action, [gap]);
          const { execute } = yoga.getEnveloped(contextValue);
          const result: ExecutionResult = await execute({ ...args, rootValue, contextValue });
          operation.noteErrors(result.errors ?? []);
          return result;
        } finally {
          operation.endEvent();
        }
      }),
    onDefect: maskError,
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
    parserAndValidationCache: documentMemory(),
    // The order: authentication, parsing, limits, then the plan.
    plugins: [
      subscriptions.plugin,
      access.plugin,
      useRequestParser(),
      trustedDocuments ? useTrustedDocuments(trustedDocuments) : useNoPersistedQueries(),
      useLimits(),
      useInputValidation(),
      useDialerCost(maxCallsPerOperation, new Backpressure(client)),
      useAnswerBudget(),
      useLeadReads((line) => log.info({ audit: line }, line.action)),
      useResponseHeaders(),
      useOperation(viewerOf),
      useErrorLimits(),
      useWriteMark(),
      useOneAnswerATurn(),
      ...(introspection ? [] : [useNoIntrospection(), useNoFieldSuggestions()]),
    ],
    context: ({ request, signal, open: { operation } }) => contextOf({ request, signal, operation }),
  });
  return { yoga, subscriptions, live };
}

export type Yoga = ReturnType<typeof createApi>['yoga'];
