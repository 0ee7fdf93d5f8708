import { Kind } from 'graphql';
import { isAsyncIterable, type GraphQLParams, type Plugin } from 'graphql-yoga';
import type { Viewer } from '../../access/viewer.ts';
import type { ServerContext } from '../serverContext.ts';

/** Writes down what an operation is and how it ends. It comes after authentication. */
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
  onResultProcess({ result, serverContext }) {
    if (Array.isArray(result) || isAsyncIterable(result) || !result.errors) return;
    serverContext.open.operation.noteErrors(result.errors);
  },
});
