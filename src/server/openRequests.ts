import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { GraphQLParams } from 'graphql-yoga';
import type { AnswerSender, Head } from './answerSender.ts';
import type { Grant } from './auth/grant.ts';
import type { ExportFormat } from './export/acceptedFormat.ts';
import type { Operation } from './operations/operation.ts';

/** A request under way. */
export interface OpenRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What is known of its operation so far. */
  readonly operation: Operation;
  /** Aborted if its client leaves before its answer was sent. */
  readonly signal: AbortSignal;
  /** True if it is known to be a mutation. Then its client must get the outcome. */
  isWrite: boolean;
  /** What was posted, once somebody asks for it. */
  posted?: Promise<GraphQLParams>;
  /** The length of the body, decoded, once it has been read. */
  bodyBytes?: number;
  /** What its credential allows, if it was authenticated before Yoga got it. */
  grant?: Grant;
  /** The stream that answers it, if it subscribes. It begins when the answer's headers are set. */
  events?: { begin(): void };
  /** Of an export: the format of its rows, and what sends them once there is a list. */
  export?: { readonly format: ExportFormat; answer?: ExportStream };
}

/** The answer to an export. */
export interface ExportStream {
  /** True if the connection was broken because the export failed. */
  readonly isBroken: boolean;
  /** Sends the answer. @param head the headers of a successful answer to this request */
  send(head: Head, response: ServerResponse, sender: AnswerSender): void;
}

/** All connections of a server, and the requests under way on them: used by closing. */
export class OpenRequests {
  readonly #sockets = new Set<Socket>();
  readonly #requests = new Set<OpenRequest>();
  /** Called when a request has ended. */
  onClosed: () => void = () => undefined;

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        this.#endPipelined(socket);
      });
    });
  }

  get connections(): number {
    return this.#sockets.size;
  }

  get size(): number {
    return this.#requests.size;
  }

  /** The number of connections without a request under way. */
  get idleConnections(): number {
    return this.#idle().length;
  }

  /** Adds a request. Its operation ends when its answer was sent or its client has left. */
  add(request: IncomingMessage, response: ServerResponse, operation: Operation): OpenRequest {
    const gone = new AbortController();
    const open: OpenRequest = { request, response, operation, signal: gone.signal, isWrite: false };
    this.#requests.add(open);
    response.once('close', () => {
      this.#requests.delete(open);
      if (!response.writableFinished) gone.abort();
      this.onClosed();
      operation.end({
        hasLeft: !response.writableFinished && open.export?.answer?.isBroken !== true,
        status: response.statusCode,
        answerBytes: Number(response.getHeader('content-length') ?? 0),
      });
    });
    return open;
  }

  /** The requests whose answer has not begun. */
  unanswered(): OpenRequest[] {
    return [...this.#requests].filter(({ response }) => !response.headersSent);
  }

  /**
   * Ends the pipelined requests of a closed connection. Node emits `close` only for the answer that is being sent.
   * Without this, later answers of the same connection would stay in memory forever.
   */
  #endPipelined(socket: Socket): void {
    for (const { request, response } of this.#requests) {
      if (request.socket !== socket || response.socket !== null) continue;
      response.destroy();
      response.emit('close');
    }
  }

  /** Closes connections without a request under way: idle ones, and those whose request has not arrived completely. */
  endUnbegun(): void {
    for (const socket of this.#idle()) socket.destroy();
  }

  #idle(): Socket[] {
    const busy = new Set([...this.#requests].map(({ request }) => request.socket));
    return [...this.#sockets].filter((socket) => !busy.has(socket));
  }
}
