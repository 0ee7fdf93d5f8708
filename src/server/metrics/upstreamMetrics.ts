import type { Histogram } from 'prom-client';
import type {
  CallOutcome,
  EndedCall,
  FailedAttempt,
  FlawedAnswer,
  UpstreamObserver,
} from '../../upstream/client/observer.ts';
import type { ForeignRows } from '../../loaders/portfolioFilter.ts';
import { sizeOf, type EndpointFacts } from '../../upstream/endpoint.ts';
import type { Upstream } from '../../upstream/errors.ts';
import type { Instruments, SeriesCounter } from './instruments.ts';

/** An upstream as a label: `dialer`, `voxo`. */
export const labelOf = (upstream: Upstream): string => upstream.toLowerCase();

/**
 * Why a request got no usable answer. `connection` = no answer began; `broken_off` = the answer was not complete;
 * `no_service` = a whole answer by which the upstream says that it does not work, such as one without its database.
 */
const REASONS = [
  'connection',
  'broken_off',
  'http_4xx',
  'http_5xx',
  'no_service',
  'rate_limited',
  'timeout',
] as const;

/** Outcomes that occur in ordinary operation, or that alerts watch: their counters begin at 0. */
const USUAL: readonly CallOutcome[] = [
  'answered',
  'bad_response',
  'refused',
  'timeout',
  'turned_away',
  'unauthorized',
  'unavailable',
];

/** An action that may be called. */
type CallableAction = Pick<EndpointFacts, 'name' | 'transport' | 'maxBytes'>;

type OfAction = 'upstream' | 'action';
const OF_ACTION: readonly OfAction[] = ['upstream', 'action'];

/** Metrics of calls to upstreams. Actions are this server's own constants, so their number is limited. */
export class UpstreamMetrics implements UpstreamObserver {
  readonly #calls: SeriesCounter<OfAction | 'outcome' | 'cached'>;
  readonly #lookups: SeriesCounter<'upstream' | 'result'>;
  readonly #requests: SeriesCounter<OfAction>;
  readonly #failed: SeriesCounter<OfAction | 'reason'>;
  readonly #retries: SeriesCounter<OfAction>;
  readonly #seconds: Histogram<OfAction | 'size'>;
  readonly #waits: Histogram<'upstream'>;
  readonly #bytes: SeriesCounter<OfAction>;
  readonly #warnings: SeriesCounter<OfAction>;
  readonly #gaps: SeriesCounter<OfAction | 'kind'>;
  readonly #drift: SeriesCounter<OfAction>;
  readonly #foreign: SeriesCounter<'action'>;
  readonly #sizes: ReadonlyMap<string, string>;
  readonly #hits = new Map<string, () => void>();

  /** @param actions their counters begin at 0, so that the first event of each is an increase */
  constructor(instruments: Instruments, actions: readonly CallableAction[]) {
    this.#calls = instruments.counter(
      'upstream_calls_total',
      'Calls by how they ended. cached="true": answered by the cache, or by an equal call under way.',
      [...OF_ACTION, 'outcome', 'cached'],
    );
    this.#lookups = instruments.counter(
      'response_cache_lookups_total',
      'Calls by where their answer came from: hit = the cache, shared = an equal call under way, miss = neither.',
      ['upstream', 'result'],
    );
    this.#requests = instruments.counter(
      'upstream_requests_total',
      'Requests, with retries and probes.',
      OF_ACTION,
    );
    this.#failed = instruments.counter(
      'upstream_failed_requests_total',
      'Requests without an answer, by reason. A retry may have been answered.',
      [...OF_ACTION, 'reason'],
    );
    this.#retries = instruments.counter(
      'upstream_retries_total',
      'Requests that were made again.',
      OF_ACTION,
    );
    this.#seconds = instruments.seconds(
      'upstream_call_duration_seconds',
      'Service time of calls that were sent: the time of their requests, without the wait for a turn.',
      [...OF_ACTION, 'size'],
    );
    this.#waits = instruments.seconds(
      'upstream_queue_duration_seconds',
      'The time for which calls waited for a turn and for a proved login.',
      ['upstream'],
    );
    this.#bytes = instruments.counter(
      'upstream_received_bytes_total',
      'Bytes of answers, decompressed.',
      OF_ACTION,
    );
    this.#warnings = instruments.counter(
      'upstream_php_warnings_total',
      'PHP warnings around answers that could be read.',
      OF_ACTION,
    );
    this.#gaps = instruments.counter(
      'upstream_gaps_total',
      'Cells and rows of answers that could not be read.',
      [...OF_ACTION, 'kind'],
    );
    this.#drift = instruments.counter(
      'upstream_drifted_answers_total',
      'Answers that lack, in all rows, a member that their record declares.',
      OF_ACTION,
    );
    this.#foreign = instruments.counter(
      'foreign_rows_total',
      'Rows of other portfolios than the call asked for. They were dropped.',
      ['action'],
    );
    this.#sizes = new Map(actions.map((action) => [action.name, sizeOf(action)]));
    for (const { transport, name } of actions)
      this.#beginAtZero(labelOf(transport === 'voxo' ? 'VOXO' : 'DIALER'), name);
  }

  onCall({ upstream, action, outcome, from, attempts, serviceMs, queueMs, bytes }: EndedCall): void {
    if (outcome === 'answered' && from === 'cache') {
      this.#hitsOf(upstream, action)();
      return;
    }
    const of = { upstream: labelOf(upstream), action };
    this.#calls.inc({ ...of, outcome, cached: String(from !== 'upstream') });
    this.#lookups.inc({ upstream: of.upstream, result: RESULTS[from] });
    if (attempts === 0) return;
    this.#requests.inc(of, attempts);
    this.#seconds.observe({ ...of, size: this.#sizes.get(action) ?? 'small' }, serviceMs / 1000);
    this.#waits.observe({ upstream: of.upstream }, queueMs / 1000);
    if (bytes > 0) this.#bytes.inc(of, bytes);
  }

  /** Counts a call that the cache answered: an operation can make hundreds of them. */
  #hitsOf(upstream: Upstream, action: string): () => void {
    let hit = this.#hits.get(action);
    if (!hit) {
      const of = labelOf(upstream);
      const call = this.#calls.series({ upstream: of, action, outcome: 'answered', cached: 'true' });
      const lookup = this.#lookups.series({ upstream: of, result: RESULTS.cache });
      hit = () => {
        call();
        lookup();
      };
      this.#hits.set(action, hit);
    }
    return hit;
  }

  onFailedAttempt(failed: FailedAttempt): void {
    const { upstream, action, retryInMs } = failed;
    const of = { upstream: labelOf(upstream), action };
    const reason = reasonOf(failed);
    if (reason) this.#failed.inc({ ...of, reason });
    if (retryInMs !== null) this.#retries.inc(of);
  }

  onFlawedAnswer({ upstream, action, warnings, gaps }: FlawedAnswer): void {
    const of = { upstream: labelOf(upstream), action };
    this.#warnings.inc(of, warnings);
    for (const { cells, rows } of gaps) {
      this.#gaps.inc({ ...of, kind: 'cell' }, cells);
      this.#gaps.inc({ ...of, kind: 'row' }, rows);
    }
    if (gaps.some(({ missing }) => missing)) this.#drift.inc(of);
  }

  readonly onForeignRows = ({ action, dropped }: ForeignRows): void => {
    this.#foreign.inc({ action }, dropped);
  };

  #beginAtZero(upstream: string, action: string): void {
    const of = { upstream, action };
    for (const outcome of USUAL) this.#calls.beginAtZero({ ...of, outcome, cached: 'false' });
    this.#calls.beginAtZero({ ...of, outcome: 'answered', cached: 'true' });
    for (const reason of REASONS) this.#failed.beginAtZero({ ...of, reason });
    for (const result of Object.values(RESULTS)) this.#lookups.beginAtZero({ upstream, result });
    for (const counter of [this.#requests, this.#retries, this.#warnings, this.#drift])
      counter.beginAtZero(of);
    this.#foreign.beginAtZero({ action });
  }
}

const RESULTS = { upstream: 'miss', cache: 'hit', single_flight: 'shared' } as const satisfies Record<
  EndedCall['from'],
  string
>;

/** The reason of a failed request; undefined if it was answered, or not sent. */
function reasonOf({
  outcome,
  status,
  cause,
}: Pick<FailedAttempt, 'outcome' | 'status' | 'cause'>): (typeof REASONS)[number] | undefined {
  if (outcome === 'timeout' || outcome === 'rate_limited') return outcome;
  if (outcome !== 'unavailable') return undefined;
  if (status === undefined) return 'connection';
  if (status >= 500) return 'http_5xx';
  if (status >= 400) return 'http_4xx';
  return cause === undefined ? 'no_service' : 'broken_off';
}
