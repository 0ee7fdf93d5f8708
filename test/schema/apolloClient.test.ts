import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { startApi } from '../support/api.ts';
import { keysText, testFile } from '../support/keysFile.ts';

const KEY = 'key-of-a-reader';

/** An Apollo client of the API. */
const apolloClient = (url: string): ApolloClient =>
  new ApolloClient({
    cache: new InMemoryCache(),
    link: new HttpLink({ uri: `${url}/graphql`, fetch, headers: { authorization: `Bearer ${KEY}` } }),
  });

/** The path and code of each error. */
const errorsOf = (error: unknown): readonly object[] =>
  CombinedGraphQLErrors.is(error)
    ? error.errors.map(({ path, extensions }) => ({ path, code: extensions?.['code'] }))
    : [];

async function startReader(scopes: readonly string[]) {
  const keys = testFile(keysText({ [KEY]: { scopes } }));
  return startApi({ API_KEYS_FILE: keys.path });
}

describe('Apollo Client with errorPolicy "all"', () => {
  test('gets the other root fields if one is forbidden', async () => {
    const api = await startReader(['agents:read']);
    const { data, error } = await apolloClient(api.url).query({
      errorPolicy: 'all',
      query: parse(`
        {
          outboundCalls { totalCount }
          portfolios { code }
          agents { totalCount }
        }
      `),
    });
    expect(data).toMatchObject({ outboundCalls: null, agents: { totalCount: 4 } });
    expect(data).toHaveProperty('portfolios.0.code');
    expect(errorsOf(error)).toEqual([{ path: ['outboundCalls'], code: 'FORBIDDEN' }]);
  });

  test('gets the other root fields if some fail', async () => {
    const api = await startReader(['agents:read', 'reports:read']);
    api.dialer.answer('exportAgentReport', { status: 500, body: '' });
    api.dialer.answer('goGetAllCampaigns', { status: 500, body: '' });
    const { data, error } = await apolloClient(api.url).query({
      errorPolicy: 'all',
      query: parse(`
        {
          agentActivityReport { rows { totalCalls } }
          campaigns { name }
          profiles { profileId }
          dashboard { agentCounts { live } }
        }
      `),
    });
    expect(data).toMatchObject({ agentActivityReport: null, campaigns: null });
    expect(data).toHaveProperty('profiles.0.profileId');
    expect(data).toHaveProperty('dashboard.agentCounts.live');
    expect(errorsOf(error)).toEqual(
      expect.arrayContaining([
        { path: ['agentActivityReport'], code: 'DIALER_UNAVAILABLE' },
        { path: ['campaigns'], code: 'DIALER_UNAVAILABLE' },
      ]),
    );
  });
});
