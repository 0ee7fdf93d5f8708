import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AnswerSender } from '../answerSender.ts';
import { defectOf } from '../defects.ts';
import type { EventLog } from '../eventLog.ts';
import { Exports } from '../export/exports.ts';
import type { OpenRequest, OpenRequests } from '../openRequests.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { metricsRoute } from '../metrics/metricsRoute.ts';
import type { FastPath } from '../operations/fastPath.ts';
import type { OperationObserver } from '../operations/observers.ts';
import { Operation } from '../operations/operation.ts';
import { identityOf, type IsSampled } from '../operations/requestIdentity.ts';
import type { ReadinessProbe } from '../readiness.ts';
import { requestFault } from '../requestFault.ts';
import { setResponseHeaders } from '../responseHeaders.ts';
import { identityHeaders, type OperationIdentity } from '../../upstream/client/operationIdentity.ts';
import type { Secret } from '../../upstream/wire/transport.ts';
import type { Pages } from '../pages/pages.ts';
import type { Yoga } from '../yoga.ts';
import { acceptForYoga } from './answerType.ts';

/**
 * `draining`: `/ready` answers 503, and all else is served. `lingering`: the port is closed, and connections end after
 * their next answer. `closing`: idle connections end at once.
 */
export type Phase = 'serving' | 'draining' | 'lingering' | 'closing';

export interface HandlerOptions {
  readonly server: Server;
  readonly open: OpenRequests;
  readonly yoga: Yoga;
  readonly fastPath: FastPath;
  readonly readiness: ReadinessProbe;
  readonly pages: Pages;
  readonly metrics: Metrics;
  /** The token that a request for metrics must carry; undefined = see metricsRefusal. */
  readonly metricsToken: Secret | undefined;
  readonly sender: AnswerSender;
  readonly observer: OperationObserver;
  readonly isSampled: IsSampled;
  readonly log: EventLog;
}

interface ErrorExtensions {
  readonly code: string;
  readonly retryable?: boolean;
}

const NOTHING_HERE = 'There is nothing at this path: the API is at /graphql.';

const NOT_ACCEPTABLE =
  'None of the media types that the request accepts can be sent: accept application/json, or text/event-stream for a subscription.';

/** Answers HTTP requests: `/graphql`, `/health`, `/ready`, `/metrics` and pages. */
export class RequestHandler {
  phase: Phase = 'serving';
  readonly #options: HandlerOptions;
  readonly #metrics: ReturnType<typeof metricsRoute>;

  constructor(options: HandlerOptions) {
    this.#options = options;
    this.#metrics = metricsRoute({ ...options, token: options.metricsToken });
    const { open, server } = options;
    open.onClosed = () => {
      // The client may keep its connection open, so a closing server ends it.
      if (this.phase === 'closing') server.closeIdleConnections();
    };
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { open, pages, observer, isSampled, log } = this.#options;
    const identity = identityOf(request.headers, isSampled);
    const under = open.add(request, response, new Operation(identity, observer));
    setIdentityHeaders(response, identity);
    const fault = requestFault(request);
    if (fault !== undefined) return this.#refuse(under, 400, fault, { code: 'BAD_REQUEST' });
    const path = request.url?.split('?')[0];
    if (path === '/health') return this.#answer(response, 200, { status: 'ok' });
    if (path === '/ready') return void this.#ready(response);
    if (path === '/metrics') return void this.#metrics(request, response);
    return void log.ofOperation(identity, () =>
      (pages(request, response) ?? this.#graphql(under)).catch((error: unknown) => {
        log.error({ defect: defectOf(error) }, 'a request was not answered');
        // A half-sent answer cannot be replaced. It is broken off, so that the client does not take it for complete.
        if (response.headersSent) return void response.destroy();
        this.#refuse(under, 500, 'Something went wrong on our side.', {
          code: 'INTERNAL_SERVER_ERROR',
          retryable: false,
        });
        return undefined;
      }),
    );
  }

  /** Answers a request that is cut off, because this server closes. */
  cutOff(open: OpenRequest, { message, retryable }: { message: string; retryable: boolean }): void {
    open.response.setHeader('connection', 'close');
    this.#refuse(open, 503, message, { code: 'SERVICE_UNAVAILABLE', retryable });
  }

  /** Answers an operation that does not run, or did not run to its end. */
  #refuse(open: OpenRequest, status: number, message: string, extensions: ErrorExtensions): void {
    open.operation.noteCode(extensions.code);
    this.#sendError(open, status, message, extensions);
  }

  #sendError(
    { operation, response }: OpenRequest,
    status: number,
    message: string,
    extensions: ErrorExtensions,
  ): void {
    const { requestId } = operation.identity;
    this.#answer(response, status, { errors: [{ message, extensions: { ...extensions, requestId } }] });
  }

  /** True if an answer is the last one on its connection. */
  #isLast({ headersSent }: ServerResponse): boolean {
    return !headersSent && (this.phase === 'lingering' || this.phase === 'closing');
  }

  #answer(response: ServerResponse, status: number, body: object): void {
    response.statusCode = status;
    setResponseHeaders(response);
    if (this.#isLast(response)) response.setHeader('connection', 'close');
    response.setHeader('content-type', 'application/json');
    this.#options.sender.sendWhole(Buffer.from(JSON.stringify(body)), response);
  }

  async #ready(response: ServerResponse): Promise<void> {
    // No call is made any more.
    if (this.phase === 'closing') return this.#answer(response, 503, { status: 'closing', draining: true });
    const seen = await this.#options.readiness.look();
    if (this.phase !== 'serving')
      return this.#answer(response, 503, { ...seen, status: 'draining', draining: true });
    return this.#answer(response, seen.status === 'ok' ? 200 : 503, { ...seen, draining: false });
  }

  async #graphql(open: OpenRequest): Promise<void> {
    const { yoga, fastPath, sender } = this.#options;
    const { request, response, operation, signal } = open;
    Exports.note(open);
    const accept = acceptForYoga(request.headers.accept);
    // Nothing may run whose outcome cannot be told.
    if (accept === undefined && mayRun(request))
      return this.#refuse(open, 406, NOT_ACCEPTABLE, { code: 'BAD_REQUEST' });
    request.headers.accept = accept ?? '*/*';
    const fast = open.export ? undefined : await fastPath.answer(open);
    const made = fast ?? (await yoga.handleNodeRequestAndResponse(request, response, { signal, open }));
    // The connection is about to close. Without this header, the client could send its next request into it. A stream may
    // begin long before the server closes, and end with it.
    if (this.#isLast(response) || open.events || open.export) response.setHeader('connection', 'close');
    if ('head' in made) {
      operation.answered();
      return sender.sendEncoded(made.body, response, made.head);
    }
    if (open.export?.answer && made.ok) return open.export.answer.send([...made.headers], response, sender);
    if (!open.export) fastPath.learn(open, made);
    if (!open.events || !made.ok) {
      operation.answered();
      if (made.status === 404 && !made.headers.has('content-type')) {
        response.setHeaders(made.headers);
        // A request to another path is no operation, and does not count as a refused one.
        return this.#sendError(open, 404, NOTHING_HERE, { code: 'BAD_REQUEST' });
      }
      return sender.send(made, response);
    }
    // A subscription is not an answer that a client must finish reading.
    response.statusCode = made.status;
    response.setHeaders(made.headers);
    open.events.begin();
    return undefined;
  }
}

/** True if a request may have an operation: others are refused, or are a page's preflight. */
const mayRun = ({ method, url }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'POST') &&
  /^\/+graphql\/?$/.test(URL.parse(`http://localhost${url}`)?.pathname ?? '');

function setIdentityHeaders(response: ServerResponse, identity: OperationIdentity): void {
  const headers = identityHeaders(identity, identity.trace.spanId);
  for (const name in headers) response.setHeader(name, headers[name] ?? '');
}
