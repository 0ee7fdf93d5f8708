import type { EndpointFacts } from '../endpoint.ts';
import type { OperationIdentity } from './operationIdentity.ts';
import type { EndedCall } from './observer.ts';
import { mergedGaps, type Gap } from '../wire/reading/gap.ts';

/**
 * A caller has made as many calls as it may. Its plan was too low: it assumed sizes for lists that were not yet
 * known.
 */
export class TooManyCalls extends Error {
  readonly most: number;

  constructor(most: number) {
    super(`This operation has made ${most} dialer calls, which is the most one may make.`);
    this.name = 'TooManyCalls';
    this.most = most;
  }
}

/** A gap, and the action in whose answer it is. */
export interface ActionGap extends Gap {
  readonly action: string;
}

/** Calls of one action that a caller is expected to make. */
export interface PlannedCalls {
  readonly endpoint: Pick<EndpointFacts, 'name' | 'transport' | 'maxBytes'>;
  readonly calls: number;
}

/** Rows and bytes of answers, and the time that calls waited and were served: sums over calls, in milliseconds. */
export type Traffic = Readonly<Pick<EndedCall, 'rows' | 'bytes' | 'queueMs' | 'serviceMs'>>;

/**
 * The caller of upstream actions, usually one operation. It can abort its calls, takes turns with other callers, and
 * counts its calls.
 */
export class Caller {
  /** Aborted when the caller has left and no longer needs its answers. */
  readonly signal: AbortSignal | undefined;
  /** The viewer of the operation. Viewers take turns. The server's own calls count as one viewer's. */
  readonly viewer: string;
  /** The operation's ids, which its calls carry; undefined for the server's own calls. */
  readonly identity: OperationIdentity | undefined;
  readonly #calls = new Map<string, number>();
  readonly #cached = new Map<string, number>();
  readonly #found = new Map<string, number>();
  #gaps: Map<string, readonly Gap[]> | undefined;
  /** The gap lists that are already counted. */
  #told: Set<readonly Gap[]> | undefined;
  readonly #reserved = new Map<string, PlannedCalls>();
  readonly #mostCalls: number;
  readonly #written = new Map<string, number>();
  /** The operation that a write belongs to. */
  #writesFor: Caller | undefined;
  #maySend: () => boolean = () => true;
  readonly #traffic = { rows: 0, bytes: 0, queueMs: 0, serviceMs: 0 };
  #spent = 0;
  #hasEnded = false;

  /** @param mostCalls the most calls it may make, writes not counted; without limit if left out */
  constructor(signal?: AbortSignal, mostCalls = Infinity, viewer = '', identity?: OperationIdentity) {
    this.signal = signal;
    this.viewer = viewer;
    this.identity = identity;
    this.#mostCalls = mostCalls;
  }

  /** The request that it works for. All work of one request shares a turn of the event loop. */
  get operation(): object {
    return this.signal ?? this;
  }

  /** Announces the most calls that it will make, so that upstreams admit all of them or none. */
  reserve(plan: readonly PlannedCalls[]): void {
    for (const planned of plan) this.#reserved.set(planned.endpoint.name, planned);
  }

  /**
   * The announced calls that may still be made. Fewer with each call made or answered from the cache; none once the
   * caller has ended.
   */
  get reserved(): Iterable<PlannedCalls> {
    return this.hasEnded ? [] : this.#reserved.values();
  }

  /** True if it may still make announced calls. */
  get hasReserved(): boolean {
    return this.#reserved.size > 0 && !this.hasEnded;
  }

  /** Marks the end: no announced call will follow. */
  end(): void {
    this.#hasEnded = true;
  }

  /** True if no announced call will follow: the operation has ended, or its client is gone. */
  get hasEnded(): boolean {
    return this.#hasEnded || this.signal?.aborted === true;
  }

  /**
   * Counts a call that the cache does not answer.
   *
   * @throws TooManyCalls if the limit is reached
   */
  spend(action: string): void {
    if (this.#spent >= this.#mostCalls) throw new TooManyCalls(this.#mostCalls);
    this.#spent += 1;
    this.#release(action);
  }

  /**
   * A caller for one write of this operation. It has the same identity, but goes on if the client leaves, and takes
   * turns by itself. What it sends counts as `written`.
   *
   * @param maySend see `maySend`
   */
  forWrite(maySend: () => boolean = () => true): Caller {
    const writer = new Caller(undefined, Infinity, '', this.identity);
    writer.#writesFor = this;
    writer.#maySend = maySend;
    return writer;
  }

  /** False if its request must not be sent any more. It is asked when the first byte is about to leave. */
  get maySend(): boolean {
    return this.#maySend();
  }

  /** Requests of its writes, by action. A retry counts again. */
  get written(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#written);
  }

  /** Requests sent on its behalf, by action, without its writes. A retry counts again. */
  get calls(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#calls);
  }

  /** Calls that took no request of its own, by action: answered from the cache or by an equal call under way. */
  get cached(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#cached);
  }

  /** The number of an action's calls whose answers were not null, from the cache or not. */
  foundOf(action: string): number {
    return this.#found.get(action) ?? 0;
  }

  /** The gaps of its answers, by action. */
  get gaps(): readonly ActionGap[] {
    return [...(this.#gaps ?? [])].flatMap(([action, gaps]) => gaps.map((gap) => ({ action, ...gap })));
  }

  /** What its calls have taken so far, those answered from the cache included. */
  get traffic(): Traffic {
    return this.#traffic;
  }

  /** Counts what an ended call has taken. */
  noteTraffic(traffic: Traffic): void {
    this.#writesFor?.noteTraffic(traffic);
    const { rows, bytes, queueMs, serviceMs } = traffic;
    this.#traffic.rows += rows;
    this.#traffic.bytes += bytes;
    this.#traffic.queueMs += queueMs;
    this.#traffic.serviceMs += serviceMs;
  }

  noteFound(action: string): void {
    this.#found.set(action, (this.#found.get(action) ?? 0) + 1);
  }

  /** Counts the gaps of an answer. An answer counts once, however often the operation reads it. */
  noteGaps(action: string, gaps: readonly Gap[]): void {
    if (gaps.length === 0 || this.#told?.has(gaps)) return;
    (this.#told ??= new Set()).add(gaps);
    this.#gaps ??= new Map();
    this.#gaps.set(action, mergedGaps(this.#gaps.get(action) ?? [], gaps));
  }

  noteCall(action: string): void {
    this.#calls.set(action, (this.#calls.get(action) ?? 0) + 1);
    this.#writesFor?.noteWritten(action);
  }

  noteWritten(action: string): void {
    this.#written.set(action, (this.#written.get(action) ?? 0) + 1);
  }

  noteCached(action: string): void {
    this.#cached.set(action, (this.#cached.get(action) ?? 0) + 1);
    this.#release(action);
  }

  #release(action: string): void {
    const planned = this.#reserved.get(action);
    if (!planned) return;
    if (planned.calls > 1) this.#reserved.set(action, { ...planned, calls: planned.calls - 1 });
    else this.#reserved.delete(action);
  }
}
