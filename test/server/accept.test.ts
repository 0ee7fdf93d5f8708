/** The header `accept` of a request, and the type of its answer (RFC 9110, 12.5.1; GraphQL over HTTP; GraphQL over SSE). */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi, type Api } from '../support/api.ts';

const JSON_TYPE = 'application/json';
const GRAPHQL = 'application/graphql-response+json';
const EVENTS = 'text/event-stream';
const MULTIPART = 'multipart/mixed';

let api: Api;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  api = await startApi({ LOG_LEVEL: 'info' }, undefined, {}, (close) => void closers.push(close));
});
afterAll(async () => {
  for (const close of closers) await close();
});

interface Wanted {
  readonly accept: string | undefined;
  readonly method?: 'GET' | 'POST';
  readonly path?: string;
  readonly query?: string;
}

/** Sends an operation with this header, or without it. */
function send({ accept, method = 'POST', path = '/graphql', query = '{ __typename }' }: Wanted) {
  return new Promise<{ status: number | undefined; type: string | undefined; body: string }>(
    (resolve, reject) => {
      const search = method === 'GET' ? `?${new URLSearchParams({ query })}` : '';
      const headers = { ...(accept !== undefined && { accept }), 'content-type': JSON_TYPE };
      const sent = request(`${api.url}${path}${search}`, { method, headers });
      sent.once('error', reject);
      sent.once('response', (response) => {
        const { statusCode: status, headers: answered } = response;
        void text(response).then((body) =>
          resolve({ status, type: answered['content-type']?.split(';')[0], body }),
        );
      });
      sent.end(method === 'GET' ? '' : JSON.stringify({ query }));
    },
  );
}

const ANSWERED: readonly (readonly [accept: string | undefined, type: string])[] = [
  [undefined, JSON_TYPE],
  ['', JSON_TYPE],
  [' ', JSON_TYPE],
  ['*/*', JSON_TYPE],
  ['application/*', JSON_TYPE],
  ['application/json', JSON_TYPE],
  ['Application/JSON; charset=UTF-8', JSON_TYPE],
  ['application/json;charset="utf-8"', JSON_TYPE],
  [GRAPHQL, GRAPHQL],
  [`${GRAPHQL}, application/json`, GRAPHQL],
  [`application/json, ${GRAPHQL}`, JSON_TYPE],
  [`application/json;q=0.5, ${GRAPHQL}`, GRAPHQL],
  [`${GRAPHQL};q=0.5, application/json`, JSON_TYPE],
  [`${GRAPHQL}, */*`, GRAPHQL],
  [`*/*, ${GRAPHQL}`, GRAPHQL],
  [`*/*, ${GRAPHQL};q=0.5`, JSON_TYPE],
  ['*/*, application/json;q=0', GRAPHQL],
  ['application/json;q=0, application/*', GRAPHQL],
  ['*/*;q=0, application/json', JSON_TYPE],
  ['text/*, application/json;q=0.1', JSON_TYPE],
  ['image/png, , application/json;q=0.001', JSON_TYPE],
  ['garbage, application/json', JSON_TYPE],
  // What urql sends, and Apollo Client.
  [`${GRAPHQL}, application/graphql+json, application/json, ${EVENTS}, multipart/mixed`, GRAPHQL],
  [`multipart/mixed;deferSpec=20220824,${GRAPHQL},application/json;q=0.9`, GRAPHQL],
  // Only by their names.
  [EVENTS, EVENTS],
  [`${EVENTS}, */*`, JSON_TYPE],
  [`${EVENTS}, application/json`, JSON_TYPE],
  [`${EVENTS}, application/json;q=0.5`, EVENTS],
  [`${EVENTS};q=0.5, application/json`, JSON_TYPE],
  [`application/json;q=0, ${EVENTS}`, EVENTS],
  [MULTIPART, MULTIPART],
  [`${MULTIPART}, ${EVENTS}, application/json`, JSON_TYPE],
];

test.each(ANSWERED)('accept: %s is answered as %s', async (accept, type) => {
  for (const method of ['POST', 'GET'] as const) {
    const answer = await send({ accept, method });
    expect(answer).toMatchObject({ status: 200, type });
    expect(answer.body).toContain('"__typename":"Query"');
  }
});

test('a browser that opens the address gets GraphiQL, and JSON for what it posts', async () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  expect((await send({ accept, method: 'GET' })).type).toBe('text/html');
  expect((await send({ accept })).type).toBe(JSON_TYPE);
});

const REFUSED = [
  'text/*',
  'text/plain',
  'image/png, text/plain',
  'multipart/*',
  'garbage',
  ';;;',
  ',',
  '*/*;q=0',
  'application/*;q=0',
  'application/json;q=0',
  `application/json;q=0, ${EVENTS};q=0`,
  'application/json;q=1.5',
  'application/json;q=x',
  'application/json; charset=latin1',
  '*',
];

test.each(REFUSED)('accept: %s is refused before anything runs', async (accept) => {
  const before = api.log.length;
  const query =
    'mutation { addLead(input: { phoneNumber: "7275550101", listId: "998", source: "x" }) { __typename } }';
  const subscription = 'subscription { agentCounts { live } }';
  for (const one of [
    { accept, query: subscription },
    { accept, query },
    { accept, query, path: '/graphql/' },
    { accept, method: 'GET' } as const,
  ]) {
    const { status, type, body } = await send(one);
    expect({ status, type }).toEqual({ status: 406, type: JSON_TYPE });
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  }
  expect(api.log.slice(before).join('')).not.toContain('add_lead');
  expect(api.dialer.requests.filter(({ action }) => action === 'add_lead')).toEqual([]);
});

test('a path that is none, and a preflight, are not refused for their types', async () => {
  expect((await send({ accept: 'image/png', path: '/nothing.png', method: 'GET' })).status).toBe(404);
  const headers = {
    origin: 'https://a.example',
    'access-control-request-method': 'POST',
    accept: 'image/png',
  };
  expect((await fetch(`${api.url}/graphql`, { method: 'OPTIONS', headers })).status).toBeLessThan(300);
});
