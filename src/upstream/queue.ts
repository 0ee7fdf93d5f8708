/** What a queue must know of a call to give it its turn. */
export interface Turn {
  /** Whose call it is: callers take turns, however many calls each has. */
  readonly caller: object;
  /** Large answers take long, so they never get every slot. */
  readonly size: 'small' | 'large';
  /** True where the call is let in however long the queue is. */
  readonly always: boolean;
}

export interface QueueOptions {
  /** Calls in flight at once. */
  readonly concurrency: number;
  /** A newcomer that would have to wait longer than this, in milliseconds, is turned away at once. */
  readonly patienceMs: number;
}

/** The queue is too long for a newcomer. */
export class QueueFull extends Error {}

/** Callers that may wait, whatever the wait would be: beyond that it is only memory that grows. */
const MOST_CALLERS = 1000;

/**
 * The one way out to an upstream: at most so many calls at once, and the others wait, each caller in turn. A caller with
 * two hundred calls therefore delays one with a single call by one call, not by two hundred.
 *
 * Where waiting is hopeless a newcomer is turned away at once; a caller that was let in before is never turned away
 * halfway through its operation.
 */
export class Queue {
  readonly #concurrency: number;
  readonly #patienceMs: number;
  readonly #lanes: Readonly<Record<Turn['size'], Lane>>;
  readonly #letIn = new WeakSet<object>();
  #inFlight = 0;
  #last: Turn['size'] = 'large';

  constructor({ concurrency, patienceMs }: QueueOptions) {
    this.#concurrency = concurrency;
    this.#patienceMs = patienceMs;
    // A quarter of the slots, and one at least where there are two, is left to small calls.
    const reserved = Math.max(1, Math.floor(concurrency / 4));
    this.#lanes = { small: new Lane(concurrency), large: new Lane(Math.max(1, concurrency - reserved)) };
  }

  /**
   * Runs a call when it is its turn.
   *
   * @param signal takes the call out of the queue
   * @throws QueueFull; the signal's reason
   */
  async run<Answer>(turn: Turn, signal: AbortSignal, call: () => Promise<Answer>): Promise<Answer> {
    const lane = this.#lanes[turn.size];
    await this.#slot(turn, lane, signal);
    const started = performance.now();
    try {
      return await call();
    } finally {
      lane.note(performance.now() - started);
      this.#inFlight -= 1;
      lane.inFlight -= 1;
      this.#next();
    }
  }

  async #slot(turn: Turn, lane: Lane, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!turn.always && !this.#letIn.has(turn.caller) && this.#isHopeless(lane)) throw new QueueFull();
    this.#letIn.add(turn.caller);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = lane.add(turn.caller, resolve);
    const gone = (): void => {
      leave();
      reject(signal.reason);
    };
    signal.addEventListener('abort', gone, { once: true });
    this.#next();
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', gone);
    }
  }

  #isHopeless(lane: Lane): boolean {
    return lane.callers >= MOST_CALLERS || lane.expectedWaitMs > this.#patienceMs;
  }

  #next(): void {
    while (this.#inFlight < this.#concurrency) {
      // Both kinds in turn, where both wait.
      const sizes: readonly Turn['size'][] = this.#last === 'small' ? ['large', 'small'] : ['small', 'large'];
      const size = sizes.find((one) => this.#lanes[one].isReady);
      if (!size) return;
      this.#last = size;
      this.#inFlight += 1;
      this.#lanes[size].start();
    }
  }
}

/** How much the newest call counts in the time a call takes. */
const NEWEST_COUNTS = 0.2;

/** The calls of one size: those that wait, by caller, and how long one takes. */
class Lane {
  inFlight = 0;
  readonly #slots: number;
  /** In the order of their turns. */
  readonly #waiting = new Map<object, (() => void)[]>();
  #callMs = 0;

  constructor(slots: number) {
    this.#slots = slots;
  }

  get callers(): number {
    return this.#waiting.size;
  }

  /** How long a newcomer's first call would wait: each caller before it has one call first. */
  get expectedWaitMs(): number {
    return (this.callers * this.#callMs) / this.#slots;
  }

  get isReady(): boolean {
    return this.#waiting.size > 0 && this.inFlight < this.#slots;
  }

  /** @returns what takes the call out again, where it has not started */
  add(caller: object, start: () => void): () => void {
    const calls = this.#waiting.get(caller);
    if (calls) calls.push(start);
    else this.#waiting.set(caller, [start]);
    return () => {
      const rest = this.#waiting.get(caller)?.filter((other) => other !== start);
      if (!rest) return;
      if (rest.length > 0) this.#waiting.set(caller, rest);
      else this.#waiting.delete(caller);
    };
  }

  /** Starts the next caller's oldest call; its next one waits behind everyone else's. */
  start(): void {
    for (const [caller, calls] of this.#waiting) {
      const [first, ...rest] = calls;
      this.#waiting.delete(caller);
      if (rest.length > 0) this.#waiting.set(caller, rest);
      this.inFlight += 1;
      first?.();
      return;
    }
  }

  /** Notes how long a call took. */
  note(tookMs: number): void {
    this.#callMs = this.#callMs === 0 ? tookMs : this.#callMs + NEWEST_COUNTS * (tookMs - this.#callMs);
  }
}
