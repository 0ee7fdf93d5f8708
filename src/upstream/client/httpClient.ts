import { isUtf8 } from 'node:buffer';
import { Pool, type Dispatcher } from 'undici';
import { decoded, smallBody } from './http/body.ts';
import { isMalformed } from './http/malformed.ts';
import { abortable } from '../promises/abortable.ts';
import { handled } from '../promises/handled.ts';
import { UpstreamBadResponse, UpstreamError, UpstreamUnavailable, type Asked } from '../errors.ts';
import { BrokenRows, type ColumnReading } from '../wire/columns/columnReader.ts';
import { retryAfterMs } from './retryAfter.ts';
import { legacyText, legacyTextOf } from '../wire/legacyText.ts';
import { MOST_REST_BYTES, RestTooLong } from '../wire/columns/scanErrors.ts';
import { startOfJson } from '../wire/php.ts';
import { isRefusal, nameOf, notWhole } from '../wire/status.ts';
import type { WireAnswer, WireRequest } from '../wire/transport.ts';

export interface ExchangeOptions {
  /** Connections to one host at once. */
  readonly connections: number;
  /** The deadline of a call, in milliseconds. A connection made much later is of no use. */
  readonly timeoutMs: number;
  /** The longest pause that a Retry-After may ask for, in milliseconds. A longer one is cut to this. */
  readonly mostRetryAfterMs: number;
  /** From this size on, the rows of an answer are read into columns. */
  readonly columnsFromBytes?: number | undefined;
}

const PAGE_BYTES = 128 * 1024;
const PAGE_MS = 500;
/** The part read of an error page that may be a refusal. */
const BEGINNING_BYTES = 64 * 1024;

/** The limits of a request, and callbacks about its progress. */
export interface SendingTerms {
  /** The size limit of the answer, decoded. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** True for a write, which gets its own connection. */
  readonly effect: 'read' | 'write';
  /** Reads the rows of a large answer into columns as they arrive; left out if the action has no such rows. */
  readonly readColumns?: ((before: number) => ColumnReading) | undefined;
  /** Waits for work of this server, which is not to count as the upstream's time. */
  readonly excluding?: <Value>(work: Promise<Value>) => Promise<Value>;
  /** Asked when the first byte is about to be handed over: false takes the request back. */
  readonly maySend?: () => boolean;
  /** Called when the first byte is handed to a connected socket, whose certificate was verified. */
  readonly onHandedOver?: () => void;
  /** Called when the head of an answer has arrived. */
  readonly onStatus?: (status: number) => void;
}

/** The HTTP client for upstreams. It follows no redirect and reads no answer beyond its limit. */
export class HttpClient {
  readonly #options: ExchangeOptions;
  readonly #pools = { read: new Map<string, NotingPool>(), write: new Map<string, NotingPool>() };
  #isClosed = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /**
   * Sends a request and reads its answer to the end.
   *
   * @throws UpstreamError if no complete answer arrived; its `sent` is true from when the first byte was handed over.
   *   The signal's reason if it was aborted.
   */
  async send(
    asked: Asked,
    origin: string,
    { method, path, headers, body }: WireRequest,
    terms: SendingTerms,
  ): Promise<WireAnswer> {
    const { signal, effect, maySend = () => true, onHandedOver, onStatus } = terms;
    if (this.#isClosed) {
      throw new UpstreamUnavailable(asked, 'This server is closing.', { sent: false, shortCircuited: true });
    }
    let isAnswered = false;
    let isHandedOver = false;
    let controller: Dispatcher.DispatchController | undefined;
    // undici heeds a signal only after it has a connection. This also ends the wait for one.
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => {
      controller?.abort(signal.reason);
      aborted.reject(signal.reason);
    };
    // A request that was taken back while it waited for its connection is not written.
    const begin: Begin = (started) => {
      controller = started;
      if (signal.aborted) started.abort(signal.reason);
      else if (!maySend()) started.abort(takenBack(asked));
      if (started.aborted) return;
      isHandedOver = true;
      onHandedOver?.();
    };
    try {
      signal.throwIfAborted();
      signal.addEventListener('abort', abort, { once: true });
      const request = { method, path, headers, body: body ?? null, opaque: begin } as const;
      const response = await Promise.race([
        handled(this.#poolOf(origin, effect).request(request)),
        handled(aborted.promise),
      ]);
      isAnswered = true;
      const status = response.statusCode;
      onStatus?.(status);
      if (status === 200) return { status, ...(await readBody(asked, response, terms, this.#options)) };
      if (isRefusal(status)) return { status, body: await beginningOf(asked, response) };
      // Of any other error page the status is enough. A short body is read only so that the connection can be used
      // again.
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
      throw new UpstreamUnavailable(
        asked,
        `${nameOf(asked)} could not be reached for ${asked.action}.`,
        { sent: isHandedOver, concernsAll: !isAnswered },
        { cause: error },
      );
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Lets running requests end, then closes every connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const open = this.#allPools().filter(({ pool }) => !pool.destroyed);
    await Promise.all(open.map(({ pool }) => pool.close()));
  }

  /** Ends running requests and closes every connection. */
  async destroy(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#allPools().map(({ pool }) => pool.destroy()));
  }

  #allPools(): NotingPool[] {
    return Object.values(this.#pools).flatMap((pools) => [...pools.values()]);
  }

  #poolOf(origin: string, effect: 'read' | 'write'): Dispatcher {
    const known = this.#pools[effect].get(origin);
    if (known) return known.noting;
    const { connections, timeoutMs } = this.#options;
    const pool = new Pool(origin, {
      connections,
      ...CONNECTION_TERMS[effect],
      // The signal is the deadline, exact to the millisecond. undici's own timers are coarse and would sometimes fire
      // first.
      headersTimeout: 0,
      bodyTimeout: 0,
      // Set here, so that no environment variable can switch certificate checks off.
      connect: { timeout: 2 * timeoutMs, rejectUnauthorized: true },
    });
    const noting = pool.compose(noteBegin);
    this.#pools[effect].set(origin, { pool, noting });
    return noting;
  }
}

/**
 * Each write has its own connection. If a write used a kept connection that the other side was just closing, it could
 * not be told whether the write had arrived. HTTP/2 is off, because over it writes would share a connection.
 */
const CONNECTION_TERMS = {
  read: { pipelining: 1 },
  write: { pipelining: 0, allowH2: false },
} as const;

/** A pool, and the same with `noteBegin`. */
interface NotingPool {
  readonly pool: Pool;
  readonly noting: Dispatcher;
}

/** Called when a request begins. */
type Begin = (controller: Dispatcher.DispatchController) => void;

const isBegin = (value: unknown): value is Begin => typeof value === 'function';

/**
 * Calls a request's `opaque` when undici is about to write the first byte: it is connected by then, and TLS has
 * verified the peer.
 */
const noteBegin: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch(options, {
    onRequestStart: (controller, context) => {
      handler.onRequestStart?.(controller, context);
      const begin: unknown = 'opaque' in options ? options.opaque : undefined;
      if (isBegin(begin)) begin(controller);
    },
    onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
    onResponseStart: (...given) => handler.onResponseStart?.(...given),
    onResponseData: (...given) => handler.onResponseData?.(...given),
    onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
    onResponseError: (...given) => handler.onResponseError?.(...given),
  });

const UTF8 = new TextDecoder();

/** The default of `columnsFromBytes`. */
const LARGE_BYTES = 1024 * 1024;

/** Reads a body to its end, decompressed if its headers say that it is compressed. */
async function readBody(
  asked: Asked,
  response: Dispatcher.ResponseData<unknown>,
  { maxBytes, readColumns, excluding = (work) => work, signal }: SendingTerms,
  { columnsFromBytes = LARGE_BYTES }: Pick<ExchangeOptions, 'columnsFromBytes'>,
): Promise<Omit<WireAnswer, 'status'>> {
  const small = await smallBody(response, readColumns ? Math.min(maxBytes, columnsFromBytes - 1) : maxBytes);
  if (small && isUtf8(small)) return { body: UTF8.decode(small) };
  const chunks: Buffer[] = small ? [small] : [];
  let size = 0;
  let isSmall = true;
  let columns: ColumnReading | undefined;
  try {
    for await (const chunk of small ? [] : decoded(asked, response)) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      const most = columns ? maxBytes : Math.min(maxBytes, MOST_REST_BYTES);
      if (size > most) throw tooLong(asked, most);
      chunks.push(chunk);
      if (readColumns && isSmall && size >= columnsFromBytes) {
        isSmall = false;
        // Warnings may be before it. Most answers have none, and a long text is garbage that lives long.
        const first = chunks[0]?.toString('latin1', 0, 100) ?? '';
        const before = startOfJson(first) ?? startOfJson(Buffer.concat(chunks).toString('latin1'));
        columns = before === undefined ? undefined : readColumns(before);
      }
      if (!columns) continue;
      for (const taken of chunks.splice(0)) {
        const wait = columns.write(taken);
        if (wait) await excluding(abortable(wait, signal));
      }
    }
    if (columns) return await excluding(abortable(restOf(columns), signal));
  } catch (error) {
    if (error instanceof RestTooLong) throw tooLong(asked, MOST_REST_BYTES);
    throw error instanceof BrokenRows ? notWhole(asked) : error;
  } finally {
    columns?.close();
  }
  const bytes = Buffer.concat(chunks);
  if (isUtf8(bytes)) return { body: UTF8.decode(bytes) };
  return { body: await legacyTextOf(bytes), hasLegacyText: true };
}

const takenBack = (asked: Asked): UpstreamUnavailable =>
  new UpstreamUnavailable(asked, `${asked.action} was taken back before it was sent.`, {
    sent: false,
    shortCircuited: true,
  });

const tooLong = (asked: Asked, most: number): UpstreamBadResponse =>
  new UpstreamBadResponse(
    asked,
    `${nameOf(asked)}'s answer to ${asked.action} is larger than ${most} bytes.`,
  );

async function restOf(columns: ColumnReading): Promise<Omit<WireAnswer, 'status'>> {
  const { tables, rest, hasLegacyText } = await columns.end();
  return {
    body: legacyText(Buffer.from(rest.buffer)),
    tables,
    hasLegacyText: hasLegacyText || !isUtf8(rest),
  };
}

/**
 * The beginning of an error page: at most 64 kB, and only what arrives within half a second. It never throws: if the
 * rest is broken, the beginning is enough.
 */
async function beginningOf(asked: Asked, response: Dispatcher.ResponseData<unknown>): Promise<string> {
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
    // The bytes that have arrived are enough.
  } finally {
    clearTimeout(enough);
  }
  return Buffer.concat(chunks).subarray(0, BEGINNING_BYTES).toString();
}
