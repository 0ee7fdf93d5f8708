/**
 * A call's deadline. Its time runs from `start()`, because a call that waits behind others of its own operation does
 * not yet wait for the upstream.
 */
export class Deadline {
  readonly #controller = new AbortController();
  /** What is left when the clock starts. */
  #milliseconds: number;
  #endsAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #excludedMs = 0;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Aborted at the deadline. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** How long the clock has stood for work of this server, in milliseconds. */
  get excludedMs(): number {
    return this.#excludedMs;
  }

  /** Milliseconds left. */
  get leftMs(): number {
    return this.#endsAt === undefined ? this.#milliseconds : this.#endsAt - performance.now();
  }

  /** Starts the clock, unless it runs already. */
  start(): void {
    if (this.#endsAt !== undefined) return;
    this.#endsAt = performance.now() + this.#milliseconds;
    this.#timer = setTimeout(() => {
      this.#controller.abort(new DOMException('The deadline is over.', 'TimeoutError'));
    }, this.#milliseconds);
    this.#timer.unref();
  }

  /** Waits for work of this server. The clock stands meanwhile, since the upstream has not to answer for it. */
  async excluding<Value>(work: Promise<Value>): Promise<Value> {
    if (this.#endsAt === undefined || this.signal.aborted) return work;
    clearTimeout(this.#timer);
    this.#milliseconds = Math.max(0, this.leftMs);
    this.#endsAt = undefined;
    const began = performance.now();
    try {
      return await work;
    } finally {
      this.#excludedMs += performance.now() - began;
      if (!this.#isStopped) this.start();
    }
  }

  /** Stops the clock: the call has ended. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }
}
