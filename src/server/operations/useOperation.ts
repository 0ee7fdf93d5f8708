import { Kind, type ExecutionResult } from 'graphql';
import { isAsyncIterable, type GraphQLParams, type Plugin } from 'graphql-yoga';
import type { Viewer } from '../../access/viewer.ts';
import type { OperationIdentity } from '../../upstream/client/operationIdentity.ts';
import { rewritten } from '../errors.ts';
import type { ServerContext } from '../serverContext.ts';

/**
 * Writes down what an operation is and how it ends. Each error of its answer gets `extensions.requestId`. It comes
 * after authentication and after all that changes errors.
 */
export const useOperation = (
  viewerOf: (request: Request) => Viewer,
): Plugin<ServerContext & { readonly params?: GraphQLParams }, ServerContext> => ({
  onRequestParse({ request, serverContext }) {
    serverContext.open.operation.viewer = viewerOf(request).name;
  },
  onParse: () => {
    return ({ result, context }) => {
      if (result?.kind === Kind.DOCUMENT)
        context.open.operation.noteDocument(result, context.params?.operationName);
    };
  },
  onResultProcess(payload) {
    const { result } = payload;
    const { operation } = payload.serverContext.open;
    if (Array.isArray(result) || isAsyncIterable(result) || !result.errors) return;
    operation.noteErrors(result.errors);
    payload.setResult(withRequestId(result, operation.identity));
  },
});

/** A result whose errors carry the request id. */
export function withRequestId<Result extends ExecutionResult>(
  result: Result,
  { requestId }: OperationIdentity,
): Result {
  if (!result.errors) return result;
  return {
    ...result,
    errors: result.errors.map((error) =>
      rewritten(error, { extensions: { ...error.extensions, requestId } }),
    ),
  };
}
