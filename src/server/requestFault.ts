import type { IncomingMessage } from 'node:http';

const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Why a request cannot be read, whatever it asks; undefined if it can. */
export function requestFault(request: IncomingMessage): string | undefined {
  if (!hasPlace(request)) return 'The request names no place on this server.';
  if (hasTwoSenders(request)) return 'Send one credential: the request has two of one header.';
  return undefined;
}

/**
 * True if what a request says of its place makes a URL: Yoga puts it together from the Host header and the path, and
 * answers with a stack where that fails.
 */
function hasPlace({ url = '', headers: { host = 'localhost' } }: IncomingMessage): boolean {
  return HOST.test(host) && url.startsWith('/') && URL.canParse(`http://${host}${url}`);
}

/** True if a request names two senders: Node leaves all but the first out, unseen. */
const hasTwoSenders = ({ headersDistinct }: IncomingMessage): boolean =>
  ['authorization', 'x-api-key'].some((name) => (headersDistinct[name]?.length ?? 0) > 1);
