import { LRUCache } from 'lru-cache';
import { Caller } from './caller.ts';
import type { Endpoint } from '../endpoint.ts';
import { handled } from '../promises/handled.ts';

/** The record of an action, as far as it says whose model an answer is. */
type Action<Model> = Pick<Endpoint<string, never, Model>, 'name' | 'response'>;

/** A question to an upstream, in the form that tells equal ones. */
export interface CacheableCall<Model> {
  /** The action and the fields as they are sent: nothing of the asker, so that only equal questions share an answer. */
  readonly key: string;
  readonly endpoint: Action<Model>;
  /** How long its answer is as good as new. */
  readonly freshMs: number;
  /** How long after that it is still given, while a new one is asked for. */
  readonly staleMs: number;
}

/** An answer, and how many bytes it had as it came. */
export interface Answered<Model> {
  readonly model: Model;
  readonly bytes: number;
}

interface Remembered<Model> extends Answered<Model> {
  readonly endpoint: Action<Model>;
  readonly freshUntil: number;
  readonly staleUntil: number;
}

interface SingleFlight<Model> {
  readonly endpoint: Action<Model>;
  join(caller: Caller): Promise<Model>;
}

export interface ResponseCacheOptions {
  /** The most bytes of answers that are remembered, counted as they came. */
  readonly maxBytes: number;
  /** Milliseconds that only ever grow. */
  readonly now?: () => number;
}

/** What an entry costs beside its answer. */
const ENTRY_BYTES = 500;

/**
 * The answers this server has lately got, for whoever asks the same, and the calls under way, so that equal questions
 * at the same time are one call.
 *
 * It knows questions as they are put to the upstream, under this server's one account. What a viewer may see of an
 * answer is decided above, on every look at it.
 */
export class ResponseCache {
  readonly #now: () => number;
  readonly #answers: LRUCache<string, Remembered<unknown>>;
  readonly #flights = new Map<string, SingleFlight<unknown>>();

  constructor({ maxBytes, now = () => performance.now() }: ResponseCacheOptions) {
    this.#now = now;
    this.#answers = new LRUCache({
      maxSize: maxBytes,
      // A question may name a thousand agents.
      sizeCalculation: ({ bytes }, key) => bytes + 2 * key.length + ENTRY_BYTES,
      // Personal data is not kept for the sake of filling the room.
      ttlAutopurge: true,
      perf: { now },
      ttlResolution: 0,
    });
  }

  /** An answer that is remembered, stale or not; undefined where none is. */
  recall<Model>(question: Pick<CacheableCall<Model>, 'key' | 'endpoint'>): Model | undefined {
    return this.#entry(question)?.model;
  }

  /** True where a question takes no call of its own: its answer is remembered or under way. */
  isAtHand<Model>(question: CacheableCall<Model>): boolean {
    return this.#entry(question) !== undefined || isAbout(this.#flights.get(question.key), question);
  }

  /**
   * The answer to a question: remembered, awaited with others who asked the same, or asked for.
   *
   * @param ask puts the question; its signal is aborted when everyone who waits for the answer is gone
   */
  async answer<Model>(
    question: CacheableCall<Model>,
    caller: Caller,
    ask: (signal: AbortSignal) => Promise<Answered<Model>>,
  ): Promise<Model> {
    const known = this.#entry(question);
    const running = this.#flights.get(question.key);
    if (known || running) caller.noteCached(question.endpoint.name);
    if (known) {
      const isStale = known.freshUntil <= this.#now();
      // Whoever asked has the old answer: a failure is the next one's, who gets the old answer again or asks anew.
      if (isStale && !running)
        this.#start(question, ask)
          .join(new Caller())
          .catch(() => undefined);
      return known.model;
    }
    return isAbout(running, question) ? running.join(caller) : this.#start(question, ask).join(caller);
  }

  #start<Model>(
    question: CacheableCall<Model>,
    ask: (signal: AbortSignal) => Promise<Answered<Model>>,
  ): SingleFlight<Model> {
    const { key, endpoint } = question;
    const land = (): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    const flight = flightOf(
      endpoint,
      async (signal) => {
        try {
          const answered = await ask(signal);
          this.#remember(question, answered);
          return answered.model;
        } finally {
          land();
        }
      },
      land,
    );
    this.#flights.set(key, flight);
    return flight;
  }

  #remember<Model>(
    { key, endpoint, freshMs, staleMs }: CacheableCall<Model>,
    answered: Answered<Model>,
  ): void {
    if (freshMs === 0) return;
    const freshUntil = this.#now() + freshMs;
    const entry: Remembered<Model> = { ...answered, endpoint, freshUntil, staleUntil: freshUntil + staleMs };
    this.#answers.set(key, entry, { ttl: freshMs + staleMs });
  }

  #entry<Model>(question: Pick<CacheableCall<Model>, 'key' | 'endpoint'>): Remembered<Model> | undefined {
    const entry = this.#answers.get(question.key);
    return isAbout(entry, question) && this.#now() < entry.staleUntil ? entry : undefined;
  }
}

/** One record has one model: what came of it, under its name, is of its type. */
function isAbout<Model>(
  found: Remembered<unknown> | undefined,
  { endpoint }: Pick<CacheableCall<Model>, 'endpoint'>,
): found is Remembered<Model>;
function isAbout<Model>(
  found: SingleFlight<unknown> | undefined,
  { endpoint }: Pick<CacheableCall<Model>, 'endpoint'>,
): found is SingleFlight<Model>;
function isAbout(
  found: { readonly endpoint: object } | undefined,
  { endpoint }: { readonly endpoint: object },
): boolean {
  return found?.endpoint === endpoint;
}

/** A call under way, and all who wait for it: it is given up when the last of them has left. */
function flightOf<Model>(
  endpoint: Action<Model>,
  ask: (signal: AbortSignal) => Promise<Model>,
  onGivenUp: () => void,
): SingleFlight<Model> {
  const controller = new AbortController();
  const answer = handled(ask(controller.signal));
  let waiting = 0;
  return {
    endpoint,
    join: async ({ signal }) => {
      waiting += 1;
      const left = Promise.withResolvers<never>();
      const leave = (): void => {
        waiting -= 1;
        if (waiting === 0) {
          onGivenUp();
          controller.abort(signal?.reason);
        }
        left.reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      try {
        return await Promise.race([answer, left.promise]);
      } finally {
        signal?.removeEventListener('abort', leave);
      }
    },
  };
}
