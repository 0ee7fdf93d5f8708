import { AnswerStore, type KeptBody, type KeptAnswer } from './answerStore.ts';
import type { Answer } from './answer.ts';
import { Caller } from './caller.ts';
import type { Reading } from '../wire/reading/reader.ts';
import { SingleFlight, type Action, type CallIdentity } from './singleFlight.ts';

/** A call to an upstream whose answer may be remembered. */
export interface CacheableCall<Model> extends CallIdentity<Model> {
  /** How long its answer is as good as new. */
  readonly freshMs: number;
  /** How long after that it is still given, while a new one is asked for. */
  readonly staleMs: number;
  /** Reads an answer as it came; left out, none is kept as it came. */
  readonly read?: (body: string) => Promise<Reading<Model>>;
}

/** An answer, and what it was made of. */
export interface Answered<Model> {
  readonly answer: Answer<Model>;
  /** How many bytes it had as it came. */
  readonly bytes: number;
  /** As it came; left out, it is kept as a model only. */
  readonly body?: string | undefined;
}

interface Remembered<Model> extends KeptAnswer {
  readonly answer: Answer<Model>;
}

export interface ResponseCacheOptions {
  /** The most bytes of answers that are remembered: see AnswerStore. */
  readonly maxBytes: number;
  /** Milliseconds that only ever grow. */
  readonly now?: () => number;
}

/**
 * The answers this server has lately got, for every caller of an equal call. Equal calls at the same time are one:
 * see SingleFlight.
 *
 * It knows calls as they are sent to the upstream, under this server's one account. What a viewer may see of an
 * answer is decided above, on every look at it.
 */
export class ResponseCache {
  readonly #now: () => number;
  readonly #answers: AnswerStore;
  readonly #calls = new SingleFlight();

  constructor({ maxBytes, now = () => performance.now() }: ResponseCacheOptions) {
    this.#now = now;
    this.#answers = new AnswerStore({ maxBytes, now });
  }

  /** An answer that is remembered, stale or not; undefined if none is, or it would have to be read first. */
  recall<Model>(call: CallIdentity<Model>): Answer<Model> | undefined {
    return this.#entry(call)?.answer;
  }

  /** True if a call need not be sent: its answer is remembered or under way. */
  isAtHand<Model>(call: CacheableCall<Model>): boolean {
    return (
      this.#entry(call) !== undefined ||
      this.#calls.find(call) !== undefined ||
      this.#body(call) !== undefined
    );
  }

  /**
   * The answer to a call: remembered, awaited with others who made an equal call, or newly sent for.
   *
   * @param send makes the call; its signal is aborted when everyone who waits for the answer has left
   */
  async answer<Model>(
    call: CacheableCall<Model>,
    caller: Caller,
    send: (signal: AbortSignal) => Promise<Answered<Model>>,
  ): Promise<Answer<Model>> {
    const known = this.#entry(call);
    const underWay = this.#calls.find(call);
    if (known || underWay) caller.noteCached(call.endpoint.name);
    if (known) {
      const isStale = known.freshUntil <= this.#now();
      // This caller has the old answer. If the call fails, the next caller gets the old answer again or makes a new call.
      if (isStale && !underWay)
        this.#start(call, send)
          .join(new Caller())
          .catch(() => undefined);
      return known.answer;
    }
    if (underWay) return underWay.join(caller);
    const body = this.#body(call);
    if (!body) return this.#start(call, send).join(caller);
    caller.noteCached(call.endpoint.name);
    return this.#calls.start(call, (signal) => this.#readAgain(call, body, () => send(signal))).join(caller);
  }

  #start<Model>(call: CacheableCall<Model>, send: (signal: AbortSignal) => Promise<Answered<Model>>) {
    return this.#calls.start(call, async (signal) => this.#remember(call, await send(signal)));
  }

  /** Reads an answer that is kept as it came. One that cannot be read is sent for again. */
  async #readAgain<Model>(
    call: CacheableCall<Model>,
    body: KeptBody,
    send: () => Promise<Answered<Model>>,
  ): Promise<Answer<Model>> {
    try {
      const { model, gaps } = await this.#read(call, await this.#answers.unpacked(body));
      const answer = { model, gaps, answeredAt: body.answeredAt };
      this.#answers.restore(call.key, body, answer);
      return answer;
    } catch {
      this.#answers.drop(call.key);
      return this.#remember(call, await send());
    }
  }

  async #read<Model>({ read }: CacheableCall<Model>, body: string): Promise<Reading<Model>> {
    if (!read) throw new Error('There is nothing to read this answer with.');
    return read(body);
  }

  #remember<Model>(
    { key, endpoint, freshMs, staleMs }: CacheableCall<Model>,
    answered: Answered<Model>,
  ): Answer<Model> {
    const { answer, bytes, body } = answered;
    if (freshMs === 0) return answer;
    const freshUntil = this.#now() + freshMs;
    this.#answers.set(key, { answer, bytes, endpoint, freshUntil, staleUntil: freshUntil + staleMs }, body);
    return answer;
  }

  #entry<Model>({ key, endpoint }: CallIdentity<Model>): Remembered<Model> | undefined {
    const entry = this.#answers.answer(key);
    return isOf(entry, endpoint) ? entry : undefined;
  }

  #body<Model>({ key, endpoint, read }: CacheableCall<Model>): KeptBody | undefined {
    const body = read && this.#answers.body(key);
    return body?.endpoint === endpoint ? body : undefined;
  }
}

/** One record has one model: what came of it, under its name, is of its type. */
function isOf<Model>(found: KeptAnswer | undefined, endpoint: Action<Model>): found is Remembered<Model> {
  return found?.endpoint === endpoint;
}
