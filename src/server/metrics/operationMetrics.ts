import { OperationTypeNode } from 'graphql';
import type { Counter, Histogram } from 'prom-client';
import type { EndedOperation, OperationOutcome } from '../operations/operation.ts';
import type { OperationObserver } from '../operations/observers.ts';
import type { Instruments, SeriesCounter } from './instruments.ts';
import { OperationNames } from './operationNames.ts';

const KINDS = Object.values(OperationTypeNode);

/** Codes that alerts watch: their counters begin at 0. */
const WATCHED_CODES = ['INTERNAL_SERVER_ERROR', 'UNAUTHENTICATED', 'SLOW_CONSUMER', 'RATE_LIMITED'] as const;

const OUTCOMES = {
  answered: { hasRun: true },
  failed: { hasRun: true },
  client_left: { hasRun: true },
  refused: { hasRun: false },
  unauthenticated: { hasRun: false },
} as const satisfies Record<OperationOutcome, { readonly hasRun: boolean }>;

/** Metrics of operations. No label names a viewer or anything of a request but the operation's name. */
export class OperationMetrics implements OperationObserver {
  readonly #operations: SeriesCounter<'operation' | 'kind' | 'outcome'>;
  readonly #seconds: Histogram<'operation'>;
  readonly #errors: SeriesCounter<'code'>;
  readonly #bytes: Counter;
  readonly #events: Counter;
  readonly #exported: Counter;
  readonly #executions: SeriesCounter<'outcome'>;
  readonly #executionSeconds: Histogram;
  readonly #names: OperationNames;

  /** @param trusted the documents that may run, if not all may: the names of their operations always have a label of their own */
  constructor(instruments: Instruments, trusted: Iterable<string> = []) {
    this.#names = new OperationNames(trusted);
    this.#operations = instruments.counter(
      'operations_total',
      'Operations that have ended, by name, kind and outcome. The first hundred names are told apart.',
      ['operation', 'kind', 'outcome'],
    );
    this.#seconds = instruments.seconds(
      'operation_duration_seconds',
      'The time until the answer of a query or mutation was made.',
      ['operation'],
    );
    this.#errors = instruments.counter('operation_errors_total', 'Errors in answers, by extensions.code.', [
      'code',
    ]);
    this.#bytes = instruments.counter('answer_bytes_total', 'Bytes of answers and events that were sent.');
    this.#events = instruments.counter(
      'live_events_total',
      'Events that were sent, counted when their subscription ends.',
    );
    this.#exported = instruments.counter('exported_rows_total', 'Rows of exports that were sent.');
    this.#executions = instruments.counter(
      'live_executions_total',
      'Executions for an event, one for all subscribers that share it.',
      ['outcome'],
    );
    this.#executionSeconds = instruments.seconds(
      'live_execution_duration_seconds',
      'The time of an execution for an event.',
    );
    // So that the first operation of each kind is an increase.
    for (const outcome of Object.keys(OUTCOMES)) {
      for (const kind of KINDS)
        this.#operations.beginAtZero({ operation: OperationNames.ANONYMOUS, kind, outcome });
      this.#executions.beginAtZero({ outcome });
    }
    for (const code of WATCHED_CODES) this.#errors.beginAtZero({ code });
  }

  onOperation(ended: EndedOperation): void {
    const { name, kind, outcome, milliseconds, errors, answerBytes, events, exported } = ended;
    const operation = this.#names.labelOf(name, OUTCOMES[outcome].hasRun);
    this.#operations.inc({ operation, kind: kind ?? 'unknown', outcome });
    this.#bytes.inc(answerBytes);
    if (exported > 0) this.#exported.inc(exported);
    this.#countErrors(errors);
    // A subscription lasts for as long as its client likes.
    if (kind === OperationTypeNode.SUBSCRIPTION) this.#events.inc(events);
    else this.#seconds.observe({ operation }, milliseconds / 1000);
  }

  onEvent({ outcome, milliseconds, errors }: EndedOperation): void {
    this.#executions.inc({ outcome });
    this.#executionSeconds.observe(milliseconds / 1000);
    this.#countErrors(errors);
  }

  #countErrors(errors: EndedOperation['errors']): void {
    for (const [code, times] of Object.entries(errors)) this.#errors.inc({ code }, times);
  }
}
