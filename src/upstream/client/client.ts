import { QueueFull } from './queue/admission.ts';
import { Caller } from './caller.ts';
import { TRANSPORTS, type Endpoint, type EndpointFacts, type TransportName } from '../endpoint.ts';
import type { Asked, Upstream } from '../errors.ts';
import { Logins } from './login/logins.ts';
import type { Answered, AnswerTerms, CacheableCall } from './responseCache.ts';
import { cacheableCallOf, keyOf, keyOfSimple } from './cacheKey.ts';
import type { Answer } from './answer.ts';
import { AnswerReader, meansNothing } from './reading.ts';
import type { AnsweredFrom, EndedCall, UpstreamObserver } from './observer.ts';
import { AnsweredCalls } from './sending/answeredCalls.ts';
import { Attempts } from './sending/attempts.ts';
import { CachedCalls } from './sending/cachedCalls.ts';
import { CallRecord } from './sending/callRecord.ts';
import { OutboundCalls } from './sending/outboundCalls.ts';
import type { SharedBudgets } from './shared/sharedBudgets.ts';
import { sharedCallOf } from './shared/sharedCall.ts';
import type { Transport, Transports } from '../wire/transport.ts';
import type { MaybePromise } from '../promises/maybePromise.ts';
import { ownTurn } from '../promises/turn.ts';
import {
  figuresOf,
  healthOf,
  stateOf,
  type Health,
  type Terms,
  type UpstreamFigures,
  type UpstreamLog,
  type UpstreamState,
} from './upstreamState.ts';

export interface UpstreamClientOptions extends Terms {
  readonly transports: Transports;
  /** The terms of single upstreams, if they differ. */
  readonly own?: Readonly<Partial<Record<Upstream, Terms>>>;
  readonly log: UpstreamLog;
  /** Is told of each call when it ends. */
  readonly observer?: UpstreamObserver;
  /** What several servers share; if left out, this one serves alone. */
  readonly shared?: SharedBudgets | undefined;
}

/**
 * The client of all upstreams. Every call to an upstream goes through it.
 *
 * A call is answered from the response cache, or by an equal call under way. Otherwise it is sent if its circuits are
 * closed. It waits for its turn and for a proved login, has a deadline, and is retried if that may help.
 */
export class UpstreamClient {
  readonly #options: UpstreamClientOptions;
  readonly #upstreams = new Map<Upstream, UpstreamState>();
  readonly #logins: Logins;
  readonly #attempts: Attempts;
  readonly #answered: AnsweredCalls;
  readonly #cached: CachedCalls;
  readonly #observer: UpstreamObserver;
  readonly #reader: AnswerReader;

  constructor(options: UpstreamClientOptions) {
    const { transports, own = {}, log, observer = {}, shared } = options;
    this.#options = options;
    this.#observer = observer;
    this.#reader = new AnswerReader(log);
    const byUpstream = Map.groupBy(TRANSPORTS, (name) => transports[name]?.upstream);
    for (const [upstream, names] of byUpstream) {
      if (!upstream) continue;
      this.#upstreams.set(upstream, stateOf(upstream, new Set(names), own[upstream] ?? options, log, shared));
    }
    this.#logins = new Logins((transport) => {
      const { concurrency, pauses, timeoutMs } = this.#stateOf(transport);
      return { concurrency, pausesMs: pauses.loginMs, shared: shared?.login(transport, timeoutMs) };
    }, log);
    const stateOfTransport = (transport: Transport): UpstreamState => this.#stateOf(transport);
    this.#attempts = new Attempts(stateOfTransport, this.#logins, log);
    const outbound = new OutboundCalls({
      stateOf: stateOfTransport,
      logins: this.#logins,
      attempts: this.#attempts,
      transports,
      observer,
    });
    this.#answered = new AnsweredCalls({ outbound, reader: this.#reader, observer, tell: this.#tell });
    this.#cached = new CachedCalls(this.#tell);
  }

  /**
   * Calls an upstream action and returns its normalised answer. Callers share answers, so they must not be changed.
   *
   * @param caller its signal aborts a read; a write goes on
   * @throws UpstreamError if there is no usable answer; the signal's reason if the caller has left
   */
  async call<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    caller = new Caller(),
  ): Promise<Answer<Model>> {
    return this.ask(endpoint, input, caller);
  }

  /** As `call`, but without a promise if a fresh answer is cached. It throws nothing: errors come by the promise. */
  ask<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    caller: Caller,
  ): MaybePromise<Answer<Model>> {
    const transport = this.#transportOf(endpoint.transport);
    const { cache } = this.#stateOf(transport);
    const known = this.#cached.answer(cache, transport.upstream, endpoint, input, caller);
    return known ?? this.#call(endpoint, input, caller, { isFresh: false });
  }

  /**
   * As `call`, but a cached answer is not used. The new answer goes into the cache.
   *
   * @param keepMs how long servers that begin to `follow` the call get this answer, in milliseconds
   */
  async refresh<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    caller: Caller,
    keepMs?: number,
  ): Promise<Answer<Model>> {
    return this.#call(endpoint, input, caller, { isFresh: true, keepMs });
  }

  /** As `refresh`, but another server's call is not used either: whether this server itself is answered. */
  async probe<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    caller: Caller,
  ): Promise<Answer<Model>> {
    return this.#call(endpoint, input, caller, { isFresh: false, isOwn: true });
  }

  /**
   * Listens to the answers that other servers get to a call. They go into the cache. Makes no call.
   *
   * @returns ends it
   */
  follow<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    onAnswer: (answer: Answer<Model>) => void,
  ): () => void {
    const transport = this.#transportOf(endpoint.transport);
    return this.#stateOf(transport).cache.follow(this.#cacheable(endpoint, input), onAnswer);
  }

  #cacheable<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    fields = endpoint.params.parse(input),
  ): CacheableCall<Model> {
    const transport = this.#transportOf(endpoint.transport);
    const { zone, timeoutMs } = this.#stateOf(transport);
    const asked: Asked = { upstream: transport.upstream, action: endpoint.name };
    const call = cacheableCallOf(endpoint, input, fields, zone);
    return {
      ...call,
      sharedCall: this.#options.shared?.answers && sharedCallOf(call, endpoint, transport, timeoutMs),
      read: (stored) => this.#reader.readStored(transport, asked, endpoint, input, stored),
    };
  }

  async #call<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    caller: Caller,
    { isOwn = false, ...how }: AnswerTerms & { readonly isOwn?: boolean },
  ): Promise<Answer<Model>> {
    const transport = this.#transportOf(endpoint.transport);
    const { cache, zone } = this.#stateOf(transport);
    const asked: Asked = { upstream: transport.upstream, action: endpoint.name };
    const fields = endpoint.params.parse(input);
    const send = (signal?: AbortSignal): Promise<Answered<Model>> => {
      const probe = endpoint.probe?.(input, zone.dayOf(new Date()));
      const record = new CallRecord(asked, caller);
      const isAnswer = (error: unknown): boolean =>
        endpoint.nothing !== undefined && meansNothing(error, endpoint);
      const inColumns = endpoint.response.parts.find(({ paths }) => paths);
      const call = { asked, endpoint, transport, fields, caller, probe, inColumns, record, isAnswer };
      return this.#answered.make(call, endpoint, input, signal);
    };
    if (endpoint.effect === 'write') return (await send()).answer;
    caller.signal?.throwIfAborted();
    const cacheable = this.#cacheable(endpoint, input, fields);
    const shared = isOwn ? { ...cacheable, sharedCall: undefined } : cacheable;
    const startedAt = performance.now();
    let from: AnsweredFrom = 'upstream';
    const onShared = (other: AnsweredFrom): void => {
      from = other;
    };
    // Admission comes before single flight: a call refused to one operation must not fail another that was admitted.
    if (!how.isFresh && !cache.isAtHand(shared)) {
      const recalled = cache.recallShared(shared);
      if (recalled) await recalled;
      caller.signal?.throwIfAborted();
    }
    if (how.isFresh || !cache.isAtHand(shared)) this.#admitCall(asked, endpoint, caller);
    try {
      const answer = await cache.answer(shared, caller, send, { ...how, onShared });
      CachedCalls.note(endpoint, caller, answer);
      this.#cached.tell(asked, caller, { from, startedAt, model: answer.model });
      return answer;
    } catch (error) {
      this.#cached.tell(asked, caller, { from, startedAt, error });
      throw error;
    } finally {
      await ownTurn(caller.operation);
    }
  }

  /**
   * Admits or refuses an operation at its first call. The decision holds for all of its calls.
   *
   * @throws UpstreamUnavailable if there is no room for it, with `retryAfterSeconds`
   */
  admit(endpoint: EndpointFacts, caller: Caller): void {
    const transport = this.#transportOf(endpoint.transport);
    try {
      this.#stateOf(transport).queue.admit({ caller, endpoint, always: endpoint.effect === 'write' });
    } catch (error) {
      if (!(error instanceof QueueFull)) throw error;
      throw this.#attempts.turnedAway({ upstream: transport.upstream, action: endpoint.name }, error);
    }
  }

  /** As `admit`, for a call: a refusal is told to the observer. */
  #admitCall(asked: Asked, endpoint: EndpointFacts, caller: Caller): void {
    try {
      this.admit(endpoint, caller);
    } catch (error) {
      this.#tell(new CallRecord(asked, caller).ended({ error, isAbandoned: false }), caller);
      throw error;
    }
  }

  readonly #tell = (call: EndedCall, caller: Caller): void => {
    caller.noteTraffic(call);
    this.#observer.onCall?.(call);
  };

  /** The cached model of a call; undefined if there is none. Makes no call. */
  remembered<Input, Model>(endpoint: Endpoint<string, Input, Model>, input: Input): Model | undefined {
    const { cache } = this.#stateOf(this.#transportOf(endpoint.transport));
    const key = keyOfSimple(endpoint, input) ?? keyOf(endpoint, endpoint.params.parse(input));
    return cache.recall({ key, endpoint })?.model;
  }

  /** The health of a transport's upstream. Makes no call. */
  health(transportName: TransportName): Health {
    const transport = this.#transportOf(transportName);
    return healthOf(this.#stateOf(transport), this.#logins.of(transport));
  }

  /** What each upstream's calls, circuits and cache are like at present. Makes no call. */
  figures(): readonly UpstreamFigures[] {
    return [...this.#upstreams].map(([upstream, state]) => figuresOf(upstream, state));
  }

  /** Whether an upstream is configured for a transport. */
  isConfigured(transportName: TransportName): boolean {
    return this.#options.transports[transportName] !== undefined;
  }

  /** To be called when the secret of a transport's account has changed: a refused login is tried again at once. */
  renewLogin(transportName: TransportName): void {
    this.#logins.of(this.#transportOf(transportName)).renew();
  }

  /** Lets running calls end, then closes every connection and forgets all answers. */
  async close(): Promise<void> {
    const states = [...this.#upstreams.values()];
    await Promise.all(states.map(({ http }) => http.close()));
    for (const { cache } of states) cache.clear();
  }

  /** Ends running calls, as if their connections were lost, and closes every connection. */
  async destroy(): Promise<void> {
    const states = [...this.#upstreams.values()];
    await Promise.all(states.map(({ http }) => http.destroy()));
    for (const { cache } of states) cache.clear();
  }

  #transportOf(name: TransportName): Transport {
    const transport = this.#options.transports[name];
    if (!transport) throw new Error(`No upstream is configured for ${name}.`);
    return transport;
  }

  #stateOf({ upstream }: Transport): UpstreamState {
    const state = this.#upstreams.get(upstream);
    if (!state) throw new Error(`No upstream is configured by the name ${upstream}.`);
    return state;
  }
}
