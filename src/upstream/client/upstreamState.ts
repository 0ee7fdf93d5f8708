import type { Stored } from './answerStore.ts';
import { CircuitBreakers } from './circuitBreakers.ts';
import type { TransportName } from '../endpoint.ts';
import type { Upstream } from '../errors.ts';
import type { Login } from './login/login.ts';
import { HttpClient } from './httpClient.ts';
import { ResponseCache } from './responseCache.ts';
import { Queue } from './queue/queue.ts';
import { ownSlots } from './queue/slots.ts';
import type { SharedBudgets } from './shared/sharedBudgets.ts';
import { Retries } from './sending/retries.ts';
import { LeftAlone } from './retryAfter.ts';
import { ServiceTimes } from './queue/serviceTimes.ts';
import { Zone } from '../wire/zone.ts';

/** The logger of this layer. It gets facts about a call, never its content. */
export interface UpstreamLog {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** Pauses in calls to an upstream, in milliseconds. */
export interface Pauses {
  /** Before a read's second attempt; twice that before its third. */
  readonly retryMs: number;
  /** From a circuit's opening to its probe. */
  readonly probeAfterMs: number;
  /** How long a cheap probe may take. */
  readonly probeTimeoutMs: number;
  /** After a login's first refusal, its second, and so on. The last pause repeats. */
  readonly loginMs: readonly number[];
  /** The longest pause that a Retry-After may ask for, in milliseconds. A longer one is cut to this. */
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

/** The terms of calls to one upstream. */
export interface Terms {
  /** Calls in flight at once to one upstream; more wait for their turn. */
  readonly concurrency: number;
  /**
   * The deadline of a call, in milliseconds. It covers all attempts, to the last byte of the answer, and the wait in
   * the queue from the time when no call of the same operation is before it.
   */
  readonly timeoutMs: number;
  /** The IANA zone of its days. Reports of past days are cached for longer. */
  readonly timezone?: string;
  /** The most bytes of answers that are cached, counted as received. */
  readonly rememberedBytes?: number;
  /** From this size on, the rows of an answer are read into columns: see HttpClient. */
  readonly columnsFromBytes?: number | undefined;
  /** Pauses that differ from the defaults. */
  readonly pauses?: Partial<Pauses>;
}

/**
 * The state shared by all calls to one upstream. Each upstream has its own, so that a slow one does not delay the
 * others.
 */
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

/** The health of an upstream, as known without a call. */
export interface Health {
  /** True if no call is sent at present: its circuit is open, or it sent Retry-After for three actions. */
  readonly isOpen: boolean;
  readonly isLoginRefused: boolean;
  /** True if it has accepted the login, and has not refused it since. */
  readonly isLoginAccepted: boolean;
  /** Actions whose own circuit is open. */
  readonly openActions: readonly string[];
  /** When it last answered a call, by `performance.now()`; -Infinity if it never has. */
  readonly answeredAt: number;
  /** True if it has answered a call within the last deadline's length. */
  readonly answersOthers: boolean;
  /** True if all slots are taken, so that further calls wait in the queue. */
  readonly isFull: boolean;
}

/** Enough for several large days of calls. A byte takes about three bytes of memory once it is read. */
const REMEMBERED_BYTES = 64 * 1024 * 1024;

/** The initial state of an upstream. @param shared the budgets that it shares with other servers */
export function stateOf(
  upstream: Upstream,
  transports: ReadonlySet<TransportName>,
  {
    concurrency,
    timeoutMs,
    timezone = 'UTC',
    rememberedBytes = REMEMBERED_BYTES,
    columnsFromBytes,
    pauses: own,
  }: Terms,
  log: UpstreamLog,
  shared?: SharedBudgets,
): UpstreamState {
  const times = new ServiceTimes(timeoutMs);
  const pauses = { ...PAUSES, ...own };
  const { mostRetryAfterMs, probeAfterMs, probeTimeoutMs } = pauses;
  const sharedCircuits = shared?.circuits(upstream);
  const circuits = new CircuitBreakers({
    probeAfterMs,
    probeTimeoutMs,
    timeoutMs,
    onChange: (action, open) =>
      log.warn({ upstream, action, open }, open ? 'the circuit opened' : 'the circuit closed'),
    shared: sharedCircuits,
  });
  const leftAlone = new LeftAlone(sharedCircuits);
  sharedCircuits?.onNews((news) => {
    circuits.hear(news);
    leftAlone.hear(news);
  });
  return {
    concurrency,
    timeoutMs,
    pauses,
    zone: new Zone(timezone),
    http: new HttpClient({ connections: concurrency, timeoutMs, mostRetryAfterMs, columnsFromBytes }),
    cache: new ResponseCache({ maxBytes: rememberedBytes, shared: shared?.answers }),
    queue: new Queue({
      slots: shared?.slots(upstream, concurrency, timeoutMs) ?? ownSlots(concurrency),
      timeoutMs,
      times,
      transports,
    }),
    times,
    circuits,
    leftAlone,
    retries: new Retries(pauses.retryMs),
  };
}

/** What an upstream's calls, circuits and cache are like at present. */
export interface UpstreamFigures {
  readonly upstream: Upstream;
  /** Calls that wait for their turn. */
  readonly waiting: number;
  readonly inFlight: number;
  /** The most calls of this server in flight, now. */
  readonly slots: number;
  /** The most that it would get if it needed them. */
  readonly reachable: number;
  /** As in Health. */
  readonly isOpen: boolean;
  readonly openActions: readonly string[];
  readonly stored: Stored;
}

/** The present figures of an upstream. */
export const figuresOf = (
  upstream: Upstream,
  { queue, circuits, leftAlone, cache }: UpstreamState,
): UpstreamFigures => ({
  upstream,
  waiting: queue.waiting,
  inFlight: queue.running,
  slots: queue.slots,
  reachable: queue.reachable,
  isOpen: circuits.isOpen || leftAlone.isAll,
  openActions: circuits.openActions,
  stored: cache.stored,
});

/** The health of an upstream for one of its logins. */
export function healthOf(
  { circuits, leftAlone, queue, timeoutMs }: UpstreamState,
  { isRefused: isLoginRefused, isAccepted: isLoginAccepted }: Pick<Login, 'isRefused' | 'isAccepted'>,
): Health {
  const { openActions, answeredAt } = circuits;
  return {
    isOpen: circuits.isOpen || leftAlone.isAll,
    openActions,
    isLoginRefused,
    isLoginAccepted,
    answeredAt,
    answersOthers: performance.now() - answeredAt < timeoutMs,
    isFull: queue.isFull,
  };
}
