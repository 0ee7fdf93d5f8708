import { pino } from 'pino';
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

const answerOf = <Result>() =>
  z.object({
    // Taken for what the operation's type says: the type is made of the schema that the server answers by.
    data: z.custom<Result>((value) => anyData.safeParse(value).success).nullish(),
    errors: z.array(graphqlError).default([]),
  });

type Data = Readonly<z.output<typeof anyData>>;

/** One answer of the API: its status, its text as it came, and what that says. */
export interface Answer<Result = Data> {
  readonly status: number;
  readonly text: string;
  /** Null where there is none. */
  readonly data: Result | null;
  readonly errors: readonly ApiError[];
}

/** An operation's variables as an argument, which may be left out where there are none that must be given. */
type Given<Wanted> =
  Record<string, never> extends Wanted ? [variables?: Wanted | undefined] : [variables: Wanted];

/** Speaks HTTP to the API. Of an operation made by `graphql(…)` the compiler knows the data and the variables. */
export interface Client {
  query<Result, Wanted>(
    document: TypedDocumentString<Result, Wanted>,
    ...variables: Given<Wanted>
  ): Promise<Answer<Result>>;
  query(document: string, variables?: Variables): Promise<Answer>;
  /** The data of an operation. @throws Error where there are errors */
  data<Result, Wanted>(
    document: TypedDocumentString<Result, Wanted>,
    ...variables: Given<Wanted>
  ): Promise<Result>;
  data(document: string, variables?: Variables): Promise<Data>;
  /** As `data`, read by a schema. */
  read<Model>(schema: z.ZodType<Model>, document: string, variables?: Variables): Promise<Model>;
}

/** The real server in front of a dialer, and a client of it. */
export interface Api extends Client {
  /** http://127.0.0.1:… */
  readonly url: string;
  readonly dialer: ScriptedServer;
  /** The server's log, a JSON line each. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

/** Environment variables beyond those that every test has. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Servers are started by the thousand here: each makes its key of call ids in no time, tries again without a pause worth
 * the name, and learns of a changed file at once.
 */
export const CHEAP: ServerOptions = { callIdCost: 2, pauses: { retryMs: 5 }, lookAtFilesEveryMs: 50 };

/** Takes what is to be done when whatever was started is no longer needed: vitest's `onTestFinished`, or another. */
export type AtEnd = (close: () => Promise<void>) => void;

/**
 * Starts the server in front of a dialer (another than ours, unless one is given).
 *
 * @param atEnd both end with the test, unless it says otherwise
 */
export async function startApi(
  settings: Settings = {},
  dialer?: ScriptedServer,
  options: ServerOptions = {},
  atEnd: AtEnd = onTestFinished,
): Promise<Api> {
  const asked = dialer ?? (await startedDialer(atEnd));
  const log: string[] = [];
  const config = configFrom({ PORT: '0', LOG_LEVEL: 'trace', ...settings });
  const account = { baseUrl: asked.url, user: DIALER_USER, pass: DIALER_PASS };
  const lines = { write: (line: string): void => void log.push(line) };
  const server = await startServer(config, account, pino({ level: config.logLevel }, lines), {
    ...CHEAP,
    ...options,
  });
  const close = once(() => server.close());
  atEnd(close);
  return { url: server.url, dialer: asked, log, close, ...clientOf(server.url) };
}

/** A client of the API at a URL. @param headers those of each request */
export function clientOf(url: string, headers: Record<string, string> = {}): Client {
  const ask = async <Result, Wanted>(
    document: TypedDocumentString<Result, Wanted> | string,
    ...[variables]: Given<Wanted>
  ): Promise<Answer<Result>> => {
    const response = await post(url, { query: document.toString(), variables }, { headers });
    const text = await response.text();
    const { data, errors } = answerOf<Result>().parse(JSON.parse(text));
    return { status: response.status, text, data: data ?? null, errors };
  };
  const askForData = async <Result, Wanted>(
    document: TypedDocumentString<Result, Wanted> | string,
    ...variables: Given<Wanted>
  ): Promise<Result> => {
    const { data, errors, text } = await ask(document, ...variables);
    if (data === null || errors.length > 0) throw new Error(`The API answered with errors: ${text}`);
    return data;
  };
  return {
    query: ask,
    data: askForData,
    read: async (schema, document, variables) => schema.parse(await askForData(document, variables)),
  };
}

/** One GraphQL request over HTTP. */
export const post = (
  url: string,
  body: unknown,
  { headers, signal }: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });

/** True if an answer has nothing but errors: no data at all, or null for every root. */
export const hasNoData = (data: object | null | undefined): boolean =>
  Object.values(data ?? {}).every((value) => value === null);

/** An error's place in the answer, `agent.live`, and what programs read of it. */
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
