import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setResponseHeaders } from '../responseHeaders.ts';

const PATH = '/wallboard';

/** What `npm run build:wallboard` makes. */
const FOLDER = fileURLToPath(new URL('../../../examples/wallboard/dist', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** What the page may do: load its own script and styles, and ask this server. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface File {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
}

/** Answers a request for the wallboard. @returns false if the path is not one of the wallboard's */
export type Wallboard = (
  path: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
) => boolean;

/**
 * The wallboard's page and its files, which are read once. The page holds no figures: it asks the API for them, with
 * the rights of its viewer.
 */
export function readWallboard(): Wallboard {
  const files = new Map(readdirSync(FOLDER).map((name) => [`${PATH}/${name}`, fileOf(name)]));
  const page = files.get(`${PATH}/index.html`);
  if (!page) throw new Error('The wallboard is not built: run "npm run build:wallboard".');
  files.set(PATH, page).set(`${PATH}/`, page);
  return (path = '', request, response) => {
    const file = files.get(path);
    if (file) answer(file, request, response);
    return file !== undefined;
  };
}

function fileOf(name: string): File {
  const body = readFileSync(join(FOLDER, name));
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  return { body, type: TYPES[extname(name)] ?? 'application/octet-stream', etag };
}

function answer({ body, type, etag }: File, request: IncomingMessage, response: ServerResponse): void {
  setResponseHeaders(response);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  response.setHeader('content-security-policy', POLICY);
  // A browser may keep the files, but asks each time whether they are still the same.
  response.setHeader('cache-control', 'no-cache');
  response.setHeader('etag', etag);
  if (holds(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { 'content-type': type, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** True if a client has this version: `"a", W/"b"`. */
const holds = (versions: string | undefined, etag: string): boolean =>
  versions?.split(',').some((version) => version.trim().replace(/^W\//, '') === etag) ?? false;
