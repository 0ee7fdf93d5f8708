import { pino } from 'pino';
import { Agent, request } from 'undici';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { configFrom } from '../../src/config.ts';
import { startServer, type ServerOptions } from '../../src/server/server.ts';
import type { TypedDocumentString } from './gql/graphql.ts';
import { DIALER_PASS, DIALER_USER, startOtherDialer } from './otherDialer.ts';
import type { ScriptedServer } from './scriptedServer.ts';

export type Variables = Readonly<Record<string, unknown>>;

const graphqlError = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.record(z.string(), z.unknown()).default({}),
});

export type ApiError = z.output<typeof graphqlError>;

const anyData = z.record(z.string(), z.unknown());

const answerBody = z.object({ data: z.unknown().optional(), errors: z.array(graphqlError).default([]) });

const isObject = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

type Data = Readonly<z.output<typeof anyData>>;

/** One answer of the API: its HTTP status, its body as text, and its parsed data and errors. */
export interface Answer<Result = Data> {
  readonly status: number;
  /** Without the request's id: it is random, so it may hold any digits that a test expects not to see. */
  readonly text: string;
  /** Null if there is no data. */
  readonly data: Result | null;
  readonly errors: readonly ApiError[];
}

/** The argument for an operation's variables. It is optional if no variable is required. */
type Given<Wanted> =
  Record<string, never> extends Wanted ? [variables?: Wanted | undefined] : [variables: Wanted];

/** An HTTP client of the API. For an operation made by `graphql(…)`, data and variables are typed. */
export interface Client {
  query<Result, Wanted>(
    document: TypedDocumentString<Result, Wanted>,
    ...variables: Given<Wanted>
  ): Promise<Answer<Result>>;
  query(document: string, variables?: Variables): Promise<Answer>;
  /** The data of an operation. @throws Error if the answer has errors */
  data<Result, Wanted>(
    document: TypedDocumentString<Result, Wanted>,
    ...variables: Given<Wanted>
  ): Promise<Result>;
  data(document: string, variables?: Variables): Promise<Data>;
  /** As `data`, parsed by a schema. */
  read<Model>(schema: z.ZodType<Model>, document: string, variables?: Variables): Promise<Model>;
}

/** The real server in front of a dialer, and a client of it. */
export interface Api extends Client {
  /** http://127.0.0.1:… */
  readonly url: string;
  readonly dialer: ScriptedServer;
  /** The server's log lines, as JSON. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

/** Environment variables for the server, besides those of every test. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Options that make tests fast, because they start thousands of servers: the key of call ids is cheap to derive,
 * retries hardly wait, changed files are read at once, closing waits for no request that may be on its way, and the
 * dialer is not called before it is asked for, so that tests can count its calls.
 */
export const CHEAP: ServerOptions = {
  callIdCost: 2,
  pauses: { retryMs: 5 },
  lookAtFilesEveryMs: 50,
  closing: { lingerMs: 0 },
  probesAtStart: false,
};

/** Registers a clean-up function: vitest's `onTestFinished`, or a similar one. */
export type AtEnd = (close: () => Promise<void>) => void;

/**
 * Starts the server in front of a dialer.
 *
 * @param dialer default: `startOtherDialer()`
 * @param atEnd registers the closing of both. Default: they close when the test ends
 */
export async function startApi(
  settings: Settings = {},
  dialer?: ScriptedServer,
  options: ServerOptions = {},
  atEnd: AtEnd = onTestFinished,
): Promise<Api> {
  const upstream = dialer ?? (await startedDialer(atEnd));
  const log: string[] = [];
  const config = configFrom({ PORT: '0', LOG_LEVEL: 'trace', ...settings });
  const account = { baseUrl: upstream.url, user: DIALER_USER, pass: DIALER_PASS };
  const lines = { write: (line: string): void => void log.push(line) };
  const server = await startServer(config, account, pino({ level: config.logLevel }, lines), {
    ...CHEAP,
    ...options,
  });
  const close = once(() => server.close());
  atEnd(close);
  return { url: server.url, dialer: upstream, log, close, ...clientOf(server.url) };
}

/** A client of the API at a URL. @param headers headers of every request */
export function clientOf(url: string, headers: Record<string, string> = {}): Client {
  const query = async <Result, Wanted>(
    document: TypedDocumentString<Result, Wanted> | string,
    ...[variables]: Given<Wanted>
  ): Promise<Answer<Result>> => {
    const response = await post(url, { query: document.toString(), variables }, { headers });
    const text = await response.text();
    const { data, errors } = answerBody.parse(JSON.parse(text));
    const requestId = response.headers.get('x-request-id');
    return {
      status: response.status,
      text: text.replaceAll(`"requestId":${JSON.stringify(requestId)}`, '"requestId":"…"'),
      // Only checked to be an object. Its type is generated from the server's own schema, so it fits.
      data: z.custom<Result>(isObject).nullish().parse(data) ?? null,
      errors: errors.map((error) => withoutRequestId(error, requestId)),
    };
  };
  const dataOf = async <Result, Wanted>(
    document: TypedDocumentString<Result, Wanted> | string,
    ...variables: Given<Wanted>
  ): Promise<Result> => {
    const { data, errors, text } = await query(document, ...variables);
    if (data === null || errors.length > 0) throw new Error(`The API answered with errors: ${text}`);
    return data;
  };
  return {
    query,
    data: dataOf,
    read: async (schema, document, variables) => schema.parse(await dataOf(document, variables)),
  };
}

/**
 * An error without its request id, so that tests can compare all of its extensions.
 *
 * @throws Error if the error does not carry the request id of its answer
 */
function withoutRequestId(error: ApiError, answered: string | null): ApiError {
  const { requestId, ...extensions } = error.extensions;
  // A gateway's answer has none.
  if (answered !== null && requestId !== answered)
    throw new Error(`An error carries the request id ${String(requestId)}, and its answer ${answered}.`);
  return { ...error, extensions };
}

/** The connections of all tests. A request takes a quarter of the processor time of `fetch`. */
const connections = new Agent();

/** An HTTP answer. Of `fetch`'s `Response` it has what tests read. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Pick<Headers, 'get' | 'has'> & Iterable<[name: string, value: string]>;
  text(): Promise<string>;
  json(): Promise<unknown>;
}

/** One GraphQL request over HTTP. Its answer is not compressed if no header asks for that: that takes time on both sides. */
export async function post(
  url: string,
  body: unknown,
  { headers, signal }: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<HttpAnswer> {
  const answer = await request(`${url}/graphql`, {
    method: 'POST',
    // As `fetch` sends it.
    headers: { 'content-type': 'application/json', accept: '*/*', 'accept-encoding': 'identity', ...headers },
    body: JSON.stringify(body),
    dispatcher: connections,
    ...(signal ? { signal } : {}),
  });
  const all = new Map(
    Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
  return {
    status: answer.statusCode,
    headers: {
      get: (name) => all.get(name.toLowerCase()) ?? null,
      has: (name) => all.has(name.toLowerCase()),
      [Symbol.iterator]: () => all.entries(),
    },
    text: () => answer.body.text(),
    json: () => answer.body.json(),
  };
}

/** True if an answer has no data: none at all, or null for every root field. */
export const hasNoData = (data: object | null | undefined): boolean =>
  Object.values(data ?? {}).every((value) => value === null);

/** An error's path in the answer, such as `agent.live`, and its extensions. */
export const summary = ({ path, extensions }: ApiError): Record<string, unknown> => ({
  path: path?.join('.'),
  ...extensions,
});

async function startedDialer(atEnd: AtEnd): Promise<ScriptedServer> {
  const dialer = await startOtherDialer();
  atEnd(() => dialer.close());
  return dialer;
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= run());
}
