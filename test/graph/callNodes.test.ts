/** Calls by their ids: `node(id:)` and `nodes(ids:)`. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clientOf, hasNoData, summary, type Client } from '../support/api.ts';
import {
  callApiTo,
  DAY,
  dayPeriod,
  daysAsked,
  giveCalls,
  LISTS,
  namesSent,
  plainCall,
  startCallApi,
  startCallDialer,
  walk,
  type CallsField,
} from '../support/callDay.ts';
import { keysText, testFile } from '../support/keysFile.ts';
import { withCost } from '../support/dialerCost.ts';

const TYPES = { outbound: 'OutboundCall', inbound: 'InboundCall', agent: 'AgentCall' } as const;
const ACTIONS = { outbound: 'outbound_cdr', inbound: 'inbound_cdr', agent: 'agent_cdr' } as const;

const idOf = (text: string): string => Buffer.from(text).toString('base64url');

const NODE = 'query ($id: ID!) { node(id: $id) { __typename id } }';
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';

const someCalls = ({ kind }: CallsField) => [
  plainCall(kind, { portfolio: 'NRD', contact: '3125550101' }),
  plainCall(kind, { portfolio: 'SUR', contact: '3125550102' }),
  plainCall(kind, { portfolio: null, contact: '3125550103' }),
  plainCall(kind, { portfolio: 'NRD', contact: '3125550104', at: '2026-05-14 09:00:00' }),
];

const idsOf = async (client: Client, { kind, field }: CallsField, ...days: string[]): Promise<string[]> => {
  const [from = DAY, to = from] = days;
  const { list } = await client.read(
    z.object({ list: z.object({ nodes: z.array(z.object({ id: z.string(), at: z.string() })) }) }),
    `query ($period: PeriodInput) {
      list: ${field}(period: $period) { nodes { id at: ${kind === 'agent' ? 'answeredAt' : 'startedAt'} } }
    }`,
    { period: { from, to } },
  );
  return list.nodes.map(({ id }) => id);
};

describe.each(LISTS)('a call of $field', (list) => {
  const typename = TYPES[list.kind];
  const action = ACTIONS[list.kind];

  test('is found again by its id, with all that it has, in one dialer call for its day', async () => {
    const dialer = await startCallDialer();
    const [met] = await walk(await callApiTo(dialer), list, { period: dayPeriod(), first: 1 });
    const api = await callApiTo(dialer);
    dialer.clear();
    const document = `query ($id: ID!) { node(id: $id) { __typename ... on ${typename} { id ${list.selection} } } }`;
    const { node } = await api.read(z.object({ node: z.looseObject({}) }), document, { id: met?.id });
    expect(node).toMatchObject({ ...met, __typename: typename });
    expect(daysAsked(dialer, action)).toEqual([`${DAY} ${DAY}`]);
  });

  test('costs one call a day, as planned, shared with the list of that day', async () => {
    const dialer = await startCallDialer(someCalls(list));
    const ids = await idsOf(await callApiTo(dialer), list, DAY, '2026-05-14');
    expect(ids).toHaveLength(4);
    const api = await callApiTo(dialer);
    const document = `query ($ids: [ID!]!) {
      nodes(ids: $ids) { __typename id }
      ${list.field}(period: { from: "${DAY}", to: "${DAY}" }) { totalCount }
    }`;
    const planned = await withCost(api, 'plan', document, { ids });
    expect(planned.extensions?.dialer.plan).toEqual({ calls: { [action]: 2 }, total: 2 });
    const { data, errors, extensions } = await withCost(api, 'actual', document, { ids });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ nodes: ids.map((id) => ({ __typename: typename, id })) });
    expect(extensions?.dialer).toMatchObject({ plan: { total: 2 }, calls: { [action]: 2 } });
  });

  test('is null if the dialer has it no more', async () => {
    const dialer = await startCallDialer(someCalls(list));
    const [id] = await idsOf(await callApiTo(dialer), list);
    giveCalls(dialer, []);
    expect(await (await callApiTo(dialer)).data(NODE, { id })).toEqual({ node: null });
  });

  test('is null for a viewer of other portfolios, and forbidden without calls:read', async () => {
    const dialer = await startCallDialer(someCalls(list));
    const ids = await idsOf(await callApiTo(dialer), list);
    const keys = testFile(
      keysText({
        nrd: { portfolios: ['NRD'] },
        nobody: { portfolios: [] },
        agents: { scopes: ['agents:read'] },
      }),
    );
    const api = await callApiTo(dialer, { API_KEYS_FILE: keys.path });
    const as = (key: string): Client => clientOf(api.url, { authorization: `Bearer ${key}` });
    const [own] = await idsOf(as('nrd'), list);
    expect(ids).toContain(own);
    dialer.clear();
    expect(await as('nrd').data(NODES, { ids })).toEqual({
      nodes: ids.map((id) => (id === own ? { __typename: typename, id } : null)),
    });
    expect(namesSent(dialer, action, 'tenant[]').every((names) => names.join() === 'NRD')).toBe(true);
    const { data, errors } = await as('agents').query(NODE, { id: own });
    expect(hasNoData(data)).toBe(true);
    expect(errors.map(summary)).toMatchObject([{ path: 'node', code: 'FORBIDDEN', scope: 'calls:read' }]);
  });

  test.each([
    ['another hash', `${typename}:${DAY}:AAAAAAAAAAAAAAAAAAAAAAAAAAA`],
    ['no hash', `${typename}:${DAY}:`],
    ['a day long ago', `${typename}:1970-01-01:AAAAAAAAAAAAAAAAAAAAAAAAAAA`],
    ['the dialer’s last day', `${typename}:9999-12-31:AAAA`],
  ])('is null for %s', async (_, text) => {
    const api = await startCallApi([plainCall(list.kind)]);
    expect(await api.data(NODE, { id: idOf(text) })).toEqual({ node: null });
  });

  test.each([
    ['no day', `${typename}:2026-02-30:AAAA`],
    ['a month too many', `${typename}:2026-13-01:AAAA`],
    ['a bare hash', `${typename}:AAAAAAAAAAAAAAAAAAAAAAAAAAA`],
    ['a time', `${typename}:2026-05-12T00:00:00Z:AAAA`],
    ['a name', `${typename}:constructor`],
  ])('is bad input for %s, and asks nothing', async (_, text) => {
    const api = await startCallApi([plainCall(list.kind)]);
    const { errors } = await api.query(NODE, { id: idOf(text) });
    expect(errors.map(summary)).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'id' }]);
    expect(api.dialer.counts()).toEqual({});
  });

  test('is no entity of the subgraph', async () => {
    const api = await startCallApi([plainCall(list.kind)]);
    const { errors } = await api.query(
      'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }',
      {
        of: [{ __typename: typename, id: 'x' }],
      },
    );
    expect(errors.map(summary)).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'representations' }]);
  });

  test('keeps its id among rows alike, whatever their order', async () => {
    const twins = ['Sale', 'Busy', 'Voicemail'].map((disposition) => plainCall(list.kind, { disposition }));
    const idsByDisposition = async (calls: typeof twins): Promise<object> => {
      const { page } = await (
        await startCallApi(calls)
      ).read(
        z.object({
          page: z.object({ nodes: z.array(z.object({ id: z.string(), disposition: z.string() })) }),
        }),
        `query ($period: PeriodInput) { page: ${list.field}(period: $period) { nodes { id disposition } } }`,
        { period: dayPeriod() },
      );
      return Object.fromEntries(page.nodes.map(({ id, disposition }) => [disposition, id]));
    };
    expect(await idsByDisposition(twins.toReversed())).toEqual(await idsByDisposition(twins));
  });
});

test('a call in one direction is not found as one of another kind', async () => {
  const dialer = await startCallDialer([plainCall('outbound'), plainCall('inbound')]);
  const api = await callApiTo(dialer);
  const [id = ''] = await idsOf(api, LISTS.find(({ kind }) => kind === 'outbound') ?? LISTS[0]);
  const key = Buffer.from(id, 'base64url').toString().replace('OutboundCall', 'InboundCall');
  expect(await api.data(NODE, { id: idOf(key) })).toEqual({ node: null });
});
