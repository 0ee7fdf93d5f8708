import type { ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import type { LiveEvent } from '../../live/liveTopic.ts';
import type { Operation } from '../operations/operation.ts';
import { completeEvent, nextEvent, PING } from './serverSentEvents.ts';

/** About as many bytes are handed to a connection at once. Further events wait in the buffer, where they can be replaced. */
const BYTES_AT_ONCE = 16 * 1024;

/** The most events that are encoded at once for one subscriber. */
const MOST_AT_ONCE = 16;

/** The most events that wait and must not be replaced. */
const MOST_WAITING = 1000;

export interface SubscriberOptions {
  readonly response: ServerResponse;
  /** Counts the events that are sent, and the errors that end the subscription. */
  readonly operation: Operation;
  /** The server-sent event of a live event. Must not reject. */
  readonly encoded: (event: LiveEvent<unknown>) => Promise<Buffer>;
  /** Called once, when the client has left or the subscription has ended. */
  readonly onEnd: () => void;
  /** How long a client has to read the last events of a subscription that has ended, in milliseconds. */
  readonly lastWordsMs: number;
}

/**
 * One client of a subscription: its buffer, and the connection that it is written to.
 *
 * The buffer is bounded. While the client does not read, an event replaces an earlier one with the same key. Events that
 * cannot be replaced end the subscription if too many of them wait. Only a few events at a time are handed to the
 * connection, so that all others stay in the buffer.
 */
export class Subscriber {
  readonly #options: SubscriberOptions;
  /** Events that wait, by key, in the order of their last change. Events without a key have a key of their own. */
  readonly #waiting = new Map<unknown, LiveEvent<unknown>>();
  #waitingForAll = 0;
  /** Sent before the events that wait. Some browsers report an answer only when its first bytes arrive. */
  #first: Buffer | undefined = PING;
  /** Sent in place of the events that wait, before the answer's end. */
  #last: Buffer | undefined;
  #hasBegun = false;
  #isWriting = false;
  #isOver = false;
  #hasLeft = false;
  #taken: (() => void) | undefined;
  #sentAt = performance.now();
  /** The largest of the events sent last. The first one goes alone. */
  #eventBytes = BYTES_AT_ONCE;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    options.response.once('close', () => this.#finish());
  }

  /** Begins to send: the response's status and headers have been set. */
  begin(): void {
    this.#hasBegun = true;
    this.flush();
  }

  /** Adds an event to the buffer. It is sent by the next `flush`. */
  push(event: LiveEvent<unknown>): void {
    if (this.#last || this.#isOver) return;
    if (event.key !== null) {
      this.#waiting.delete(event.key);
      this.#waiting.set(event.key, event);
    } else if (this.#waitingForAll < MOST_WAITING) {
      this.#waitingForAll += 1;
      this.#waiting.set(event, event);
    } else this.end([slowConsumer()]);
  }

  /** Sends what waits, if the connection is not busy. */
  flush(): void {
    if (this.#hasBegun && !this.#isWriting && !this.#isOver) void this.#write();
  }

  /** Sends a ping if nothing was sent for this time, so that proxies and the client keep the connection. */
  ping(now: number, everyMs: number): boolean {
    if (!this.#hasBegun || this.#isWriting || now - this.#sentAt < everyMs) return false;
    this.#first = PING;
    this.flush();
    return true;
  }

  /** True if the connection has taken nothing for this time. */
  isStalled(now: number, mostMs: number): boolean {
    return this.#taken !== undefined && now - this.#sentAt > mostMs;
  }

  /** Ends the subscription: with errors, or as complete. Events that wait are dropped. */
  end(errors: readonly GraphQLError[] = [], lastWordsMs = this.#options.lastWordsMs): void {
    if (this.#isOver) return;
    if (!this.#last) {
      this.#waiting.clear();
      const { operation } = this.#options;
      operation.noteErrors(errors);
      const last = errors.length > 0 ? [nextEvent({ errors }, operation.identity.requestId)] : [];
      this.#last = Buffer.concat([...last, completeEvent]);
      this.#leave();
      this.flush();
    }
    setTimeout(() => this.cut(), lastWordsMs).unref();
  }

  /** Closes the connection at once. */
  cut(): void {
    if (!this.#isOver) this.#options.response.req.socket.destroy();
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (!this.#isOver && (this.#first || this.#last || this.#waiting.size > 0)) {
      const parts = this.#first ? [this.#first] : [];
      this.#first = undefined;
      parts.push(...(await this.#nextParts()));
      if (this.#isOver) return;
      // Read after the wait: the subscription may have ended meanwhile.
      const last = this.#last;
      await this.#send(last ? [...parts, last] : parts);
      if (last) {
        this.#options.response.end();
        return;
      }
    }
    this.#isWriting = false;
  }

  /** Takes the next events out of the buffer. */
  async #nextParts(): Promise<Buffer[]> {
    const most = Math.max(1, Math.min(MOST_AT_ONCE, Math.round(BYTES_AT_ONCE / this.#eventBytes)));
    const taken = [...this.#waiting.entries().take(most)];
    for (const [key, event] of taken) {
      this.#waiting.delete(key);
      if (event.key === null) this.#waitingForAll -= 1;
    }
    if (taken.length === 0) return [];
    const parts = await Promise.all(taken.map(([, event]) => this.#options.encoded(event)));
    this.#eventBytes = Math.max(1, ...parts.map(({ length }) => length));
    this.#options.operation.noteSent(parts);
    return parts;
  }

  /** Resolves when the connection has taken all of it, or has ended. */
  async #send(parts: readonly Buffer[]): Promise<void> {
    const { response } = this.#options;
    const taken = new Promise<void>((resolve) => {
      this.#taken = resolve;
    });
    this.#sentAt = performance.now();
    // Subscribers share the parts: putting them together would copy them for each.
    response.cork();
    parts.forEach((part, index) => {
      if (index < parts.length - 1) response.write(part);
      else response.write(part, () => this.#taken?.());
    });
    response.uncork();
    await taken;
    this.#taken = undefined;
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#waiting.clear();
    this.#taken?.();
    this.#leave();
  }

  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#options.onEnd();
  }
}

const slowConsumer = (): GraphQLError =>
  new GraphQLError(
    'This client reads too slowly: more events wait for it than the server keeps. Subscribe again, and query the calls that were missed.',
    { extensions: { code: 'SLOW_CONSUMER', retryable: true } },
  );
