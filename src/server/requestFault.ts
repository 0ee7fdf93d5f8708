import type { IncomingMessage } from 'node:http';

const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Why a request is refused before its body is read; undefined if it is not. */
export function requestFault(request: IncomingMessage): string | undefined {
  if (!hasUrl(request)) return 'The Host header and the path do not make a valid URL.';
  if (hasTwoCredentials(request)) {
    return 'The header authorization or x-api-key occurs twice. Send one credential.';
  }
  return undefined;
}

/**
 * True if the Host header and the path make a valid URL. Yoga builds it from them, and if that fails, its answer shows a
 * stack.
 */
function hasUrl({ url = '', headers: { host = 'localhost' } }: IncomingMessage): boolean {
  return HOST.test(host) && url.startsWith('/') && URL.canParse(`http://${host}${url}`);
}

/** True if a header with a credential occurs twice. Node would silently drop all but the first. */
const hasTwoCredentials = ({ headersDistinct }: IncomingMessage): boolean =>
  ['authorization', 'x-api-key'].some((name) => (headersDistinct[name]?.length ?? 0) > 1);
