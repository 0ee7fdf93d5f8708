import type { Counter } from 'prom-client';
import type { ExchangeOptions, SharedRead } from '../../replicas/answers/answerExchange.ts';
import type { Instruments, SeriesCounter } from './instruments.ts';

const READS = { hit: true, miss: true, damaged: true, foreign: true } as const satisfies Record<
  SharedRead,
  true
>;

/** Metrics of the answers that several servers share. */
export class SharedMetrics implements Pick<ExchangeOptions, 'onRead' | 'onTooLarge'> {
  readonly #reads: SeriesCounter<'result'>;
  readonly #tooLarge: Counter<'action'>;

  constructor(instruments: Instruments) {
    this.#reads = instruments.counter(
      'shared_answers_total',
      'Looks for the answer of another server: hit, miss, damaged (changed, cut short, or of another key), foreign (of another version).',
      ['result'],
    );
    this.#tooLarge = instruments.counter(
      'shared_answers_too_large_total',
      'Answers that were too large to be shared.',
      ['action'],
    );
    for (const result of Object.keys(READS)) this.#reads.beginAtZero({ result });
  }

  readonly onRead = (result: SharedRead): void => {
    this.#reads.inc({ result });
  };

  readonly onTooLarge = (action: string): void => {
    this.#tooLarge.inc({ action });
  };
}
