import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, Observable } from '@apollo/client';
import { OperationTypeNode, parse, print } from 'graphql';
import { createClient, type Client } from 'graphql-sse';
import { expect, onTestFinished, test } from 'vitest';
import { startApi } from '../../support/api.ts';
import { agentCounts } from '../../support/events.ts';
import { keysText, testFile } from '../../support/keysFile.ts';

const COUNTS = 'subscription Counts { agentCounts { live } }';
const KEY = 'key-of-a-frontend';

const startFloor = async () => {
  const keys = testFile(keysText({ [KEY]: { scopes: ['agents:read'] } }));
  const api = await startApi({ API_KEYS_FILE: keys.path, LIVE_INTERVAL_MS: '500' }, undefined, {
    liveTerms: { lookEveryMs: 50 },
  });
  return { api, keys };
};

/** As docs/clients.md has it. */
const sseClient = (url: string): Client => {
  const client = createClient({ url: `${url}/graphql`, headers: { authorization: `Bearer ${KEY}` } });
  onTestFinished(() => client.dispose());
  return client;
};

interface Heard {
  readonly results: unknown[];
  isComplete: boolean;
  error: unknown;
}

const hear = (client: Client, query: string): Heard => {
  const heard: Heard = { results: [], isComplete: false, error: undefined };
  client.subscribe(
    { query },
    {
      next: (result) => heard.results.push(result),
      error: (error) => {
        heard.error = error;
      },
      complete: () => {
        heard.isComplete = true;
      },
    },
  );
  return heard;
};

test('graphql-sse hears the present state, each change, and the end', async () => {
  const { api } = await startFloor();
  const heard = hear(sseClient(api.url), COUNTS);
  await expect.poll(() => heard.results).toEqual([{ data: { agentCounts: { live: 61 } } }]);
  api.dialer.answer('getAgentStatus', agentCounts(62));
  await expect
    .poll(() => heard.results.at(-1), { timeout: 5000 })
    .toEqual({ data: { agentCounts: { live: 62 } } });
  await api.close();
  await expect.poll(() => heard.isComplete).toBe(true);
  expect(heard.error).toBeUndefined();
});

test('graphql-sse hears why it was ended, and does not try again by itself', async () => {
  const { api, keys } = await startFloor();
  const heard = hear(sseClient(api.url), COUNTS);
  await expect.poll(() => heard.results.length).toBe(1);
  keys.replace('[]');
  await expect.poll(() => heard.isComplete, { timeout: 5000 }).toBe(true);
  expect(heard.results.at(-1)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
});

test('graphql-sse hears why a subscription is refused', async () => {
  const { api } = await startFloor();
  const heard = hear(sseClient(api.url), 'subscription { nothing }');
  await expect.poll(() => heard.isComplete).toBe(true);
  expect(heard.results).toMatchObject([{ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }]);
});

test('Apollo Client subscribes through a link of ten lines', async () => {
  const { api } = await startFloor();
  const sse = sseClient(api.url);
  const live = new ApolloLink(
    ({ operationName, query, variables }) =>
      new Observable((observer) =>
        sse.subscribe(
          { ...(operationName === undefined ? {} : { operationName }), query: print(query), variables },
          {
            next: ({ data, errors }) =>
              observer.next({
                data: data ?? null,
                ...(errors
                  ? { errors: errors.map(({ message, extensions }) => ({ message, extensions })) }
                  : {}),
              }),
            error: (error) => observer.error(error),
            complete: () => observer.complete(),
          },
        ),
      ),
  );
  const http = new HttpLink({ uri: `${api.url}/graphql`, headers: { authorization: `Bearer ${KEY}` } });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      live,
      http,
    ),
  });
  const heard: unknown[] = [];
  const subscription = client.subscribe({ query: parse(COUNTS) }).subscribe(({ data }) => heard.push(data));
  await expect.poll(() => heard).toMatchObject([{ agentCounts: { live: 61 } }]);
  api.dialer.answer('getAgentStatus', agentCounts(62));
  await expect.poll(() => heard.at(-1), { timeout: 5000 }).toMatchObject({ agentCounts: { live: 62 } });
  subscription.unsubscribe();
  const { data } = await client.query({ query: parse('{ portfolios { code } }') });
  expect(data).toHaveProperty('portfolios.0.code');
});

test('Apollo Client without that link gets an error that says what to send', async () => {
  const { api } = await startFloor();
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: new HttpLink({ uri: `${api.url}/graphql`, headers: { authorization: `Bearer ${KEY}` } }),
  });
  const heard: unknown[] = [];
  client.subscribe({ query: parse(COUNTS) }).subscribe(({ error }) => heard.push(error));
  await expect.poll(() => heard.length).toBe(1);
  expect(JSON.stringify(heard[0], Object.getOwnPropertyNames(heard[0]))).toMatch(/406|text\/event-stream/);
});
