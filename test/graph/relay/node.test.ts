import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startApi, summary } from '../../support/api.ts';
import { graphql } from '../../support/gql/gql.ts';

const idOf = (text: string): string => Buffer.from(text).toString('base64url');
const AGENT = idOf('Agent:maria.ortiz');

const IDS_OF_NODES = graphql(/* GraphQL */ `query IdsOfNodes($ids: [ID!]!) { nodes(ids: $ids) { id } }`);

// The variable has another name than the argument: it is the argument that errors name.
const ID_OF_NODE = graphql(/* GraphQL */ `query IdOfNode($x: ID!) { node(id: $x) { id } }`);

describe('node', () => {
  test.each([
    ['Agent', 'agent(username: "maria.ortiz")', '... on Agent { username name level }'],
    ['Agent', 'agent(username: "old.timer")', '... on Agent { username name active }'],
    ['Campaign', 'campaign(campaignId: "50010")', '... on Campaign { campaignId name preview }'],
    ['Portfolio', 'portfolio(code: "NRD")', '... on Portfolio { code name }'],
    ['Profile', 'profile(profileId: "VIP")', '... on Profile { profileId name }'],
    [
      'CallTime',
      'callTime(callTimeId: "office")',
      '... on CallTime { callTimeId name holidays windows { opens } }',
    ],
  ])('gives the %s again that its id came from', async (typename, field, selection) => {
    const api = await startApi();
    const { found } = await api.read(
      z.object({ found: z.looseObject({ id: z.string() }) }),
      `{ found: ${field} { __typename id ${selection} } }`,
    );
    expect(found['__typename']).toBe(typename);
    const document = `query ($id: ID!) { node(id: $id) { __typename id ${selection} } }`;
    expect(await api.data(document, { id: found.id })).toEqual({ node: found });
  });

  test('takes the id of an object met by another spelling of its key', async () => {
    const api = await startApi();
    const document = graphql(/* GraphQL */ `
      query IdsBySpelling {
        agent(username: "maria.ortiz") { today { agent { id username } profile { id } } }
        agents { nodes { id } }
      }
    `);
    expect(await api.data(document)).toMatchObject({
      agent: {
        today: { agent: { id: AGENT, username: 'maria.ortiz' }, profile: { id: idOf('Profile:servers_eu') } },
      },
      agents: { nodes: expect.arrayContaining([{ id: AGENT }]) },
    });
  });

  test.each(['Agent:nobody', 'Campaign:1', 'Portfolio:aaa', 'Profile:none', 'CallTime:never'])(
    'is null for %s, which is not there (any more)',
    async (text) => {
      const api = await startApi();
      expect(await api.data(ID_OF_NODE, { x: idOf(text) })).toEqual({ node: null });
    },
  );
});

describe('nodes', () => {
  test('gives objects in the order of their ids, null for what is not there', async () => {
    const api = await startApi();
    const ids = ['Campaign:50020', 'Agent:nobody', 'Portfolio:kiw', 'Agent:42', 'Campaign:50020'].map(idOf);
    const document = graphql(/* GraphQL */ `
      query NodesOfAllKinds($ids: [ID!]!) {
        nodes(ids: $ids) {
          __typename id ... on Agent { username } ... on Campaign { name } ... on Portfolio { code }
        }
      }
    `);
    expect(await api.data(document, { ids })).toEqual({
      nodes: [
        { __typename: 'Campaign', id: ids[0], name: 'COBRANÇA' },
        null,
        { __typename: 'Portfolio', id: ids[2], code: 'KIW' },
        { __typename: 'Agent', id: ids[3], username: '42' },
        { __typename: 'Campaign', id: ids[0], name: 'COBRANÇA' },
      ],
    });
  });

  test('gives none for none, and asks nothing', async () => {
    const api = await startApi();
    expect(await api.data(IDS_OF_NODES, { ids: [] })).toEqual({ nodes: [] });
    expect(api.dialer.counts()).toEqual({});
  });

  test('keeps the others where the dialer fails for one', async () => {
    const api = await startApi();
    api.dialer.answer('getAllPortfolios', { status: 500, body: '' });
    const ids = [AGENT, idOf('Portfolio:nrd'), idOf('Campaign:50010')];
    const { data, errors } = await api.query(IDS_OF_NODES, { ids });
    expect(data).toEqual({ nodes: [{ id: AGENT }, null, { id: idOf('Campaign:50010') }] });
    expect(errors.map(summary)).toEqual([
      { path: 'nodes.1', code: 'DIALER_UNAVAILABLE', action: 'getAllPortfolios', retryable: true },
    ]);
  });
});

describe('an id this API never gave out', () => {
  test.each([
    ['no text', ''],
    ['a natural key', 'maria.ortiz'],
    ['no key', idOf('Agent:')],
    ['no type', idOf(':maria.ortiz')],
    ['no colon', idOf('Agent')],
    ['another encoding of an id', `${AGENT}=`],
    ['an id with blanks', ` ${AGENT} `],
    ['an unknown type', idOf('Robot:1')],
    ['a type without ids', idOf('AgentAccount:1')],
    ['a member of every object', idOf('constructor:1')],
    ['a member of every object', idOf('__proto__:1')],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x3a, 0x41]).toString('base64url')],
  ])('is bad input: %s', async (_, id) => {
    const api = await startApi();
    const one = await api.query(ID_OF_NODE, { x: id });
    expect(one.errors).toMatchObject([
      { path: ['node'], extensions: { code: 'BAD_USER_INPUT', argument: 'id' } },
    ]);
    expect(one.data).toEqual({ node: null });
    const document = graphql(/* GraphQL */ `query IdsOfUnknownNodes($x: [ID!]!) { nodes(ids: $x) { id } }`);
    const many = await api.query(document, { x: [AGENT, id] });
    expect(many.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'ids' } }]);
    expect(api.dialer.counts()).toEqual({});
  });
});
