import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { configFrom } from '../../src/config.ts';
import { Access, type AccessTerms } from '../../src/server/auth/access.ts';

const answer = z.object({
  data: z.object({ me: z.string() }).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
});

/** The viewer of a request, or the status and code of its refusal. */
export type Who =
  | {
      readonly name: string;
      readonly scopes: readonly string[];
      readonly portfolios: readonly string[] | null;
    }
  | string;

const who = z.object({
  name: z.string(),
  scopes: z.array(z.string()),
  portfolios: z.array(z.string()).nullable(),
});

/** A server whose only field returns the viewer, found by the real `Access`. */
export interface WhoServer {
  /** The server's log lines, as JSON. */
  readonly log: readonly string[];
  ask(headers: Record<string, string>): Promise<Who>;
}

/** Starts the server with the access part of a configuration. It closes when the test ends. */
export async function startWhoServer(
  settings: Readonly<Record<string, string>>,
  terms: AccessTerms = {},
): Promise<WhoServer> {
  const log: string[] = [];
  const lines = { write: (line: string): void => void log.push(line) };
  const access = new Access(configFrom(settings), pino({ level: 'trace' }, lines), terms);
  const yoga = createYoga({
    logging: false,
    plugins: [access.plugin],
    schema: createSchema({
      typeDefs: 'type Query { me: String! }',
      resolvers: {
        Query: {
          me: (_root, _arguments, { request }: { request: Request }) => {
            const { name, scopes, portfolios } = access.viewerOf(request);
            return JSON.stringify({ name, scopes: [...scopes], portfolios });
          },
        },
      },
    }),
  });
  const server = createServer((request, response) => void yoga(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    access.close();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return {
    log,
    ask: async (headers) => {
      const response = await fetch(`http://127.0.0.1:${address.port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"query":"{ me }"}',
      });
      const { data, errors } = answer.parse(await response.json());
      const code = errors?.[0]?.extensions.code;
      if (code !== undefined) return `${response.status} ${code}`;
      return who.parse(JSON.parse(data?.me ?? ''));
    },
  };
}
