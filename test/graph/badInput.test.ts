import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hasNoData, startApi } from '../support/api.ts';
import { freshApiOfFile } from '../support/freshApi.ts';

const fresh = freshApiOfFile((atEnd) => startApi({}, undefined, {}, atEnd));

const cursorOf = (...parts: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** The field that has the connection, given the connection's arguments. */
const CONNECTIONS = [
  ['Query.agents', (args: string) => `agents${args} { totalCount }`],
  ['Campaign.agents', (args: string) => `campaign(campaignId: "50010") { agents${args} { totalCount } }`],
  ['Portfolio.agents', (args: string) => `portfolio(code: "NRD") { agents${args} { totalCount } }`],
  ['Profile.agents', (args: string) => `profile(profileId: "VIP") { agents${args} { totalCount } }`],
  ['Campaign.hopper', (args: string) => `campaign(campaignId: "50010") { hopper${args} { totalCount } }`],
] as const;

/** Arguments that no list can be cut by. */
const BAD_PAGES = [
  ['first', '(first: -1)'],
  ['first', '(first: 1001)'],
  ['first', '(first: 5000)'],
  ['last', '(last: -1)'],
  ['last', '(last: 1001)'],
  ['last', '(first: 1, last: 1)'],
  ['first', '(first: 99999999999)'],
  ['first', '(first: 1.5)'],
  ['first', '(first: "ten")'],
  ['after', '(after: "")'],
  ['after', '(after: "broken")'],
  ['after', '(after: 5)'],
  ['before', '(before: "W10")'],
  ['before', '(before: "bnVsbA")'],
  ['after', `(after: "${cursorOf('calls', 'maria.ortiz')}")`],
  ['after', `(after: "${cursorOf('agents')}")`],
  ['after', `(after: "${cursorOf('agents', { a: 1 })}")`],
  ['before', `(before: "${cursorOf('hopper', [1])}")`],
] as const;

describe.each(CONNECTIONS)('%s', (_, fieldWith) => {
  test.each(BAD_PAGES)('%s is bad input: %s', async (argument, args) => {
    const api = fresh.api();
    const { errors } = await api.query(`{ ${fieldWith(args)} }`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
    expect(errors[0]?.message).toContain(argument);
  });

  test.each(['', '(first: 0)', '(last: 0)', '(first: 1000)', '(last: 1000)', '(first: null, after: null)'])(
    'takes %j',
    async (args) => {
      const api = fresh.api();
      expect((await api.query(`{ ${fieldWith(args)} }`)).errors).toEqual([]);
    },
  );
});

test('a page of Query.agents that is bad input asks the dialer nothing', async () => {
  const api = fresh.api();
  for (const [, args] of BAD_PAGES) await api.query(`{ agents${args} { totalCount } }`);
  expect(api.dialer.counts()).toEqual({});
});

test('a page of a hopper that is bad input does not ask for the hopper', async () => {
  const api = fresh.api();
  for (const [, args] of BAD_PAGES) {
    await api.query(`{ campaign(campaignId: "50010") { hopper${args} { totalCount } } }`);
  }
  expect(api.dialer.counts()).not.toHaveProperty('getLeadsOnHopper');
});

test('a cursor of another connection is bad input', async () => {
  const api = fresh.api();
  const page = z.object({ pageInfo: z.object({ endCursor: z.string() }) });
  const { agents, campaign } = await api.read(
    z.object({ agents: page, campaign: z.object({ hopper: page }) }),
    `{ agents(first: 1) { pageInfo { endCursor } } campaign(campaignId: "50010") { hopper(first: 1) { pageInfo { endCursor } } } }`,
  );
  const { errors } = await api.query(`query ($c: String) { agents(after: $c) { totalCount } }`, {
    c: campaign.hopper.pageInfo.endCursor,
  });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }]);
  const other = await api.query(
    `query ($c: String) { campaign(campaignId: "50010") { hopper(before: $c) { totalCount } } }`,
    { c: agents.pageInfo.endCursor },
  );
  expect(other.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'before' } }]);
});

describe('a value its type refuses', () => {
  test.each([
    ['first', '{ agents(first: "x") { totalCount } }'],
    ['status', '{ agents(status: GONE) { totalCount } }'],
    ['status', '{ agents(status: "ACTIVE") { totalCount } }'],
    ['status', '{ agents(status: null) { totalCount } }'],
    ['filter', '{ agents(filter: 5) { totalCount } }'],
    ['filter', '{ agents(filter: {search: 5}) { totalCount } }'],
    ['filter', '{ agents(filter: {nonsense: 5}) { totalCount } }'],
    ['username', '{ agent(username: 5) { username } }'],
    ['username', '{ agent(username: null) { username } }'],
    ['campaignId', '{ campaign(campaignId: 1.5) { name } }'],
    ['campaignId', '{ campaign(campaignId: {}) { name } }'],
    ['active', '{ campaigns(active: "Y") { name } }'],
    ['ids', '{ nodes(ids: [null]) { id } }'],
  ])('is bad input, naming %s: %s', async (argument, document) => {
    const api = fresh.api();
    const { data, errors } = await api.query(document);
    expect(hasNoData(data)).toBe(true);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
    expect(api.dialer.counts()).toEqual({});
  });

  test.each([
    ['first', 'query ($x: Int) { agents(first: $x) { totalCount } }', 'ten'],
    ['first', 'query ($x: Int) { agents(first: $x) { totalCount } }', '10'],
    ['first', 'query ($x: Int) { agents(first: $x) { totalCount } }', 1.5],
    ['first', 'query ($x: Int) { agents(first: $x) { totalCount } }', 1e12],
    ['first', 'query ($x: Int) { agents(first: $x) { totalCount } }', true],
    ['first', 'query ($x: Int) { agents(first: $x) { totalCount } }', -1],
    ['first', 'query ($x: Int) { agents(first: $x) { totalCount } }', 5000],
    ['after', 'query ($x: String) { agents(after: $x) { totalCount } }', 7],
    ['after', 'query ($x: String) { agents(after: $x) { totalCount } }', 'broken'],
    ['status', 'query ($x: AccountStatus!) { agents(status: $x) { totalCount } }', 'GONE'],
    ['status', 'query ($x: AccountStatus!) { agents(status: $x) { totalCount } }', null],
    ['filter', 'query ($x: AgentFilter) { agents(filter: $x) { totalCount } }', 'maria'],
    ['filter', 'query ($x: AgentFilter) { agents(filter: $x) { totalCount } }', { search: 5 }],
    ['filter', 'query ($x: AgentFilter) { agents(filter: $x) { totalCount } }', { nonsense: 5 }],
    ['usernames', 'query ($x: [String!]) { agents(filter: {usernames: $x}) { totalCount } }', [null]],
    ['usernames', 'query ($x: String!) { agents(filter: {usernames: [$x]}) { totalCount } }', 5],
    ['username', 'query ($x: String!) { agent(username: $x) { username } }', 5],
    ['username', 'query ($x: String!) { agent(username: $x) { username } }', undefined],
    ['ids', 'query ($x: ID!) { nodes(ids: [$x]) { id } }', {}],
    ['active', 'query ($x: Boolean) { campaigns(active: $x) { name } }', 'Y'],
    ['campaignId', 'query ($x: ID!) { ...F } fragment F on Query { campaign(campaignId: $x) { name } }', {}],
  ])('is bad input as a variable too, naming %s: %s with %j', async (argument, document, x) => {
    const api = fresh.api();
    const { errors } = await api.query(document, { x });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
    expect(errors[0]?.message).toContain(argument);
    expect(api.dialer.counts()).toEqual({});
  });
});

describe('a document that is none', () => {
  test.each([
    ['{', 'GRAPHQL_PARSE_FAILED'],
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ agent { username } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s is refused, and asks nothing', async (document, code) => {
    const api = fresh.api();
    const { data, errors } = await api.query(document);
    expect(hasNoData(data)).toBe(true);
    expect(errors).toMatchObject([{ extensions: { code } }]);
    expect(api.dialer.counts()).toEqual({});
  });
});
