/** A caller wants more calls than it may make: its plan was made before anyone knew how long the lists are. */
export class TooManyCalls extends Error {
  readonly most: number;

  constructor(most: number) {
    super(`This operation has made ${most} dialer calls, which is the most one may make.`);
    this.name = 'TooManyCalls';
    this.most = most;
  }
}

/**
 * On whose behalf an upstream is asked: one operation, as a rule. It may leave, it takes turns with other callers, and
 * it is told what its questions cost.
 */
export class Caller {
  /** Aborted when the caller is gone, and no longer wants what it asked for. */
  readonly signal: AbortSignal | undefined;
  readonly #calls = new Map<string, number>();
  readonly #cached = new Map<string, number>();
  readonly #mostCalls: number;
  #spent = 0;

  /** @param mostCalls the most questions it may put to upstreams, writes aside; left out, any number */
  constructor(signal?: AbortSignal, mostCalls = Infinity) {
    this.signal = signal;
    this.#mostCalls = mostCalls;
  }

  /**
   * Counts a question that takes a call.
   *
   * @throws TooManyCalls where it has put as many as it may
   */
  spend(): void {
    if (this.#spent >= this.#mostCalls) throw new TooManyCalls(this.#mostCalls);
    this.#spent += 1;
  }

  /** Requests sent on its behalf, by action; one that is sent again counts again. */
  get calls(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#calls);
  }

  /** Questions that took no request of its own, by action: answered from memory, or by a call already under way. */
  get cached(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#cached);
  }

  noteCall(action: string): void {
    this.#calls.set(action, (this.#calls.get(action) ?? 0) + 1);
  }

  noteCached(action: string): void {
    this.#cached.set(action, (this.#cached.get(action) ?? 0) + 1);
  }
}
