import { GraphQLError, Kind, parse, visit, type ASTNode } from 'graphql';
import { TooManyCalls } from '../upstream/caller.ts';
import { UpstreamError, UpstreamTimeout, UpstreamUnavailable } from '../upstream/errors.ts';
import { defectOf } from './defects.ts';
import type { Log } from './log.ts';

/**
 * What a client sees of an error.
 *
 * A GraphQLError was written for clients and passes; an upstream's error passes with its code, action and whether to
 * try again; anything else is a fault of this server, and only the log gets to know it.
 */
export function maskErrorWith(log: Log): (error: unknown) => Error {
  return (error) => {
    const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    if (original instanceof UpstreamError) {
      const { code, asked, retryable } = original;
      // What was held back follows from what is logged where it happens.
      log[isHeldBack(original) ? 'debug' : 'warn'](
        { code, action: asked.action, path: pathOf(error), cause: causeOf(original) },
        original.message,
      );
      return withExtensions(error, original.message, { code, action: asked.action, retryable });
    }
    if (original instanceof TooManyCalls) {
      return withExtensions(
        error,
        `${original.message} Ask for fewer items, for a shorter period, or in several operations.`,
        { code: 'OPERATION_TOO_COMPLEX', limit: original.most },
      );
    }
    if (error instanceof GraphQLError && original instanceof GraphQLError) return asInputError(error);
    // Its client has gone: nobody reads this answer.
    if (original instanceof Error && original.name === 'AbortError') {
      return withExtensions(error, 'The request was cancelled.', { code: 'INTERNAL_SERVER_ERROR' });
    }
    log.error({ defect: defectOf(original), path: pathOf(error) }, 'unexpected error');
    return withExtensions(error, 'Something went wrong on our side.', { code: 'INTERNAL_SERVER_ERROR' });
  };
}

const isHeldBack = (error: UpstreamError): boolean =>
  (error instanceof UpstreamUnavailable || error instanceof UpstreamTimeout) && error.heldBack;

/** A variable's value that its type refuses is bad input too: the error gets the code, and the argument's name. */
function asInputError(error: GraphQLError): GraphQLError {
  const definition = error.nodes?.[0];
  if (definition?.kind !== Kind.VARIABLE_DEFINITION || error.extensions['code'] !== undefined) return error;
  const variable = definition.variable.name.value;
  const document = definition.loc?.source.body;
  const argument = (document === undefined ? undefined : argumentOf(document, variable)) ?? variable;
  return withExtensions(error, `${argument}: ${error.message}`, { code: 'BAD_USER_INPUT', argument });
}

/** The name of the argument or input field a variable is given to, by itself or in a list. */
function argumentOf(document: string, variable: string): string | undefined {
  let name: string | undefined;
  visit(parse(document), {
    Variable: (node, _key, parent, _path, ancestors) => {
      if (node.name.value !== variable) return;
      name ??= [...ancestors, parent].flatMap(namesOfInput).at(-1);
    },
  });
  return name;
}

const namesOfInput = (node: ASTNode | readonly ASTNode[] | undefined): string[] =>
  node && 'kind' in node && (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD)
    ? [node.name.value]
    : [];

/** A system error's code, such as ECONNREFUSED: the one part of a cause that cannot hold an upstream's words. */
const causeOf = ({ cause }: Error): string | undefined =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;

const pathOf = (error: unknown): string | undefined =>
  error instanceof GraphQLError ? error.path?.join('.') : undefined;

function withExtensions(error: unknown, message: string, extensions: Record<string, unknown>): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions });
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    extensions: { ...error.extensions, ...extensions },
  });
}
