import { setTimeout as pause } from 'node:timers/promises';
import { Caller } from './caller.ts';
import { heldBack, type PassTerms, type Probe } from './circuits.ts';
import {
  sizeOf,
  type Endpoint,
  type EndpointFacts,
  type TransportName,
  type WireFields,
} from './endpoint.ts';
import {
  UpstreamBadResponse,
  type UpstreamError,
  UpstreamRefused,
  UpstreamTimeout,
  UpstreamUnauthorized,
  UpstreamUnavailable,
  type Asked,
  type Upstream,
} from './errors.ts';
import { Logins } from './logins.ts';
import type { Answered } from './memory.ts';
import { keyOf, questionOf } from './question.ts';
import { QueueFull } from './queue.ts';
import { modelOf } from './reading.ts';
import { nameOf } from './status.ts';
import type { Opened, Transport, Transports } from './transport.ts';
import { stateOf, type Terms, type UpstreamLog, type UpstreamState } from './upstreamState.ts';

export interface UpstreamClientOptions extends Terms {
  readonly transports: Transports;
  /** An upstream's own terms, where it has others. */
  readonly own?: Readonly<Partial<Record<Upstream, Terms>>>;
  readonly log: UpstreamLog;
}

/** One call, ready to be made. */
interface Call {
  readonly asked: Asked;
  readonly endpoint: EndpointFacts;
  readonly transport: Transport;
  readonly fields: WireFields;
  readonly caller: Caller;
  /** The fields of its action's probe; undefined if it is its own. */
  readonly probe?: WireFields | undefined;
}

/** How an upstream is doing, as far as this server knows without asking. */
export interface Health {
  /** True if all of it is held back: its circuit is open, or it wants to be left alone. */
  readonly isOpen: boolean;
  readonly isLoginRefused: boolean;
  /** Actions that are held back by themselves. */
  readonly openActions: readonly string[];
}

interface Limits {
  /** Ends the call: at its deadline, or when nobody waits for it any more. */
  readonly stop: AbortSignal;
  readonly deadline: AbortSignal;
  /** The error of a call that may go out no more: a circuit has opened, or the upstream wants to be left alone. */
  readonly refusal: () => UpstreamError | undefined;
}

const QUIET_MS = 10_000;

/**
 * The only way out of this server: every call to an upstream goes through here.
 *
 * A question is answered from memory, or together with the same question under way. Else it is put, if the circuit is
 * closed: in its turn, under a login that is known to work, before its deadline, and again where that may help.
 */
export class UpstreamClient {
  readonly #options: UpstreamClientOptions;
  readonly #upstreams: ReadonlyMap<Upstream, UpstreamState>;
  readonly #logins: Logins;

  constructor(options: UpstreamClientOptions) {
    const { transports, own = {}, log } = options;
    this.#options = options;
    const upstreams = new Set(Object.values(transports).map(({ upstream }) => upstream));
    this.#upstreams = new Map(
      [...upstreams].map((upstream) => [upstream, stateOf(upstream, own[upstream] ?? options, log)]),
    );
    this.#logins = new Logins((transport) => this.#stateOf(transport).pauses.loginMs, log);
  }

  /**
   * Asks an upstream, and gives its answer normalised. Answers are shared: nobody may change one.
   *
   * @param caller who asks, whose signal takes a read back; a write goes on
   * @throws UpstreamError where there is no usable answer; the signal's reason where the caller is gone
   */
  async call<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    caller = new Caller(),
  ): Promise<Model> {
    const transport = this.#transportOf(endpoint.transport);
    const { memory, zone } = this.#stateOf(transport);
    const asked: Asked = { upstream: transport.upstream, action: endpoint.name };
    const fields = endpoint.params.parse(input);
    const ask = (signal?: AbortSignal): Promise<Answered<Model>> => {
      const probe = endpoint.probe?.(input, zone.dayOf(new Date()));
      return this.#ask({ asked, endpoint, transport, fields, caller, probe }, endpoint, input, signal);
    };
    if (endpoint.effect === 'write') return (await ask()).model;
    caller.signal?.throwIfAborted();
    return memory.answer(questionOf(endpoint, input, fields, zone), caller, ask);
  }

  /** The answer to a question, where it is remembered; nothing is asked. */
  remembered<Input, Model>(endpoint: Endpoint<string, Input, Model>, input: Input): Model | undefined {
    const { memory } = this.#stateOf(this.#transportOf(endpoint.transport));
    return memory.recall({ key: keyOf(endpoint, endpoint.params.parse(input)), endpoint });
  }

  /** How the upstream of a transport is doing; nothing is asked. */
  health(transportName: TransportName): Health {
    const transport = this.#transportOf(transportName);
    const { circuits, leftAlone } = this.#stateOf(transport);
    const { openActions } = circuits;
    const isOpen = circuits.isOpen || leftAlone.isAll;
    return { isOpen, openActions, isLoginRefused: this.#logins.of(transport).isRefused };
  }

  /** Whether there is an upstream to ask over a transport. */
  isConfigured(transportName: TransportName): boolean {
    return this.#options.transports[transportName] !== undefined;
  }

  /** The secret of a transport's account was changed: a login that was refused is tried at once. */
  renewLogin(transportName: TransportName): void {
    this.#logins.of(this.#transportOf(transportName)).renew();
  }

  /** Lets running calls end, then closes every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.#upstreams.values()].map(({ exchange }) => exchange.close()));
  }

  /** Ends running calls, as if their connections were lost, and closes every connection. */
  async destroy(): Promise<void> {
    await Promise.all([...this.#upstreams.values()].map(({ exchange }) => exchange.destroy()));
  }

  async #ask<Input, Model>(
    call: Call,
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    signal: AbortSignal | undefined,
  ): Promise<Answered<Model>> {
    const { asked } = call;
    try {
      const { value, warnings, bytes } = await this.#opened(call, signal);
      if (warnings > 0)
        this.#options.log.warn({ action: asked.action, warnings }, 'PHP warnings around an answer');
      const model = await modelOf(asked, endpoint, value, this.#options.log);
      if (model !== null && model !== undefined && endpoint.isAbout?.(input, model) === false) {
        throw new UpstreamBadResponse(
          asked,
          `${nameOf(asked)} answered ${asked.action} with something else than what was asked for.`,
        );
      }
      return { model, bytes };
    } catch (error) {
      if (error instanceof UpstreamRefused && error.nothingFound && endpoint.nothing)
        return { model: endpoint.nothing(), bytes: 0 };
      throw error;
    }
  }

  /** Makes a call, through the circuits, as often as it takes and is allowed. */
  async #opened(call: Call, signal: AbortSignal | undefined): Promise<Opened & { readonly bytes: number }> {
    const { circuits, leftAlone, retries, timeoutMs } = this.#stateOf(call.transport);
    const { asked, endpoint } = call;
    if (endpoint.effect === 'read') call.caller.spend();
    this.#logins.of(call.transport).check(asked);
    const unwanted = leftAlone.refusal(asked);
    if (unwanted) throw unwanted;
    const deadline = AbortSignal.timeout(timeoutMs);
    const endsAt = performance.now() + timeoutMs;
    const patience = signal ? AbortSignal.any([signal, deadline]) : deadline;
    retries.earn();
    const terms = {
      asked,
      signal: patience,
      ...this.#probesOf(call),
    };
    return circuits
      .pass(terms, async ({ isProbe, refusal }) => {
        // Whoever leaves a probe must not leave everyone else without its result.
        const stop = isProbe ? deadline : patience;
        const limits = { stop, deadline, refusal: () => refusal() ?? leftAlone.refusal(asked) };
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await this.#attempt(call, limits);
          } catch (error) {
            const wait =
              isProbe || refusal()
                ? null
                : retries.pauseBefore(endpoint.effect, error, attempt, endsAt - performance.now());
            if (wait === null) throw error;
            await pause(wait, undefined, { signal: stop }).catch(() => Promise.reject(error));
          }
        }
      })
      .catch((error: unknown) => {
        // It has waited for another's probe all the time.
        throw error === deadline.reason ? heldBack(asked, 0) : error;
      });
  }

  /** What shows whether a call's upstream, and its action, are well again, if there is anything cheaper than the call. */
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

  /** One request, and no more; undefined if it would be held back here. */
  #probeOf(question: Omit<Call, 'asked'>): Probe | undefined {
    const { endpoint, transport } = question;
    const { leftAlone, pauses, timeoutMs } = this.#stateOf(transport);
    const asked: Asked = { upstream: transport.upstream, action: endpoint.name };
    if (this.#logins.of(transport).isRefused || leftAlone.refusal(asked)) return undefined;
    return {
      action: endpoint.name,
      make: () => {
        const deadline = AbortSignal.timeout(Math.min(timeoutMs, pauses.probeTimeoutMs));
        const limits = { stop: deadline, deadline, refusal: () => undefined };
        return this.#attempt({ ...question, asked }, limits);
      },
    };
  }

  /** One request, when it is its turn. */
  async #attempt(call: Call, limits: Limits): Promise<Opened & { readonly bytes: number }> {
    const { asked, endpoint, transport, caller } = call;
    const { queue, timeoutMs } = this.#stateOf(transport);
    const turn = { caller, size: sizeOf(endpoint), always: endpoint.effect === 'write' } as const;
    try {
      return await queue.run(turn, limits.stop, async () => {
        // A call that waited while a circuit opened stays here.
        const refusal = limits.refusal();
        if (refusal) throw refusal;
        return this.#sent(call, limits);
      });
    } catch (error) {
      if (error instanceof QueueFull) {
        this.#turnedAway(transport);
        throw new UpstreamUnavailable(
          asked,
          `${nameOf(asked)} is busy: too many questions wait for it. Try again in a moment.`,
          { sent: false, heldBack: true },
        );
      }
      if (error !== limits.deadline.reason) throw error;
      throw new UpstreamTimeout(
        asked,
        `${nameOf(asked)} is busy: ${asked.action} got no turn within ${timeoutMs / 1000} s, and was not asked.`,
        { sent: false, heldBack: true },
      );
    }
  }

  async #sent(
    { asked, endpoint, transport, fields, caller }: Call,
    { stop, deadline }: Limits,
  ): Promise<Opened & { readonly bytes: number }> {
    const { exchange, leftAlone, timeoutMs } = this.#stateOf(transport);
    const login = await this.#logins.of(transport).use(asked, sizeOf(endpoint), stop);
    try {
      caller.noteCall(endpoint.name);
      const answer = await exchange
        .send(asked, transport.baseUrl.origin, transport.request(endpoint, fields), {
          maxBytes: endpoint.maxBytes,
          signal: stop,
        })
        .catch((error: unknown) => {
          if (error !== deadline.reason) throw error;
          throw new UpstreamTimeout(
            asked,
            `${nameOf(asked)} gave no whole answer to ${asked.action} within ${timeoutMs / 1000} s.`,
            { sent: true },
          );
        });
      const opened = transport.open(asked, answer);
      login.accepted();
      return { ...opened, bytes: answer.body.length };
    } catch (error) {
      leftAlone.note(error);
      if (error instanceof UpstreamUnauthorized && error.loginRefused)
        throw this.#logins.refused(login, error);
      if (error instanceof UpstreamUnauthorized || error instanceof UpstreamRefused) login.accepted();
      throw error;
    } finally {
      login.ended();
    }
  }

  /** Says so once, and then every ten seconds with how many there were. */
  #turnedAway(transport: Transport): void {
    const { upstream } = transport;
    const state = this.#stateOf(transport);
    state.turnedAway += 1;
    if (performance.now() < state.quietUntil) return;
    this.#options.log.warn(
      { upstream, calls: state.turnedAway },
      'the queue is too long: calls are turned away',
    );
    state.turnedAway = 0;
    state.quietUntil = performance.now() + QUIET_MS;
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
