import { describe, expect, onTestFinished, test } from 'vitest';
import { startApi, type Api } from '../../support/api.ts';
import { withCost } from '../../support/dialerCost.ts';
import { FAILURE, startFloorDialer, type FloorAgent, type FloorDialer } from '../../support/floorDialer.ts';
import { graphql } from '../../support/gql/gql.ts';
import type { AgentsByQueryVariables } from '../../support/gql/graphql.ts';
import { success } from '../../support/otherDialer.ts';
import { subscribe } from '../../support/eventStream.ts';

const AGENTS_BY = graphql(/* GraphQL */ `
  query AgentsBy($filter: AgentFilter, $orderBy: AgentOrder, $first: Int, $after: String, $last: Int, $before: String) {
    agents(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      totalCount
      edges { cursor node { username } }
      pageInfo { hasNextPage }
    }
  }
`);

const FLOOR: Readonly<Record<string, Partial<FloorAgent>>> = {
  anna: { status: 'PAUSE', name: 'Zora' },
  Bert: { status: 'READY', name: 'amos' },
  cleo: { status: 'IN CALL', name: 'Mia' },
  dora: { status: 'READY', name: '' },
  // Logged in today, and left.
  emil: { status: 'OFFLINE', name: 'Mia' },
  // Not logged in today.
  fred: { status: null, hasLoggedIn: false, name: 'Bea' },
};

async function floorOf(): Promise<{ readonly api: Api; readonly dialer: FloorDialer }> {
  const dialer = await startFloorDialer(Object.keys(FLOOR));
  onTestFinished(() => dialer.close());
  for (const [username, own] of Object.entries(FLOOR)) Object.assign(dialer.agents.get(username) ?? {}, own);
  return { dialer, api: await startApi({ LIVE_INTERVAL_MS: '500' }, dialer) };
}

async function namesBy(api: Api, variables: AgentsByQueryVariables): Promise<string[]> {
  const { agents } = await api.data(AGENTS_BY, variables);
  expect(agents?.totalCount).toBe(agents?.edges.length);
  return agents?.edges.map(({ node }) => node.username) ?? [];
}

const planOf = async (api: Api, query: string): Promise<Record<string, number> | undefined> =>
  (await withCost(api, 'plan', query)).extensions?.dialer.plan.calls;

describe('filter', () => {
  test.each<[string, AgentsByQueryVariables['filter'], string[]]>([
    ['logged in', { loggedIn: true }, ['anna', 'Bert', 'cleo', 'dora', 'emil']],
    ['not logged in', { loggedIn: false }, ['fred']],
    ['null', { loggedIn: null, states: null }, ['anna', 'Bert', 'cleo', 'dora', 'emil', 'fred']],
    ['a state', { states: ['READY'] }, ['Bert', 'dora']],
    ['states', { states: ['PAUSED', 'IN_CALL'] }, ['anna', 'cleo']],
    ['OFFLINE: also who has not logged in', { states: ['OFFLINE'] }, ['emil', 'fred']],
    ['OFFLINE and logged in', { states: ['OFFLINE'], loggedIn: true }, ['emil']],
    ['READY and not logged in', { states: ['READY'], loggedIn: false }, []],
    ['no state', { states: [] }, []],
    ['a state and a name', { states: ['READY'], usernames: ['DORA', 'anna'] }, ['dora']],
  ])('by %s', async (_, filter, expected) => {
    const { api } = await floorOf();
    expect(await namesBy(api, { filter })).toEqual(expected);
  });

  test.each<[string, object, boolean]>([
    ['a row alone', { USER: 'fred' }, true],
    ['a login time that cannot be read', { USER: 'FRED', login_time: 'x' }, true],
    ['a login time', { USER: 'fred', login_time: '1' }, true],
    ['no login time, but a call', { USER: 'fred', login_time: '0', calls_handled: 1 }, true],
    ['no login time, but a break', { USER: 'fred', login_time: 0, break: '5' }, true],
    ['zeros', { USER: 'fred', login_time: '0', calls_handled: '0', pause: 0, break: null }, false],
    ['a row of someone else', { USER: 'anna', login_time: '60' }, false],
  ])('who has logged in: %s', async (_, row, hasLoggedIn) => {
    const { api, dialer } = await floorOf();
    dialer.answer('agent_summary_stats', success({ rows: [row] }));
    const filter = { usernames: ['fred'], loggedIn: true };
    expect(await namesBy(api, { filter })).toEqual(hasLoggedIn ? ['fred'] : []);
  });

  test('asks for agents who have logged in, and meet the other conditions, alone', async () => {
    const { api, dialer } = await floorOf();
    await namesBy(api, { filter: { states: ['READY'], usernames: ['anna', 'bert', 'fred'] } });
    expect(dialer.asked.toSorted()).toEqual(['Bert', 'anna']);
    expect(dialer.counts()).toEqual({ goGetAllUsers: 1, agent_summary_stats: 1, getLiveAgentInfo: 2 });
  });

  test('fails with the dialer: a list without those who are not known would be wrong', async () => {
    const { api, dialer } = await floorOf();
    dialer.fault = (username) => (username === 'cleo' ? FAILURE : undefined);
    const { data, errors } = await api.query(AGENTS_BY, { filter: { states: ['READY'] } });
    expect(data?.agents).toBeNull();
    expect(errors[0]?.extensions).toMatchObject({ code: 'DIALER_UNAVAILABLE', action: 'getLiveAgentInfo' });
  });
});

describe('order', () => {
  const BY_NAME = ['Bert', 'fred', 'cleo', 'emil', 'anna', 'dora'];
  const BY_STATE = ['Bert', 'dora', 'cleo', 'anna', 'emil', 'fred'];

  test.each<[string, AgentsByQueryVariables['orderBy'], string[]]>([
    ['nothing: by username', null, ['anna', 'Bert', 'cleo', 'dora', 'emil', 'fred']],
    ['username', {}, ['anna', 'Bert', 'cleo', 'dora', 'emil', 'fred']],
    ['username, descending', { direction: 'DESC' }, ['fred', 'emil', 'dora', 'cleo', 'Bert', 'anna']],
    ['name: case does not matter, none is last', { field: 'NAME' }, BY_NAME],
    [
      'name, descending: none is last, ties by username',
      { field: 'NAME', direction: 'DESC' },
      ['anna', 'cleo', 'emil', 'fred', 'Bert', 'dora'],
    ],
    ['state', { field: 'STATE' }, BY_STATE],
    [
      'state, descending: ties by username',
      { field: 'STATE', direction: 'DESC' },
      ['emil', 'fred', 'anna', 'cleo', 'Bert', 'dora'],
    ],
    [
      'start of the state: none is known',
      { field: 'STATE_SINCE' },
      ['anna', 'Bert', 'cleo', 'dora', 'emil', 'fred'],
    ],
  ])('by %s', async (_, orderBy, expected) => {
    const { api } = await floorOf();
    expect(await namesBy(api, { orderBy })).toEqual(expected);
  });

  test('by the start of the state: the longest first', async () => {
    const { api, dialer } = await floorOf();
    const client = await subscribe(api.url, 'subscription { agentStatus { agent { username } } }');
    onTestFinished(() => client.close());
    await client.until(({ length }) => length === 6);
    for (const [index, username] of ['dora', 'anna', 'cleo'].entries()) {
      Object.assign(dialer.agents.get(username) ?? {}, { status: 'DISPO' });
      await client.until(({ length }) => length === 7 + index);
    }
    const none = ['Bert', 'emil', 'fred'];
    expect(await namesBy(api, { orderBy: { field: 'STATE_SINCE' } })).toEqual([
      'dora',
      'anna',
      'cleo',
      ...none,
    ]);
    expect(await namesBy(api, { orderBy: { field: 'STATE_SINCE', direction: 'DESC' } })).toEqual([
      'cleo',
      'anna',
      'dora',
      ...none,
    ]);
  });

  test.each<[NonNullable<AgentsByQueryVariables['orderBy']>]>([
    [{ field: 'NAME', direction: 'DESC' }],
    [{ field: 'NAME' }],
    [{ field: 'STATE' }],
    [{ field: 'STATE', direction: 'DESC' }],
    [{ field: 'STATE_SINCE' }],
    [{ field: 'USERNAME', direction: 'DESC' }],
  ])('%o has pages, forwards and backwards', async (orderBy) => {
    const { api } = await floorOf();
    const whole = await namesBy(api, { orderBy });
    for (const isForwards of [true, false]) {
      const pages: string[][] = [];
      for (let cursor: string | null = null; pages.length === 0 || cursor !== null;) {
        const place: AgentsByQueryVariables = isForwards
          ? { first: 2, after: cursor }
          : { last: 2, before: cursor };
        const { agents } = await api.data(AGENTS_BY, { orderBy, ...place });
        const names = agents?.edges.map(({ node }) => node.username) ?? [];
        if (isForwards) pages.push(names);
        else pages.unshift(names);
        cursor = (isForwards ? agents?.edges.at(-1)?.cursor : agents?.edges[0]?.cursor) ?? null;
      }
      expect(pages.flat()).toEqual(whole);
    }
  });

  test('a cursor belongs to its order', async () => {
    const { api } = await floorOf();
    const { agents } = await api.data(AGENTS_BY, { orderBy: { field: 'STATE' }, first: 1 });
    const after = agents?.edges[0]?.cursor ?? null;
    for (const orderBy of [null, { field: 'NAME' }, { field: 'STATE', direction: 'DESC' }] as const) {
      const { errors } = await api.query(AGENTS_BY, { orderBy, after });
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
    }
    // The order that there is without `orderBy`, said aloud.
    const usual = await api.data(AGENTS_BY, { first: 1 });
    const next = await api.data(AGENTS_BY, {
      orderBy: { field: 'USERNAME', direction: 'ASC' },
      after: usual.agents?.edges[0]?.cursor ?? null,
      first: 1,
    });
    expect(next.agents?.edges.map(({ node }) => node.username)).toEqual(['Bert']);
  });
});

describe('cost', () => {
  test('is planned: one call to know who has logged in, and one for each agent who has', async () => {
    const { api } = await floorOf();
    const byState = '{ agents(orderBy: { field: STATE }) { nodes { username live { state } } } }';
    const ready = '{ agents(filter: { states: [READY] }) { edges { node { live { state } } } } }';
    const twoOfReady =
      '{ agents(filter: { states: [READY] }, first: 2) { nodes { live { state } account { email } } } }';
    const loggedIn = '{ agents(filter: { loggedIn: true }) { nodes { live { state } } } }';
    const lists = { goGetAllUsers: 1, agent_summary_stats: 1 };
    expect(await planOf(api, '{ agents(filter: { loggedIn: true }) { totalCount } }')).toEqual(lists);
    expect(
      await planOf(api, '{ agents(filter: { states: [READY], loggedIn: false }) { totalCount } }'),
    ).toEqual(lists);
    expect(
      await planOf(api, '{ agents(filter: { states: [READY], usernames: ["a", "A", "b"] }) { totalCount } }'),
    ).toEqual({ ...lists, getLiveAgentInfo: 2 });
    // Nobody knows how many there are: fifty. Those on the page are among them, or have not logged in.
    expect(await planOf(api, ready)).toEqual({ ...lists, getLiveAgentInfo: 50 });
    expect(await planOf(api, byState)).toEqual({ ...lists, getLiveAgentInfo: 100 });
    await api.data('{ agentDayReport { asOf } agents { totalCount } }');
    expect(await planOf(api, ready)).toEqual({ ...lists, getLiveAgentInfo: 5 });
    expect(await planOf(api, byState)).toEqual({ ...lists, getLiveAgentInfo: 6 });
    expect(await planOf(api, loggedIn)).toEqual({ ...lists, getLiveAgentInfo: 5 });
    expect(await planOf(api, twoOfReady)).toEqual({ ...lists, getLiveAgentInfo: 5, getUserInfo: 2 });
  });

  test('is not above the plan, and nothing for what the sweep has just learnt', async () => {
    const { api, dialer } = await floorOf();
    const query = '{ agents(filter: { states: [READY, OFFLINE] }) { nodes { username live { state } } } }';
    const first = await withCost(api, 'actual', query);
    expect(first.extensions?.dialer.calls).toEqual({
      goGetAllUsers: 1,
      agent_summary_stats: 1,
      // One of them has not logged in, and is asked for its field.
      getLiveAgentInfo: 6,
    });
    expect(first.extensions?.dialer.plan.calls['getLiveAgentInfo']).toBeGreaterThanOrEqual(6);
    const client = await subscribe(api.url, 'subscription { agentStatus { agent { username } } }');
    onTestFinished(() => client.close());
    await client.until(({ length }) => length === 6);
    Object.assign(dialer.agents.get('anna') ?? {}, { status: 'READY' });
    await client.until(({ length }) => length === 7);
    // A busy machine may need some tries: what the sweep learnt is fresh for two seconds.
    await expect
      .poll(
        async () => {
          const { data, extensions } = await withCost(api, 'actual', query);
          return { data, calls: extensions?.dialer.calls };
        },
        { timeout: 15_000 },
      )
      .toEqual({
        data: {
          agents: {
            nodes: ['anna', 'Bert', 'dora', 'emil', 'fred'].map((username) =>
              expect.objectContaining({ username }),
            ),
          },
        },
        calls: {},
      });
  });
});
