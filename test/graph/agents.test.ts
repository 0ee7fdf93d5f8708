import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startApi, type Variables } from '../support/api.ts';
import { ACTIVE_USERS, INACTIVE_USERS, userList } from '../support/otherDialer.ts';

/** The usernames on one page that holds the whole list. */
const usernames = z
  .object({ agents: z.object({ totalCount: z.int(), nodes: z.array(z.object({ username: z.string() })) }) })
  .refine(({ agents }) => agents.totalCount === agents.nodes.length, 'totalCount is not that of the list')
  .transform(({ agents }) => agents.nodes.map((node) => node.username));

/** The usernames of the agents that a filter lets through. */
async function agentsWhere(variables: Variables): Promise<string[]> {
  const api = await startApi();
  const document = `query ($status: AccountStatus! = ACTIVE, $filter: AgentFilter) {
    agents(status: $status, filter: $filter) { totalCount nodes { username } }
  }`;
  return api.read(usernames, document, variables);
}

describe('status', () => {
  test('is ACTIVE unless it is given', async () => {
    const api = await startApi();
    expect(await api.read(usernames, '{ agents { totalCount nodes { username } } }')).toEqual([
      '42',
      'B.Okafor',
      'Maria.ORTIZ',
      'zoe lindqvist',
    ]);
  });

  test.each([
    ['ACTIVE', ['42', 'B.Okafor', 'Maria.ORTIZ', 'zoe lindqvist']],
    ['INACTIVE', ['Old.Timer']],
    ['ANY', ['42', 'B.Okafor', 'Maria.ORTIZ', 'Old.Timer', 'zoe lindqvist']],
  ])('%s gives its accounts, by username whatever its case', async (status, expected) => {
    expect(await agentsWhere({ status })).toEqual(expected);
  });

  test('goes by each row where the dialer ignores the parameter', async () => {
    const api = await startApi();
    api.dialer.answer('goGetAllUsers', userList([...ACTIVE_USERS, ...INACTIVE_USERS]));
    const read = (status: string): Promise<string[]> =>
      api.read(usernames, `{ agents(status: ${status}) { totalCount nodes { username } } }`);
    expect(await read('ACTIVE')).toEqual(['42', 'B.Okafor', 'Maria.ORTIZ', 'zoe lindqvist']);
    expect(await read('INACTIVE')).toEqual(['Old.Timer']);
    expect(await read('ANY')).toEqual(['42', 'B.Okafor', 'Maria.ORTIZ', 'Old.Timer', 'zoe lindqvist']);
  });

  test.each(['No Available Data', 'Error: No users found'])(
    'gives none where the dialer says %s',
    async (result) => {
      const api = await startApi();
      api.dialer.answer('goGetAllUsers', { result });
      expect(await api.read(usernames, '{ agents(status: ANY) { totalCount nodes { username } } }')).toEqual(
        [],
      );
    },
  );
});

describe('filter', () => {
  test.each([
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
    ['one value for a list', { usernames: '42' }, ['42']],
  ])('%s', async (_, filter, expected) => {
    expect(await agentsWhere({ filter })).toEqual(expected);
  });

  test.each([
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

  test('goes together with a status', async () => {
    expect(await agentsWhere({ status: 'ANY', filter: { profiles: ['VIP'] } })).toEqual(['Old.Timer']);
    expect(await agentsWhere({ status: 'INACTIVE', filter: { portfolios: ['NRD'] } })).toEqual([]);
  });
});
