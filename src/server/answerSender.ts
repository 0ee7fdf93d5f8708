import type { ServerResponse } from 'node:http';
import { bytesOf, lengthOf, piecesOf, type Body } from './compression/body.ts';
import { andThen, type MaybePromise } from '../upstream/promises/maybePromise.ts';
import { Compression } from './compression/compression.ts';
import type { Log } from './log.ts';

/** Headers of an answer, by name. */
export type Head = readonly (readonly [name: string, value: string])[];

export interface ReadingLimits {
  /** The window over which a client's reading speed is averaged, in milliseconds. */
  readonly windowMs: number;
  /** The least bytes per second that a client must read, on average over a window, while data waits for it. */
  readonly leastBytesPerSecond: number;
  /** The most bytes of answers that wait for clients, on all connections together. */
  readonly mostHeldBytes: number;
  /** The time between two checks of all readers, in milliseconds. */
  readonly lookEveryMs: number;
}

const READING_LIMITS: ReadingLimits = {
  windowMs: 60_000,
  leastBytesPerSecond: 16_000,
  mostHeldBytes: 256 * 1024 * 1024,
  lookEveryMs: 1000,
};

/** Answers are sent in pieces, so that a client's progress can be measured. */
const PIECE_BYTES = 64 * 1024;

/**
 * A stream is cut off after this many windows in which nothing was taken. The kernel takes bytes by the megabyte, so that the
 * progress of a slow client is seen every few minutes only.
 */
const STALLED_WINDOWS = 5;

/**
 * Sends answers piece by piece as they are read, and closes the connections of clients that read too slowly. An
 * answer stays in memory until its client has read it.
 *
 * The same rule holds for a stream of events while data waits for its client. A stream with nothing to send is not
 * checked.
 */
export class AnswerSender {
  readonly #limits: ReadingLimits;
  readonly #log: Log;
  readonly #readers = new Set<Reader>();
  readonly #compression = new Compression();
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Log, limits: Partial<ReadingLimits> = {}) {
    this.#log = log;
    this.#limits = { ...READING_LIMITS, ...limits };
  }

  /**
   * Sends an answer, unless the request already got another. Large answers are compressed if their client takes that;
   * streams are not. A stream's promise resolves when its client has read it or has left.
   */
  async send(answer: Response, response: ServerResponse): Promise<void> {
    if (response.headersSent || response.destroyed) {
      // Yoga's stream of a single result cannot be cancelled before it is read.
      await new Promise((resolve) => resolve(answer.body?.cancel())).catch(() => undefined);
      return;
    }
    response.statusCode = answer.status;
    response.setHeaders(answer.headers);
    if (isStream(answer)) await this.#sendStream(answer.body, response);
    else await this.sendEncoded(await answer.text(), response);
  }

  /** Sends an answer's body, compressed if it is large; status and headers have been set, except those given. */
  sendEncoded(whole: Body, response: ServerResponse, headers: Head = []): MaybePromise<void> {
    // Nobody waits for it any more.
    if (response.headersSent || response.destroyed) return undefined;
    for (const [name, value] of headers) response.setHeader(name, value);
    const accepted = response.req.headers['accept-encoding'];
    return andThen(this.#compression.encode(whole, accepted), ({ body, encoding, varies }) => {
      // The server may have closed meanwhile, and refused the request.
      if (response.headersSent) return;
      if (encoding) response.setHeader('content-encoding', encoding);
      if (varies) response.appendHeader('vary', 'accept-encoding');
      this.sendWhole(body, response);
    });
  }

  /** Sends an answer's body; status and headers have been set. */
  sendWhole(body: Body, response: ServerResponse): void {
    // The answer may have been made while its client left, or while the request was cut off.
    if (response.headersSent || response.destroyed) return;
    const length = lengthOf(body);
    response.setHeader('content-length', length);
    const reader = this.#addReader(response);
    if (length <= PIECE_BYTES) {
      reader.waitFor(length);
      // Node writes a text together with the headers. A buffer is written beside them, which takes longer.
      response.end(typeof body === 'string' ? body : bytesOf(body));
      return;
    }
    void reader.write(body).then(() => !reader.isGone && response.end());
    // At once: many answers can be made between two checks.
    this.#makeRoom();
  }

  /**
   * Opens an answer that is made while its client reads it; status and headers have been set. Its client may read as
   * slowly as it likes, as long as it reads: there is no least speed.
   */
  openStream(response: ServerResponse): AnswerStream {
    const reader = this.#addReader(response, true);
    // Node's own timer also notices that a part of a piece was taken.
    const mostMs = STALLED_WINDOWS * this.#limits.windowMs;
    response.setTimeout(mostMs, () => reader.held > 0 && this.#cut(reader, 'slow'));
    return reader;
  }

  /** Stops the checks. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #sendStream(body: ReadableStream<Uint8Array> | null, response: ServerResponse): Promise<void> {
    const events = body?.getReader();
    const client = this.#addReader(response);
    response.flushHeaders();
    // Ends the source when the client leaves, even if nothing is being sent.
    response.once('close', () => {
      events?.cancel().catch(() => undefined);
    });
    try {
      for (;;) {
        const event = await events?.read();
        if (!event || event.done) break;
        await client.write(Buffer.from(event.value.buffer, event.value.byteOffset, event.value.byteLength));
        // A write to a closed connection fails at once. Without this, the loop would never let the close event through.
        if (client.isGone) return;
      }
      response.end();
    } catch {
      // An incomplete stream must not look complete.
      response.destroy();
    }
  }

  #addReader(response: ServerResponse, mayBeSlow = false): Reader {
    const reader = new Reader(response, mayBeSlow);
    this.#readers.add(reader);
    response.once('close', () => {
      reader.closed();
      this.#readers.delete(reader);
    });
    // setImmediate: pending socket events come first. Otherwise clients would look slow after a long computation here.
    this.#timer ??= setInterval(() => setImmediate(() => this.#look()), this.#limits.lookEveryMs).unref();
    return reader;
  }

  #look(): void {
    const { windowMs, leastBytesPerSecond } = this.#limits;
    const now = performance.now();
    // The next reader begins the checks again.
    if (this.#readers.size === 0) this.close();
    for (const reader of this.#readers) {
      if (reader.isTooSlow(now, windowMs, leastBytesPerSecond)) this.#cut(reader, 'slow');
    }
    this.#makeRoom();
  }

  /** While too many bytes wait, closes the connection that has read nothing for longest. */
  #makeRoom(): void {
    const { mostHeldBytes } = this.#limits;
    // A single answer may be larger than the limit, so the last connection stays.
    const waiting = [...this.#readers]
      .filter((reader) => reader.held > 0)
      .toSorted((one, other) => one.lastProgress - other.lastProgress);
    let held = waiting.reduce((sum, reader) => sum + reader.held, 0);
    for (const reader of waiting.slice(0, -1)) {
      if (held <= mostHeldBytes) return;
      held -= reader.held;
      this.#cut(reader, 'memory');
    }
  }

  #cut(reader: Reader, outcome: 'slow' | 'memory'): void {
    this.#readers.delete(reader);
    this.#log.warn(
      { outcome, bytes: reader.held },
      'a client did not read its answer in time: its connection was closed',
    );
    reader.cut();
  }
}

/** An answer that is made while its client reads it. */
export interface AnswerStream {
  /** True if nothing more can be sent. */
  readonly isGone: boolean;
  /** Sends bytes. Resolves when all have been sent, or the client has left. */
  write(bytes: Buffer): Promise<void>;
}

/** One answer, and how fast its client reads it. */
class Reader implements AnswerStream {
  /** Bytes that the client has not read yet. */
  held = 0;
  /** The last time at which it read something. */
  lastProgress = performance.now();
  /** True if nothing more can be sent. */
  isGone = false;
  readonly #response: ServerResponse;
  readonly #mayBeSlow: boolean;
  #sent = 0;
  /** The state at the beginning of the current window. */
  #window = { at: performance.now(), sent: 0, held: 0 };
  #pieceLeft: () => void = () => undefined;

  constructor(response: ServerResponse, mayBeSlow: boolean) {
    this.#response = response;
    this.#mayBeSlow = mayBeSlow;
  }

  /** To be called when the response closes: after this, no write calls back. */
  closed(): void {
    this.isGone = true;
    this.held = 0;
    this.#pieceLeft();
  }

  /** Counts bytes that were passed to `response.end`, until the response closes: it does when they have been sent. */
  waitFor(bytes: number): void {
    this.#hold(bytes);
  }

  /** Sends bytes in pieces. Resolves when all have been sent, or the client has left. */
  async write(body: Body): Promise<void> {
    this.#hold(lengthOf(body));
    for (const piece of piecesOf(body, PIECE_BYTES)) {
      if (this.isGone) return;
      await new Promise<void>((resolve) => {
        this.#pieceLeft = resolve;
        const sent = (error: Error | null | undefined): void => {
          if (error) this.isGone = true;
          else this.#noteSent(lengthOf(piece));
          resolve();
        };
        // Its parts leave together.
        this.#response.cork();
        for (const [index, part] of piece.entries())
          this.#response.write(part, index === piece.length - 1 ? sent : undefined);
        this.#response.uncork();
      });
    }
  }

  /**
   * True if the client has read nothing for the length of a window. Also true at the end of a window in which it read
   * less than the least speed, unless it read all that waited at the window's beginning.
   */
  isTooSlow(now: number, windowMs: number, leastBytesPerSecond: number): boolean {
    if (this.#mayBeSlow) return false;
    // A pipelined answer has no socket until the one before it is sent. That is no fault of its client.
    if (this.held === 0 || this.#response.socket === null) {
      this.lastProgress = now;
      this.#startWindow(now);
    }
    if (this.held > 0 && now - this.lastProgress >= windowMs) return true;
    if (now - this.#window.at < windowMs) return false;
    const wanted = Math.min(this.#window.held, (leastBytesPerSecond * windowMs) / 1000);
    if (this.#sent - this.#window.sent < wanted) return true;
    this.#startWindow(now);
    return false;
  }

  cut(): void {
    this.isGone = true;
    this.#response.req.socket.destroy();
  }

  #hold(bytes: number): void {
    const begins = this.held === 0;
    this.held += bytes;
    if (!begins) return;
    this.lastProgress = performance.now();
    this.#startWindow(this.lastProgress);
  }

  #noteSent(bytes: number): void {
    this.held = Math.max(0, this.held - bytes);
    this.#sent += bytes;
    this.lastProgress = performance.now();
  }

  #startWindow(now: number): void {
    this.#window = { at: now, sent: this.#sent, held: this.held };
  }
}

/** True for an answer whose parts are made while earlier ones are sent. */
const isStream = ({ headers }: Response): boolean =>
  /^(?:text\/event-stream|multipart\/mixed)\b/.test(headers.get('content-type') ?? '');
