import { setTimeout as pause } from 'node:timers/promises';
import { Deadline } from '../../promises/deadline.ts';
import { eitherSignal } from '../../promises/eitherSignal.ts';
import type { Asked } from '../../errors.ts';
import type { OpenedAnswer, Transport, Transports } from '../../wire/transport.ts';
import { Caller } from '../caller.ts';
import { shortCircuited, type PassTerms, type Probe } from '../circuitBreakers.ts';
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
    const deadline = new Deadline(timeoutMs);
    // The wait for a probe counts as time spent on the upstream.
    if (circuits.holdsBack(asked.action)) deadline.start();
    const either = signal && eitherSignal(signal, deadline.signal);
    const patience = either?.signal ?? deadline.signal;
    retries.earn();
    return circuits
      .pass(this.#passTerms(call, patience), async ({ isProbe, refusal }) => {
        // Others wait for the result of a probe, so it goes on if its caller leaves.
        const stop = isProbe ? deadline.signal : patience;
        const limits = { stop, deadline, isProbe, refusal: () => refusal() ?? leftAlone.refusal(asked) };
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
            await pause(wait, undefined, { signal: stop }).catch(() => Promise.reject(error));
          }
        }
      })
      .catch((error: unknown) => {
        // The deadline ended while the call waited for another call's probe.
        throw error === deadline.signal.reason ? shortCircuited(asked, 0) : error;
      })
      .finally(() => {
        deadline.stop();
        either?.end();
      });
  }

  /** The terms of a call. Its probes are made only if a circuit needs them; undefined if nothing is cheaper. */
  #passTerms(call: Call, signal: AbortSignal): PassTerms {
    const { asked, probe: fields } = call;
    const { transports } = this.#options;
    const probeOf = (probe: Pick<Call, 'endpoint' | 'transport' | 'fields'>) => this.#probeOf(probe);
    return {
      asked,
      signal,
      get upstreamProbe() {
        const transport = Object.values(transports).find(
          (one) => one.upstream === asked.upstream && one.probe !== undefined,
        );
        return transport?.probe && probeOf({ ...transport.probe, transport });
      },
      get actionProbe() {
        return fields && probeOf({ ...call, fields });
      },
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
        const limits = { stop: deadline.signal, deadline, isProbe: true, refusal: () => undefined };
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
