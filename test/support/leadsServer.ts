/** A GraphQL server with the contract's addLeads and validateLeads, whose answers a test sets. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { buildSchema, graphql, type GraphQLSchema } from 'graphql';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

let contract: GraphQLSchema | undefined;

export const contractSchema = (): GraphQLSchema =>
  (contract ??= buildSchema(readFileSync(new URL('contract.graphql', import.meta.url), 'utf8')));

const lead = z.looseObject({ phoneNumber: z.string(), idempotencyKey: z.string() });

/** A lead of a request. */
export type SentLead = Readonly<z.output<typeof lead>>;

/** A member of AddLeadResult, with its `__typename`. */
export type Result = Readonly<Record<string, unknown>>;

/**
 * An HTTP answer that replaces GraphQL's. `'hang up'` = the connection is closed without an answer; `'never'` = it stays
 * open without one.
 */
export type RawAnswer =
  | 'hang up'
  | 'never'
  | { status: number; headers?: Record<string, string>; body: unknown };

export interface LeadsServer {
  readonly url: URL;
  /** The leads of each executed request. */
  readonly requests: readonly (readonly SentLead[])[];
  /** The headers of every request. */
  readonly headers: readonly NodeJS.Dict<string | string[]>[];
  /** Added leads, by idempotency key. A repeated key adds nothing. */
  readonly added: ReadonlyMap<string, SentLead>;
  close(): Promise<void>;
}

interface Script {
  /** The outcome of a lead; undefined = it is added. */
  readonly judge?: (lead: SentLead, attempt: number) => Result | undefined;
  /** The answer to a request; undefined = it is executed. */
  readonly intercept?: (leads: readonly SentLead[], request: number) => RawAnswer | undefined;
}

export const rejection = (reason: string, message: string, more: Result = {}): Result => ({
  __typename: 'LeadRejected',
  reason,
  message,
  fields: [],
  ...more,
});

export const errorAnswer = (
  code: string,
  message: string,
  extensions: Result = {},
  status = 200,
): RawAnswer => ({
  status,
  // As the real server does for a request that is refused before it runs: no `data`.
  body: { errors: [{ message, extensions: { code, ...extensions } }] },
});

const requestBody = z.object({
  query: z.string(),
  variables: z.object({ inputs: z.array(lead) }),
});

/** Starts the server. It closes when the test ends. */
export async function startLeadsServer({ judge, intercept }: Script = {}): Promise<LeadsServer> {
  const schema = contractSchema();
  const requests: SentLead[][] = [];
  const headers: NodeJS.Dict<string | string[]>[] = [];
  const added = new Map<string, SentLead>();
  const ids = new Map<string, string>();
  const attempts = new Map<string, number>();

  const verdict = (one: SentLead): Result | undefined => {
    const attempt = (attempts.get(one.idempotencyKey) ?? 0) + 1;
    attempts.set(one.idempotencyKey, attempt);
    return judge?.(one, attempt);
  };
  const add = (one: SentLead): Result => {
    const known = ids.get(one.idempotencyKey);
    const result = known === undefined ? verdict(one) : undefined;
    if (result) return result;
    const leadId = known ?? String(ids.size + 1);
    ids.set(one.idempotencyKey, leadId);
    added.set(one.idempotencyKey, one);
    const { phoneNumber } = one;
    return { __typename: 'AddLeadSuccess', leadId, phoneNumber, listId: '999', notices: [], altered: [] };
  };

  const each = (run: (one: SentLead) => Result | null) => (args: unknown) => {
    const { inputs } = z.object({ inputs: z.array(lead) }).parse(args);
    requests.push(inputs);
    return inputs.map(run);
  };

  const server = createServer((request, response) => {
    void (async () => {
      headers.push(request.headers);
      const { query, variables } = requestBody.parse(JSON.parse(await text(request)));
      const instead = intercept?.(variables.inputs, headers.length);
      if (instead === 'never') return;
      if (instead === 'hang up') {
        request.socket.destroy();
        return;
      }
      if (instead) {
        const isText = typeof instead.body === 'string';
        response.writeHead(instead.status, instead.headers);
        response.end(isText ? instead.body : JSON.stringify(instead.body));
        return;
      }
      const answer = await graphql({
        schema,
        source: query,
        variableValues: variables,
        rootValue: {
          addLeads: (args: unknown) => ({
            results: each(add)(args),
            added: 0,
            duplicates: 0,
            rejected: 0,
            unknown: 0,
          }),
          validateLeads: each((one) => verdict(one) ?? null),
        },
      });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    })().catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return { url: new URL(`http://127.0.0.1:${address.port}/graphql`), requests, headers, added, close };
}
