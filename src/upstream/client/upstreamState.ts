import { CircuitBreakers } from './circuitBreakers.ts';
import type { TransportName } from '../endpoint.ts';
import type { Upstream } from '../errors.ts';
import { HttpClient } from './httpClient.ts';
import { ResponseCache } from './responseCache.ts';
import { Queue } from './queue/queue.ts';
import { Retries } from './retries.ts';
import { LeftAlone } from './retryAfter.ts';
import { ServiceTimes } from './queue/serviceTimes.ts';
import { Zone } from '../wire/zone.ts';

/** The logger this layer needs: facts about a call, never its content. */
export interface UpstreamLog {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** How long an upstream is left alone, in milliseconds. */
export interface Pauses {
  /** Before a read's second attempt; twice that before its third. */
  readonly retryMs: number;
  /** From a circuit's opening to its probe. */
  readonly probeAfterMs: number;
  /** How long a cheap probe may take. */
  readonly probeTimeoutMs: number;
  /** After a login's first refusal, its second, …; the last one's after each that follows. */
  readonly loginMs: readonly number[];
  /** A Retry-After of more than that counts as that. */
  readonly mostRetryAfterMs: number;
}

const MINUTE_MS = 60_000;

const PAUSES: Pauses = {
  retryMs: 100,
  probeAfterMs: 5000,
  probeTimeoutMs: 5000,
  loginMs: [MINUTE_MS / 2, 2 * MINUTE_MS, 15 * MINUTE_MS],
  mostRetryAfterMs: 15 * MINUTE_MS,
};

/** How an upstream is asked. */
export interface Terms {
  /** Calls in flight at once to one upstream; more wait for their turn. */
  readonly concurrency: number;
  /**
   * The deadline of a call: to the last byte of its answer, further attempts included, and the wait for its turn from
   * when no call of its own operation is before it.
   */
  readonly timeoutMs: number;
  /** IANA zone in which a day ends: a report's past days are remembered longer. */
  readonly timezone?: string;
  /** The most bytes of answers that are remembered, counted as they came. */
  readonly rememberedBytes?: number;
  /** Those that are not as usual. */
  readonly pauses?: Partial<Pauses>;
}

/** What is shared by all calls to one upstream, and by no others: one that is slow or large is in nobody else's way. */
export interface UpstreamState {
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly zone: Zone;
  readonly http: HttpClient;
  readonly cache: ResponseCache;
  readonly queue: Queue;
  readonly times: ServiceTimes;
  readonly circuits: CircuitBreakers;
  readonly leftAlone: LeftAlone;
  readonly pauses: Pauses;
  readonly retries: Retries;
}

/** Enough for several large days; each byte takes about three once it is read. */
const REMEMBERED_BYTES = 64 * 1024 * 1024;

/** An upstream that nothing has been asked of yet. */
export function stateOf(
  upstream: Upstream,
  transports: ReadonlySet<TransportName>,
  { concurrency, timeoutMs, timezone = 'UTC', rememberedBytes = REMEMBERED_BYTES, pauses: own }: Terms,
  log: UpstreamLog,
): UpstreamState {
  const times = new ServiceTimes(timeoutMs);
  const pauses = { ...PAUSES, ...own };
  const { mostRetryAfterMs } = pauses;
  return {
    concurrency,
    timeoutMs,
    pauses,
    zone: new Zone(timezone),
    http: new HttpClient({ connections: concurrency, timeoutMs, mostRetryAfterMs }),
    cache: new ResponseCache({ maxBytes: rememberedBytes }),
    queue: new Queue({ concurrency, timeoutMs, times, transports }),
    times,
    circuits: new CircuitBreakers(pauses.probeAfterMs, (action, open) =>
      log.warn({ upstream, action, open }, open ? 'the circuit opened' : 'the circuit closed'),
    ),
    leftAlone: new LeftAlone(),
    retries: new Retries(pauses.retryMs),
  };
}
