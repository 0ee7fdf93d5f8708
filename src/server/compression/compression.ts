import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { bytesOf, lengthOf, type Body } from './body.ts';
import { acceptedIn, type Encoding } from './acceptEncoding.ts';

/** An answer's body as it is sent. */
export interface EncodedBody {
  readonly body: Body;
  /** Undefined = as it is. */
  readonly encoding?: Encoding;
  /** True if the body depends on the request's header `accept-encoding`. */
  readonly varies: boolean;
}

/** Smaller answers arrive with the first packets of a connection (10 of 1,460 bytes), compressed or not. */
const LEAST_BYTES = 14_600;

/**
 * The bytes of answers that may wait for compression at once. Further answers are sent as they are, so that neither
 * memory nor latency grows with the number of clients.
 */
const MOST_BYTES = 32 * 1024 * 1024;

const CHUNK_BYTES = 64 * 1024;

const deflated = promisify(gzip);
const brotlied = promisify(brotliCompress);

const brotliAt = (quality: number) => (body: Buffer) =>
  brotlied(body, {
    chunkSize: CHUNK_BYTES,
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
const gzipAt = (level: number) => (body: Buffer) => deflated(body, { level, chunkSize: CHUNK_BYTES });

export type Encode = (body: Buffer) => Promise<Buffer>;

/** For an answer that is sent once. 5 MB of JSON cost 20 ms of CPU; the usual levels cost twice as much for a fifth. */
const FAST: Readonly<Record<Encoding, Encode>> = { br: brotliAt(2), gzip: gzipAt(3) };

/** For a file that is sent often. */
export const THOROUGH: Readonly<Record<Encoding, Encode>> = { br: brotliAt(6), gzip: gzipAt(6) };

/** Compresses large answers, in zlib's threads: the event loop stays free. */
export class Compression {
  #waitingBytes = 0;

  /** The body for a client that takes these encodings. @param acceptEncoding the request's header */
  async encode(whole: Body, acceptEncoding: string | undefined): Promise<EncodedBody> {
    const { encoding, refusesIdentity } = acceptedIn(acceptEncoding);
    const length = lengthOf(whole);
    if (length < LEAST_BYTES && !refusesIdentity) return { body: whole, varies: false };
    // A single answer may be larger than the limit.
    const isBusy = this.#waitingBytes > 0 && this.#waitingBytes + length > MOST_BYTES;
    if (!encoding || isBusy) return { body: whole, varies: true };
    const body = bytesOf(whole);
    this.#waitingBytes += body.length;
    try {
      return { body: await FAST[encoding](body), encoding, varies: true };
    } finally {
      this.#waitingBytes -= body.length;
    }
  }
}
