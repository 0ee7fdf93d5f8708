import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Pool, type Dispatcher } from 'undici';
import { abortable } from '../promises/abortable.ts';
import { UpstreamBadResponse, UpstreamError, UpstreamUnavailable, type Asked } from '../errors.ts';
import { retryAfterMs } from './retryAfter.ts';
import { isRefusal, nameOf } from '../wire/status.ts';
import type { WireAnswer, WireRequest } from '../wire/transport.ts';

export interface ExchangeOptions {
  /** Connections to one host at once. */
  readonly connections: number;
  /** How long a call may take; a connection that comes about much later is of no use. */
  readonly timeoutMs: number;
  /** A Retry-After of more than that counts as that. */
  readonly mostRetryAfterMs: number;
}

const PAGE_BYTES = 128 * 1024;
const PAGE_MS = 500;
/** What is looked at of a page that may be a refusal. */
const BEGINNING_BYTES = 64 * 1024;

/** What a request is held to, and who is told how far it got. */
export interface SendingTerms {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** A write goes over a connection of its own. */
  readonly effect: 'read' | 'write';
  /** Called when the first byte is handed to a connected socket, whose certificate was verified. */
  readonly onHandedOver?: () => void;
}

/** HTTP as this server speaks it to upstreams: no redirect is followed, no answer read beyond its limit. */
export class HttpClient {
  readonly #options: ExchangeOptions;
  readonly #pools = { read: new Map<string, Pool>(), write: new Map<string, Pool>() };
  #isClosed = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /**
   * Sends a request and reads its answer to the end.
   *
   * @throws UpstreamError if none arrived whole; the signal's reason where it was aborted. Its `sent` is true from when the
   * first byte was handed over.
   */
  async send(
    asked: Asked,
    origin: string,
    { method, path, headers, body }: WireRequest,
    { maxBytes, signal, effect, onHandedOver }: SendingTerms,
  ): Promise<WireAnswer> {
    if (this.#isClosed) {
      throw new UpstreamUnavailable(asked, 'This server is closing.', { sent: false, shortCircuited: true });
    }
    let isAnswered = false;
    let isHandedOver = false;
    const handOver = (): void => {
      isHandedOver = true;
      onHandedOver?.();
    };
    try {
      // undici heeds the signal once it has a connection only: where none comes about, nobody waits for that.
      const response = await abortable(
        this.#poolOf(origin, effect)
          .compose(noting(handOver))
          .request({ method, path, headers, body: body ?? null, signal }),
        signal,
      );
      isAnswered = true;
      const status = response.statusCode;
      if (status === 200) return { status, body: await readBody(asked, response, maxBytes) };
      if (isRefusal(status)) return { status, body: await beginningOf(asked, response) };
      // Any other error page's status says it all. It is read for its connection's sake, and not for long.
      await response.body
        .dump({ limit: PAGE_BYTES, signal: AbortSignal.timeout(PAGE_MS) })
        .catch(() => undefined);
      const wanted = retryAfterMs(response.headers['retry-after'], this.#options.mostRetryAfterMs);
      return { status, body: '', retryAfterMs: wanted };
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      signal.throwIfAborted();
      if (isHandedOver && isMalformed(error)) {
        throw new UpstreamBadResponse(asked, `${nameOf(asked)}'s answer to ${asked.action} is malformed.`);
      }
      throw new UpstreamUnavailable(asked, `${nameOf(asked)} could not be reached for ${asked.action}.`, {
        sent: isHandedOver,
        concernsAll: !isAnswered,
        cause: error,
      });
    }
  }

  /** Lets running requests end, then closes every connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const open = this.#allPools().filter((pool) => !pool.destroyed);
    await Promise.all(open.map((pool) => pool.close()));
  }

  /** Ends running requests and closes every connection. */
  async destroy(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#allPools().map((pool) => pool.destroy()));
  }

  #allPools(): Pool[] {
    return Object.values(this.#pools).flatMap((pools) => [...pools.values()]);
  }

  #poolOf(origin: string, effect: 'read' | 'write'): Pool {
    const known = this.#pools[effect].get(origin);
    if (known) return known;
    const { connections, timeoutMs } = this.#options;
    const pool = new Pool(origin, {
      connections,
      ...CONNECTION_TERMS[effect],
      // The deadline is the signal's, to the millisecond; undici's own timers are coarse, and would now and then be first.
      headersTimeout: 0,
      bodyTimeout: 0,
      // Said here, so that no environment variable can switch it off.
      connect: { timeout: 2 * timeoutMs, rejectUnauthorized: true },
    });
    this.#pools[effect].set(origin, pool);
    return pool;
  }
}

/**
 * How connections are used. The other side may close a connection that is kept just when a request goes out, and nobody
 * can tell that from a lost answer: each write has a connection of its own. Over HTTP/2 it would share one.
 */
const CONNECTION_TERMS = {
  read: { pipelining: 1 },
  write: { pipelining: 0, allowH2: false },
} as const;

/** Calls `handOver` when undici is about to write the first byte: it is connected by then, and TLS has verified the peer. */
const noting =
  (handOver: () => void): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) =>
    dispatch(options, {
      onRequestStart: (controller, context) => {
        handler.onRequestStart?.(controller, context);
        // A request that was taken back while it waited for its connection is not written.
        if (!controller.aborted) handOver();
      },
      onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
      onResponseStart: (...given) => handler.onResponseStart?.(...given),
      onResponseData: (...given) => handler.onResponseData?.(...given),
      onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
      onResponseError: (...given) => handler.onResponseError?.(...given),
    });

/** Reads a body to its end as UTF-8, or else as windows-1252, decompressed where its headers say that it is compressed. */
async function readBody(asked: Asked, response: Dispatcher.ResponseData, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decoded(asked, response)) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > maxBytes) {
      throw new UpstreamBadResponse(
        asked,
        `${nameOf(asked)}'s answer to ${asked.action} is larger than ${maxBytes} bytes.`,
      );
    }
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  // What is not UTF-8 is what PHP had before: a name in an old table.
  return new TextDecoder(isUtf8(body) ? 'utf-8' : 'windows-1252').decode(body);
}

/**
 * The beginning of an error page: 64 kB, and what comes within half a second. Whatever is wrong with the rest, it is an
 * error page, so nothing is thrown.
 */
async function beginningOf(asked: Asked, response: Dispatcher.ResponseData): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const enough = setTimeout(() => response.body.destroy(), PAGE_MS);
  try {
    for await (const chunk of decoded(asked, response)) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      chunks.push(chunk);
      if (size >= BEGINNING_BYTES) break;
    }
  } catch {
    // What has come is what there is.
  } finally {
    clearTimeout(enough);
  }
  return Buffer.concat(chunks).subarray(0, BEGINNING_BYTES).toString();
}

/** None is asked for, but a proxy in between may compress all the same. */
function decoded(asked: Asked, { headers, body }: Dispatcher.ResponseData): Readable {
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return body;
  const decoder =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'br'
        ? createBrotliDecompress()
        : encoding === 'deflate'
          ? createInflate()
          : undefined;
  if (!decoder) {
    // Destroying it makes it fail, and a failure nobody listens for would end the process.
    body.on('error', () => undefined).destroy();
    throw new UpstreamBadResponse(
      asked,
      `${nameOf(asked)}'s answer to ${asked.action} is encoded in an unknown way.`,
    );
  }
  body.on('error', (error) => decoder.destroy(error));
  decoder.on('close', () => body.destroy());
  return body.pipe(decoder);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** True for broken HTTP or compression. undici's error for the former quotes the answer, so it is no one's cause. */
const isMalformed = (error: unknown): boolean =>
  (error instanceof Error && error.name === 'HTTPParserError') ||
  /^(?:Z_|ERR__ERROR_|ERR_BROTLI_|UND_ERR_HEADERS_OVERFLOW)/.test(codeOf(error));
