import { GraphQLError } from 'graphql';
import { TooManyCalls } from '../upstream/client/caller.ts';
import { UpstreamError } from '../upstream/errors.ts';
import { defectOf } from './defects.ts';
import type { Log } from './log.ts';
import { JournalError } from '../leads/journal/journalError.ts';

/**
 * Makes the error that a client sees.
 *
 * A GraphQLError was written for clients and passes; an upstream's error passes with its code, action and whether to
 * try again; any other error is a defect of this server, whose details go to the log only.
 */
export function maskErrorWith(log: Log): (error: unknown) => GraphQLError {
  return (error) => {
    const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    if (original instanceof UpstreamError) {
      // The failed attempt is logged where it was made: see operationLog.
      return withExtensions(error, original.message, upstreamExtensions(original));
    }
    if (original instanceof JournalError) {
      log.warn({ code: original.code, path: pathOf(error) }, original.message);
      return withExtensions(error, `${original.publicMessage} Try again later.`, {
        code: 'SERVICE_UNAVAILABLE',
        retryable: true,
      });
    }
    if (original instanceof TooManyCalls) {
      return withExtensions(
        error,
        `${original.message} Ask for fewer items, for a shorter period, or in several operations.`,
        { code: 'OPERATION_TOO_COMPLEX', limit: original.most },
      );
    }
    if (error instanceof GraphQLError && original instanceof GraphQLError) return error;
    // The client has left, so no one reads this answer.
    if (original instanceof Error && original.name === 'AbortError') {
      return withExtensions(error, 'The request was cancelled.', { code: 'INTERNAL_SERVER_ERROR' });
    }
    log.error({ defect: defectOf(original), path: pathOf(error) }, 'unexpected error');
    return withExtensions(error, 'Something went wrong on our side.', { code: 'INTERNAL_SERVER_ERROR' });
  };
}

/** The extensions of an upstream's error. */
export function upstreamExtensions({
  code,
  asked,
  retryable,
  retryAfterSeconds,
}: UpstreamError): Record<string, unknown> {
  return {
    code,
    action: asked.action,
    retryable,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

const pathOf = (error: unknown): string | undefined =>
  error instanceof GraphQLError ? error.path?.join('.') : undefined;

function withExtensions(error: unknown, message: string, extensions: Record<string, unknown>): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions });
  return rewritten(error, { message, extensions: { ...error.extensions, ...extensions } });
}

/** An error at the same place of the document and of the answer, with something about it changed. */
export function rewritten(
  error: GraphQLError,
  {
    message = error.message,
    extensions = error.extensions,
    positions = error.positions,
  }: Partial<Pick<GraphQLError, 'message' | 'extensions' | 'positions'>>,
): GraphQLError {
  return new GraphQLError(message, {
    source: error.source ?? null,
    positions: positions ?? null,
    path: error.path ?? null,
    extensions,
  });
}
