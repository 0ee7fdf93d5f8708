import { createClient, NetworkError } from 'graphql-sse';
import { getOperationAST, Kind, OperationTypeNode } from 'graphql';
import type { Answer, Cost, Execution } from './answer.ts';
import { credentialOf } from './apiKey.ts';
import type { Fetcher, FetcherParams } from './graphiqlPackage.ts';
import { API_URL } from './pageData.ts';
import { parsed } from './places.ts';

export interface FetcherEvents {
  /** An operation begins. @returns what is called with each of its answers */
  readonly begin: () => (execution: Execution) => void;
  /** The server does not accept the key. */
  readonly refused: () => void;
}

/** How GraphiQL asks the API: with the key and for the cost. Subscriptions are server-sent events. */
export function createFetcher({ begin, ...events }: FetcherEvents): Fetcher {
  return (params, options) => {
    const own = options?.headers ?? {};
    const isOwn = hasCredential(own);
    const headers = { ...(isOwn ? {} : credentialOf()), ...own };
    // A credential in the tab's own headers is not the page's key.
    const refused = (): void => (isOwn ? undefined : events.refused());
    if (params.operationName === 'IntrospectionQuery') return post(params, headers, refused);
    const { payload, isSubscription } = preparedOf(params);
    const costed = { 'x-dialer-cost': 'actual', ...headers };
    const note = begin();
    const seen = (answer: Answer): void =>
      note({
        document: payload.query,
        operationName: payload.operationName,
        answer,
        isEvent: isSubscription,
      });
    if (!isSubscription) {
      return post(payload, costed, refused).then((answer) => {
        seen(answer);
        return answer;
      });
    }
    return {
      subscribe: ({ next, error, complete }) => {
        /** The answer of a refusal holds the server's errors. */
        const tell = async (response: Response): Promise<void> => {
          try {
            const answer = await answerOf(response, refused);
            seen(answer);
            next(answer);
            complete();
          } catch (broken) {
            error(broken);
          }
        };
        const client = createClient({
          url: API_URL,
          headers: costed,
          // What the server refuses, it refuses again. A person sees why at once, and can run it again.
          retryAttempts: 0,
        });
        const unsubscribe = client.subscribe<Record<string, unknown>, { dialer?: Cost }>(payload, {
          next: (answer) => {
            seen(answer);
            next(answer);
          },
          error: (fault) => {
            const response: unknown = fault instanceof NetworkError ? fault.response : undefined;
            if (!(response instanceof Response)) return error(fault);
            void tell(response);
            return undefined;
          },
          complete,
        });
        return { unsubscribe };
      },
    };
  };
}

const hasCredential = (headers: Readonly<Record<string, string>>): boolean =>
  Object.keys(headers).some((name) => /^(?:authorization|x-api-key)$/i.test(name));

/** GraphiQL notes the operation's name a moment after an edit. A name that the document does not have is left out. */
function preparedOf({ query, variables, operationName }: FetcherParams) {
  const tree = parsed(query);
  const names = tree?.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.name ? [definition.name.value] : [],
  );
  const name = operationName && names?.includes(operationName) ? operationName : undefined;
  return {
    payload: { query, ...(variables ? { variables } : {}), ...(name ? { operationName: name } : {}) },
    isSubscription:
      tree !== undefined && getOperationAST(tree, name)?.operation === OperationTypeNode.SUBSCRIPTION,
  };
}

async function post(
  payload: FetcherParams,
  headers: Readonly<Record<string, string>>,
  refused: () => void,
): Promise<Answer> {
  const response = await fetch(API_URL, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...headers,
    },
    body: JSON.stringify(payload),
  });
  return answerOf(response, refused);
}

/** @throws Error if the answer is not of this API */
async function answerOf(response: Response, refused: () => void): Promise<Answer> {
  if (response.status === 401) refused();
  const text = await response.text();
  try {
    const answer: Answer = JSON.parse(text);
    return answer;
  } catch {
    throw new Error(`The answer is not JSON: HTTP ${response.status}.`);
  }
}
