import { describe, expect, test } from 'vitest';
import { startApi, type Api } from '../../support/api.ts';
import { graphql } from '../../support/gql/gql.ts';
import type { AccountStatus, AgentFilter, AgentsWhereQueryVariables } from '../../support/gql/graphql.ts';
import { ACTIVE_USERS, INACTIVE_USERS, userList } from '../../support/otherDialer.ts';

const AGENTS_WHERE = graphql(/* GraphQL */ `
  query AgentsWhere($status: AccountStatus! = ACTIVE, $filter: AgentFilter) {
    agents(status: $status, filter: $filter) { totalCount nodes { username } }
  }
`);

/** The usernames on one page that holds the whole list: of the agents that a filter lets through. */
async function usernames(api: Api, variables: AgentsWhereQueryVariables): Promise<string[]> {
  const { agents } = await api.data(AGENTS_WHERE, variables);
  expect(agents?.totalCount).toBe(agents?.nodes.length);
  return agents?.nodes.map((node) => node.username) ?? [];
}

const agentsWhere = async (variables: AgentsWhereQueryVariables): Promise<string[]> =>
  usernames(await startApi(), variables);

describe('status', () => {
  test('is ACTIVE unless it is given', async () => {
    const api = await startApi();
    const agents = await api.data(
      graphql(/* GraphQL */ `query AgentsUnlessAsked { agents { totalCount nodes { username } } }`),
    );
    const names = ['42', 'B.Okafor', 'Maria.ORTIZ', 'zoe lindqvist'];
    expect(agents).toEqual({ agents: { totalCount: 4, nodes: names.map((username) => ({ username })) } });
  });

  test.each<[AccountStatus, string[]]>([
    ['ACTIVE', ['42', 'B.Okafor', 'Maria.ORTIZ', 'zoe lindqvist']],
    ['INACTIVE', ['Old.Timer']],
    ['ANY', ['42', 'B.Okafor', 'Maria.ORTIZ', 'Old.Timer', 'zoe lindqvist']],
  ])('%s gives its accounts, by username whatever its case', async (status, expected) => {
    expect(await agentsWhere({ status })).toEqual(expected);
  });

  test('goes by each row where the dialer ignores the parameter', async () => {
    const api = await startApi();
    api.dialer.answer('goGetAllUsers', userList([...ACTIVE_USERS, ...INACTIVE_USERS]));
    const read = (status: AccountStatus): Promise<string[]> => usernames(api, { status });
    expect(await read('ACTIVE')).toEqual(['42', 'B.Okafor', 'Maria.ORTIZ', 'zoe lindqvist']);
    expect(await read('INACTIVE')).toEqual(['Old.Timer']);
    expect(await read('ANY')).toEqual(['42', 'B.Okafor', 'Maria.ORTIZ', 'Old.Timer', 'zoe lindqvist']);
  });

  test.each(['No Available Data', 'Error: No users found'])(
    'gives none where the dialer says %s',
    async (result) => {
      const api = await startApi();
      api.dialer.answer('goGetAllUsers', { result });
      expect(await usernames(api, { status: 'ANY' })).toEqual([]);
    },
  );
});

describe('filter', () => {
  test.each<[string, AgentFilter | null, string[]]>([
    ['nothing', {}, ['42', 'B.Okafor', 'Maria.ORTIZ', 'zoe lindqvist']],
    ['null', null, ['42', 'B.Okafor', 'Maria.ORTIZ', 'zoe lindqvist']],
    [
      'usernames, whatever their case',
      { usernames: ['ZOE LINDQVIST', 'b.OKAFOR'] },
      ['B.Okafor', 'zoe lindqvist'],
    ],
    ['usernames, a name twice', { usernames: ['42', '42'] }, ['42']],
    ['usernames, none known', { usernames: ['nobody'] }, []],
    ['usernames, none', { usernames: [] }, []],
    ['usernames: an inactive one is not among the active', { usernames: ['old.timer'] }, []],
    ['search in the username', { search: 'OKA' }, ['B.Okafor']],
    ['search in the name, accents and all', { search: 'zoë' }, ['zoe lindqvist']],
    ['search in the extension', { search: '770' }, ['B.Okafor', 'Maria.ORTIZ', 'zoe lindqvist']],
    ['search, nothing', { search: '' }, ['42', 'B.Okafor', 'Maria.ORTIZ', 'zoe lindqvist']],
    ['search, not a pattern', { search: '.*' }, []],
    ['search not in HTML', { search: '<b>' }, []],
    ['portfolios', { portfolios: ['nrd'] }, ['Maria.ORTIZ', 'zoe lindqvist']],
    ['portfolios, any of them', { portfolios: ['SUR', 'zzz'] }, ['Maria.ORTIZ', 'zoe lindqvist']],
    ['portfolios, one nobody has', { portfolios: ['KIW'] }, []],
    ['portfolios, none', { portfolios: [] }, []],
    ['profiles, by their id', { profiles: ['servers_eu'] }, ['Maria.ORTIZ']],
    ['profiles, any of them', { profiles: ['SERVERS_EU', 'COLLECTIONS'] }, ['B.Okafor', 'Maria.ORTIZ']],
    ['profiles, one no active agent has', { profiles: ['VIP'] }, []],
    ['profiles, one the list lacks', { profiles: ['999'] }, ['zoe lindqvist']],
    ['profiles, none', { profiles: [] }, []],
    ['campaignIds', { campaignIds: ['50010'] }, ['Maria.ORTIZ']],
    ['campaignIds, any of them', { campaignIds: ['50020', 50010] }, ['Maria.ORTIZ', 'zoe lindqvist']],
    ['campaignIds: no campaign is not campaign 0', { campaignIds: ['0'] }, []],
    ['campaignIds, none', { campaignIds: [] }, []],
  ])('%s', async (_, filter, expected) => {
    expect(await agentsWhere({ filter })).toEqual(expected);
  });

  test.each([
    ['José Núñez', 'jose nunez'],
    ['jose', 'JOSÉ'],
    ['Łukasz Ørsted', 'lukasz orsted'],
    ['Straße', 'STRASSE'],
    ['Strasse', 'straße'],
    ['Đặng', 'dang'],
  ])('%s is found by %s', async (name, search) => {
    const api = await startApi();
    api.dialer.answer('goGetAllUsers', userList([{ user: 'ann', name, active: 'Y' }]));
    expect(await usernames(api, { filter: { search } })).toEqual(['ann']);
  });

  test.each<[string, AgentFilter, string[]]>([
    ['two that hold', { portfolios: ['NRD'], campaignIds: ['50020'] }, ['zoe lindqvist']],
    ['two of which one fails', { portfolios: ['SUR'], campaignIds: ['50020'] }, []],
    [
      'all five',
      {
        usernames: ['maria.ortiz', '42', 'zoe lindqvist'],
        search: 'ortiz',
        portfolios: ['SUR'],
        profiles: ['SERVERS_EU'],
        campaignIds: ['50010'],
      },
      ['Maria.ORTIZ'],
    ],
  ])('several conditions at once: %s', async (_, filter, expected) => {
    expect(await agentsWhere({ filter })).toEqual(expected);
  });

  test('takes one value for a list, which its type does not offer', async () => {
    const api = await startApi();
    expect(await api.data('{ agents(filter: {usernames: "42"}) { nodes { username } } }')).toEqual({
      agents: { nodes: [{ username: '42' }] },
    });
  });

  test('goes together with a status', async () => {
    expect(await agentsWhere({ status: 'ANY', filter: { profiles: ['VIP'] } })).toEqual(['Old.Timer']);
    expect(await agentsWhere({ status: 'INACTIVE', filter: { portfolios: ['NRD'] } })).toEqual([]);
  });
});
