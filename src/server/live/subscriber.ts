import type { LiveEvent } from '../../live/liveTopic.ts';

/** The most bytes that are handed over to a client at once. Further events wait in the buffer, where they can be replaced. */
const MOST_BYTES_AT_ONCE = 16 * 1024;

/** The most events that wait and must not be replaced. */
const MOST_WAITING = 1000;

const PING = Buffer.from(':\n\n');
const COMPLETE = Buffer.from('event: complete\ndata:\n\n');

/** A server-sent event with a result of the operation. */
export const nextEvent = (result: object): Buffer =>
  Buffer.from(`event: next\ndata: ${JSON.stringify(result)}\n\n`);

/**
 * One client of a subscription: its buffer, and the stream of server-sent events that it reads.
 *
 * The buffer is bounded. While the client does not read, an event replaces an earlier one with the same key. Events that
 * cannot be replaced end the subscription if too many of them wait.
 */
export class Subscriber {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #encoded: (event: LiveEvent<unknown>) => Promise<Buffer>;
  readonly #onEnd: () => void;
  /** Events that wait, by key, in the order of their last change. Events without a key have a key of their own. */
  readonly #waiting = new Map<unknown, LiveEvent<unknown>>();
  #waitingForAll = 0;
  #last: readonly Buffer[] | undefined;
  #isOver = false;
  #wake: (() => void) | undefined;

  /**
   * @param encoded the server-sent event of a live event
   * @param onEnd called once when the client has left or the subscription has ended
   */
  constructor(encoded: (event: LiveEvent<unknown>) => Promise<Buffer>, onEnd: () => void) {
    this.#encoded = encoded;
    this.#onEnd = onEnd;
    this.stream = new ReadableStream<Uint8Array>(
      {
        // Some browsers take an answer for begun only when its first bytes arrive.
        start: (controller) => controller.enqueue(PING),
        pull: (controller) => this.#pull(controller),
        cancel: () => this.#finish(),
      },
      { highWaterMark: 1 },
    );
  }

  /** True if the client waits for data, and there is none. */
  get isIdle(): boolean {
    return this.#wake !== undefined;
  }

  /** True if it has something to send and waits to be woken. */
  get isReady(): boolean {
    return this.#wake !== undefined && (this.#waiting.size > 0 || this.#last !== undefined);
  }

  push(event: LiveEvent<unknown>): void {
    if (this.#last || this.#isOver) return;
    if (event.key === null) {
      if (this.#waitingForAll >= MOST_WAITING) {
        this.end([
          {
            message:
              'This client reads too slowly: events would have been lost. Subscribe again to get the present state.',
            extensions: { code: 'SLOW_CONSUMER', retryable: true },
          },
        ]);
        return;
      }
      this.#waitingForAll += 1;
      this.#waiting.set(event, event);
    } else {
      this.#waiting.delete(event.key);
      this.#waiting.set(event.key, event);
    }
  }

  /** Ends the subscription: with errors, or as complete. */
  end(errors: readonly object[] = []): void {
    if (this.#last || this.#isOver) return;
    this.#waiting.clear();
    this.#last = [...(errors.length > 0 ? [nextEvent({ errors })] : []), COMPLETE];
    this.wake();
  }

  /** Lets the client read what waits for it. */
  wake(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    while (this.#waiting.size === 0 && this.#last === undefined && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      // Woken without an event: nothing has been sent for a while.
      if (this.#waiting.size === 0 && this.#last === undefined && !this.#isOver) {
        controller.enqueue(PING);
        return;
      }
    }
    if (this.#isOver) return;
    const parts: Buffer[] = [];
    let bytes = 0;
    for (const [key, event] of this.#waiting) {
      if (bytes >= MOST_BYTES_AT_ONCE) break;
      this.#waiting.delete(key);
      if (event.key === null) this.#waitingForAll -= 1;
      const part = await this.#encoded(event);
      parts.push(part);
      bytes += part.length;
    }
    const last = this.#waiting.size === 0 ? this.#last : undefined;
    if (last) parts.push(...last);
    if (parts.length > 0 && !this.#isOver) controller.enqueue(Buffer.concat(parts));
    if (last) {
      controller.close();
      this.#finish();
    }
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#waiting.clear();
    this.wake();
    this.#onEnd();
  }
}
