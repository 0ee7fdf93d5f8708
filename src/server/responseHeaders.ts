import type { ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import { GRAPHIQL_POLICY } from './graphiql/graphiql.ts';

/**
 * What answers tell browsers and proxies: to keep none of them, since they hold personal data and are one viewer's; to
 * name this server's addresses to no other; and to show them in no other's frame.
 */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** The headers of all answers, GraphiQL's page included, which is allowed what stands in it. */
export const useResponseHeaders = (): Plugin => ({
  onResponse({ response }) {
    for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
    response.headers.append('vary', 'origin');
    if (response.headers.get('content-type')?.startsWith('text/html')) {
      response.headers.set('content-security-policy', GRAPHIQL_POLICY);
    }
  },
});

/** As `useResponseHeaders`, of an answer that is not Yoga's. */
export function setResponseHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
}
