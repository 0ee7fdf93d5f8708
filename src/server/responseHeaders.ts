import type { Plugin } from 'graphql-yoga';

/**
 * What answers tell browsers and proxies: to keep none of them, since they hold personal data and are one viewer's, and
 * to show the page in no other's frame.
 */
export const useResponseHeaders = (): Plugin => ({
  onResponse({ response }) {
    response.headers.set('cache-control', 'no-store');
    response.headers.append('vary', 'origin');
    response.headers.set('content-security-policy', "frame-ancestors 'none'");
    response.headers.set('x-content-type-options', 'nosniff');
  },
});
