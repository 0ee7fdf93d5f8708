import type { IncomingMessage } from 'node:http';

/** The headers of a request, as rules read them. */
export type RequestHeaders = Pick<Headers, 'get' | 'has'>;

/** The headers of a request that Node has parsed, without a copy. */
export const headersOf = ({ headers }: Pick<IncomingMessage, 'headers'>): RequestHeaders => ({
  get: (name) => {
    const value = headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  },
  has: (name) => headers[name.toLowerCase()] !== undefined,
});
