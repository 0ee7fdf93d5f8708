import { AnswerStore, type KeptBody, type KeptAnswer, type Stored } from './answerStore.ts';
import type { Answer } from './answer.ts';
import { Caller } from './caller.ts';
import { bytesOfTable } from '../wire/columns/building/tableBuilder.ts';
import type { AnsweredFrom } from './observer.ts';
import type { Reading } from '../wire/reading/reader.ts';
import type { WireAnswer } from '../wire/transport.ts';
import { SingleFlight, type Action, type CallIdentity } from './singleFlight.ts';

/** A call whose answer may be cached. */
export interface CacheableCall<Model> extends CallIdentity<Model> {
  /** How long its answer is fresh, in milliseconds. */
  readonly freshMs: number;
  /** How long after that it may be served stale while a new answer is fetched, in milliseconds. */
  readonly staleMs: number;
  /** Reads a stored body; if left out, no body is stored. */
  readonly read?: (body: string) => Promise<Reading<Model>>;
}

/** An answer and its body. */
export interface Answered<Model> {
  readonly answer: Answer<Model>;
  /** How many bytes it had as it came or, in columns, how many it takes. */
  readonly bytes: number;
  /** True if its rows are in columns. */
  readonly inColumns?: boolean;
  /** The body as received; if left out, only the model is kept. */
  readonly body?: string | undefined;
}

/** What is kept of an answer: its body, or the memory of its columns. */
export function keptOf({
  body,
  tables,
}: Pick<WireAnswer, 'body' | 'tables'>): Omit<Answered<never>, 'answer'> {
  if (!tables) return { bytes: body.length, body };
  const bytes = [...tables.values()].reduce((sum, stored) => sum + bytesOfTable(stored), body.length);
  return { bytes, inColumns: true };
}

interface Remembered<Model> extends KeptAnswer {
  readonly answer: Answer<Model>;
}

/** How a call is answered. */
export interface AnswerTerms {
  readonly isFresh: boolean;
  readonly onShared?: (from: Exclude<AnsweredFrom, 'upstream'>) => void;
}

export interface ResponseCacheOptions {
  /** The most bytes of answers that are kept: see AnswerStore. */
  readonly maxBytes: number;
  /** Milliseconds that only ever grow. */
  readonly now?: () => number;
}

/**
 * The response cache: recent answers, for every caller of an equal call. Equal calls at the same time are sent once:
 * see SingleFlight.
 *
 * Its keys are calls as sent to the upstream, under this server's one account. Loaders decide what a viewer may see
 * of an answer, each time they read it.
 */
export class ResponseCache {
  readonly #now: () => number;
  readonly #answers: AnswerStore;
  readonly #calls = new SingleFlight();

  constructor({ maxBytes, now = () => performance.now() }: ResponseCacheOptions) {
    this.#now = now;
    this.#answers = new AnswerStore({ maxBytes, now });
  }

  /** How much is cached. */
  get stored(): Stored {
    return this.#answers.stored;
  }

  /** The cached model's answer, fresh or stale; undefined if there is none or only its body is kept. */
  recall<Model>(call: CallIdentity<Model>): Answer<Model> | undefined {
    return this.#entry(call)?.answer;
  }

  /** True if a call need not be sent: its answer is cached or under way. */
  isAtHand<Model>(call: CacheableCall<Model>): boolean {
    return (
      this.#entry(call) !== undefined ||
      this.#calls.find(call) !== undefined ||
      this.#body(call) !== undefined
    );
  }

  /**
   * The answer to a call: from the cache, from an equal call under way, or from a new call.
   *
   * @param send makes the call; its signal is aborted when no caller waits for the answer any more
   * @param how isFresh: true if a cached answer is not used; onShared: called at once if no new call is made for this
   *   caller
   */
  async answer<Model>(
    call: CacheableCall<Model>,
    caller: Caller,
    send: (signal: AbortSignal) => Promise<Answered<Model>>,
    { isFresh, onShared }: AnswerTerms = { isFresh: false },
  ): Promise<Answer<Model>> {
    const known = isFresh ? undefined : this.#entry(call);
    const underWay = this.#calls.find(call);
    if (known || underWay) {
      caller.noteCached(call.endpoint.name);
      onShared?.(known ? 'cache' : 'single_flight');
    }
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
    const body = isFresh ? undefined : this.#body(call);
    if (!body) return this.#start(call, send).join(caller);
    caller.noteCached(call.endpoint.name);
    onShared?.('cache');
    return this.#calls.start(call, (signal) => this.#readAgain(call, body, () => send(signal))).join(caller);
  }

  #start<Model>(call: CacheableCall<Model>, send: (signal: AbortSignal) => Promise<Answered<Model>>) {
    return this.#calls.start(call, async (signal) => this.#remember(call, await send(signal)));
  }

  /** Reads a stored body. If it cannot be read, the call is sent again. */
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
    const { answer, bytes, body, inColumns = false } = answered;
    if (freshMs === 0) return answer;
    const freshUntil = this.#now() + freshMs;
    const entry = { answer, bytes, endpoint, freshUntil, staleUntil: freshUntil + staleMs };
    if (inColumns) this.#answers.setColumns(key, entry);
    else this.#answers.set(key, entry, body);
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

/** True if the answer came from the same record, and so has the same model. */
function isOf<Model>(found: KeptAnswer | undefined, endpoint: Action<Model>): found is Remembered<Model> {
  return found?.endpoint === endpoint;
}
