/** Server-sent events, in the distinct connections mode of GraphQL over SSE. */
import type { ExecutionResult, GraphQLError } from 'graphql';
import { rewritten } from '../errors.ts';
import { EVENTS } from '../http/answerType.ts';
import { withinLimits } from '../limits/errorLimits.ts';

/** A comment, which clients skip. */
export const PING = Buffer.from(':\n\n');

/** The end of a subscription: the client must not subscribe again by itself. */
export const completeEvent = Buffer.from('event: complete\ndata:\n\n');

/** A result of the operation. @param requestId the `extensions.requestId` of its errors */
export const nextEvent = (result: ExecutionResult, requestId: string): Buffer =>
  Buffer.from(`event: next\ndata: ${JSON.stringify(asSent(result, requestId))}\n\n`);

/** A result as it is sent: its errors within limits, and without what they say about an HTTP status. */
export const asSent = (result: ExecutionResult, requestId: string): ExecutionResult =>
  result.errors ? { ...result, errors: withinLimits(result.errors, requestId).map(withoutStatus) } : result;

function withoutStatus(error: GraphQLError): GraphQLError {
  const { http, ...extensions } = error.extensions;
  return http === undefined ? error : rewritten(error, { extensions });
}

/** The headers of an answer that is such a stream. nginx must pass events on at once, and not collect them. */
export const STREAM_HEADERS = {
  'content-type': EVENTS,
  'x-accel-buffering': 'no',
} as const;

/** True if a client says that it reads such streams. @param request its `accept` is that of `acceptForYoga` */
export const acceptsEvents = ({ headers }: Request): boolean =>
  (headers.get('accept') ?? '').split(', ').includes(EVENTS);
