import type { EndpointFacts, TransportName, WireFields } from '../endpoint.ts';
import type { Asked, Upstream } from '../errors.ts';

/** One HTTP request, ready to send. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer that arrived whole, before anything is known about it. */
export interface WireAnswer {
  readonly status: number;
  /** Empty for most statuses but 200; the beginning for 401 and 403. */
  readonly body: string;
  /** True if some of it was not UTF-8, and was read as windows-1252. */
  readonly hasLegacyText?: boolean;
  /** What its Retry-After asks for, in milliseconds, 15 minutes at most. */
  readonly retryAfterMs?: number | undefined;
}

/** A secret that goes into each request: a text, or what a file holds now. */
export type Secret = string | { readonly current: string };

/** The text of a secret, to be asked for when a request is made: it may change. */
export const textOf = (secret: Secret): string => (typeof secret === 'string' ? secret : secret.current);

/** A question that needs nothing of its asker, such as a probe. */
export interface PlainQuestion {
  readonly endpoint: EndpointFacts;
  readonly fields: WireFields;
}

/** What a transport made of an answer. */
export interface ParsedResponse {
  /** What the endpoint's response schema reads. */
  readonly value: unknown;
  /** How many PHP warnings stood around it. */
  readonly warnings: number;
}

/** An answer that a transport has opened, and what the answer says as a whole. */
export interface OpenedAnswer extends ParsedResponse, Pick<WireAnswer, 'body' | 'hasLegacyText'> {}

/** How one family of endpoints is spoken to: how a call is put, and what an answer's envelope means. */
export interface Transport {
  readonly upstream: Upstream;
  /** Scheme, host, port, and the path everything lies below. */
  readonly baseUrl: URL;
  /** Whose login it uses; never a secret. */
  readonly account: string;
  /** The cheapest read, which shows whether the whole upstream is well again; left out, each action's own probe does. */
  readonly probe?: PlainQuestion;
  request(endpoint: EndpointFacts, fields: WireFields): WireRequest;
  /** @throws UpstreamError if the answer is a refusal, or no answer at all. */
  open(asked: Asked, answer: WireAnswer): ParsedResponse;
}

export type Transports = Readonly<Partial<Record<TransportName, Transport>>>;

/** `name=a&list[]=b&list[]=c`, form-encoded in the order of `fields`. */
export function formEncoded(fields: WireFields): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const item of typeof value === 'string' ? [value] : value) form.append(name, item);
  }
  return form.toString();
}

/** `path` below the base URL's own path. */
export const below = (baseUrl: URL, path: string): string => `${baseUrl.pathname.replace(/\/$/, '')}${path}`;
