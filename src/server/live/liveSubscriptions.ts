import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import {
  createSourceEventStream,
  GraphQLError,
  print,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import pLimit from 'p-limit';
import type { Viewer } from '../../access/viewer.ts';
import { isLiveFeed, type LiveEvent, type LiveFeed } from '../../live/liveTopic.ts';
import type { Grant } from '../auth/grant.ts';
import { nextTurn, ownTurn } from '../../upstream/promises/turn.ts';
import type { OperationIdentity } from '../../upstream/client/operationIdentity.ts';
import { COST_HEADER } from '../limits/dialerCost.ts';
import { closingServer, notAcceptable, unauthenticated } from '../httpErrors.ts';
import type { ServerContext } from '../serverContext.ts';
import { Group } from './group.ts';
import { acceptsEvents, asSent, STREAM_HEADERS } from './serverSentEvents.ts';
import { Subscriber } from './subscriber.ts';
import { Subscribers, type Reservation } from './subscribers.ts';

export interface LiveTerms {
  /** A connection on which nothing was sent for this time gets a ping. Some proxies end it after 15 seconds. */
  readonly pingEveryMs: number;
  /** How often credentials and connections are looked at. */
  readonly lookEveryMs: number;
  /** A connection that takes nothing for this time is closed. */
  readonly mostStalledMs: number;
  /** How long a client has to read the last events of a subscription that has ended. */
  readonly lastWordsMs: number;
}

const LIVE_TERMS: LiveTerms = {
  pingEveryMs: 12_000,
  lookEveryMs: 1000,
  mostStalledMs: 300_000,
  lastWordsMs: 5000,
};

/** The most pings, and ends of subscriptions, that are sent in one turn of the event loop. */
const SENT_AT_ONCE = 50;

/** The longest time that a closing server waits for its subscribers. */
const LAST_WORDS_OF_CLOSING_MS = 1000;

/** The context of a request that subscribes. */
interface SubscriptionContext extends ServerContext {
  readonly request: Request;
  readonly params: GraphQLParams;
  readonly viewer: Viewer;
  /** True if its events may count or be audited for the viewer by name. */
  readonly isPersonal?: boolean;
}

/** An operation of a group, as it is executed for an event. */
export interface LiveOperation {
  readonly args: ExecutionArgs;
  /** The request of the subscriber that came first. */
  readonly request: Request;
  /** A viewer with the rights of all subscribers of the group. */
  readonly viewer: Viewer;
  /** The ids of that request. */
  readonly identity: OperationIdentity;
}

export interface LiveOptions extends Partial<LiveTerms> {
  /** The most subscriptions at once. One viewer may have half of them. */
  readonly most: number;
  /** The credential of a request. */
  readonly grantOf: (request: Request) => Grant;
  /** Executes the operation for one event, as a query is executed. */
  readonly executeEvent: (
    operation: LiveOperation,
    event: LiveEvent<unknown>,
    signal: AbortSignal,
  ) => Promise<ExecutionResult>;
  /** Called if that fails as a whole. @returns what subscribers get in place of the result */
  readonly onDefect: (error: unknown) => GraphQLError;
}

/** How long events are executed in one turn of the event loop, in milliseconds. */
const SLICE_MS = 5;

/**
 * The subscriptions of the server, over server-sent events (the distinct connections mode of GraphQL over SSE).
 *
 * Subscribers with the same operation and the same rights form a group: see Group. A subscription is no operation in
 * flight: it does not delay closing, and its buffer is its only limit. Its events are operations.
 */
export class LiveSubscriptions {
  readonly #options: LiveOptions & LiveTerms;
  readonly #subscribers: Subscribers;
  readonly #groups = new Map<string, Group>();
  /** Executions of all groups begin one after the other. */
  readonly #starts = pLimit(1);
  /** When the present slice of executions began, by `performance.now()`. */
  #sliceAt = -Infinity;
  readonly #answers = new WeakMap<Request, (FetchResponse: typeof Response) => Response>();
  readonly #looks: NodeJS.Timeout;
  /** Runs something outside of the request that happened to cause it: pollers work for all. */
  readonly #outside = AsyncLocalStorage.snapshot();
  #isDelivering = false;
  #isLooking = false;
  #isClosed = false;

  constructor(options: LiveOptions) {
    this.#options = { ...LIVE_TERMS, ...options };
    this.#subscribers = new Subscribers(this.#options.most);
    const { lookEveryMs, pingEveryMs } = this.#options;
    this.#looks = setInterval(() => void this.#look(), Math.min(lookEveryMs, pingEveryMs)).unref();
  }

  readonly plugin: Plugin<SubscriptionContext, ServerContext> = {
    onSubscribe: ({ args, setSubscribeFn }) => {
      // Called after all plugins, so that they can refuse it first.
      setSubscribeFn(() => this.#subscribe(args, args.contextValue));
    },
    onResultProcess: (payload) => {
      const answer = this.#answers.get(payload.request);
      if (answer)
        payload.setResultProcessor((_, { Response: FetchResponse }) => answer(FetchResponse), '*/*');
    },
  };

  /** The number of subscriptions, and of the different ones among them. */
  get open(): { readonly subscriptions: number; readonly groups: number } {
    return { subscriptions: this.#subscribers.count, groups: this.#groups.size };
  }

  /** Ends all subscriptions as complete; no more are accepted. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#looks);
    const lastWordsMs = Math.min(this.#options.lastWordsMs, LAST_WORDS_OF_CLOSING_MS);
    for (const { subscriber } of this.#subscribers) subscriber.end([], lastWordsMs);
  }

  /** @returns the errors if there is no subscription; else nothing, because the stream is the answer */
  async #subscribe(args: ExecutionArgs, context: SubscriptionContext): Promise<ExecutionResult> {
    const { request, viewer, open } = context;
    if (!acceptsEvents(request)) {
      const result = { errors: [notAcceptable()] };
      const sent = asSent(result, open.operation.identity.requestId);
      this.#answers.set(request, (FetchResponse) => FetchResponse.json(sent, { status: 406 }));
      return result;
    }
    const reservation = this.#isClosed ? closingServer() : this.#subscribers.reserve(viewer);
    if (reservation instanceof GraphQLError) return { errors: [reservation] };
    try {
      const { identity } = open.operation;
      const operation = {
        args,
        request,
        identity,
        viewer: context.isPersonal ? viewer : { ...viewer, name: SHARED },
      };
      const key = keyOf(operation, context.params.query);
      const source = this.#groups.has(key) ? undefined : await createSourceEventStream(args);
      if (source && !isLiveFeed(source)) return resultOf(source);
      // Meanwhile the client may have left, or the server may have begun to close.
      if (this.#isClosed) return { errors: [closingServer()] };
      if (open.response.destroyed) return {};
      const group = this.#groups.get(key) ?? (source && this.#newGroup(key, source, operation));
      if (!group) throw new Error('A subscription has neither a group nor a feed.');
      open.events = this.#add(group, reservation, context);
      this.#answers.set(request, (FetchResponse) => new FetchResponse(null, { headers: STREAM_HEADERS }));
      return {};
    } finally {
      if (!open.events) reservation.free();
    }
  }

  #add(group: Group, reservation: Reservation, { request, open }: SubscriptionContext): Subscriber {
    const subscriber: Subscriber = new Subscriber({
      response: open.response,
      operation: open.operation,
      encoded: (event) => group.encoded(event),
      onEnd: () => {
        reservation.free();
        group.remove(subscriber);
      },
      lastWordsMs: this.#options.lastWordsMs,
    });
    reservation.take({ subscriber, grant: this.#options.grantOf(request) });
    try {
      // Outside of the request that happens to be the first: what it starts works for all.
      this.#outside(() => group.add(subscriber));
    } catch (error) {
      group.remove(subscriber);
      throw error;
    }
    return subscriber;
  }

  #newGroup(key: string, feed: LiveFeed<unknown>, operation: LiveOperation): Group {
    const { executeEvent, onDefect } = this.#options;
    const group = new Group({
      feed,
      requestId: operation.identity.requestId,
      execute: async (event, signal) => {
        await this.#starts(() => this.#giveWay(signal));
        return executeEvent(operation, event, signal);
      },
      onDefect: (error) => ({ errors: [onDefect(error)] }),
      onEvent: () => void this.#deliver(),
      onEmpty: () => this.#groups.delete(key),
    });
    this.#groups.set(key, group);
    return group;
  }

  /**
   * Lets other operations go first if events have been executed for a while. Most executions wait for nothing, so
   * thousands of them would run in one turn of the event loop.
   */
  async #giveWay(signal: AbortSignal): Promise<void> {
    if (performance.now() - this.#sliceAt < SLICE_MS) return;
    await ownTurn(signal);
    this.#sliceAt = performance.now();
  }

  /** Delivers events until there are none. Groups take turns. */
  async #deliver(): Promise<void> {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    // Events that come one right after the other are delivered together.
    await nextTurn();
    for (let isDone = false; !isDone;) {
      isDone = true;
      for (const group of this.#groups.values()) {
        if (!group.hasEvents) continue;
        isDone = false;
        await group.deliver();
      }
    }
    this.#isDelivering = false;
  }

  /** Ends subscriptions whose credential no longer holds, closes connections that take nothing, and sends pings. */
  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const { pingEveryMs, mostStalledMs } = this.#options;
    const now = performance.now();
    let sent = 0;
    for (const { subscriber, grant } of this.#subscribers) {
      if (!grant.holds()) subscriber.end([unauthenticated()]);
      else if (subscriber.isStalled(now, mostStalledMs)) subscriber.cut();
      else if (!subscriber.ping(now, pingEveryMs)) continue;
      sent += 1;
      if (sent % SENT_AT_ONCE === 0) await nextTurn();
    }
    this.#isLooking = false;
  }
}

/** The viewer's name in executions for several viewers. API keys' names hold no colon, and tokens' begin otherwise. */
const SHARED = 'live:shared';

/** Subscriptions with the same key have the same results. */
function keyOf({ args, request, viewer }: LiveOperation, query: string | undefined): string {
  const facts = [
    query ?? print(args.document),
    args.operationName,
    args.variableValues,
    // It adds to each event what the event cost.
    request.headers.get(COST_HEADER),
    [...viewer.scopes].toSorted(),
    viewer.portfolios?.toSorted(),
    viewer.name,
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64');
}

/** @throws Error if it is another source: its events could not be shared */
function resultOf(source: AsyncIterable<unknown> | ExecutionResult): ExecutionResult {
  if (Symbol.asyncIterator in source) throw new Error('A subscription has another source than a live feed.');
  return source;
}
