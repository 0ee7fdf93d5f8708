/**
 * A call's deadline. Its time runs from `start()`, because a call that waits behind others of its own operation does
 * not yet wait for the upstream.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #milliseconds: number;
  #endsAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Aborted at the deadline. */
  get signal(): AbortSignal {
    return this.#controller.signal;
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

  /** Stops the clock: the call has ended. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
