import type { EndpointFacts } from '../endpoint.ts';
import { mergedGaps, type Gap } from '../wire/reading/gap.ts';

/** A caller wants more calls than it may make: its plan was made before anyone knew how long the lists are. */
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

/**
 * On whose behalf an upstream is asked: one operation, as a rule. It may leave, it takes turns with other callers, and
 * it is told what its questions cost.
 */
export class Caller {
  /** Aborted when the caller is gone, and no longer wants what it asked for. */
  readonly signal: AbortSignal | undefined;
  /** Whose operation it is: viewers take turns. Callers of this server itself are one viewer. */
  readonly viewer: string;
  readonly #calls = new Map<string, number>();
  readonly #cached = new Map<string, number>();
  readonly #found = new Map<string, number>();
  readonly #gaps = new Map<string, readonly Gap[]>();
  /** Answers whose gaps are among them. */
  readonly #told = new WeakSet<readonly Gap[]>();
  readonly #reserved = new Map<string, PlannedCalls>();
  readonly #mostCalls: number;
  #spent = 0;
  #hasEnded = false;

  /** @param mostCalls the most questions it may put to upstreams, writes aside; left out, any number */
  constructor(signal?: AbortSignal, mostCalls = Infinity, viewer = '') {
    this.signal = signal;
    this.viewer = viewer;
    this.#mostCalls = mostCalls;
  }

  /** What it shares turns of the event loop with: all that is done for the same request. */
  get operation(): object {
    return this.signal ?? this;
  }

  /** Announces calls that it will make at most, so that upstreams let all of them in or none. */
  reserve(plan: readonly PlannedCalls[]): void {
    for (const planned of plan) this.#reserved.set(planned.endpoint.name, planned);
  }

  /** The announced calls that may still be made. It shrinks as questions are put and answered; none once it ended. */
  get reserved(): Iterable<PlannedCalls> {
    return this.hasEnded ? [] : this.#reserved.values();
  }

  /** True if it may still make announced calls. */
  get hasReserved(): boolean {
    return this.#reserved.size > 0 && !this.hasEnded;
  }

  /** Says that no announced call will follow. */
  end(): void {
    this.#hasEnded = true;
  }

  /** True if no announced call will follow: the operation has ended, or its client is gone. */
  get hasEnded(): boolean {
    return this.#hasEnded || this.signal?.aborted === true;
  }

  /**
   * Counts a question that takes a call.
   *
   * @throws TooManyCalls if it has put as many as it may
   */
  spend(action: string): void {
    if (this.#spent >= this.#mostCalls) throw new TooManyCalls(this.#mostCalls);
    this.#spent += 1;
    this.#release(action);
  }

  /** Requests sent on its behalf, by action; one that is sent again counts again. */
  get calls(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#calls);
  }

  /** Questions that took no request of its own, by action: answered from memory, or by a call already under way. */
  get cached(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#cached);
  }

  /** Questions whose answers were not null, by action, however they were answered. */
  get found(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#found);
  }

  /** What of its answers could not be read, by action. */
  get gaps(): readonly ActionGap[] {
    return [...this.#gaps].flatMap(([action, gaps]) => gaps.map((gap) => ({ action, ...gap })));
  }

  noteFound(action: string): void {
    this.#found.set(action, (this.#found.get(action) ?? 0) + 1);
  }

  /** The gaps of an answer, which count once however often an operation looks at it. */
  noteGaps(action: string, gaps: readonly Gap[]): void {
    if (gaps.length === 0 || this.#told.has(gaps)) return;
    this.#told.add(gaps);
    this.#gaps.set(action, mergedGaps(this.#gaps.get(action) ?? [], gaps));
  }

  noteCall(action: string): void {
    this.#calls.set(action, (this.#calls.get(action) ?? 0) + 1);
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
