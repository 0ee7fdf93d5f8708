/**
 * A call's deadline. Its time runs from `start()`: a call that waits behind others of its own operation has not begun
 * to wait for the upstream.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #milliseconds: number;
  #endsAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds left. */
  get leftMs(): number {
    return this.#endsAt === undefined ? this.#milliseconds : this.#endsAt - performance.now();
  }

  /** Lets the time run, if it does not yet. */
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
