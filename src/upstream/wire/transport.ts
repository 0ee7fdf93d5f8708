import type { EndpointFacts, TransportName, WireFields } from '../endpoint.ts';
import type { Asked, Upstream } from '../errors.ts';
import type { StoredTable } from './columns/building/tableBuilder.ts';

/** One HTTP request, ready to send. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A complete HTTP answer, not yet parsed. */
export interface WireAnswer {
  readonly status: number;
  /** The body for 200, its beginning for 401 and 403, and empty for most other statuses. */
  readonly body: string;
  /** True if parts of it were not UTF-8 and were read as windows-1252. */
  readonly hasLegacyText?: boolean;
  /** The tables that were read as they arrived. The body has an empty array in place of each: see `putTables`. */
  readonly tables?: ReadonlyMap<string, StoredTable>;
  /** The pause that its Retry-After asks for, in milliseconds, at most 15 minutes. */
  readonly retryAfterMs?: number | undefined;
}

/** A secret for each request: a text, or the current content of a file. */
export type Secret = string | { readonly current: string };

/** The text of a secret. It may change, so read it for each request. */
export const textOf = (secret: Secret): string => (typeof secret === 'string' ? secret : secret.current);

/** A fixed call that needs no input, such as a probe. */
export interface ProbeCall {
  readonly endpoint: EndpointFacts;
  readonly fields: WireFields;
}

/** A parsed answer. */
export interface ParsedResponse {
  /** The input of the endpoint's `response` reader. */
  readonly value: unknown;
  /** The number of PHP warnings around it. */
  readonly warnings: number;
}

/** A parsed answer with its body. */
export interface OpenedAnswer extends ParsedResponse, Pick<WireAnswer, 'body' | 'hasLegacyText' | 'tables'> {}

/** The protocol of one family of endpoints: how a call becomes a request, and what the envelope of an answer means. */
export interface Transport {
  readonly upstream: Upstream;
  /** Scheme, host, port and base path. */
  readonly baseUrl: URL;
  /** The account of its login; never a secret. */
  readonly account: string;
  readonly secret: Secret;
  /** The cheapest read. It shows whether the upstream works again. If left out, each action's own probe does. */
  readonly probe?: ProbeCall;
  request(endpoint: EndpointFacts, fields: WireFields): WireRequest;
  /** @throws UpstreamError if the answer is a refusal or cannot be parsed. */
  open(asked: Asked, answer: WireAnswer): ParsedResponse;
}

export type Transports = Readonly<Partial<Record<TransportName, Transport>>>;

/** Names and values of these characters are the same when they are form-encoded. */
const UNCHANGED = /^[\w*.-]*$/;

const formText = (text: string): string =>
  UNCHANGED.test(text) ? text : new URLSearchParams([['', text]]).toString().slice(1);

/** `name=a&list[]=b&list[]=c`, form-encoded in the order of `fields`. */
export function formEncoded(fields: WireFields): string {
  let form = '';
  for (const [name, value] of Object.entries(fields)) {
    for (const item of typeof value === 'string' ? [value] : value)
      form += `${form === '' ? '' : '&'}${formText(name)}=${formText(item)}`;
  }
  return form;
}

/** `path` below the base URL's own path. */
export const below = (baseUrl: URL, path: string): string => `${baseUrl.pathname.replace(/\/$/, '')}${path}`;
