import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import {
  newSpanId,
  newTraceId,
  type OperationIdentity,
  type TraceContext,
} from '../../upstream/client/operationIdentity.ts';

/** Printable ASCII without spaces, quotes and backslashes: it is safe in a header, in a log line and in a shell. */
const REQUEST_ID = /^[\w!#$%&'*+\-./:;=?@^`|~]{1,128}$/;

/** `traceparent` of version 00, or of a later version, which may have more parts. */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** The longest `traceparent` and `tracestate` that are read. The specification demands 512 characters of the latter. */
const MOST_CHARACTERS = { parent: 128, state: 512 } as const;

const SAMPLED = 1;

/**
 * Decides whether the spans of a trace are recorded.
 *
 * @param ofParent what the client decided; undefined if the trace begins here
 */
export type IsSampled = (traceId: string, ofParent?: boolean) => boolean;

/** Without traces, what the client decided is passed on. */
export const asParent: IsSampled = (_, ofParent = false) => ofParent;

/**
 * The ids of a request. `x-request-id` and `traceparent` are taken if they are valid, and made if not: a client that
 * sends nonsense is served nevertheless, as the specification of Trace Context demands.
 */
export function identityOf(headers: IncomingHttpHeaders, isSampled: IsSampled): OperationIdentity {
  const given = headers['x-request-id'];
  const requestId =
    typeof given === 'string' && given.length <= 128 && REQUEST_ID.test(given) ? given : randomUUID();
  return { requestId, trace: traceOf(headers, isSampled) };
}

function traceOf({ traceparent, tracestate }: IncomingHttpHeaders, isSampled: IsSampled): TraceContext {
  const spanId = newSpanId();
  const parts =
    typeof traceparent === 'string' && traceparent.length <= MOST_CHARACTERS.parent
      ? TRACEPARENT.exec(traceparent)
      : null;
  const [, version, traceId, parentSpanId, flags = '00', more] = parts ?? [];
  if (traceId === undefined || (version === '00' && more !== undefined)) {
    const made = newTraceId();
    return { traceId: made, spanId, parentSpanId: undefined, isSampled: isSampled(made), state: undefined };
  }
  return {
    traceId,
    spanId,
    parentSpanId,
    isSampled: isSampled(traceId, (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED),
    state: stateOf(tracestate),
  };
}

const stateOf = (tracestate: string | string[] | undefined): string | undefined =>
  typeof tracestate === 'string' &&
  tracestate.length <= MOST_CHARACTERS.state &&
  /^[\x20-\x7E]+$/.test(tracestate)
    ? tracestate
    : undefined;
