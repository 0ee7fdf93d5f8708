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
 * True if the Host header and the path make a valid URL. Yoga builds it from them, and if that fails, its answer shows
 * a stack.
 */
function hasUrl({ url = '', headers: { host = 'localhost' } }: IncomingMessage): boolean {
  return HOST.test(host) && url.startsWith('/') && URL.canParse(`http://${host}${url}`);
}

/** True if a header with a credential occurs twice. Node would silently drop all but the first. */
function hasTwoCredentials({ rawHeaders }: IncomingMessage): boolean {
  const found = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const { length } = rawHeaders[index] ?? '';
    // Most headers are told apart by the length of their names.
    if (length !== 'authorization'.length && length !== 'x-api-key'.length) continue;
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (name !== 'authorization' && name !== 'x-api-key') continue;
    if (found.has(name)) return true;
    found.add(name);
  }
  return false;
}
