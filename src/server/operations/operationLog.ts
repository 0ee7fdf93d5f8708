import { OperationTypeNode } from 'graphql';
import type { EndedCall, FailedAttempt } from '../../upstream/client/observer.ts';
import type { EventLog } from '../eventLog.ts';
import type { Observer } from './observers.ts';
import type { EndedOperation } from './operation.ts';

/** Failures of the upstream. All others follow from one of these, or from this server's own limits. */
const FAILURES: ReadonlySet<EndedCall['outcome']> = new Set([
  'refused',
  'unauthorized',
  'rate_limited',
  'timeout',
  'bad_response',
  'unavailable',
]);

/**
 * Logs one line for each operation and for each failed attempt of an upstream call. The facts are listed here, and
 * none of them is a value of a document, of an answer or of a header.
 *
 * @param slowMs an operation that takes this long is logged at info, as are failed and refused ones
 */
export const operationLog = (log: EventLog, slowMs: number): Observer => {
  const write = (operation: EndedOperation, message: string): void => {
    const isSlow = operation.kind !== OperationTypeNode.SUBSCRIPTION && operation.milliseconds >= slowMs;
    const isNotable = operation.outcome !== 'answered' && operation.outcome !== 'client_left';
    const level = isSlow || isNotable ? 'info' : 'debug';
    if (log.isEnabled(level)) log.operation(level, factsOf(operation, isSlow), message);
  };
  return {
    onOperation: (operation) => write(operation, 'operation'),
    onEvent: (execution) => write(execution, 'event of a subscription'),
    onFailedAttempt: (attempt) => {
      const level = FAILURES.has(attempt.outcome) ? 'warn' : 'debug';
      const { words } = attempt;
      if (log.isEnabled(level)) log.several(level, failureOf(attempt), 'an upstream call failed');
      if (words !== undefined && log.isEnabled('debug')) {
        const { upstream, action } = attempt;
        log.several('debug', { requestId: requestIdOf(attempt), upstream, action, words }, 'what it said');
      }
    },
  };
};

const factsOf = (operation: EndedOperation, isSlow: boolean): Readonly<Record<string, unknown>> => {
  const { identity, kind, name, viewer, outcome, status, errors, calls, cached, traffic } = operation;
  return {
    requestId: identity.requestId,
    traceId: identity.trace.traceId,
    kind,
    name,
    ...(name === undefined ? { document: operation.documentHash() } : {}),
    viewer,
    outcome,
    ...(isSlow ? { slow: true } : {}),
    status,
    milliseconds: Math.round(operation.milliseconds),
    errors,
    calls: calls(),
    cached: cached(),
    queueMs: Math.round(traffic.queueMs),
    serviceMs: Math.round(traffic.serviceMs),
    rows: traffic.rows,
    bytes: traffic.bytes,
    answerBytes: operation.answerBytes,
    ...(operation.events > 0 ? { events: operation.events } : {}),
    ...(operation.exported > 0 ? { exported: operation.exported } : {}),
  };
};

const failureOf = (attempt: FailedAttempt): Readonly<Record<string, unknown>> => ({
  requestId: requestIdOf(attempt),
  upstream: attempt.upstream,
  action: attempt.action,
  attempt: attempt.attempt,
  outcome: attempt.outcome,
  status: attempt.status,
  cause: attempt.cause,
  milliseconds: Math.round(attempt.milliseconds),
  queueMs: Math.round(attempt.queueMs),
  ...(attempt.retryInMs === null ? {} : { retryInMs: Math.round(attempt.retryInMs) }),
  ...(attempt.isProbe ? { probe: true } : {}),
});

const requestIdOf = ({ identity }: FailedAttempt): string | undefined => identity?.requestId;
