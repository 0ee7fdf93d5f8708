import { GraphQLError } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { z } from 'zod';

const persisted = z.object({ persistedQuery: z.object({ sha256Hash: z.string() }) });

/** The SHA-256 of a request's persisted query; undefined if it has none. */
export const persistedHashIn = ({ extensions }: GraphQLParams): string | undefined =>
  persisted.safeParse(extensions).data?.persistedQuery.sha256Hash;

/**
 * Tells clients of automatic persisted queries that this server stores no texts. They then send the text, and no longer
 * send hashes. The status is 200, as with Apollo Server, because a client may treat another status as a network error.
 *
 * @throws GraphQLError if the parameters have a hash and no text
 */
export function withoutPersistedQuery(params: GraphQLParams): GraphQLParams {
  const query: unknown = params.query;
  const hasText = typeof query === 'string' && query !== '';
  if (hasText || persistedHashIn(params) === undefined) return params;
  throw new GraphQLError('PersistedQueryNotSupported', {
    extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', http: { status: 200 } },
  });
}
