import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** An answer with status, headers and delay. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** The delay before the first byte. */
  readonly delayMs?: number;
}

/** A text, bytes or a reply. Any other object is sent as JSON with the type `text/html`, as the dialer does. */
export type Content = string | Reply | object;

/** An answer, or a function from the request to the answer. */
export type Script =
  | Content
  | ((fields: URLSearchParams, request: ScriptedRequest) => Content | Promise<Content>);

/** A handler that writes its answer to the socket byte by byte. */
export type RawScript = (socket: Socket, request: ScriptedRequest) => void;

/** One received request. */
export interface ScriptedRequest {
  /** `goAction`, lmapi's `function`, or the last part of the path (`call-reports`). */
  readonly action: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The form's fields, in order. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Resolves when the request's connection is closed. */
  readonly disconnected: Promise<void>;
}

export interface ScriptedServer {
  readonly url: URL;
  /** All requests since the start or the last `clear()`, in the order of arrival. */
  readonly requests: readonly ScriptedRequest[];
  /** The most requests that were under way at once. */
  readonly mostInFlight: number;
  /** Sets the answer of an action from now on. @returns puts the one before back */
  answer(action: string, script: Script): () => void;
  /** Sets the answer of all actions without an answer of their own. */
  answerAll(script: Script): void;
  /** Passes the socket of each request of an action to a handler, after the request was read. @returns ends that */
  raw(action: string, script: RawScript): () => void;
  /** The number of requests, by action. */
  counts(): Record<string, number>;
  /** Forgets the requests, but not the answers. */
  clear(): void;
  /** Closes the server and all connections at once. */
  close(): Promise<void>;
}

/** Starts an HTTP server on a free loopback port. A test sets its answers. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const scripts = new Map<string, Script>();
  const rawScripts = new Map<string, RawScript>();
  const sockets = new Map<Socket, Promise<void>>();
  const requests: ScriptedRequest[] = [];
  let fallback: Script | undefined;
  let inFlight = 0;
  let mostInFlight = 0;

  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const disconnected = sockets.get(incoming.socket) ?? Promise.resolve();
    const request = requestOf(incoming, await bodyOf(incoming), disconnected);
    requests.push(request);
    const raw = rawScripts.get(request.action);
    if (raw) {
      raw(incoming.socket, request);
      return;
    }
    const script = scripts.get(request.action) ?? fallback ?? unscripted(request);
    const reply = replyOf(await contentOf(script, request));
    // Unreferenced, so that an answer nobody waits for does not keep the process alive.
    if (reply.delayMs) await sleep(reply.delayMs, undefined, { ref: false });
    outgoing.writeHead(reply.status ?? 200, { 'content-type': 'text/html; charset=UTF-8', ...reply.headers });
    outgoing.end(reply.body);
  };

  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    outgoing.once('close', () => {
      inFlight -= 1;
    });
    // If a script throws, or a client leaves while it sends, the connection is closed.
    respond(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.on('connection', (socket: Socket) => {
    const disconnected = new Promise<void>((resolve) => {
      socket.once('close', () => {
        sockets.delete(socket);
        resolve();
      });
    });
    sockets.set(socket, disconnected);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    url: urlOf(server.address()),
    requests,
    get mostInFlight() {
      return mostInFlight;
    },
    answer: (action, script) => {
      const before = scripts.get(action);
      rawScripts.delete(action);
      scripts.set(action, script);
      return () => void (before === undefined ? scripts.delete(action) : scripts.set(action, before));
    },
    answerAll: (script) => {
      fallback = script;
    },
    raw: (action, script) => {
      rawScripts.set(action, script);
      return () => void rawScripts.delete(action);
    },
    counts: () => {
      const counts: Record<string, number> = {};
      for (const { action } of requests) counts[action] = (counts[action] ?? 0) + 1;
      return counts;
    },
    clear: () => {
      requests.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets.keys()) socket.destroy();
      }),
  };
}

/** The body of a request. @throws Error if the client leaves while it sends */
const bodyOf = (incoming: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    // An iterator over the stream takes several times as long.
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('end', () => resolve(Buffer.concat(chunks)));
    incoming.once('error', reject);
  });

function requestOf(
  { method = '', url = '/', headers }: IncomingMessage,
  body: Buffer,
  disconnected: Promise<void>,
): ScriptedRequest {
  const { pathname, searchParams } = new URL(url, 'http://scripted.invalid');
  const form = new URLSearchParams(body.toString());
  return {
    action: form.get('goAction') ?? form.get('function') ?? pathname.slice(pathname.lastIndexOf('/') + 1),
    method,
    path: pathname,
    query: searchParams,
    headers,
    fields: [...form],
    disconnected,
  };
}

const contentOf = (script: Script, request: ScriptedRequest): Content | Promise<Content> =>
  typeof script === 'function'
    ? script(
        new URLSearchParams(request.fields.map(([name, value]): [string, string] => [name, value])),
        request,
      )
    : script;

const isReply = (content: object): content is Reply =>
  'body' in content && (typeof content.body === 'string' || Buffer.isBuffer(content.body));

function replyOf(content: Content): Reply {
  if (typeof content === 'string' || Buffer.isBuffer(content)) return { body: content };
  return isReply(content) ? content : { body: JSON.stringify(content) };
}

/** The answer to an unexpected request. No client takes a 404 for a valid answer. */
const unscripted = ({ action }: ScriptedRequest): Reply => ({
  status: 404,
  body: `Nothing is scripted for ${action}.`,
});

function urlOf(address: ReturnType<ReturnType<typeof createServer>['address']>): URL {
  if (address === null || typeof address === 'string')
    throw new Error('The server does not listen on a port.');
  return new URL(`http://127.0.0.1:${address.port}`);
}
