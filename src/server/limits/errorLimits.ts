import type { ExecutionResult } from 'graphql';
import { GraphQLError } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { rewritten } from '../errors.ts';
import type { ServerContext } from '../serverContext.ts';

/** The limits of the errors in one answer. */
export const ERROR_LIMITS = {
  /** Characters of one quoted value. */
  quoted: 100,
  /** Characters of one message. */
  message: 500,
  /** Locations of one error. */
  locations: 10,
  /** Errors without a path. An error of a field tells why a part of the answer is missing, so only its bytes count. */
  ofRequest: 20,
  /** Bytes of all errors as JSON, including the one that counts the errors left out. */
  bytes: 64_000,
} as const;

/**
 * Shortens errors, and only counts those over a limit. Without it, a small request could cause megabytes of errors.
 * Each error gets the request id, which counts against the limit as well.
 */
export const useErrorLimits = (): Plugin<object, ServerContext> => ({
  onResultProcess(payload) {
    const { result, serverContext } = payload;
    if (Array.isArray(result) || isAsyncIterable(result) || !result.errors) return;
    const { requestId } = serverContext.open.operation.identity;
    payload.setResult({ ...result, errors: withinLimits(result.errors, requestId) });
  },
});

/** The part of a text that an error may quote: its start, and … if it is longer. */
export const startOf = (text: string): string =>
  text.length > ERROR_LIMITS.quoted ? `${text.slice(0, ERROR_LIMITS.quoted)}…` : text;

const LONG_QUOTE = new RegExp(`"([^"]{${ERROR_LIMITS.quoted}})[^"]+"`, 'g');
const LONG_WORD = new RegExp(`([^\\s"]{${ERROR_LIMITS.quoted}})[^\\s"…]+`, 'g');

/**
 * Shortens a message, and each value that it quotes.
 *
 * @param value a value that the message may contain without quotation marks
 */
export function shortened(message: string, value = ''): string {
  const { message: longest } = ERROR_LIMITS;
  const short = startOf(value);
  const quoted = (short === value ? message : message.replaceAll(value, () => short))
    .replace(LONG_QUOTE, '"$1…"')
    .replace(LONG_WORD, '$1…');
  return quoted.length > longest ? `${quoted.slice(0, longest)}…` : quoted;
}

const NOTICE_BYTES = 200;

/**
 * The first errors, as many as the limits allow, and one that counts those left out.
 *
 * @param requestId the `extensions.requestId` of each
 */
export function withinLimits(
  errors: NonNullable<ExecutionResult['errors']>,
  requestId: string,
): NonNullable<ExecutionResult['errors']> {
  const kept: GraphQLError[] = [];
  let bytes = 0;
  let ofRequest = 0;
  for (const error of errors) {
    if (!error.path) ofRequest += 1;
    if (ofRequest > ERROR_LIMITS.ofRequest) break;
    const short = shortError(error, requestId);
    bytes += Buffer.byteLength(JSON.stringify(short)) + 1;
    if (bytes > ERROR_LIMITS.bytes - NOTICE_BYTES) break;
    kept.push(short);
  }
  const [first] = errors;
  const leftOut = errors.length - kept.length;
  if (!first || leftOut === 0) return kept;
  const { code } = first.extensions;
  return [
    ...kept,
    new GraphQLError(`${leftOut} more errors were left out. Correct these first.`, {
      extensions: { ...(code === undefined ? {} : { code }), leftOut, requestId },
    }),
  ];
}

function shortError(error: GraphQLError, requestId: string): GraphQLError {
  const message = shortened(error.message);
  const positions = error.positions?.slice(0, ERROR_LIMITS.locations);
  return rewritten(error, { message, positions, extensions: { ...error.extensions, requestId } });
}
