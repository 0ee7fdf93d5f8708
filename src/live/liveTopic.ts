import type { ActionGap } from '../upstream/client/caller.ts';

/** One event of a live source. */
export interface LiveEvent<Value> {
  /**
   * The subject of the event. An event that a slow subscriber has not received yet is replaced by a later one with the
   * same key. Null if every event must be delivered.
   */
  readonly key: string | null;
  readonly value: Value;
  /** What could not be read of the dialer's answer that it comes from. */
  readonly gaps?: readonly ActionGap[];
}

type Listener<Value> = (event: LiveEvent<Value>) => void;

/** A source's events for one listener. As an AsyncIterable it gives the snapshot first, then each event. */
export interface LiveFeed<Value> extends AsyncIterable<Value> {
  /**
   * Begins to listen.
   *
   * @param listener is called with the events of the snapshot at once, then with each later event
   * @returns stops listening
   */
  listen(listener: Listener<Value>): () => void;
}

export interface LiveTopicOptions<Value> {
  /** Called when the first listener comes. @returns is called when the last one has left */
  readonly start: () => () => void;
  /** The events that describe the present state to a new listener. Equal states must give the same event objects. */
  readonly snapshot: () => Iterable<LiveEvent<Value>>;
}

/** A source of live events. It works only while it has listeners, and any number of them costs the same. */
export class LiveTopic<Value> {
  readonly #options: LiveTopicOptions<Value>;
  readonly #listeners = new Set<Listener<Value>>();
  #stop: (() => void) | undefined;

  constructor(options: LiveTopicOptions<Value>) {
    this.#options = options;
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  publish(event: LiveEvent<Value>): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** The events of this topic, for one listener. */
  feed(): LiveFeed<Value> {
    return feedOf((listener) => this.#listen(listener));
  }

  #listen(listener: Listener<Value>): () => void {
    // An object of its own, so that the same function can listen twice.
    const own: Listener<Value> = (event) => listener(event);
    for (const event of this.#options.snapshot()) own(event);
    this.#listeners.add(own);
    this.#stop ??= this.#options.start();
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  }
}

const nothing = (): void => undefined;

/** A feed from its `listen`. */
export function feedOf<Value>(listen: LiveFeed<Value>['listen']): LiveFeed<Value> {
  return {
    listen,
    async *[Symbol.asyncIterator]() {
      const waiting: LiveEvent<Value>[] = [];
      let wake = nothing;
      const stop = listen((event) => {
        waiting.push(event);
        wake();
      });
      try {
        for (;;) {
          const event = waiting.shift();
          if (event) yield event.value;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        stop();
      }
    },
  };
}

/** True for a live feed. */
export const isLiveFeed = (value: object): value is LiveFeed<unknown> =>
  'listen' in value && typeof value.listen === 'function' && Symbol.asyncIterator in value;
