import type { ExecutionResult } from 'graphql';
import type { LiveEvent, LiveFeed } from '../../live/liveTopic.ts';
import { nextTurn } from '../../upstream/promises/turn.ts';
import type { Subscriber } from './subscriber.ts';
import { nextEvent } from './serverSentEvents.ts';

/** How much is delivered in one turn of the event loop: subscribers, and events by the hundred. */
const DELIVERED_AT_ONCE = 50;
const EVENTS_COUNT_AS = 1 / 100;

/** How long a result is used again, in milliseconds: the fields below an event may have changed since. */
const RESULT_KEPT_MS = 10_000;

export interface GroupOptions {
  readonly feed: LiveFeed<unknown>;
  /** The request id of the subscriber that came first. The errors of all events carry it. */
  readonly requestId: string;
  /** Executes the operation for one event. The signal is aborted when the last subscriber leaves. */
  readonly execute: (event: LiveEvent<unknown>, signal: AbortSignal) => Promise<ExecutionResult>;
  /** Called if an execution fails as a whole. @returns what subscribers get in place of its result */
  readonly onDefect: (error: unknown) => ExecutionResult;
  /** Called when there are events to deliver. */
  readonly onEvent: () => void;
  readonly onEmpty: () => void;
}

interface Result {
  readonly madeAt: number;
  readonly bytes: Promise<Buffer>;
}

/**
 * The subscribers that get the same results. The operation is executed once for each event, and the result is encoded
 * once.
 */
export class Group {
  readonly #options: GroupOptions;
  /** Executions under way. Each has a signal of its own, because it waits for turns of the event loop of its own. */
  readonly #running = new Set<AbortController>();
  readonly #results = new WeakMap<LiveEvent<unknown>, Result>();
  /** Each subscriber, and the number of the first event that its snapshot does not have. */
  readonly #subscribers = new Map<Subscriber, number>();
  /** Events to deliver. The last one has the number `#count - 1`. */
  #pending: LiveEvent<unknown>[] = [];
  #count = 0;
  #stop: (() => void) | undefined;

  constructor(options: GroupOptions) {
    this.#options = options;
  }

  /** True if there are events to deliver. */
  get hasEvents(): boolean {
    return this.#pending.length > 0;
  }

  /** Adds a subscriber, and gives it the present state. */
  add(subscriber: Subscriber): void {
    const { feed } = this.#options;
    this.#subscribers.set(subscriber, this.#count);
    // The snapshot goes to the new subscriber alone.
    if (this.#stop) feed.listen((event) => subscriber.push(event))();
    else this.#stop = feed.listen((event) => this.#add(event));
  }

  /** Removes a subscriber. With the last one, the group ends. */
  remove(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber) || this.#subscribers.size > 0) return;
    this.#options.onEmpty();
    this.#pending = [];
    this.#stop?.();
    for (const controller of this.#running) controller.abort();
  }

  /** Hands the events that came over to the subscribers, to some in each turn of the event loop. */
  async deliver(): Promise<void> {
    const events = this.#pending;
    const firstNumber = this.#count - events.length;
    this.#pending = [];
    let delivered = 0;
    for (const [subscriber, from] of this.#subscribers) {
      for (const event of events.slice(Math.max(0, from - firstNumber))) subscriber.push(event);
      subscriber.flush();
      delivered += 1 + events.length * EVENTS_COUNT_AS;
      if (delivered < DELIVERED_AT_ONCE) continue;
      delivered = 0;
      await nextTurn();
    }
  }

  /** The server-sent event of a live event. */
  encoded(event: LiveEvent<unknown>): Promise<Buffer> {
    const known = this.#results.get(event);
    if (known && performance.now() - known.madeAt < RESULT_KEPT_MS) return known.bytes;
    const bytes = this.#execute(event);
    this.#results.set(event, { madeAt: performance.now(), bytes });
    return bytes;
  }

  async #execute(event: LiveEvent<unknown>): Promise<Buffer> {
    const { execute, onDefect, requestId } = this.#options;
    const controller = new AbortController();
    this.#running.add(controller);
    try {
      return nextEvent(await execute(event, controller.signal), requestId);
    } catch (error) {
      return nextEvent(onDefect(error), requestId);
    } finally {
      this.#running.delete(controller);
    }
  }

  #add(event: LiveEvent<unknown>): void {
    this.#count += 1;
    this.#pending.push(event);
    this.#options.onEvent();
  }
}
