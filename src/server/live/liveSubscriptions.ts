import { createHash } from 'node:crypto';
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  OperationTypeNode,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Viewer } from '../../access/viewer.ts';
import { isLiveFeed, type LiveEvent, type LiveFeed } from '../../live/liveTopic.ts';
import { nextTurn } from '../../upstream/promises/turn.ts';
import { withinLimits } from '../limits/errorLimits.ts';
import { nextEvent, Subscriber } from './subscriber.ts';

/** Some proxies end a connection on which nothing is sent for 15 seconds. */
const PING_EVERY_MS = 12_000;

/** The most subscribers that are woken in one turn of the event loop. */
const WOKEN_AT_ONCE = 50;

/** An operation as it is subscribed to. */
interface Subscription {
  readonly args: ExecutionArgs;
  /** What its request's context is made of. */
  readonly context: object;
  readonly viewer: Viewer;
  readonly request: Request;
  readonly query: string;
}

export interface LiveOptions {
  /** Executes the operation for one event, as a query is executed. */
  readonly executeEvent: (
    subscription: Subscription,
    rootValue: unknown,
    signal: AbortSignal,
  ) => Promise<ExecutionResult>;
}

/**
 * The subscriptions of the server, over server-sent events (the distinct connections mode of GraphQL over SSE).
 *
 * Subscribers with the same operation and the same rights form a group. The operation is executed once for each event of
 * the group, and the result is encoded once.
 */
export class LiveSubscriptions {
  readonly #options: LiveOptions;
  readonly #groups = new Map<string, Group>();
  readonly #subscribers = new Set<Subscriber>();
  readonly #streams = new WeakMap<Request, Subscriber>();
  readonly #pings: NodeJS.Timeout;
  #isWaking = false;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#pings = setInterval(() => void this.#wake(({ isIdle }) => isIdle), PING_EVERY_MS).unref();
  }

  readonly plugin: Plugin<{ readonly request: Request; readonly viewer: Viewer }> = {
    // An operation of type subscription is executed for one of its events only.
    onExecute: ({ args, setExecuteFn }) => {
      const { document, operationName } = args;
      if (getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION)
        setExecuteFn(execute);
    },
    onSubscribe: ({ args, setSubscribeFn }) => {
      const { contextValue: context } = args;
      const { request, viewer, params } = context;
      setSubscribeFn(() => this.#subscribe({ args, context, request, viewer, query: params.query ?? '' }));
    },
    onResultProcess: ({ request, setResultProcessor }) => {
      const subscriber = this.#streams.get(request);
      if (!subscriber) return;
      setResultProcessor(
        (_, { Response }) =>
          new Response(subscriber.stream, {
            headers: {
              'content-type': 'text/event-stream',
              'cache-control': 'no-store',
              'x-accel-buffering': 'no',
            },
          }),
        'text/event-stream',
      );
    },
  };

  /** Ends all subscriptions as complete. */
  close(): void {
    clearInterval(this.#pings);
    for (const subscriber of this.#subscribers) subscriber.end();
  }

  async #subscribe(subscription: Subscription): Promise<unknown> {
    const key = keyOf(subscription);
    const group = this.#groups.get(key) ?? (await this.#groupOf(key, subscription));
    if (!(group instanceof Group)) return group;
    const subscriber: Subscriber = new Subscriber(
      (event) => group.encoded(event),
      () => {
        stop();
        this.#subscribers.delete(subscriber);
      },
    );
    this.#subscribers.add(subscriber);
    const stop = group.add(subscriber);
    this.#streams.set(subscription.request, subscriber);
    void this.#wake(({ isReady }) => isReady);
    return group.feed;
  }

  async #groupOf(key: string, subscription: Subscription): Promise<Group | ExecutionResult> {
    const source = await createSourceEventStream(subscription.args);
    if (!isLiveFeed(source)) {
      if (Symbol.asyncIterator in source)
        throw new Error('A subscription has another source than a live feed.');
      return source;
    }
    // Another subscriber may have been quicker.
    const known = this.#groups.get(key);
    if (known) return known;
    const group = new Group({
      feed: source,
      execute: (value, signal) => this.#options.executeEvent(subscription, value, signal),
      onEvent: () => void this.#wake(({ isReady }) => isReady),
      onEmpty: () => this.#groups.delete(key),
    });
    this.#groups.set(key, group);
    return group;
  }

  /** Wakes the subscribers that need it, some in each turn of the event loop. */
  async #wake(isDue: (subscriber: Subscriber) => boolean): Promise<void> {
    if (this.#isWaking) return;
    this.#isWaking = true;
    await nextTurn();
    let woken = 0;
    for (const subscriber of this.#subscribers) {
      if (!isDue(subscriber)) continue;
      subscriber.wake();
      woken += 1;
      if (woken % WOKEN_AT_ONCE === 0) await nextTurn();
    }
    this.#isWaking = false;
    if (this.#subscribers.values().some(({ isReady }) => isReady)) void this.#wake(({ isReady }) => isReady);
  }
}

interface GroupOptions {
  readonly feed: LiveFeed<unknown>;
  readonly execute: (value: unknown, signal: AbortSignal) => Promise<ExecutionResult>;
  readonly onEvent: () => void;
  readonly onEmpty: () => void;
}

/** The subscribers that get the same results. */
class Group {
  readonly feed: LiveFeed<unknown>;
  readonly #options: GroupOptions;
  readonly #controller = new AbortController();
  readonly #results = new WeakMap<LiveEvent<unknown>, Promise<Buffer>>();
  #size = 0;

  constructor(options: GroupOptions) {
    this.#options = options;
    this.feed = options.feed;
  }

  /** Adds a subscriber. @returns removes it */
  add(subscriber: Subscriber): () => void {
    this.#size += 1;
    const stop = this.feed.listen((event) => {
      subscriber.push(event);
      this.#options.onEvent();
    });
    return () => {
      stop();
      this.#size -= 1;
      if (this.#size > 0) return;
      this.#controller.abort();
      this.#options.onEmpty();
    };
  }

  /** The server-sent event of a live event. The operation is executed once for it. */
  encoded(event: LiveEvent<unknown>): Promise<Buffer> {
    const known = this.#results.get(event);
    if (known) return known;
    const made = this.#options.execute(event.value, this.#controller.signal).then(nextEvent);
    this.#results.set(event, made);
    return made;
  }
}

/** Subscriptions with the same key have the same results. */
function keyOf({ query, args, viewer }: Subscription): string {
  const facts = [
    query,
    args.operationName,
    args.variableValues,
    [...viewer.scopes].toSorted(),
    viewer.portfolios?.toSorted(),
    viewer.name,
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64');
}

/** The result as it is sent. */
export const limited = (result: ExecutionResult): ExecutionResult =>
  result.errors ? { ...result, errors: withinLimits(result.errors) } : result;
