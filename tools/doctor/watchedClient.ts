import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { z } from 'zod';
import { UpstreamClient, type UpstreamClientOptions } from '../../src/upstream/client/client.ts';
import type { Answer } from '../../src/upstream/client/answer.ts';
import type { Endpoint } from '../../src/upstream/endpoint.ts';
import type { Transport } from '../../src/upstream/wire/transport.ts';

/** What was seen of the last answer on the wire. Nothing of it may be printed as it is. */
export interface Seen {
  readonly status?: number;
  /** True if the body is a web page. */
  readonly isPage?: boolean;
  /** The parsed answer; undefined if it was refused or could not be parsed. */
  readonly value?: unknown;
  /** The origin that a redirect leads to. */
  readonly redirectedTo?: string;
  /** The answer's `Date`, minus our own clock, in milliseconds. */
  readonly aheadMs?: number;
}

/** The result of one call. */
export interface Called<Model> {
  readonly action: string;
  readonly answer?: Answer<Model>;
  readonly error?: unknown;
  readonly seen: Seen;
  readonly milliseconds: number;
}

const headersMessage = z.object({
  request: z.object({ origin: z.union([z.string(), z.instanceof(URL)]) }),
  response: z.object({ statusCode: z.number(), headers: z.array(z.instanceof(Uint8Array)) }),
});

/**
 * The server's own client, one call at a time, and what it saw on the wire. undici publishes the headers of each
 * answer; the transports see its body.
 */
export class WatchedClient {
  readonly #client: UpstreamClient;
  readonly #origins: ReadonlySet<string>;
  readonly #now: () => number;
  readonly #onHeaders = (message: unknown): void => this.#noteHeaders(message);
  #seen: Seen = {};

  constructor(options: UpstreamClientOptions, now: () => number) {
    const { goAPI, voxo } = options.transports;
    this.#now = now;
    this.#origins = new Set([goAPI, voxo].flatMap((one) => (one ? [one.baseUrl.origin] : [])));
    this.#client = new UpstreamClient({
      ...options,
      transports: {
        ...(goAPI ? { goAPI: this.#watched(goAPI) } : {}),
        ...(voxo ? { voxo: this.#watched(voxo) } : {}),
      },
    });
    subscribe('undici:request:headers', this.#onHeaders);
  }

  /** Makes one read. Never rejects. Nothing is answered from the cache. */
  async call<Input, Model>(endpoint: Endpoint<string, Input, Model>, input: Input): Promise<Called<Model>> {
    this.#seen = {};
    const started = performance.now();
    const finished = (result: Pick<Called<Model>, 'answer' | 'error'>): Called<Model> => ({
      action: endpoint.name,
      ...result,
      seen: this.#seen,
      milliseconds: performance.now() - started,
    });
    try {
      const uncached = { ...endpoint, cacheSeconds: 0, staleSeconds: 0 };
      return finished({ answer: await this.#client.call(uncached, input) });
    } catch (error) {
      return finished({ error });
    }
  }

  async close(): Promise<void> {
    unsubscribe('undici:request:headers', this.#onHeaders);
    await this.#client.destroy();
  }

  #watched(transport: Transport): Transport {
    return {
      ...transport,
      open: (asked, answer) => {
        const { status, body } = answer;
        this.#seen = { ...this.#seen, status, isPage: /^\s*(?:<!doctype|<html|<head|<body)/i.test(body) };
        const opened = transport.open(asked, answer);
        this.#seen = { ...this.#seen, value: opened.value };
        return opened;
      },
    };
  }

  #noteHeaders(message: unknown): void {
    const { data } = headersMessage.safeParse(message);
    if (!data || !this.#origins.has(URL.parse(data.request.origin)?.origin ?? '')) return;
    const { statusCode, headers } = data.response;
    const date = Date.parse(headerIn(headers, 'date') ?? '');
    const location = URL.parse(headerIn(headers, 'location') ?? '');
    this.#seen = {
      ...this.#seen,
      status: statusCode,
      // The header has whole seconds, rounded down.
      ...(Number.isNaN(date) ? {} : { aheadMs: date + 500 - this.#now() }),
      ...(location && statusCode >= 300 && statusCode < 400 ? { redirectedTo: location.origin } : {}),
    };
  }
}

/** A header's value in undici's list of names and values. */
function headerIn(headers: readonly Uint8Array[], name: string): string | undefined {
  const texts = headers.map((bytes) => Buffer.from(bytes).toString('latin1'));
  const at = texts.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
  return at < 0 ? undefined : texts[at + 1];
}
