import type { ServerResponse } from 'node:http';
import { Writable, type Transform } from 'node:stream';
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
  readonly #input: Writable;
  readonly #done: Promise<void>;

  /** @param onSent called with the number of bytes when they are on their way */
  constructor(
    response: ServerResponse,
    stream: AnswerStream,
    encoding: Encoding | undefined,
    onSent: (bytes: number) => void,
  ) {
    this.#response = response;
    this.#stream = stream;
    const output = new Writable({
      write: (chunk: Buffer, _, done) => {
        onSent(chunk.length);
        void stream.write(chunk).then(() => done(stream.isGone ? new ClientGone() : null));
      },
    });
    const encoder = encoding && ENCODERS[encoding]();
    this.#input = encoder ?? output;
    this.#done = handled(encoder ? pipeline(encoder, output) : ended(output));
    response.once('close', () => output.destroy(new ClientGone()));
  }

  /** True if the client has left, or was cut off. */
  get isGone(): boolean {
    return this.#stream.isGone;
  }

  /** @throws ClientGone */
  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#input.write(text, (error) => (error ? reject(new ClientGone()) : resolve()));
    });
  }

  /** Sends what is left, and ends the answer. @throws ClientGone */
  async end(trailers: Readonly<Record<string, string>>): Promise<void> {
    this.#input.end();
    await this.#done;
    // An answer to HTTP/1.0 has none.
    if (this.#response.hasHeader('trailer')) this.#response.addTrailers({ ...trailers });
    this.#response.end();
  }

  /** Breaks the connection, so that nobody takes what was sent for the whole. */
  break(): void {
    const { socket } = this.#response;
    // The end of a connection is the end of an answer to HTTP/1.0: only a reset is none.
    if (!this.#response.chunkedEncoding) socket?.resetAndDestroy();
    else socket?.destroy();
  }
}

const ended = (output: Writable): Promise<void> =>
  new Promise((resolve, reject) => {
    output.once('finish', resolve);
    output.once('error', reject);
  });
