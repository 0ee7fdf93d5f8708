import { setTimeout as pause } from 'node:timers/promises';
import { QueueFull } from './admission.ts';
import { Caller } from './caller.ts';
import { heldBack, type PassTerms, type Probe } from './circuits.ts';
import { Deadline } from './deadline.ts';
import {
  sizeOf,
  type Endpoint,
  type EndpointFacts,
  type TransportName,
  type WireFields,
} from './endpoint.ts';
import {
  UpstreamBadResponse,
  UpstreamError,
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
import { modelOf } from './reading.ts';
import type { Turn } from './queue.ts';
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
  readonly deadline: Deadline;
  /** The error of a call that may go out no more: a circuit has opened, or the upstream wants to be left alone. */
  readonly refusal: () => UpstreamError | undefined;
  /** True for a probe, which is let in and sent whatever else waits, and says nothing of how long its action takes. */
  readonly isProbe: boolean;
}

/** A write of an action that was never answered is not sent if less than this share of its deadline is left. */
const LEAST_OF_A_WRITE = 1 / 8;

const TRANSPORTS: readonly TransportName[] = ['goAPI', 'lmapi', 'voxo'];

/**
 * The only way out of this server: every call to an upstream goes through here.
 *
 * A question is answered from memory, or together with the same question under way. Else it is put, if the circuit is
 * closed: in its turn, under a login that is known to work, before its deadline, and again where that may help.
 */
export class UpstreamClient {
  readonly #options: UpstreamClientOptions;
  readonly #upstreams = new Map<Upstream, UpstreamState>();
  readonly #logins: Logins;

  constructor(options: UpstreamClientOptions) {
    const { transports, own = {}, log } = options;
    this.#options = options;
    const byUpstream = Map.groupBy(TRANSPORTS, (name) => transports[name]?.upstream);
    for (const [upstream, names] of byUpstream) {
      if (!upstream) continue;
      this.#upstreams.set(upstream, stateOf(upstream, new Set(names), own[upstream] ?? options, log));
    }
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
    const question = {
      ...questionOf(endpoint, input, fields, zone),
      read: (body: string) => {
        const { value } = transport.open(asked, { status: 200, body });
        return modelOf(asked, endpoint, value, this.#options.log);
      },
    };
    // Before others can join it: what is refused to one operation must not fail one that was let in.
    if (!memory.isAtHand(question)) this.admit(endpoint, caller);
    return memory.answer(question, caller, ask);
  }

  /**
   * Lets an operation in at its first call, or refuses it, all of its calls alike; what was decided holds.
   *
   * @throws UpstreamUnavailable where there is no room for it, with `retryAfterSeconds`
   */
  admit(endpoint: EndpointFacts, caller: Caller): void {
    const transport = this.#transportOf(endpoint.transport);
    try {
      this.#stateOf(transport).queue.admit({ caller, endpoint, always: endpoint.effect === 'write' });
    } catch (error) {
      if (!(error instanceof QueueFull)) throw error;
      throw this.#turnedAway({ upstream: transport.upstream, action: endpoint.name }, error);
    }
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
      const { value, warnings, body } = await this.#opened(call, signal);
      if (warnings > 0)
        this.#options.log.warn({ action: asked.action, warnings }, 'PHP warnings around an answer');
      const model = await modelOf(asked, endpoint, value, this.#options.log);
      if (model !== null && model !== undefined && endpoint.isAbout?.(input, model) === false) {
        throw new UpstreamBadResponse(
          asked,
          `${nameOf(asked)} answered ${asked.action} with something else than what was asked for.`,
        );
      }
      return { model, bytes: body.length, body };
    } catch (error) {
      if (error instanceof UpstreamRefused && error.nothingFound && endpoint.nothing)
        return { model: endpoint.nothing(), bytes: 0 };
      throw error;
    }
  }

  /** Makes a call, through the circuits, as often as it takes and is allowed. */
  async #opened(call: Call, signal: AbortSignal | undefined): Promise<Opened & { readonly body: string }> {
    const { circuits, leftAlone, retries, timeoutMs } = this.#stateOf(call.transport);
    const { asked, endpoint } = call;
    if (endpoint.effect === 'read') call.caller.spend(asked.action);
    this.#logins.of(call.transport).check(asked);
    const unwanted = leftAlone.refusal(asked);
    if (unwanted) throw unwanted;
    const deadline = new Deadline(timeoutMs);
    // A call that waits for a probe waits for the upstream.
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
        // Whoever leaves a probe must not leave everyone else without its result.
        const stop = isProbe ? deadline.signal : patience;
        const limits = { stop, deadline, isProbe, refusal: () => refusal() ?? leftAlone.refusal(asked) };
        let failure: unknown;
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await this.#attempt(call, limits);
          } catch (error) {
            // If there was no time left to send another attempt, what came of the last one counts.
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
        // It has waited for another's probe all the time.
        throw error === deadline.signal.reason ? heldBack(asked, 0) : error;
      })
      .finally(() => deadline.stop());
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
        const deadline = new Deadline(Math.min(timeoutMs, pauses.probeTimeoutMs));
        deadline.start();
        const limits = { stop: deadline.signal, deadline, isProbe: true, refusal: () => undefined };
        return this.#attempt({ ...question, asked }, limits).finally(() => deadline.stop());
      },
    };
  }

  /** One request, when it is its turn. */
  async #attempt(call: Call, limits: Limits): Promise<Opened & { readonly body: string }> {
    const { asked, endpoint, transport, caller } = call;
    const { stop, deadline, isProbe, refusal } = limits;
    const { queue, timeoutMs } = this.#stateOf(transport);
    const turn: Turn = {
      caller,
      endpoint,
      always: isProbe || endpoint.effect === 'write',
      onFirst: () => deadline.start(),
    };
    try {
      return await queue.run(turn, stop, async () => {
        // A call that waited while a circuit opened stays here.
        const refused = refusal();
        if (refused) throw refused;
        return this.#sent(call, limits);
      });
    } catch (error) {
      if (error instanceof QueueFull) throw this.#turnedAway(asked, error);
      throw error === deadline.signal.reason ? tooLate(asked, timeoutMs) : error;
    }
  }

  async #sent(
    { asked, endpoint, transport, fields, caller }: Call,
    { stop, deadline, isProbe }: Limits,
  ): Promise<Opened & { readonly body: string }> {
    const { exchange, leftAlone, times, timeoutMs } = this.#stateOf(transport);
    const login = await this.#logins.of(transport).use(asked, sizeOf(endpoint), stop);
    try {
      const usualMs = times.usualMs(endpoint);
      // Its login may have kept it waiting, too. An answer would come too late; of a write nobody would know how it ended.
      const leastMs = usualMs ?? (endpoint.effect === 'write' ? timeoutMs * LEAST_OF_A_WRITE : 0);
      if (!isProbe && deadline.leftMs < leastMs) throw tooLate(asked, timeoutMs);
      caller.noteCall(endpoint.name);
      // What was sent with too little time left says nothing about the upstream.
      const wasLate = !isProbe && deadline.leftMs < (usualMs ?? timeoutMs / 2);
      const request = transport.request(endpoint, fields);
      const send = async (): Promise<Opened & { readonly body: string }> => {
        const answer = await exchange
          .send(asked, transport.baseUrl.origin, request, { maxBytes: endpoint.maxBytes, signal: stop })
          .catch((error: unknown) => {
            if (error !== deadline.signal.reason) throw error;
            throw new UpstreamTimeout(
              asked,
              `${nameOf(asked)} gave no whole answer to ${asked.action} within ${timeoutMs / 1000} s.`,
              { sent: true, heldBack: wasLate },
            );
          });
        return { ...transport.open(asked, answer), body: answer.body };
      };
      // How long a probe takes says nothing about its action.
      const opened = await (isProbe ? send() : times.measure(endpoint, send));
      login.accepted();
      return opened;
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

  #turnedAway(asked: Asked, { retryAfterSeconds }: QueueFull): UpstreamUnavailable {
    this.#options.log.warn({ ...asked }, 'the queue is too long: calls are turned away');
    return new UpstreamUnavailable(
      asked,
      `${nameOf(asked)} is busy: too many calls wait for it. Try again in ${retryAfterSeconds} s.`,
      { sent: false, heldBack: true, retryAfterSeconds },
    );
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

/** True for an attempt that ended before it was sent. One that was sent too late for an answer was sent. */
const wasNotTried = (error: unknown): boolean =>
  error instanceof UpstreamError && error.heldBack && !('sent' in error && error.sent === true);

/** A call was not sent: no answer to it could come in time. */
const tooLate = (asked: Asked, timeoutMs: number): UpstreamTimeout =>
  new UpstreamTimeout(
    asked,
    `${nameOf(asked)} is busy: ${asked.action} got no turn within ${timeoutMs / 1000} s, and was not asked.`,
    { sent: false, heldBack: true },
  );
