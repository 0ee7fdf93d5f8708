import { AnswerStore, type KeptBody, type KeptModel } from './answerStore.ts';
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
  /** Reads an answer as it came; left out, none is kept as it came. */
  readonly read?: (body: string) => Promise<Model>;
}

/** An answer, and what it was made of. */
export interface Answered<Model> {
  readonly model: Model;
  /** How many bytes it had as it came. */
  readonly bytes: number;
  /** As it came; left out, it is kept as a model only. */
  readonly body?: string | undefined;
}

interface Remembered<Model> extends KeptModel {
  readonly model: Model;
}

interface SingleFlight<Model> {
  readonly endpoint: Action<Model>;
  join(caller: Caller): Promise<Model>;
}

export interface ResponseCacheOptions {
  /** The most bytes of answers that are remembered: see AnswerStore. */
  readonly maxBytes: number;
  /** Milliseconds that only ever grow. */
  readonly now?: () => number;
}

/**
 * The answers this server has lately got, for whoever asks the same, and the calls under way, so that equal questions
 * at the same time are one call.
 *
 * It knows questions as they are put to the upstream, under this server's one account. What a viewer may see of an
 * answer is decided above, on every look at it.
 */
export class ResponseCache {
  readonly #now: () => number;
  readonly #answers: AnswerStore;
  readonly #flights = new Map<string, SingleFlight<unknown>>();

  constructor({ maxBytes, now = () => performance.now() }: ResponseCacheOptions) {
    this.#now = now;
    this.#answers = new AnswerStore({ maxBytes, now });
  }

  /** An answer that is remembered, stale or not; undefined if none is, or it would have to be read first. */
  recall<Model>(question: Pick<CacheableCall<Model>, 'key' | 'endpoint'>): Model | undefined {
    return this.#entry(question)?.model;
  }

  /** True if a question takes no call of its own: its answer is remembered or under way. */
  isAtHand<Model>(question: CacheableCall<Model>): boolean {
    return (
      this.#entry(question) !== undefined ||
      isAbout(this.#flights.get(question.key), question) ||
      this.#body(question) !== undefined
    );
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
    if (isAbout(running, question)) return running.join(caller);
    const body = this.#body(question);
    if (!body) return this.#start(question, ask).join(caller);
    caller.noteCached(question.endpoint.name);
    return this.#fly(question, (signal) => this.#readAgain(question, body, () => ask(signal))).join(caller);
  }

  #start<Model>(
    question: CacheableCall<Model>,
    ask: (signal: AbortSignal) => Promise<Answered<Model>>,
  ): SingleFlight<Model> {
    return this.#fly(question, async (signal) => this.#remember(question, await ask(signal)));
  }

  #fly<Model>(
    question: CacheableCall<Model>,
    make: (signal: AbortSignal) => Promise<Model>,
  ): SingleFlight<Model> {
    const { key, endpoint } = question;
    const land = (): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    const flight = flightOf(endpoint, (signal) => make(signal).finally(land), land);
    this.#flights.set(key, flight);
    return flight;
  }

  /** Reads an answer that is kept as it came. One that cannot be read is asked for again. */
  async #readAgain<Model>(
    question: CacheableCall<Model>,
    body: KeptBody,
    ask: () => Promise<Answered<Model>>,
  ): Promise<Model> {
    try {
      const model = await this.#read(question, await this.#answers.unpacked(body));
      this.#answers.restore(question.key, body, model);
      return model;
    } catch {
      this.#answers.drop(question.key);
      return this.#remember(question, await ask());
    }
  }

  async #read<Model>({ read }: CacheableCall<Model>, body: string): Promise<Model> {
    if (!read) throw new Error('There is nothing to read this answer with.');
    return read(body);
  }

  #remember<Model>(
    { key, endpoint, freshMs, staleMs }: CacheableCall<Model>,
    answered: Answered<Model>,
  ): Model {
    const { model, bytes, body } = answered;
    if (freshMs === 0) return model;
    const freshUntil = this.#now() + freshMs;
    this.#answers.set(key, { model, bytes, endpoint, freshUntil, staleUntil: freshUntil + staleMs }, body);
    return model;
  }

  #entry<Model>(question: Pick<CacheableCall<Model>, 'key' | 'endpoint'>): Remembered<Model> | undefined {
    const entry = this.#answers.model(question.key);
    return isAbout(entry, question) ? entry : undefined;
  }

  #body<Model>({ key, endpoint, read }: CacheableCall<Model>): KeptBody | undefined {
    const body = read && this.#answers.body(key);
    return body?.endpoint === endpoint ? body : undefined;
  }
}

/** One record has one model: what came of it, under its name, is of its type. */
function isAbout<Model>(
  found: KeptModel | undefined,
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
