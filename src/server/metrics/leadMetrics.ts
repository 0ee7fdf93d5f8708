import type { Histogram } from 'prom-client';
import type { AuditLine } from '../../leads/audit.ts';
import type { OnJournalOp } from '../../leads/journal/terms.ts';
import { LEAD_REJECTIONS } from '../../leads/refusal.ts';
import type { Instruments, SeriesCounter } from './instruments.ts';

/** Metrics of adding leads. */
export class LeadMetrics {
  readonly #adds: SeriesCounter<'outcome' | 'reason'>;
  readonly #journal: Histogram<'operation'>;

  constructor(instruments: Instruments) {
    this.#adds = instruments.counter(
      'lead_adds_total',
      'Leads by what became of them: added, duplicate, rejected (with its reason), unknown.',
      ['outcome', 'reason'],
    );
    this.#journal = instruments.seconds(
      'lead_journal_duration_seconds',
      'The time that the lead journal took for an operation, until it was on disk.',
      ['operation'],
    );
    for (const outcome of ['added', 'duplicate', 'unknown']) this.#adds.beginAtZero({ outcome, reason: '' });
    for (const operation of ['begin', 'end']) this.#journal.zero({ operation });
    for (const reason of LEAD_REJECTIONS) this.#adds.beginAtZero({ outcome: 'rejected', reason });
  }

  /** Counts an add. @param line its outcome, or `rejected` with the reason behind it */
  onAdd({ outcome: told }: Pick<AuditLine, 'outcome'>): void {
    const [outcome = '', reason = ''] = told.split(' ');
    this.#adds.inc({ outcome, reason });
  }

  readonly onJournalOp: OnJournalOp = (operation, tookMs) => {
    this.#journal.observe({ operation }, tookMs / 1000);
  };
}
