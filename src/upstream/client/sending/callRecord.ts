import { UpstreamError, type Asked } from '../../errors.ts';
import type { Caller } from '../caller.ts';
import {
  causeCodeOf,
  outcomeOf,
  rowsIn,
  type AnsweredFrom,
  type EndedCall,
  type FailedAttempt,
} from '../observer.ts';
import { identityHeaders, newSpanId } from '../operationIdentity.ts';

/** How a call ended. */
interface End {
  /** The error; undefined if it was answered. */
  readonly error?: unknown;
  /** True if no caller waits for it any more. */
  readonly isAbandoned: boolean;
  readonly model?: unknown;
  readonly bytes?: number;
}

/** One attempt under way. Times are by `performance.now()`. */
export class Attempt {
  readonly startedAt = performance.now();
  status: number | undefined;
  #sentAt: number | undefined;
  #endedAt: number | undefined;

  /** Marks the end of the wait: the request is handed to the HTTP client. */
  sent(): void {
    this.#sentAt = performance.now();
  }

  /** Marks the last byte of the answer, or the failure. Only the first mark counts. */
  ended(): void {
    this.#endedAt ??= performance.now();
  }

  get queueMs(): number {
    return (this.#sentAt ?? this.#end) - this.startedAt;
  }

  get serviceMs(): number {
    return this.#sentAt === undefined ? 0 : this.#end - this.#sentAt;
  }

  get #end(): number {
    return this.#endedAt ?? performance.now();
  }
}

/** The times and facts of a call, recorded while it is made, for the observer. */
export class CallRecord {
  readonly #asked: Asked;
  readonly #caller: Caller;
  readonly #isProbe: boolean;
  readonly #startedAt = performance.now();
  readonly #spanId: string | undefined;
  readonly #attempts: Attempt[] = [];

  constructor(asked: Asked, caller: Caller, { isProbe = false } = {}) {
    this.#asked = asked;
    this.#caller = caller;
    this.#isProbe = isProbe;
    this.#spanId = caller.identity && newSpanId();
  }

  /** The headers of its requests. */
  get headers(): Readonly<Record<string, string>> {
    const { identity } = this.#caller;
    return identity && this.#spanId !== undefined ? identityHeaders(identity, this.#spanId) : {};
  }

  begin(): Attempt {
    const attempt = new Attempt();
    this.#attempts.push(attempt);
    return attempt;
  }

  /** The facts of the last attempt, which has failed. */
  failedAttempt(error: unknown, isAbandoned: boolean, retryInMs: number | null): FailedAttempt {
    const last = this.#attempts.at(-1);
    const startedAt = last?.startedAt ?? this.#startedAt;
    return {
      ...this.#facts(error, isAbandoned),
      attempt: this.#attempts.length,
      startedAt,
      milliseconds: performance.now() - startedAt,
      queueMs: last?.queueMs ?? 0,
      serviceMs: last?.serviceMs ?? 0,
      retryInMs,
      words: error instanceof UpstreamError ? error.words : undefined,
    };
  }

  /** The facts of the whole call. */
  ended({ error, isAbandoned, model, bytes = 0 }: End): EndedCall {
    let queueMs = 0;
    let serviceMs = 0;
    for (const attempt of this.#attempts) {
      queueMs += attempt.queueMs;
      serviceMs += attempt.serviceMs;
    }
    return {
      ...this.#facts(error, isAbandoned),
      from: 'upstream',
      spanId: this.#spanId,
      attempts: this.#attempts.length,
      startedAt: this.#startedAt,
      milliseconds: performance.now() - this.#startedAt,
      queueMs,
      serviceMs,
      bytes,
      rows: rowsIn(model),
    };
  }

  #facts(error: unknown, isAbandoned: boolean) {
    const { upstream, action } = this.#asked;
    return {
      upstream,
      action,
      identity: this.#caller.identity,
      isProbe: this.#isProbe,
      outcome: error === undefined ? ('answered' as const) : outcomeOf(error, isAbandoned),
      status: this.#attempts.at(-1)?.status,
      cause: causeCodeOf(error),
    };
  }
}

/** The facts of a call that no request was sent for: its answer is cached or was under way. */
export function sharedCall(
  { upstream, action }: Asked,
  caller: Caller,
  {
    from,
    startedAt,
    error,
    isAbandoned,
    model,
  }: End & { readonly from: Exclude<AnsweredFrom, 'upstream'>; readonly startedAt: number },
): EndedCall {
  return {
    upstream,
    action,
    identity: caller.identity,
    isProbe: false,
    outcome: error === undefined ? 'answered' : outcomeOf(error, isAbandoned),
    status: undefined,
    cause: causeCodeOf(error),
    from,
    spanId: from === 'single_flight' && caller.identity ? newSpanId() : undefined,
    attempts: 0,
    startedAt,
    milliseconds: performance.now() - startedAt,
    queueMs: 0,
    serviceMs: 0,
    bytes: 0,
    rows: rowsIn(model),
  };
}
