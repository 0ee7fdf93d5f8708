import { setTimeout as pause } from 'node:timers/promises';
import { QueueFull } from './queue/admission.ts';
import { Attempts, wasNotTried, type Call } from './attempts.ts';
import { Caller } from './caller.ts';
import { shortCircuited, type PassTerms, type Probe } from './circuitBreakers.ts';
import { Deadline } from '../promises/deadline.ts';
import { type Endpoint, type EndpointFacts, type TransportName } from '../endpoint.ts';
import { UpstreamBadResponse, UpstreamRefused, type Asked, type Upstream } from '../errors.ts';
import { Logins } from './login/logins.ts';
import { keptOf, type Answered } from './responseCache.ts';
import { keyOf, cacheableCallOf } from './cacheKey.ts';
import type { Answer } from './answer.ts';
import { AnswerReader, meansNothing } from './reading.ts';
import { nameOf } from '../wire/status.ts';
import type { OpenedAnswer, Transport, Transports } from '../wire/transport.ts';
import { ownTurn } from '../promises/turn.ts';
import { stateOf, type Terms, type UpstreamLog, type UpstreamState } from './upstreamState.ts';

export interface UpstreamClientOptions extends Terms {
  readonly transports: Transports;
  /** The terms of single upstreams, if they differ. */
  readonly own?: Readonly<Partial<Record<Upstream, Terms>>>;
  readonly log: UpstreamLog;
}

/** The health of an upstream, as known without a call. */
export interface Health {
  /** True if no call is sent at present: its circuit is open, or it sent Retry-After for three actions. */
  readonly isOpen: boolean;
  readonly isLoginRefused: boolean;
  /** Actions whose own circuit is open. */
  readonly openActions: readonly string[];
  /** When it last answered a call, by `performance.now()`; -Infinity if it never has. */
  readonly answeredAt: number;
  /** True if it has answered a call within the last deadline's length. */
  readonly answersOthers: boolean;
  /** True if all slots are taken, so that further calls wait in the queue. */
  readonly isFull: boolean;
}

const TRANSPORTS: readonly TransportName[] = ['goAPI', 'lmapi', 'voxo'];

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
  readonly #reader: AnswerReader;

  constructor(options: UpstreamClientOptions) {
    const { transports, own = {}, log } = options;
    this.#options = options;
    this.#reader = new AnswerReader(log);
    const byUpstream = Map.groupBy(TRANSPORTS, (name) => transports[name]?.upstream);
    for (const [upstream, names] of byUpstream) {
      if (!upstream) continue;
      this.#upstreams.set(upstream, stateOf(upstream, new Set(names), own[upstream] ?? options, log));
    }
    this.#logins = new Logins((transport) => {
      const { concurrency, pauses } = this.#stateOf(transport);
      return { concurrency, pausesMs: pauses.loginMs };
    }, log);
    this.#attempts = new Attempts((transport) => this.#stateOf(transport), this.#logins, log);
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
    return this.#call(endpoint, input, caller, { isFresh: false });
  }

  /** As `call`, but a cached answer is not used. The new answer goes into the cache. */
  async refresh<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    caller: Caller,
  ): Promise<Answer<Model>> {
    return this.#call(endpoint, input, caller, { isFresh: true });
  }

  async #call<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    caller: Caller,
    how: { readonly isFresh: boolean },
  ): Promise<Answer<Model>> {
    const transport = this.#transportOf(endpoint.transport);
    const { cache, zone } = this.#stateOf(transport);
    const asked: Asked = { upstream: transport.upstream, action: endpoint.name };
    const fields = endpoint.params.parse(input);
    const send = (signal?: AbortSignal): Promise<Answered<Model>> => {
      const probe = endpoint.probe?.(input, zone.dayOf(new Date()));
      const inColumns = endpoint.response.parts.find(({ paths }) => paths);
      const made = { asked, endpoint, transport, fields, caller, probe, inColumns };
      return this.#send(made, endpoint, input, signal);
    };
    if (endpoint.effect === 'write') return (await send()).answer;
    caller.signal?.throwIfAborted();
    const cacheable = {
      ...cacheableCallOf(endpoint, input, fields, zone),
      read: (body: string) => {
        const { value } = transport.open(asked, { status: 200, body });
        return this.#reader.read(asked, endpoint, value);
      },
    };
    // Admission comes before single flight: a call refused to one operation must not fail another that was admitted.
    if (how.isFresh || !cache.isAtHand(cacheable)) this.admit(endpoint, caller);
    try {
      const answer = await cache.answer(cacheable, caller, send, how);
      caller.noteGaps(endpoint.name, answer.gaps);
      if (answer.model !== null) caller.noteFound(endpoint.name);
      return answer;
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

  /** The cached model of a call; undefined if there is none. Makes no call. */
  remembered<Input, Model>(endpoint: Endpoint<string, Input, Model>, input: Input): Model | undefined {
    const { cache } = this.#stateOf(this.#transportOf(endpoint.transport));
    return cache.recall({ key: keyOf(endpoint, endpoint.params.parse(input)), endpoint })?.model;
  }

  /** The health of a transport's upstream. Makes no call. */
  health(transportName: TransportName): Health {
    const transport = this.#transportOf(transportName);
    const { circuits, leftAlone, queue, timeoutMs } = this.#stateOf(transport);
    const { openActions, answeredAt } = circuits;
    const isOpen = circuits.isOpen || leftAlone.isAll;
    const answersOthers = performance.now() - answeredAt < timeoutMs;
    const isLoginRefused = this.#logins.of(transport).isRefused;
    return { isOpen, openActions, isLoginRefused, answeredAt, answersOthers, isFull: queue.isFull };
  }

  /** Whether an upstream is configured for a transport. */
  isConfigured(transportName: TransportName): boolean {
    return this.#options.transports[transportName] !== undefined;
  }

  /** To be called when the secret of a transport's account has changed: a refused login is tried again at once. */
  renewLogin(transportName: TransportName): void {
    this.#logins.of(this.#transportOf(transportName)).renew();
  }

  /** Lets running calls end, then closes every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.#upstreams.values()].map(({ http }) => http.close()));
  }

  /** Ends running calls, as if their connections were lost, and closes every connection. */
  async destroy(): Promise<void> {
    await Promise.all([...this.#upstreams.values()].map(({ http }) => http.destroy()));
  }

  async #send<Input, Model>(
    call: Call,
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    signal: AbortSignal | undefined,
  ): Promise<Answered<Model>> {
    const { asked } = call;
    try {
      const opened = await this.#opened(call, signal);
      this.#reader.tellOddities(asked, opened);
      const answeredAt = new Date();
      const { model, gaps } = await this.#reader.read(asked, endpoint, opened.value);
      if (model !== null && model !== undefined && endpoint.isAbout?.(input, model) === false) {
        throw new UpstreamBadResponse(
          asked,
          `${nameOf(asked)} answered ${asked.action} with something else than what was asked for.`,
        );
      }
      return { answer: { model, gaps, answeredAt }, ...keptOf(opened) };
    } catch (error) {
      if (endpoint.nothing && error instanceof UpstreamRefused && meansNothing(error, endpoint))
        return { answer: { model: endpoint.nothing(), gaps: [], answeredAt: new Date() }, bytes: 0 };
      throw error;
    }
  }

  /** Makes a call through the circuit breakers, with its retries. */
  async #opened(call: Call, signal: AbortSignal | undefined): Promise<OpenedAnswer> {
    const { circuits, leftAlone, retries, timeoutMs } = this.#stateOf(call.transport);
    const { asked, endpoint } = call;
    if (endpoint.effect === 'read') call.caller.spend(asked.action);
    this.#logins.of(call.transport).check(asked);
    const unwanted = leftAlone.refusal(asked);
    if (unwanted) throw unwanted;
    const deadline = new Deadline(timeoutMs);
    // The wait for a probe counts as time spent on the upstream.
    if (circuits.holdsBack(asked.action)) deadline.start();
    const patience = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
    retries.earn();
    const terms = {
      asked,
      signal: patience,
      ...this.#probesOf(call),
    };
    return circuits
      .pass(terms, async ({ isProbe, refusal }) => {
        // Others wait for the result of a probe, so it goes on if its caller leaves.
        const stop = isProbe ? deadline.signal : patience;
        const limits = { stop, deadline, isProbe, refusal: () => refusal() ?? leftAlone.refusal(asked) };
        let failure: unknown;
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await this.#attempts.make(call, limits);
          } catch (error) {
            // If there was no time left to send another attempt, the last error counts.
            if (failure !== undefined && wasNotTried(error)) throw failure;
            failure = error;
            const wait =
              isProbe || refusal()
                ? null
                : retries.pauseBefore(endpoint.effect, error, attempt, deadline.leftMs);
            if (wait === null) throw error;
            await pause(wait, undefined, { signal: stop }).catch(() => Promise.reject(error));
          }
        }
      })
      .catch((error: unknown) => {
        // The deadline ended while the call waited for another call's probe.
        throw error === deadline.signal.reason ? shortCircuited(asked, 0) : error;
      })
      .finally(() => deadline.stop());
  }

  /** The probes of a call's upstream and of its action; undefined if nothing is cheaper than the call itself. */
  #probesOf(call: Call): Pick<PassTerms, 'upstreamProbe' | 'actionProbe'> {
    const { upstream } = call.asked;
    const transport = Object.values(this.#options.transports).find(
      (one) => one.upstream === upstream && one.probe !== undefined,
    );
    return {
      upstreamProbe:
        transport?.probe && this.#probeOf({ ...transport.probe, transport, caller: new Caller() }),
      actionProbe: call.probe && this.#probeOf({ ...call, fields: call.probe, caller: new Caller() }),
    };
  }

  /** A probe: one request without retries. Undefined if the login is refused or Retry-After forbids it. */
  #probeOf(call: Omit<Call, 'asked'>): Probe | undefined {
    const { endpoint, transport } = call;
    const { leftAlone, pauses, timeoutMs } = this.#stateOf(transport);
    const asked: Asked = { upstream: transport.upstream, action: endpoint.name };
    if (this.#logins.of(transport).isRefused || leftAlone.refusal(asked)) return undefined;
    return {
      action: endpoint.name,
      make: () => {
        const deadline = new Deadline(Math.min(timeoutMs, pauses.probeTimeoutMs));
        deadline.start();
        const limits = { stop: deadline.signal, deadline, isProbe: true, refusal: () => undefined };
        return this.#attempts.make({ ...call, asked }, limits).finally(() => deadline.stop());
      },
    };
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
