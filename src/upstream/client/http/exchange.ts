import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Unread } from './body.ts';

/** An answer as it has arrived: a small one whole, any other as a stream that must be read or destroyed. */
export type Received = Whole | (Unread & { readonly status: number });

interface Whole {
  readonly status: 200;
  readonly whole: Buffer;
}

/** What is asked and told while a request is sent. */
export interface ExchangeTerms {
  readonly signal: AbortSignal;
  /** The size limit of the answer, decoded. A longer one comes as a stream. */
  readonly maxBytes: number;
  /**
   * Called when undici is about to write the first byte: the socket is connected by then, and TLS has verified the peer.
   * Returns the error if the request is not to be written.
   */
  readonly onBegin: () => Error | undefined;
  /** Called when the head of an answer has arrived. */
  readonly onStatus: (status: number) => void;
}

/** A body of at most this many bytes is collected as it arrives, without a stream. */
const SMALL_BYTES = 256 * 1024;

/**
 * Sends a request.
 *
 * @throws the error of `onBegin`; the signal's reason; undici's error if no answer began, or if a small one broke off
 */
export const exchange = (
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  terms: ExchangeTerms,
): Promise<Received> =>
  new Promise((resolve, reject) => {
    dispatcher.dispatch(request, new Exchange(terms, resolve, reject));
  });

/** Collects a small answer; makes a stream of a large one, of a compressed one, and of an error page. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #terms: ExchangeTerms;
  readonly #resolve: (received: Received) => void;
  readonly #reject: (reason: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Unread['headers'] = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #stream: Readable | undefined;

  constructor(
    terms: ExchangeTerms,
    resolve: (received: Received) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#terms = terms;
    this.#resolve = resolve;
    this.#reject = reject;
    terms.signal.addEventListener('abort', this);
  }

  /** The signal was aborted. undici knows no signal, and a request may still wait for its connection. */
  handleEvent(): void {
    const { reason } = this.#terms.signal;
    this.#controller?.abort(reason);
    this.#reject(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    const { signal, onBegin } = this.#terms;
    // The signal may have been aborted while the request waited for its connection.
    if (signal.aborted) controller.abort(signal.reason);
    else {
      const refusal = onBegin();
      if (refusal) controller.abort(refusal);
    }
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Unread['headers'],
  ): void {
    // An interim answer, such as 103.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    this.#terms.onStatus(status);
    if (status !== 200 || headers['content-encoding'] !== undefined) this.#streamed(controller);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#stream) {
      if (!this.#stream.push(chunk)) controller.pause();
      return;
    }
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > Math.min(SMALL_BYTES, this.#terms.maxBytes)) this.#streamed(controller);
  }

  onResponseEnd(): void {
    this.#end();
    if (this.#stream) this.#stream.push(null);
    else this.#resolve({ status: 200, whole: oneOf(this.#chunks) });
  }

  onResponseError(_: unknown, error: Error): void {
    this.#end();
    if (this.#stream) this.#stream.destroy(error);
    else this.#reject(error);
  }

  /** Goes on with a stream, which begins with what has arrived. */
  #streamed(controller: Dispatcher.DispatchController): void {
    const stream = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        // After the end of the answer this does nothing.
        controller.abort(error ?? new Error('The rest of the answer is not needed.'));
        // Its reader may not listen yet.
        setImmediate(done, error);
      },
    });
    this.#stream = stream;
    for (const chunk of this.#chunks.splice(0)) stream.push(chunk);
    this.#resolve({ status: this.#status, headers: this.#headers, body: stream });
  }

  #end(): void {
    this.#terms.signal.removeEventListener('abort', this);
  }
}

const oneOf = (chunks: readonly Buffer[]): Buffer => {
  const [only] = chunks;
  return only && chunks.length === 1 ? only : Buffer.concat(chunks);
};
