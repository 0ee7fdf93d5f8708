import type { ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';

/**
 * The headers of all answers. Browsers and proxies must not store an answer, because it holds one viewer's personal
 * data, must not send this server's URLs to other sites, and must not show an answer in another site's frame.
 */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Sets the headers of all answers by Yoga. */
export const useResponseHeaders = (): Plugin => ({
  onResponse({ response }) {
    for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
    response.headers.append('vary', 'origin');
  },
});

/** Sets the headers of an answer that does not come from Yoga. */
export function setResponseHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
}
