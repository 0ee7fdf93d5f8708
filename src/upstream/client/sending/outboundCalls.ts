import { setTimeout as pause } from 'node:timers/promises';
import { Deadline } from '../../promises/deadline.ts';
import type { Asked } from '../../errors.ts';
import type { OpenedAnswer, Transport, Transports } from '../../wire/transport.ts';
import { Caller } from '../caller.ts';
import { shortCircuited, type Passage, type Probe, type Probes } from '../circuitBreakers.ts';
import type { Logins } from '../login/logins.ts';
import type { UpstreamObserver } from '../observer.ts';
import type { UpstreamState } from '../upstreamState.ts';
import { wasNotTried, type Attempts, type Call } from './attempts.ts';
import { CallRecord } from './callRecord.ts';

export interface OutboundOptions {
  readonly stateOf: (transport: Transport) => UpstreamState;
  readonly logins: Logins;
  readonly attempts: Attempts;
  readonly transports: Transports;
  readonly observer: UpstreamObserver;
}

/** Makes calls through the circuit breakers, with their retries and probes. */
export class OutboundCalls {
  readonly #options: OutboundOptions;

  constructor(options: OutboundOptions) {
    this.#options = options;
  }

  /**
   * Makes a call.
   *
   * @param signal aborted when no caller waits for it any more
   * @throws UpstreamError if there is no usable answer; TooManyCalls; the signal's reason
   */
  async make(call: Call, signal: AbortSignal | undefined): Promise<OpenedAnswer> {
    const { attempts, logins, observer, stateOf } = this.#options;
    const { circuits, leftAlone, retries, timeoutMs } = stateOf(call.transport);
    const { asked, endpoint, record } = call;
    if (endpoint.effect === 'read') call.caller.spend(asked.action);
    logins.of(call.transport).check(asked);
    const unwanted = leftAlone.refusal(asked);
    if (unwanted) throw unwanted;
    const deadline = new Deadline(timeoutMs, signal);
    // The wait for a probe counts as time spent on the upstream.
    if (circuits.holdsBack(asked.action)) deadline.start();
    retries.earn();
    const send = async ({ isProbe, refusal }: Passage): Promise<OpenedAnswer> => {
      // Others wait for the result of a probe, so it goes on if its caller leaves.
      if (isProbe) deadline.goOn();
      const limits = { deadline, isProbe, refusal: () => refusal() ?? leftAlone.refusal(asked) };
      let failure: unknown;
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await attempts.make(call, limits);
        } catch (error) {
          // If there was no time left to send another attempt, the last error counts.
          if (failure !== undefined && wasNotTried(error)) throw failure;
          failure = error;
          const wait =
            isProbe || refusal()
              ? null
              : retries.pauseBefore(endpoint.effect, error, attempt, deadline.leftMs);
          if (call.isAnswer?.(error) !== true)
            observer.onFailedAttempt?.(record.failedAttempt(error, isAborted(signal), wait));
          if (wait === null) throw error;
          await pause(wait, undefined, { signal: deadline.signal }).catch(() => Promise.reject(error));
        }
      }
    };
    try {
      const probes = () => this.#probesOf(call);
      return await circuits.pass({ asked, signal: deadline.signal, probes }, send);
    } catch (error) {
      // The deadline ended while the call waited for another call's probe.
      throw deadline.hasEnded(error) ? shortCircuited(asked, 0) : error;
    } finally {
      deadline.stop();
    }
  }

  /** The probes of a call; undefined if nothing is cheaper. */
  #probesOf(call: Call): Probes {
    const { asked, probe: fields } = call;
    const transport = Object.values(this.#options.transports).find(
      (one) => one.upstream === asked.upstream && one.probe !== undefined,
    );
    return {
      ofUpstream: transport?.probe && this.#probeOf({ ...transport.probe, transport }),
      ofAction: fields && this.#probeOf({ ...call, fields }),
    };
  }

  /** A probe: one request without retries. Undefined if the login is refused or Retry-After forbids it. */
  #probeOf({
    endpoint,
    transport,
    fields,
  }: Pick<Call, 'endpoint' | 'transport' | 'fields'>): Probe | undefined {
    const { attempts, logins, observer, stateOf } = this.#options;
    const { leftAlone, pauses, timeoutMs } = stateOf(transport);
    const asked: Asked = { upstream: transport.upstream, action: endpoint.name };
    if (logins.of(transport).isRefused || leftAlone.refusal(asked)) return undefined;
    return {
      action: endpoint.name,
      make: async () => {
        const deadline = new Deadline(Math.min(timeoutMs, pauses.probeTimeoutMs));
        deadline.start();
        const limits = { deadline, isProbe: true, refusal: () => undefined };
        const caller = new Caller();
        const record = new CallRecord(asked, caller, { isProbe: true });
        try {
          const opened = await attempts.make({ asked, endpoint, transport, fields, caller, record }, limits);
          observer.onCall?.(record.ended({ isAbandoned: false, bytes: opened.body.length }));
          return opened;
        } catch (error) {
          observer.onFailedAttempt?.(record.failedAttempt(error, false, null));
          observer.onCall?.(record.ended({ error, isAbandoned: false }));
          throw error;
        } finally {
          deadline.stop();
        }
      },
    };
  }
}

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;
