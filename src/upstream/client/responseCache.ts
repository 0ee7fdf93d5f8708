import { AnswerStore, type KeptBody, type KeptAnswer, type Stored } from './answerStore.ts';
import type { Answer } from './answer.ts';
import { Caller } from './caller.ts';
import { bytesOfTable } from '../wire/columns/building/tableBuilder.ts';
import type { AnsweredFrom } from './observer.ts';
import type { Reading } from '../wire/reading/reader.ts';
import { textMemoryOf, type TextMemory } from '../wire/rows/textMemory.ts';
import type { WireAnswer } from '../wire/transport.ts';
import type { PassedAnswer, SharedAnswer, SharedAnswers, SharedCall } from './shared/sharedAnswers.ts';
import { SingleFlight, type Action, type CallIdentity } from './singleFlight.ts';

/** A call whose answer may be cached. */
export interface CacheableCall<Model> extends CallIdentity<Model> {
  /** How long its answer is fresh, in milliseconds. */
  readonly freshMs: number;
  /** How long after that it may be served stale while a new answer is fetched, in milliseconds. */
  readonly staleMs: number;
  /** Reads a stored body, or an answer of another server; if left out, no body is stored. */
  readonly read?: (stored: Pick<PassedAnswer, 'body' | 'tables'>) => Promise<Reading<Model>>;
  /** The call as other servers know it; if left out, its answer is not shared with them. */
  readonly sharedCall?: SharedCall | undefined;
}

/** An answer and its body. */
export interface Answered<Model> {
  readonly answer: Answer<Model>;
  /** Its length in bytes as received; in columns, the memory that it takes. */
  readonly bytes: number;
  /** The texts of its rows, if those are in columns. */
  readonly texts?: readonly TextMemory[];
  /** The body as received; if left out, only the model is kept. */
  readonly body?: string | undefined;
  /** The answer for other servers. */
  readonly passed?: Omit<PassedAnswer, 'answeredAt'>;
}

/** The stored form of an answer: its body, or the memory of its columns. */
export function keptOf({
  body,
  tables,
}: Pick<WireAnswer, 'body' | 'tables'>): Omit<Answered<never>, 'answer'> {
  if (!tables) return { bytes: body.length, body, passed: { body } };
  const bytes = [...tables.values()].reduce((sum, stored) => sum + bytesOfTable(stored), body.length);
  return { bytes, texts: [...tables.values()].map(textMemoryOf), passed: { body, tables } };
}

interface Remembered<Model> extends KeptAnswer {
  readonly answer: Answer<Model>;
}

/** How a call is answered. */
export interface AnswerTerms {
  readonly isFresh: boolean;
  /** See AskTerms. Default: 0. */
  readonly keepMs?: number | undefined;
  readonly onShared?: (from: Exclude<AnsweredFrom, 'upstream'>) => void;
}

export interface ResponseCacheOptions {
  /** The most bytes of answers that are kept: see AnswerStore. */
  readonly maxBytes: number;
  /** Milliseconds that only ever grow. */
  readonly now?: () => number;
  /** What several servers share; if left out, this one serves alone. */
  readonly shared?: SharedAnswers | undefined;
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
  readonly #shared: SharedAnswers | undefined;
  /** Look-ups in the shared cache that are under way, by key. */
  readonly #recalls = new Map<string, Promise<void>>();

  constructor({ maxBytes, now = () => performance.now(), shared }: ResponseCacheOptions) {
    this.#now = now;
    this.#shared = shared;
    this.#answers = new AnswerStore({ maxBytes, now });
  }

  /** Forgets all answers. */
  clear(): void {
    this.#answers.clear();
  }

  /** How much is cached. */
  get stored(): Stored {
    return this.#answers.stored;
  }

  /** The cached model's answer, fresh or stale; undefined if there is none or only its body is kept. */
  recall<Model>(call: CallIdentity<Model>): Answer<Model> | undefined {
    return this.#entry(call)?.answer;
  }

  /** The cached answer if it is still fresh; undefined if there is none or only its body is kept. */
  fresh<Model>(call: CallIdentity<Model>): Answer<Model> | undefined {
    const known = this.#entry(call);
    return known && this.#now() < known.freshUntil ? known.answer : undefined;
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
   * Looks for a call's answer in what servers share, and remembers it here. Never rejects.
   *
   * @returns undefined if nothing is shared
   */
  recallShared<Model>(call: CacheableCall<Model>): Promise<void> | undefined {
    const { key, sharedCall } = call;
    const shared = this.#shared;
    if (!shared || !sharedCall || call.freshMs === 0) return undefined;
    const known = this.#recalls.get(key);
    if (known) return known;
    const recall = (async () => {
      const answer = await shared.recall(sharedCall);
      // If it cannot be read, the call is made.
      if (answer) await this.#rememberShared(call, answer).catch(() => undefined);
    })().finally(() => this.#recalls.delete(key));
    this.#recalls.set(key, recall);
    return recall;
  }

  /**
   * Listens to the answers that other servers get to a call, and remembers them here.
   *
   * @returns ends it
   */
  follow<Model>(call: CacheableCall<Model>, onAnswer: (answer: Answer<Model>) => void): () => void {
    const { sharedCall } = call;
    if (!this.#shared || !sharedCall) return () => undefined;
    return this.#shared.follow(sharedCall, (shared) => {
      this.#rememberShared(call, shared).then(onAnswer, () => undefined);
    });
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
    terms: AnswerTerms = { isFresh: false },
  ): Promise<Answer<Model>> {
    const { isFresh, onShared } = terms;
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
        this.#start(call, send, { isFresh: false })
          .join(new Caller())
          .catch(() => undefined);
      return known.answer;
    }
    if (underWay) return underWay.join(caller);
    const body = isFresh ? undefined : this.#body(call);
    const startTerms = {
      ...terms,
      onShared: (from: Exclude<AnsweredFrom, 'upstream'>) => {
        caller.noteCached(call.endpoint.name);
        onShared?.(from);
      },
    };
    if (!body) return this.#start(call, send, startTerms).join(caller);
    caller.noteCached(call.endpoint.name);
    onShared?.('cache');
    return this.#calls
      .start(call, (signal) => this.#readAgain(call, body, () => this.#ask(call, send, signal, { isFresh })))
      .join(caller);
  }

  #start<Model>(
    call: CacheableCall<Model>,
    send: (signal: AbortSignal) => Promise<Answered<Model>>,
    terms: AnswerTerms,
  ) {
    return this.#calls.start(call, (signal) => this.#ask(call, send, signal, terms));
  }

  /** Calls the upstream, or takes the answer of another server that makes an equal call. */
  async #ask<Model>(
    call: CacheableCall<Model>,
    send: (signal: AbortSignal) => Promise<Answered<Model>>,
    signal: AbortSignal,
    { isFresh, keepMs = 0, onShared }: AnswerTerms,
  ): Promise<Answer<Model>> {
    const { sharedCall } = call;
    const shared = this.#shared;
    if (!shared || !sharedCall) return this.#remember(call, await send(signal));
    let own: Answer<Model> | undefined;
    const told = await shared.ask(sharedCall, { isFresh, keepMs, signal }, async (stop) => {
      const answered = await send(stop);
      own = this.#remember(call, answered);
      return { body: undefined, ...answered.passed, answeredAt: own.answeredAt };
    });
    if (own) return own;
    const answer = told && (await this.#rememberShared(call, told.answer).catch(() => undefined));
    // If it cannot be read here, this server makes the call itself.
    if (!answer) return this.#remember(call, await send(signal));
    onShared?.(told.from);
    return answer;
  }

  /** @throws an error if it cannot be read by this server's record */
  async #rememberShared<Model>(
    call: CacheableCall<Model>,
    { passed, freshMs, staleMs }: SharedAnswer,
  ): Promise<Answer<Model>> {
    const { model, gaps } = await this.#read(call, passed);
    const { body, tables, answeredAt } = passed;
    const kept = body === undefined ? { bytes: 0 } : keptOf({ body, ...(tables && { tables }) });
    const lifetime = { ...call, freshMs, staleMs };
    return this.#remember(lifetime, { answer: { model, gaps, answeredAt }, ...kept });
  }

  /** Reads a stored body. If it cannot be read, the call is sent again. */
  async #readAgain<Model>(
    call: CacheableCall<Model>,
    body: KeptBody,
    ask: () => Promise<Answer<Model>>,
  ): Promise<Answer<Model>> {
    try {
      const { model, gaps } = await this.#read(call, { body: await this.#answers.unpacked(body) });
      const answer = { model, gaps, answeredAt: body.answeredAt };
      this.#answers.restore(call.key, body, answer);
      return answer;
    } catch {
      this.#answers.drop(call.key);
      return ask();
    }
  }

  async #read<Model>(
    { read }: CacheableCall<Model>,
    stored: Pick<PassedAnswer, 'body' | 'tables'>,
  ): Promise<Reading<Model>> {
    if (!read) throw new Error('There is nothing to read this answer with.');
    return read(stored);
  }

  #remember<Model>(
    { key, endpoint, freshMs, staleMs }: CacheableCall<Model>,
    answered: Answered<Model>,
  ): Answer<Model> {
    const { answer, bytes, body, texts } = answered;
    if (freshMs === 0) return answer;
    const freshUntil = this.#now() + freshMs;
    const entry = { answer, bytes, endpoint, freshUntil, staleUntil: freshUntil + staleMs };
    if (texts) this.#answers.setColumns(key, { ...entry, texts });
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
