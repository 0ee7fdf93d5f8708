import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigFileError } from '../../../src/server/files/configFile.ts';
import { workedOperations } from '../../../src/server/graphiql/operations.ts';
import { post, startApi, type Api } from '../../support/api.ts';
import { sha256, testFile } from '../../support/keysFile.ts';
import { startMain } from '../../support/program.ts';
import * as wallboard from '../../../examples/wallboard/gql/graphql.ts';
import { OPERATIONS } from '../../../tools/load/operations.ts';

const QUERY = '{ dashboard { agentsInCall } }';
const NAMED = 'query A($c: String!) { portfolio(code: $c) { name } } query B { __typename }';
const ANSWER = { data: { dashboard: { agentsInCall: 23 } } };

const manifestOf = (...documents: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(documents.map((document) => [sha256(document), document])));

const startTrusting = (settings: Record<string, string> = {}): Promise<Api> =>
  startApi({ TRUSTED_DOCUMENTS: testFile(manifestOf(QUERY, NAMED), 'trusted.json').path, ...settings });

const persisted = (sha256Hash: unknown): object => ({
  extensions: { persistedQuery: { version: 1, sha256Hash } },
});

const REFUSAL = {
  errors: [
    {
      message: 'Only trusted documents run here: send the documentId or the exact text of one of them.',
      extensions: { code: 'FORBIDDEN', requestId: expect.any(String) },
    },
  ],
};

describe('a trusted document runs', () => {
  test.each<[string, object]>([
    ['by its id', { documentId: sha256(QUERY) }],
    ['by its id with a prefix', { documentId: `sha256:${sha256(QUERY)}` }],
    ['as a persisted query', persisted(sha256(QUERY))],
    ['by its text', { query: QUERY }],
    ['by its text and its id', { query: QUERY, documentId: sha256(QUERY) }],
  ])('%s', async (_, body) => {
    const api = await startTrusting();
    expect(await (await post(api.url, body)).json()).toEqual(ANSWER);
  });

  test('by GET too', async () => {
    const api = await startTrusting();
    for (const search of [
      { documentId: sha256(QUERY) },
      { extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: sha256(QUERY) } }) },
    ]) {
      const response = await fetch(`${api.url}/graphql?${new URLSearchParams(search).toString()}`);
      expect(await response.json()).toEqual(ANSWER);
    }
  });

  test('with its variables and the operation named', async () => {
    const api = await startTrusting();
    const body = { documentId: sha256(NAMED), operationName: 'A', variables: { c: 'SUR' } };
    expect(await (await post(api.url, body)).json()).toEqual({
      data: { portfolio: { name: 'Banco del Sur' } },
    });
  });
});

describe('no other document runs', () => {
  test.each<[string, object]>([
    ['another text', { query: '{ agents { totalCount } }' }],
    ['the text with a blank more', { query: `${QUERY} ` }],
    ['another id', { documentId: sha256('{ __typename }') }],
    ['the id of nothing', { documentId: sha256('') }],
    ['an id every object has', { documentId: '__proto__' }],
    ['an id that is no text', { documentId: 7 }],
    ['a persisted query that is none', persisted([sha256(QUERY)])],
    [
      "a text with a trusted document's id",
      { query: '{ agents { totalCount } }', documentId: sha256(QUERY) },
    ],
    ['two ids', { documentId: sha256(QUERY), ...persisted(sha256(NAMED)) }],
    ['a query that is no text', { query: 5 }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
    ['nothing', {}],
  ])('%s', async (_, body) => {
    const api = await startTrusting();
    const response = await post(api.url, body, { headers: { accept: 'application/graphql-response+json' } });
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual(REFUSAL);
    expect(api.dialer.requests).toEqual([]);
    expect(api.log.filter((line) => line.includes('"level":50'))).toEqual([]);
  });

  test('and GraphiQL, which could not, is away', async () => {
    const api = await startTrusting({ INTROSPECTION: 'on' });
    const page = await fetch(`${api.url}/graphql`, { headers: { accept: 'text/html' } });
    const text = await page.text();
    expect(text).toContain('trusted documents only');
    expect(text).not.toMatch(/<script/);
  });
});

test('without a manifest a documentId is refused, and texts run', async () => {
  const api = await startApi();
  expect(await (await post(api.url, { query: QUERY })).json()).toEqual(ANSWER);
  const response = await post(api.url, { query: QUERY, documentId: sha256(QUERY) });
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(/documentId/);
});

test.each<[string, string | undefined, RegExp]>([
  ['is not there', undefined, /ENOENT/],
  ['is no JSON', '{', /not valid JSON/],
  ['is a list', '[]', /must be an object of documents/],
  ['has a document that is no text', `{"${sha256(QUERY)}": {}}`, /must be the text of a document/],
  ['has a hash of another text', `{"${sha256(QUERY)}": "${QUERY} "}`, /is not the SHA-256/],
  ['has a document that is no GraphQL', manifestOf('{'), /cannot run \(Syntax Error/],
])('a manifest that %s stops the start, and the error says why', async (_, text, fault) => {
  const file = testFile(text ?? '', 'trusted.json');
  if (text === undefined) file.remove();
  const error = await startApi({ TRUSTED_DOCUMENTS: file.path }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigFileError);
  expect(error).toHaveProperty('faults', [expect.stringMatching(/^TRUSTED_DOCUMENTS/)]);
  expect(error).toHaveProperty('faults', [expect.stringMatching(fault)]);
});

test('a manifest that cannot be used ends the program, which says why', async () => {
  const file = testFile('{', 'trusted.json');
  const program = startMain({ PORT: '0', TRUSTED_DOCUMENTS: file.path }, file.folder);
  expect(await program.ended).toEqual({ code: 1, signal: null });
  expect(program.stderr()).toMatch(/^TRUSTED_DOCUMENTS.*not valid JSON/);
});

test('the published manifest holds the operations of schema/operations, the loader and the wallboard, and each runs by its id', async () => {
  const path = new URL('../../../schema/trusted-documents.json', import.meta.url);
  const published = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(path, 'utf8')));
  expect(Object.values(published)).toEqual([
    ...workedOperations().map(({ document }) => document),
    ...Object.values(OPERATIONS),
    ...Object.values(wallboard)
      .filter((value) => value instanceof wallboard.TypedDocumentString)
      .map(String),
  ]);
  const api = await startApi({ TRUSTED_DOCUMENTS: path.pathname });
  for (const documentId of Object.keys(published)) {
    // Some lack their variables, which is another matter.
    const response = await post(api.url, { documentId });
    expect(await response.text()).not.toMatch(/trusted documents/);
  }
});
