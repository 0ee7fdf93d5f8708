import type { UpstreamObserver } from '../../upstream/client/observer.ts';
import { defectOf } from '../defects.ts';
import type { Log } from '../log.ts';
import type { EndedOperation } from './operation.ts';

/** Is told of operations when they end. */
export interface OperationObserver {
  /** Called once for each operation; for a subscription when it ends. */
  onOperation?(operation: EndedOperation): void;
  /** Called for each execution of a subscription's operation for an event; one for all subscribers that share it. */
  onEvent?(execution: EndedOperation): void;
}

/** Logs, metrics and traces: each receives operations and upstream calls when they end. It must not wait. */
export interface Observer extends UpstreamObserver, OperationObserver {}

/** One observer for several. If one of them throws, the others are still called, and nothing else fails. */
export function allOf(observers: readonly Observer[], log: Log): Required<Observer> {
  const tell = (one: (observer: Observer) => void): void => {
    for (const observer of observers) {
      try {
        one(observer);
      } catch (error) {
        log.error({ defect: defectOf(error) }, 'an observer failed');
      }
    }
  };
  return {
    onCall: (call) => tell((observer) => observer.onCall?.(call)),
    onFailedAttempt: (attempt) => tell((observer) => observer.onFailedAttempt?.(attempt)),
    onFlawedAnswer: (answer) => tell((observer) => observer.onFlawedAnswer?.(answer)),
    onOperation: (operation) => tell((observer) => observer.onOperation?.(operation)),
    onEvent: (execution) => tell((observer) => observer.onEvent?.(execution)),
  };
}
