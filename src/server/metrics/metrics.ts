import { Registry } from 'prom-client';
import { ENDPOINTS } from '../../upstream/endpoints.ts';
import type { TrustedDocuments } from '../limits/trustedDocuments.ts';
import { serverVersion } from '../logging/startLine.ts';
import { addGauges, type Sources } from './gauges.ts';
import { Instruments } from './instruments.ts';
import { LeadMetrics } from './leadMetrics.ts';
import { OperationMetrics } from './operationMetrics.ts';
import { operationNamesIn } from './operationNames.ts';
import { SharedMetrics } from './sharedMetrics.ts';
import { processMetrics } from './processMetrics.ts';
import { UpstreamMetrics } from './upstreamMetrics.ts';

/** The content type of the text format. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

export interface MetricsOptions {
  /** False = the actions of VOXO are never called. */
  readonly hasVoxo: boolean;
  /** The documents that may run; undefined = any. */
  readonly trustedDocuments: TrustedDocuments | undefined;
}

/** The metrics of one server, for Prometheus. */
export class Metrics {
  readonly operations: OperationMetrics;
  readonly upstream: UpstreamMetrics;
  readonly leads: LeadMetrics;
  readonly #own = new Registry();
  // From the start on, so that nothing is missed.
  readonly #process = processMetrics();
  readonly #instruments = new Instruments(this.#own);
  #scrape: Promise<string> | undefined;

  constructor({ hasVoxo, trustedDocuments }: MetricsOptions) {
    this.operations = new OperationMetrics(
      this.#instruments,
      trustedDocuments && operationNamesIn(trustedDocuments.values()),
    );
    this.upstream = new UpstreamMetrics(
      this.#instruments,
      Object.values(ENDPOINTS).filter(({ transport }) => hasVoxo || transport !== 'voxo'),
    );
    this.leads = new LeadMetrics(this.#instruments);
    const version = serverVersion();
    this.#instruments.gauges(
      'build_info',
      'The version of this server, and of Node.',
      ['version', 'node_version'],
      () => [{ labels: { version, node_version: process.version }, value: 1 }],
    );
  }

  /** Metrics of what several servers share. To be called once, if they do. */
  shared(): SharedMetrics {
    return new SharedMetrics(this.#instruments);
  }

  /** To be called once, when all that gauges are read from exists. */
  watch(sources: Sources): void {
    addGauges(this.#instruments, sources);
  }

  /** All metrics in the text format. Scrapes at the same time share one. */
  text(): Promise<string> {
    this.#scrape ??= Registry.merge([this.#own, this.#process])
      .metrics()
      .finally(() => {
        this.#scrape = undefined;
      });
    return this.#scrape;
  }
}
