import { describe, expect, test } from 'vitest';
import { post, startApi } from '../../support/api.ts';
import { sha256 } from '../../support/keysFile.ts';

const QUERY = '{ dashboard { agentsInCall } }';
const NAMED = { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(QUERY) } } };
const REFUSAL = {
  errors: [
    {
      message: 'PersistedQueryNotSupported',
      extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', requestId: expect.any(String) },
    },
  ],
};

describe('a document named by its hash alone', () => {
  test('is refused in the way that makes Apollo Client send its text', async () => {
    const api = await startApi();
    const response = await post(api.url, NAMED);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(REFUSAL);
    expect(api.dialer.requests).toEqual([]);
  });

  test.each([
    ['null', null],
    ['empty', ''],
  ])('also if its text is %s', async (_, query) => {
    const api = await startApi();
    const response = await post(api.url, { ...NAMED, query });
    expect(await response.json()).toEqual(REFUSAL);
  });

  test('by GET as well', async () => {
    const api = await startApi();
    const search = new URLSearchParams({ extensions: JSON.stringify(NAMED.extensions) });
    const response = await fetch(`${api.url}/graphql?${search.toString()}`);
    expect(await response.json()).toEqual(REFUSAL);
  });

  test('runs once its text is there', async () => {
    const api = await startApi();
    const response = await post(api.url, { ...NAMED, query: QUERY });
    expect(await response.json()).toEqual({ data: { dashboard: { agentsInCall: 23 } } });
  });
});
