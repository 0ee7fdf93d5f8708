import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Pool, type Dispatcher } from 'undici';
import { Caller } from './caller.ts';
import type { Endpoint, TransportName } from './endpoint.ts';
import {
  UpstreamBadResponse,
  UpstreamError,
  UpstreamRefused,
  UpstreamTimeout,
  UpstreamUnavailable,
  type Asked,
} from './errors.ts';
import { nameOf } from './status.ts';
import { reasonsOf, tablesOf } from './table.ts';
import type { Transport, Transports, WireAnswer, WireRequest } from './transport.ts';

/** The logger this layer needs: facts about a call, never its content. */
export interface UpstreamLog {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
}

export interface UpstreamClientOptions {
  readonly transports: Transports;
  /** Calls in flight at once to one host; more wait for their turn. */
  readonly concurrency: number;
  /** From the call to the last byte of its answer, waiting included. */
  readonly timeoutMs: number;
  readonly log: UpstreamLog;
}

/** The only way out of this server: every call to an upstream goes through here. */
export class UpstreamClient {
  readonly #options: UpstreamClientOptions;
  readonly #pools = new Map<string, Pool>();

  constructor(options: UpstreamClientOptions) {
    this.#options = options;
  }

  /**
   * Asks an upstream, and gives its answer normalised.
   *
   * @param caller whose signal aborts the call, and who is told what it cost
   * @throws UpstreamError where there is no usable answer; the signal's reason where the caller aborted
   */
  async call<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    caller = new Caller(),
  ): Promise<Model> {
    const transport = this.#transportOf(endpoint.transport);
    const asked: Asked = { upstream: transport.upstream, action: endpoint.name };
    const request = transport.request(endpoint, endpoint.params.parse(input));
    caller.noteCall(endpoint.name);
    const answer = await this.#exchange(asked, transport, request, endpoint.maxBytes, caller.signal);
    try {
      const { value, warnings } = transport.open(asked, answer);
      if (warnings > 0)
        this.#options.log.warn({ action: asked.action, warnings }, 'PHP warnings around an answer');
      return this.#read(asked, endpoint, value);
    } catch (error) {
      if (error instanceof UpstreamRefused && error.nothingFound && endpoint.nothing)
        return endpoint.nothing();
      throw error;
    }
  }

  /** The answer to a question that is remembered, without asking it; undefined where none is. */
  remembered<Input, Model>(_endpoint: Endpoint<string, Input, Model>, _input: Input): Model | undefined {
    return undefined;
  }

  /** Lets running calls end, then closes every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }

  #read<Model>(
    asked: Asked,
    endpoint: Pick<Endpoint<string, never, Model>, 'response'>,
    value: unknown,
  ): Model {
    const result = endpoint.response.safeParse(value);
    if (!result.success) {
      throw new UpstreamBadResponse(
        asked,
        `${nameOf(asked)}'s answer to ${asked.action} does not fit its record: ${reasonsOf(result.error).join('; ')}.`,
      );
    }
    for (const { rows, faults } of tablesOf(result.data)) {
      if (faults.length === 0) continue;
      const facts = {
        action: asked.action,
        kept: rows.length,
        dropped: faults.length,
        first: faults.slice(0, 3),
      };
      this.#options.log.warn(facts, 'rows of an answer do not fit their record and are left out');
    }
    return result.data;
  }

  async #exchange(
    asked: Asked,
    transport: Transport,
    { method, path, headers, body }: WireRequest,
    maxBytes: number,
    signal: AbortSignal | undefined,
  ): Promise<WireAnswer> {
    const { timeoutMs } = this.#options;
    const deadline = AbortSignal.timeout(timeoutMs);
    const stop = signal ? AbortSignal.any([signal, deadline]) : deadline;
    try {
      const response = await this.#poolOf(transport.baseUrl).request({
        method,
        path,
        headers,
        body: body ?? null,
        signal: stop,
      });
      const status = response.statusCode;
      if (status === 200) return { status, body: await readBody(asked, response, maxBytes) };
      // An error page's status says it all: whatever the page holds, it is not read.
      await response.body.dump();
      signal?.throwIfAborted();
      return { status, body: '' };
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      signal?.throwIfAborted();
      if (deadline.aborted) {
        throw new UpstreamTimeout(
          asked,
          `${nameOf(asked)} gave no whole answer to ${asked.action} within ${timeoutMs / 1000} s.`,
        );
      }
      if (isMalformed(error)) {
        throw new UpstreamBadResponse(asked, `${nameOf(asked)}'s answer to ${asked.action} is malformed.`);
      }
      throw new UpstreamUnavailable(asked, `${nameOf(asked)} could not be reached for ${asked.action}.`, {
        sent: !isConnectError(error),
        cause: error,
      });
    }
  }

  #transportOf(name: TransportName): Transport {
    const transport = this.#options.transports[name];
    if (!transport) throw new Error(`No upstream is configured for ${name}.`);
    return transport;
  }

  #poolOf(baseUrl: URL): Pool {
    const known = this.#pools.get(baseUrl.origin);
    if (known) return known;
    const { concurrency, timeoutMs } = this.#options;
    const pool = new Pool(baseUrl.origin, {
      connections: concurrency,
      pipelining: 1,
      // The total deadline is the signal's; these only keep undici's own, longer ones out of the way.
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connect: { timeout: timeoutMs },
    });
    this.#pools.set(baseUrl.origin, pool);
    return pool;
  }
}

/** Reads a body to its end as UTF-8, decompressed where its headers say that it is compressed. */
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
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new UpstreamBadResponse(asked, `${nameOf(asked)}'s answer to ${asked.action} is not UTF-8.`);
  }
}

/** None is asked for, but a proxy in between may compress all the same. */
function decoded(asked: Asked, { headers, body }: Dispatcher.ResponseData): Readable {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return body;
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

const CONNECT_ERRORS = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** True where no connection came about, so that nothing was sent. */
const isConnectError = (error: unknown): boolean => CONNECT_ERRORS.has(codeOf(error));

/** True for broken HTTP or compression. undici's error for the former quotes the answer, so it is no one's cause. */
const isMalformed = (error: unknown): boolean =>
  (error instanceof Error && error.name === 'HTTPParserError') ||
  /^(?:Z_|ERR__ERROR_|ERR_BROTLI_|UND_ERR_HEADERS_OVERFLOW)/.test(codeOf(error));
