import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { z } from 'zod';

const persisted = z.object({ persistedQuery: z.object({ sha256Hash: z.string() }) });

/** The hash by which a request names its document; undefined if it names none so. */
export const persistedHashIn = ({ extensions }: GraphQLParams): string | undefined =>
  persisted.safeParse(extensions).data?.persistedQuery.sha256Hash;

/**
 * Tells clients of automatic persisted queries that this server stores no texts. They then send the text, and do not
 * ask by hash again. The status is 200, as Apollo Server has it: a client may take another for a failed network.
 */
export const useNoPersistedQueries = (): Plugin => ({
  onParams({ params }) {
    const query: unknown = params.query;
    const hasText = typeof query === 'string' && query !== '';
    if (hasText || persistedHashIn(params) === undefined) return;
    throw new GraphQLError('PersistedQueryNotSupported', {
      extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', http: { status: 200 } },
    });
  },
});
