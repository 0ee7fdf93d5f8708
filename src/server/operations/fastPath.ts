import { getOperationAST, OperationTypeNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { laterTurn } from '../../upstream/promises/turn.ts';
import { handled } from '../../upstream/promises/handled.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { Access } from '../auth/access.ts';
import type { Grant } from '../auth/grant.ts';
import type { CostedContext } from '../limits/dialerCost.ts';
import type { KnownDocuments } from '../limits/limits.ts';
import type { RequestParser } from '../limits/requestParser.ts';
import type { Head } from '../answerSender.ts';
import type { OpenRequest } from '../openRequests.ts';
import type { ServerContext } from '../serverContext.ts';
import type { Body } from '../compression/body.ts';
import { answerBody } from './answerText.ts';
import type { Execute } from './execute.ts';
import { headersOf, type RequestHeaders } from './requestHeaders.ts';

export interface FastPathOptions {
  readonly schema: GraphQLSchema;
  readonly access: Pick<Access, 'admit'>;
  readonly parser: RequestParser;
  readonly documents: KnownDocuments;
  /** The document that a request's parameters name. @throws GraphQLError if it may not run */
  readonly paramsOf: (params: GraphQLParams) => GraphQLParams;
  readonly contextOf: (open: OpenRequest, viewer: Viewer) => CostedContext;
  /** The viewer of a request that was admitted. */
  readonly viewerOf: (grant: Grant, headers: RequestHeaders) => Viewer;
  readonly execute: Execute;
  /** Requests that go another way, with which tests compare this one. */
  readonly plain?: { is(headers: RequestHeaders): boolean; readonly execute: Execute } | undefined;
}

/** A successful answer. */
export interface FastAnswer {
  readonly head: Head;
  readonly body: Body;
}

/** Kinds of requests whose answers' headers are kept. */
const MOST_HEADS = 200;

/** The most characters of the headers that decide about an answer's headers. */
const MOST_CHARACTERS = 500;

const PATH = '/graphql';

/**
 * Answers queries that have been answered before, without Yoga's work for a request.
 *
 * It has no rules of its own. It calls the functions that Yoga's plugins call, in their order, for a POST of a known
 * document. The headers of a successful answer are those that Yoga gave the last one to the same kind of request.
 * Everything else is left to Yoga: other requests, requests that are refused, and results with errors. What was read
 * or executed by then is not done again.
 */
export class FastPath {
  readonly #options: FastPathOptions;
  /** The headers of successful answers, by the parts of a request on which they depend. */
  readonly #heads = new LRUCache<string, Head>({ max: MOST_HEADS });
  /** Results that Yoga makes into answers. */
  readonly #executed = new WeakMap<OpenRequest, Promise<ExecutionResult>>();
  /** Requests whose answers' headers may be kept. */
  readonly #succeeded = new WeakSet<OpenRequest>();

  constructor(options: FastPathOptions) {
    this.#options = options;
  }

  readonly plugin: Plugin<Partial<ServerContext> & CostedContext, ServerContext> = {
    onExecute: ({ args, context, setExecuteFn }) => {
      const { open } = context;
      const executed = open && this.#executed.get(open);
      const execute = open && this.#isPlain(open) ? this.#options.plain?.execute : undefined;
      setExecuteFn(() => executed ?? (execute ?? this.#options.execute)({ ...args, contextValue: context }));
    },
    onResultProcess: ({ result, serverContext: { open } }) => {
      if ('data' in result && !('errors' in result)) this.#succeeded.add(open);
    },
  };

  /** @returns the answer; undefined if Yoga has to answer */
  async answer(open: OpenRequest): Promise<FastAnswer | undefined> {
    const kind = kindOf(open);
    const head = kind === undefined ? undefined : this.#heads.get(kind);
    if (!head || this.#isPlain(open)) return undefined;
    const run = await this.#prepared(open);
    if (!run) return undefined;
    const running = handled(run());
    try {
      const result = await running;
      if (!result.errors) {
        await laterTurn(open.signal);
        return { head, body: await answerBody(result) };
      }
    } catch {
      // Yoga reports it.
    }
    this.#executed.set(open, running);
    return undefined;
  }

  #isPlain({ request }: OpenRequest): boolean {
    return this.#options.plain?.is(headersOf(request)) ?? false;
  }

  /** Keeps the headers of an answer by Yoga. */
  learn(open: OpenRequest, { status, headers }: Response): void {
    const kind = this.#succeeded.has(open) && status === 200 ? kindOf(open) : undefined;
    if (kind === undefined || this.#heads.has(kind)) return;
    this.#heads.set(
      kind,
      [...headers].filter(([name]) => name !== 'content-length'),
    );
  }

  /** The execution of a request's query; undefined if the request is for Yoga. */
  async #prepared(open: OpenRequest): Promise<(() => Promise<ExecutionResult>) | undefined> {
    const { schema, access, parser, documents, paramsOf, viewerOf, contextOf, execute } = this.#options;
    const headers = headersOf(open.request);
    try {
      const grant = await access.admit(headers);
      open.grant = grant;
      const viewer = viewerOf(grant, headers);
      open.operation.viewer = viewer.name;
      const params = paramsOf(await parser.posted(open));
      if (!parser.isSmall(open) || !isPlain(params)) return undefined;
      const { query = '', operationName, variables: variableValues } = params;
      const document = documents.find(query);
      if (!document) return undefined;
      if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.QUERY) return undefined;
      open.operation.noteDocument(document, operationName);
      const contextValue = contextOf(open, viewer);
      const args = { schema, document, operationName, variableValues, contextValue };
      return async () => execute(args);
    } catch {
      // Yoga comes to the same refusal, and answers it.
      return undefined;
    }
  }
}

/** The parts of a request on which the headers of a successful answer depend; undefined if Yoga has to answer it. */
function kindOf({ request: { method, url, headers } }: OpenRequest): string | undefined {
  if (method !== 'POST' || url !== PATH || headers['content-encoding'] !== undefined) return undefined;
  const { accept = '', origin = '' } = headers;
  const kind = `${accept}\n${origin}`;
  return kind.length > MOST_CHARACTERS ? undefined : kind;
}

/** True for the parameters of a query whose members have the types that Yoga asks for. */
function isPlain(params: object): boolean {
  for (const [name, value] of Object.entries(params)) if (!TYPES.get(name)?.(value)) return false;
  return 'query' in params;
}

const isObjectOrNothing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));

const isTextOrNothing = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'string';

/** The members of parameters. */
const TYPES: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['query', (value: unknown) => typeof value === 'string'],
  ['operationName', isTextOrNothing],
  ['variables', isObjectOrNothing],
  ['extensions', isObjectOrNothing],
]);
