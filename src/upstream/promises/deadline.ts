/**
 * A call's deadline. Its time runs from `start()`, because a call that waits behind others of its own operation does
 * not yet wait for the upstream.
 *
 * Its signal is the one that ends the call: also if no caller waits for the answer any more.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #waiting: AbortSignal | undefined;
  /** What is left when the clock starts. */
  #milliseconds: number;
  #endsAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timeout: DOMException | undefined;
  #isStopped = false;
  #excludedMs = 0;

  /** @param waiting aborted when no caller waits any more; undefined = the call goes on */
  constructor(milliseconds: number, waiting?: AbortSignal) {
    this.#milliseconds = milliseconds;
    this.#waiting = waiting;
    if (waiting?.aborted) this.handleEvent();
    else waiting?.addEventListener('abort', this);
  }

  /** Aborted at the deadline, or when no caller waits any more. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** No caller waits any more. */
  handleEvent(): void {
    this.#controller.abort(this.#waiting?.reason);
  }

  /** Lets the call go on to the deadline even if no caller waits: others wait for what it shows. */
  goOn(): void {
    this.#waiting?.removeEventListener('abort', this);
  }

  /** True for the error of a call that its deadline has ended. */
  hasEnded(error: unknown): boolean {
    return error instanceof Error && error === this.#timeout;
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
      this.#timeout = new DOMException('The deadline is over.', 'TimeoutError');
      this.#controller.abort(this.#timeout);
    }, this.#milliseconds);
    this.#timer.unref();
  }

  /** Waits for work of this server. The clock stands still meanwhile, because this is not the upstream's time. */
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
    this.goOn();
  }
}
