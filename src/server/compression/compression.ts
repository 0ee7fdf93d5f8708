import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { MaybePromise } from '../../upstream/promises/maybePromise.ts';
import { bytesOf, lengthOf, type Body } from './body.ts';
import { acceptedIn, type Accepted, type Encoding } from './acceptEncoding.ts';

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

/** Headers that are read once, and their most characters. */
const MOST_HEADERS = 100;
const MOST_CHARACTERS = 200;

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
  readonly #accepted = new LRUCache<string, Accepted>({ max: MOST_HEADERS });

  /** The body for a client that takes these encodings. @param acceptEncoding the request's header */
  encode(whole: Body, acceptEncoding: string | undefined): MaybePromise<EncodedBody> {
    const accepted = this.#acceptedIn(acceptEncoding);
    const length = lengthOf(whole);
    if (length < LEAST_BYTES && !accepted.refusesIdentity) return { body: whole, varies: false };
    return this.#encoded(whole, length, accepted);
  }

  /** Clients of one kind send one header. */
  #acceptedIn(header = ''): Accepted {
    let accepted = this.#accepted.get(header);
    if (!accepted) {
      accepted = acceptedIn(header);
      if (header.length <= MOST_CHARACTERS) this.#accepted.set(header, accepted);
    }
    return accepted;
  }

  async #encoded(whole: Body, length: number, { encoding }: Accepted): Promise<EncodedBody> {
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
