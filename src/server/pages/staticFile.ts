import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { acceptedIn, type Encoding } from '../compression/acceptEncoding.ts';
import { THOROUGH } from '../compression/compression.ts';
import { setResponseHeaders } from '../responseHeaders.ts';

/** A file that is the same for everyone. */
export interface StaticFile {
  /** Content type, cache control and the like. */
  readonly headers: Readonly<Record<string, string>>;
  /** Changes with the content. */
  readonly version: string;
  /** @param encoding undefined = as it is */
  body(encoding: Encoding | undefined): Promise<Buffer>;
}

/** Sends a body; status and headers have been set. */
export type SendBody = (body: Buffer, response: ServerResponse) => void;

/** The version of a content: 22 characters that fit into a URL. */
export const versionOf = (content: Buffer | string): string =>
  createHash('sha256').update(content).digest('base64url').slice(0, 22);

/** A file that is kept in memory. It is compressed when a client first takes that. */
export function staticFile(content: Buffer, headers: Readonly<Record<string, string>>): StaticFile {
  const compressed = new Map<Encoding, Promise<Buffer>>();
  return {
    headers,
    version: versionOf(content),
    body: async (encoding) => {
      if (encoding === undefined) return content;
      const made = compressed.get(encoding) ?? THOROUGH[encoding](content);
      compressed.set(encoding, made);
      return made;
    },
  };
}

/** Answers GET and HEAD with a file, or with 304 if the client has it. */
export async function answerFile(
  file: StaticFile,
  request: IncomingMessage,
  response: ServerResponse,
  send: SendBody,
): Promise<void> {
  setResponseHeaders(response);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const { encoding } = acceptedIn(request.headers['accept-encoding']);
  const isKnown = holds(request.headers['if-none-match'], file.version);
  const body = isKnown ? undefined : await file.body(encoding);
  // The client may have left meanwhile, or the server may have closed and refused the request.
  if (response.headersSent || response.destroyed) return;
  // Only now: an error in place of the file has no such headers.
  for (const [name, value] of Object.entries(file.headers)) response.setHeader(name, value);
  response.appendHeader('vary', 'accept-encoding');
  // Each encoding has a tag of its own, because its bytes differ.
  response.setHeader('etag', `"${file.version}${encoding ? `-${encoding}` : ''}"`);
  if (!body) {
    response.writeHead(304).end();
    return;
  }
  if (encoding) response.setHeader('content-encoding', encoding);
  if (request.method === 'GET') send(body, response);
  else response.writeHead(200, { 'content-length': body.length }).end();
}

/** True if a client has this version, in any encoding: `"a", W/"b-gzip"`. */
const holds = (tags: string | undefined, version: string): boolean =>
  tags?.split(',').some(
    (tag) =>
      tag
        .trim()
        .replace(/^W\//, '')
        .replace(/-(?:br|gzip)"$/, '"') === `"${version}"`,
  ) ?? false;
