import { expect, onTestFinished, test, vi } from 'vitest';
import { withCost } from '../support/dialerCost.ts';
import { subscribe } from '../support/eventStream.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import { startFloorDialer } from '../support/floorDialer.ts';
import { SCOPES } from '../../src/access/viewer.ts';
import { startViewedApi, viewer } from '../support/viewers.ts';
import { floorOf, set, STATUS, type Floor } from './floor.ts';

const LIVE = /* GraphQL */ `
  query Live($filter: AgentFilter, $status: AccountStatus! = ACTIVE) {
    agents(first: 1000, filter: $filter, status: $status) {
      nodes { username live { state observedAt } }
    }
  }
`;

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `agent${index}`);

const fresh = (floor: Floor) => withCost(floor.api, 'actual', LIVE);

test('a floor of 300 agents costs no calls once a subscription follows it, and too many before', async () => {
  const floor = await floorOf(many(300), { intervalMs: 10_000 });
  const before = await fresh(floor);
  expect(before.errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COMPLEX' } }]);
  expect(before.errors[0]?.message).toContain('subscribe to it first');
  expect(floor.dialer.asked).toEqual([]);
  const client = await floor.watch();
  await client.until(({ length }) => length >= 300);
  const plan = await withCost(floor.api, 'plan', LIVE);
  expect(plan.extensions?.dialer.plan).toEqual({ calls: { goGetAllUsers: 1 }, total: 1 });
  const { data, errors, extensions } = await fresh(floor);
  expect(errors).toEqual([]);
  expect(extensions?.dialer.calls).not.toHaveProperty('getLiveAgentInfo');
  const nodes = Object(data)['agents'].nodes;
  expect(nodes).toHaveLength(300);
  for (const { live } of nodes) {
    expect(live.state).toBe('READY');
    expect(Date.now() - Date.parse(live.observedAt)).toBeLessThan(60_000);
  }
  // What no list of the floor names may be anybody.
  const byState = /* GraphQL */ `
    query ReadyAgents { agents(first: 1000, filter: { states: [READY] }, orderBy: { field: STATE }) { totalCount nodes { live { state } } } }
  `;
  const states = await withCost(floor.api, 'actual', byState);
  expect(states.errors).toEqual([]);
  expect(states.extensions?.dialer.calls).not.toHaveProperty('getLiveAgentInfo');
  expect(states.data).toMatchObject({ agents: { totalCount: 300 } });
  const inactive = await withCost(floor.api, 'plan', LIVE, { status: 'ANY' });
  // Nobody knows how many inactive agents there are: they are planned by the page.
  expect(inactive.extensions?.dialer.plan.calls['getLiveAgentInfo']).toBe(1000);
});

test('those whom nobody follows are asked for; states are those of the sweep, and null if there is none', async () => {
  const floor = await floorOf(['anna', 'bert', 'cleo']);
  set(floor, 'bert', null);
  const client = await floor.watch({ usernames: ['anna', 'bert'] });
  await client.until(({ length }) => length >= 2);
  const { data, extensions } = await fresh(floor);
  expect(extensions?.dialer.plan.calls).toMatchObject({ getLiveAgentInfo: 1 });
  expect(floor.dialer.asked.filter((name) => name === 'cleo')).toHaveLength(1);
  expect(data).toMatchObject({
    agents: {
      nodes: [
        { username: 'anna', live: { state: 'READY' } },
        { username: 'bert', live: null },
        { username: 'cleo', live: { state: 'READY' } },
      ],
    },
  });
  set(floor, 'anna', 'PAUSE');
  await client.until((events) => events.length >= 3);
  const one = /* GraphQL */ `query Anna { agent(username: "ANNA") { live { state } } }`;
  const answer = await withCost(floor.api, 'actual', one);
  expect(answer.data).toMatchObject({ agent: { live: { state: 'PAUSED' } } });
  expect(answer.extensions?.dialer.plan.calls).not.toHaveProperty('getLiveAgentInfo');
});

test('when the last subscription ends, every state is asked for again', async () => {
  const floor = await floorOf(['anna', 'bert']);
  const client = await floor.watch();
  await client.until(({ length }) => length === 2);
  client.close();
  await vi.waitFor(async () => {
    const { extensions } = await withCost(floor.api, 'plan', LIVE);
    expect(extensions?.dialer.plan.calls).toMatchObject({ getLiveAgentInfo: 2 });
  });
});

test('a viewer sees the followed states of its own portfolios only', async () => {
  const dialer = await startFloorDialer(['anna', 'bert']);
  onTestFinished(() => dialer.close());
  dialer.agents.set('cleo', { status: 'READY', hasLoggedIn: true, portfolios: ['SUR'] });
  const account = { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
  const api = await startViewedApi(account, {}, onTestFinished, { liveIntervalMs: 100 });
  const [all, one] = [viewer(SCOPES), viewer(SCOPES, ['NRD'])];
  const client = await subscribe(api.url, STATUS, { headers: api.headersOf(all) });
  onTestFinished(() => client.close());
  await client.until(({ length }) => length === 3);
  const query = /* GraphQL */ `
    query SeenAgents { agents { nodes { username live { state } } } cleo: agent(username: "cleo") { live { state } } }
  `;
  const { data, extensions } = await withCost(api, 'actual', query, {}, api.headersOf(one));
  expect(data).toEqual({
    agents: {
      nodes: [
        { username: 'anna', live: { state: 'READY' } },
        { username: 'bert', live: { state: 'READY' } },
      ],
    },
    cleo: null,
  });
  expect(extensions?.dialer.calls).not.toHaveProperty('getLiveAgentInfo');
});
