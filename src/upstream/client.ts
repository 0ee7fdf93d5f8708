import { setTimeout as pause } from 'node:timers/promises';
import { Caller } from './caller.ts';
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
import { Login, type LoggingIn } from './login.ts';
import type { Answered } from './memory.ts';
import { keyOf, questionOf } from './question.ts';
import { QueueFull } from './queue.ts';
import { nameOf } from './status.ts';
import { reasonsOf, tablesOf } from './table.ts';
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
}

interface Limits {
  /** Ends the call: at its deadline, or when nobody waits for it any more. */
  readonly stop: AbortSignal;
  readonly deadline: AbortSignal;
  /** False once the circuit has opened. */
  readonly mayGo: () => boolean;
}

/**
 * The only way out of this server: every call to an upstream goes through here.
 *
 * A question is answered from memory, or together with the same question under way. Else it is put, if the circuit is
 * closed: in its turn, under a login that is known to work, before its deadline, and again where that may help.
 */
export class UpstreamClient {
  readonly #options: UpstreamClientOptions;
  readonly #upstreams: ReadonlyMap<Upstream, UpstreamState>;
  readonly #logins = new Map<string, Login>();

  constructor(options: UpstreamClientOptions) {
    const { transports, own = {}, log } = options;
    this.#options = options;
    const upstreams = new Set(Object.values(transports).map(({ upstream }) => upstream));
    this.#upstreams = new Map(
      [...upstreams].map((upstream) => [upstream, stateOf(upstream, own[upstream] ?? options, log)]),
    );
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
    const ask = (signal?: AbortSignal): Promise<Answered<Model>> =>
      this.#ask({ asked, endpoint, transport, fields, caller }, endpoint, input, signal);
    if (endpoint.effect === 'write') return (await ask()).model;
    caller.signal?.throwIfAborted();
    return memory.answer(questionOf(endpoint, input, fields, zone), caller, ask);
  }

  /** The answer to a question, where it is remembered; nothing is asked. */
  remembered<Input, Model>(endpoint: Endpoint<string, Input, Model>, input: Input): Model | undefined {
    const { memory } = this.#stateOf(this.#transportOf(endpoint.transport));
    return memory.recall({ key: keyOf(endpoint, endpoint.params.parse(input)), endpoint });
  }

  /** True where calls over a transport are answered here: its upstream is sick, or has refused its login. */
  isHeldBack(transportName: TransportName): boolean {
    const transport = this.#transportOf(transportName);
    return this.#stateOf(transport).circuit.isOpen || this.#loginOf(transport).isRefused;
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
      const model = this.#read(asked, endpoint, value);
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

  /** Makes a call, through the circuit, as often as it takes and is allowed. */
  async #opened(call: Call, signal: AbortSignal | undefined): Promise<Opened & { readonly bytes: number }> {
    const { circuit, retries, timeoutMs } = this.#stateOf(call.transport);
    if (call.endpoint.effect === 'read') call.caller.spend();
    this.#loginOf(call.transport).check(call.asked);
    const deadline = AbortSignal.timeout(timeoutMs);
    const refuse = (): UpstreamError => heldBack(call.asked);
    retries.earn();
    return circuit.run(async ({ isProbe, mayGo }) => {
      // Whoever leaves a probe must not leave everyone else without its result.
      const stop = signal && !isProbe ? AbortSignal.any([signal, deadline]) : deadline;
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.#attempt(call, { stop, deadline, mayGo });
        } catch (error) {
          const { effect } = call.endpoint;
          const wait = mayGo() ? retries.pauseBefore(effect, error, attempt) : null;
          if (wait === null) throw error;
          await pause(wait, undefined, { signal: stop }).catch(() => Promise.reject(error));
        }
      }
    }, refuse);
  }

  /** One request, when it is its turn. */
  async #attempt(call: Call, limits: Limits): Promise<Opened & { readonly bytes: number }> {
    const { asked, endpoint, transport, caller } = call;
    const { queue, timeoutMs } = this.#stateOf(transport);
    const turn = { caller, size: sizeOf(endpoint), always: endpoint.effect === 'write' } as const;
    try {
      return await queue.run(turn, limits.stop, async () => {
        // A call that waited while the circuit opened stays here.
        if (!limits.mayGo()) throw heldBack(asked);
        return this.#sent(call, limits);
      });
    } catch (error) {
      if (error instanceof QueueFull) {
        this.#options.log.warn({ upstream: asked.upstream }, 'the queue is too long: calls are turned away');
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
    const { exchange, timeoutMs } = this.#stateOf(transport);
    const login = await this.#loginOf(transport).use(asked, sizeOf(endpoint), stop);
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
      if (error instanceof UpstreamUnauthorized && error.loginRefused) this.#refused(login, error);
      else if (error instanceof UpstreamUnauthorized || error instanceof UpstreamRefused) login.accepted();
      throw error;
    } finally {
      login.ended();
    }
  }

  #refused(login: LoggingIn, error: UpstreamUnauthorized): void {
    login.refused(error);
    this.#options.log.warn(
      { upstream: error.asked.upstream },
      'the login was refused: no more calls for 15 minutes, or until a restart',
    );
  }

  #read<Model>(
    asked: Asked,
    endpoint: Pick<Endpoint<string, never, Model>, 'response'>,
    value: unknown,
  ): Model {
    const result = endpoint.response.safeParse(value);
    if (!result.success) {
      throw new UpstreamBadResponse(
        asked,
        `${nameOf(asked)}'s answer to ${asked.action} does not fit its record: ${reasonsOf(result.error).join('; ')}.`,
      );
    }
    for (const { rows, faults } of tablesOf(result.data)) {
      if (faults.length === 0) continue;
      const facts = {
        action: asked.action,
        kept: rows.length,
        dropped: faults.length,
        first: faults.slice(0, 3),
      };
      this.#options.log.warn(facts, 'rows of an answer do not fit their record and are left out');
    }
    return result.data;
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

  #loginOf({ upstream, account }: Transport): Login {
    const key = `${upstream} ${account}`;
    const login = this.#logins.get(key) ?? new Login();
    this.#logins.set(key, login);
    return login;
  }
}

const heldBack = (asked: Asked): UpstreamUnavailable =>
  new UpstreamUnavailable(
    asked,
    `${nameOf(asked)} has failed several times in a row, so it is not asked for some seconds. Try again then.`,
    { sent: false, heldBack: true },
  );
