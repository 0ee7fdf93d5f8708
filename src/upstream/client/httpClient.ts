import { isUtf8 } from 'node:buffer';
import { Pool } from 'undici';
import { decoded, type Unread } from './http/body.ts';
import { exchange } from './http/exchange.ts';
import { isMalformed } from './http/malformed.ts';
import { abortable } from '../promises/abortable.ts';
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
  /** The deadline of a call, in milliseconds. A connection made much later would be too late. */
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
  readonly #pools = { read: new Map<string, Pool>(), write: new Map<string, Pool>() };
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
    const onBegin = (): Error | undefined => {
      if (!maySend()) return takenBack(asked);
      isHandedOver = true;
      onHandedOver?.();
      return undefined;
    };
    try {
      signal.throwIfAborted();
      const { columnsFromBytes = LARGE_BYTES } = this.#options;
      const request = { method, path, headers, body: body ?? null } as const;
      const received = await exchange(this.#poolOf(origin, effect), request, {
        signal,
        // Columns are read from a stream.
        maxBytes: terms.readColumns ? Math.min(terms.maxBytes, columnsFromBytes - 1) : terms.maxBytes,
        onBegin,
        onStatus: (status) => {
          isAnswered = true;
          onStatus?.(status);
        },
      });
      const { status } = received;
      if ('whole' in received) return { status, ...(await textOf(received.whole)) };
      if (status === 200) return { status, ...(await readBody(asked, received, terms, columnsFromBytes)) };
      if (isRefusal(status)) return { status, body: await beginningOf(asked, received, BEGINNING_BYTES) };
      // Of any other error page the status is enough. A short body is read only so that the connection can be used
      // again.
      await beginningOf(asked, received, PAGE_BYTES);
      const wanted = retryAfterMs(received.headers['retry-after'], this.#options.mostRetryAfterMs);
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
    }
  }

  /** Lets running requests end, then closes every connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const open = this.#allPools().filter(({ destroyed }) => !destroyed);
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
      // The signal is the deadline, exact to the millisecond. undici's own timers are coarse and would sometimes fire
      // first.
      headersTimeout: 0,
      bodyTimeout: 0,
      // Set here, so that no environment variable can switch certificate checks off.
      connect: { timeout: 2 * timeoutMs, rejectUnauthorized: true },
    });
    this.#pools[effect].set(origin, pool);
    return pool;
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

const UTF8 = new TextDecoder();

/** The default of `columnsFromBytes`. */
const LARGE_BYTES = 1024 * 1024;

/** Reads a body to its end, decompressed if its headers say that it is compressed. */
async function readBody(
  asked: Asked,
  response: Unread,
  { maxBytes, readColumns, excluding = (work) => work, signal }: SendingTerms,
  columnsFromBytes: number,
): Promise<Omit<WireAnswer, 'status'>> {
  const chunks: Buffer[] = [];
  let size = 0;
  let isSmall = true;
  let columns: ColumnReading | undefined;
  try {
    for await (const chunk of decoded(asked, response)) {
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
  return textOf(Buffer.concat(chunks));
}

const textOf = async (bytes: Buffer): Promise<Omit<WireAnswer, 'status'>> =>
  isUtf8(bytes) ? { body: UTF8.decode(bytes) } : { body: await legacyTextOf(bytes), hasLegacyText: true };

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
 * The beginning of an error page: only what arrives within half a second. It never throws: if the rest is broken, the
 * beginning is enough.
 */
async function beginningOf(asked: Asked, response: Unread, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const enough = setTimeout(() => response.body.destroy(), PAGE_MS);
  try {
    for await (const chunk of decoded(asked, response)) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      chunks.push(chunk);
      if (size >= most) break;
    }
  } catch {
    // The bytes that have arrived are enough.
  } finally {
    clearTimeout(enough);
  }
  return Buffer.concat(chunks).subarray(0, most).toString();
}
