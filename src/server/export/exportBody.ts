import type { ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { handled } from '../../upstream/promises/handled.ts';
import type { AnswerStream } from '../answerSender.ts';
import { acceptedIn, type Encoding } from '../compression/acceptEncoding.ts';

/** The client has left, or was cut off. */
export class ClientGone extends Error {
  override readonly name = 'AbortError';
}

/** Fast levels, as for answers that are sent once: see compression.ts. */
const ENCODERS: Readonly<Record<Encoding, () => Transform>> = {
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 2 } }),
  gzip: () => createGzip({ level: 1 }),
};

/** The encoding of an export for a client that takes these. @param acceptEncoding the request's header */
export const encodingFor = (acceptEncoding: string | undefined): Encoding | undefined =>
  acceptedIn(acceptEncoding).encoding;

/** The body of an export, compressed on its way. It takes no more than its client reads. */
export class ExportBody {
  readonly #response: ServerResponse;
  readonly #stream: AnswerStream;
  readonly #onSent: (bytes: number) => void;
  readonly #encoder: Transform | undefined;
  readonly #encoded: Promise<void> | undefined;

  /** @param onSent called with the number of bytes when they are on their way */
  constructor(
    response: ServerResponse,
    stream: AnswerStream,
    encoding: Encoding | undefined,
    onSent: (bytes: number) => void,
  ) {
    this.#response = response;
    this.#stream = stream;
    this.#onSent = onSent;
    const encoder = encoding && ENCODERS[encoding]();
    if (!encoder) return;
    this.#encoder = encoder;
    this.#encoded = handled(pipeline(encoder, (parts) => this.#sendAll(parts)));
    // It may be waiting for rows.
    response.once('close', () => encoder.destroy());
  }

  /** True if the client has left, or was cut off. */
  get isGone(): boolean {
    return this.#stream.isGone;
  }

  /** Resolves when more is wanted. @throws ClientGone */
  async write(text: string): Promise<void> {
    const encoder = this.#encoder;
    if (!encoder) return this.#send(Buffer.from(text));
    await new Promise<void>((resolve, reject) => {
      encoder.write(text, (error) => (error ? reject(new ClientGone()) : resolve()));
    });
  }

  /** Sends what is left, and ends the answer. @throws ClientGone */
  async end(trailers: Readonly<Record<string, string>>): Promise<void> {
    this.#encoder?.end();
    await this.#encoded?.catch(() => {
      throw new ClientGone();
    });
    // An answer to HTTP/1.0 has none.
    if (this.#response.hasHeader('trailer')) this.#response.addTrailers({ ...trailers });
    this.#response.end();
  }

  async #sendAll(parts: AsyncIterable<Buffer>): Promise<void> {
    for await (const part of parts) await this.#send(part);
  }

  async #send(bytes: Buffer): Promise<void> {
    this.#onSent(bytes.length);
    await this.#stream.write(bytes);
    if (this.#stream.isGone) throw new ClientGone();
  }

  /** Breaks the connection, so that nobody takes what was sent for the whole. */
  break(): void {
    const { socket } = this.#response;
    // To a client of HTTP/1.0, the end of a connection is the end of the answer. Only a reset shows that it is incomplete.
    if (!this.#response.chunkedEncoding) socket?.resetAndDestroy();
    else socket?.destroy();
  }
}
