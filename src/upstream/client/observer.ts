import { UpstreamError, UpstreamTimeout, type Asked, type UpstreamErrorKind } from '../errors.ts';
import type { Gap } from '../wire/reading/gap.ts';
import { Table } from '../wire/reading/table.ts';
import { TooManyCalls } from './caller.ts';
import type { OperationIdentity } from './operationIdentity.ts';
import { QueueFull } from './queue/admission.ts';

/**
 * How a call or an attempt ended. Not sent: `short_circuit` (an open circuit, Retry-After, a refused login, closing),
 * `turned_away` (the queue was full, or no turn came in time), `over_limit` (the operation has made too many calls).
 * `cancelled`: no caller waits any more. `defect`: an error of this server.
 */
export type CallOutcome =
  | 'answered'
  | 'refused'
  | 'unauthorized'
  | 'rate_limited'
  | 'timeout'
  | 'bad_response'
  | 'unavailable'
  | 'short_circuit'
  | 'turned_away'
  | 'over_limit'
  | 'cancelled'
  | 'defect';

/** Where an answer came from. `single_flight` = an equal call that another caller had under way. */
export type AnsweredFrom = 'upstream' | 'cache' | 'single_flight';

/** The facts of a call and of an attempt. None of them holds upstream text, input or a secret. */
interface Ended extends Asked {
  /** The operation that it was made for; undefined for the server's own calls, such as polls and probes. */
  readonly identity: OperationIdentity | undefined;
  /** True for a probe of a circuit breaker. */
  readonly isProbe: boolean;
  readonly outcome: CallOutcome;
  /** The HTTP status; undefined if no answer began. */
  readonly status: number | undefined;
  /** The system's code of a lost or refused connection, such as ECONNREFUSED. */
  readonly cause: string | undefined;
  /** When it began, by `performance.now()`. */
  readonly startedAt: number;
  /** From its beginning to its end. */
  readonly milliseconds: number;
  /** The time in which it waited for a turn and for a proved login. */
  readonly queueMs: number;
  /** The time from when its request was sent to the last byte of the answer, or to the failure. */
  readonly serviceMs: number;
}

/** A call that has ended. */
export interface EndedCall extends Ended {
  readonly from: AnsweredFrom;
  /** The span in which it was made; undefined without an identity, and for an answer from the cache. */
  readonly spanId: string | undefined;
  /** The attempts made; 0 if it was not sent. Times are sums over them. */
  readonly attempts: number;
  /** The length of the answer as received; 0 if it did not come from the upstream. */
  readonly bytes: number;
  /** The rows of all tables in the answer, from the cache or not. */
  readonly rows: number;
}

/** An attempt that has failed. */
export interface FailedAttempt extends Ended {
  /** From 1. */
  readonly attempt: number;
  /** The pause before the next attempt; null if there is none. */
  readonly retryInMs: number | null;
  /** The upstream's words, with all but harmless ones redacted: only for the log at debug. */
  readonly words: string | undefined;
}

/** An answer from the upstream that was read with faults. */
export interface FlawedAnswer extends Asked {
  /** The number of PHP warnings around it. */
  readonly warnings: number;
  /** The parts of it that could not be read. */
  readonly gaps: readonly Gap[];
}

/**
 * Is told of calls when they end: for logs, metrics and traces. It must not throw and must not wait.
 *
 * A call that is sent is reported once, with the identity of the first caller. A caller whose answer comes from
 * the cache, or from another caller's call under way, is reported separately.
 */
export interface UpstreamObserver {
  onCall?(call: EndedCall): void;
  onFailedAttempt?(attempt: FailedAttempt): void;
  onFlawedAnswer?(answer: FlawedAnswer): void;
}

const OUTCOMES = {
  UNAUTHORIZED: 'unauthorized',
  UNAVAILABLE: 'unavailable',
  TIMEOUT: 'timeout',
  BAD_RESPONSE: 'bad_response',
  REFUSED: 'refused',
  RATE_LIMITED: 'rate_limited',
} as const satisfies Record<UpstreamErrorKind, CallOutcome>;

/** The outcome of a call that failed. @param isAbandoned true if no caller waits for it any more */
export function outcomeOf(error: unknown, isAbandoned: boolean): CallOutcome {
  if (error instanceof TooManyCalls) return 'over_limit';
  if (!(error instanceof UpstreamError)) return isAbandoned ? 'cancelled' : 'defect';
  if (!error.shortCircuited) return OUTCOMES[error.kind];
  if (error instanceof UpstreamTimeout) return error.sent ? 'timeout' : 'turned_away';
  return error.cause instanceof QueueFull ? 'turned_away' : 'short_circuit';
}

/** A system error's code, such as ECONNREFUSED: the only part of a cause that cannot hold upstream text. */
export function causeCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { cause } = error;
  // The error of a part of a query has the original error as its cause.
  if (cause instanceof UpstreamError) return causeCodeOf(cause);
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? cause.code.slice(0, 100)
    : undefined;
}

/** The rows of models that have been counted: cached ones are reported often. */
const counted = new WeakMap<object, number>();

/** The rows of all tables in a model. */
export function rowsIn(model: unknown): number {
  if (typeof model !== 'object' || model === null) return 0;
  let rows = counted.get(model);
  if (rows === undefined) {
    rows = 0;
    for (const part of [model, ...Object.values(model)]) if (part instanceof Table) rows += part.rows.length;
    counted.set(model, rows);
  }
  return rows;
}
