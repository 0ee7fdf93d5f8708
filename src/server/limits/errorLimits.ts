import type { ExecutionResult } from 'graphql';
import { GraphQLError } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { rewritten } from '../errors.ts';

/** What the errors of one answer may amount to. */
export const ERROR_LIMITS = {
  /** Characters that an error quotes of one value. */
  quoted: 100,
  /** Characters of one message. */
  message: 500,
  /** Places in the document that one error points to. */
  locations: 10,
  /** Errors about the request. Those of fields say which part of the answer is missing: only their bytes are limited. */
  ofRequest: 20,
  /** Bytes of all errors as JSON, the one included that says how many were left out. */
  bytes: 64_000,
} as const;

/** A client that sends much gets little back: errors are cut short, and those over a limit are only counted. */
export const useErrorLimits = (): Plugin => ({
  onResultProcess(payload) {
    const { result } = payload;
    if (Array.isArray(result) || isAsyncIterable(result) || !result.errors) return;
    payload.setResult({ ...result, errors: withinLimits(result.errors) });
  },
});

/** The start of a text, as much of it as an error quotes. */
export const startOf = (text: string): string =>
  text.length > ERROR_LIMITS.quoted ? `${text.slice(0, ERROR_LIMITS.quoted)}…` : text;

const LONG_QUOTE = new RegExp(`"([^"]{${ERROR_LIMITS.quoted}})[^"]+"`, 'g');
const LONG_WORD = new RegExp(`([^\\s"]{${ERROR_LIMITS.quoted}})[^\\s"…]+`, 'g');

/**
 * A message with what it quotes, and itself, cut to a readable length.
 *
 * @param value what the message may hold without quotes around it
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

/** Errors as they are sent: the first of them, as many as may be, and how many were left out. */
export function withinLimits(
  errors: NonNullable<ExecutionResult['errors']>,
): NonNullable<ExecutionResult['errors']> {
  const kept: GraphQLError[] = [];
  let bytes = 0;
  let ofRequest = 0;
  for (const error of errors) {
    if (!error.path) ofRequest += 1;
    if (ofRequest > ERROR_LIMITS.ofRequest) break;
    const short = shortError(error);
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
    new GraphQLError(`${leftOut} more errors were left out.`, {
      extensions: { ...(code === undefined ? {} : { code }), leftOut },
    }),
  ];
}

function shortError(error: GraphQLError): GraphQLError {
  const message = shortened(error.message);
  const positions = error.positions?.slice(0, ERROR_LIMITS.locations);
  if (message === error.message && positions?.length === error.positions?.length) return error;
  return rewritten(error, { message, positions });
}
