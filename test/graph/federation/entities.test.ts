import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startSimulator } from '../../../src/simulator/server.ts';
import { hasNoData, startApi, summary, type Api } from '../../support/api.ts';
import { planned } from '../../support/dialerCost.ts';
import { DIALER_PASS, DIALER_USER, leadInfo } from '../../support/otherDialer.ts';
import { leadOf, startPortfolioDialer, ZONE } from '../../support/portfolioWorld.ts';
import { scopesWithout, startViewedApi, viewer } from '../../support/viewers.ts';

type Reference = Readonly<Record<string, unknown>>;

const SELECTION = `__typename
  ... on Agent { username name } ... on Campaign { campaignId name } ... on Portfolio { code name }
  ... on Profile { profileId name } ... on CallTime { callTimeId name } ... on Lead { leadId status }`;

const DOCUMENT = `query ($references: [_Any!]!) { _entities(representations: $references) { ${SELECTION} } }`;

const agent = (username: unknown): Reference => ({ __typename: 'Agent', username });
const campaign = (campaignId: unknown): Reference => ({ __typename: 'Campaign', campaignId });
const portfolio = (code: unknown): Reference => ({ __typename: 'Portfolio', code });
const profile = (profileId: unknown): Reference => ({ __typename: 'Profile', profileId });
const callTime = (callTimeId: unknown): Reference => ({ __typename: 'CallTime', callTimeId });
const lead = (leadId: unknown): Reference => ({ __typename: 'Lead', leadId });

const entities = async (api: Pick<Api, 'data'>, references: readonly unknown[]): Promise<unknown> =>
  (await api.data(DOCUMENT, { references }))['_entities'];

/** As the dialer knows a lead, whichever is asked for. */
const answerLeads = ({ dialer }: Pick<Api, 'dialer'>) =>
  dialer.answer('goGetCustomerInfo', (fields) =>
    leadInfo({ lead_id: fields.get('lead_id'), status: 'CALLBK', phone_number: '8004321000' }),
  );

describe('references from other subgraphs', () => {
  test('are resolved by their natural keys, whatever their case, in their order', async () => {
    const api = await startApi();
    answerLeads(api);
    const maria = { __typename: 'Agent', username: 'Maria.ORTIZ', name: 'María Ortiz' };
    expect(
      await entities(api, [
        callTime('OFFICE'),
        agent('MARIA.ortiz'),
        portfolio('nrd'),
        agent('old.TIMER'),
        profile('vip'),
        campaign(50_020),
        lead(304),
        agent('maria.ORTIZ'),
      ]),
    ).toEqual([
      { __typename: 'CallTime', callTimeId: 'office', name: 'Office hours' },
      maria,
      { __typename: 'Portfolio', code: 'NRD', name: 'Nordbank A/S' },
      { __typename: 'Agent', username: 'Old.Timer', name: 'Olga Timmer' },
      { __typename: 'Profile', profileId: 'VIP', name: expect.any(String) },
      { __typename: 'Campaign', campaignId: '50020', name: 'COBRANÇA' },
      { __typename: 'Lead', leadId: '304', status: 'CALLBK' },
      maria,
    ]);
  });

  test('take members beside the key, and the key in the document itself', async () => {
    const api = await startApi();
    const document = `{ _entities(representations: [
      { __typename: "Campaign", campaignId: 50020, name: "as another subgraph has it" }
    ]) { ${SELECTION} } }`;
    expect(await api.data(document)).toEqual({
      _entities: [{ __typename: 'Campaign', campaignId: '50020', name: 'COBRANÇA' }],
    });
  });

  test('are null where there is no such thing', async () => {
    const api = await startApi();
    api.dialer.answer('goGetCustomerInfo', { result: 'error', message: 'Lead does not exist' });
    const unknown = [
      agent('nobody'),
      campaign('1'),
      portfolio('AAA'),
      profile('Servers'),
      callTime('never'),
      lead('999'),
      lead('no number'),
    ];
    expect(await entities(api, unknown)).toEqual(unknown.map(() => null));
  });

  test('give nothing for nothing, at no call', async () => {
    const api = await startApi();
    expect(await entities(api, [])).toEqual([]);
    expect(api.dialer.counts()).toEqual({});
  });

  test.each([
    ['a type without a key', { __typename: 'AgentAccount', email: 'a@example.com' }],
    ['an unknown type', { __typename: 'Robot', id: 1 }],
    ['a member of every object', { __typename: 'constructor', username: 'maria.ortiz' }],
    ['no type', { username: 'maria.ortiz' }],
    ['no key', { __typename: 'Agent' }],
    ['a key of null', { __typename: 'Agent', username: null }],
    ['a key of another type', { __typename: 'Agent', username: ['maria.ortiz'] }],
    ['a global id', { __typename: 'Agent', id: 'QWdlbnQ6bWFyaWEub3J0aXo' }],
    ['a text', 'maria.ortiz'],
    ['a list', [['Agent', 'maria.ortiz']]],
  ])('that are none fail alone: %s', async (_, reference) => {
    const api = await startApi();
    const { data, errors } = await api.query(DOCUMENT, { references: [portfolio('NRD'), reference] });
    expect(data).toEqual({
      _entities: [{ __typename: 'Portfolio', code: 'NRD', name: 'Nordbank A/S' }, null],
    });
    expect(errors).toMatchObject([
      { path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT', argument: 'representations' } },
    ]);
    expect(api.dialer.counts()).toEqual({ getAllPortfolios: 1 });
  });

  test('fail alone where the dialer fails', async () => {
    const api = await startApi();
    api.dialer.answer('getAllPortfolios', { status: 500, body: '' });
    const { data, errors } = await api.query(DOCUMENT, {
      references: [portfolio('NRD'), campaign('50020'), portfolio('SUR')],
    });
    expect(data).toEqual({
      _entities: [null, { __typename: 'Campaign', campaignId: '50020', name: 'COBRANÇA' }, null],
    });
    const failed = { code: 'DIALER_UNAVAILABLE', action: 'getAllPortfolios', retryable: true };
    expect(errors.map(summary)).toEqual([
      { path: '_entities.0', ...failed },
      { path: '_entities.2', ...failed },
    ]);
  });
});

/** Six rows; the first ones again, where there are fewer. */
const six = <Row>(rows: readonly Row[]): readonly Row[] =>
  Array.from({ length: 6 }, (_, index) => rows[index % rows.length]).filter((row) => row !== undefined);

describe('what references cost the dialer', () => {
  test('36 of all types: one call an action, and one a lead, since it gives no more at once', async () => {
    const simulator = await startSimulator({ now: () => Date.parse('2026-05-12T15:00:00Z') });
    onTestFinished(() => simulator.close());
    const { centre } = simulator;
    const references = [
      six(centre.agents.filter(({ active }) => active)).map(({ username }) => agent(username.toUpperCase())),
      six(centre.campaigns).map(({ id }) => campaign(id)),
      six(centre.portfolios).map(({ code }) => portfolio(code)),
      six(centre.profiles).map(({ profileId }) => profile(profileId)),
      six(centre.callTimes).map(({ id }) => callTime(id)),
      six(centre.leads.rows).map(({ leadId }) => lead(leadId)),
    ].flat();
    expect(references).toHaveLength(36);
    const account = { url: simulator.url, user: simulator.user, pass: simulator.pass };
    const client = (await startViewedApi(account)).as(viewer(scopesWithout()));
    const found = z.array(z.looseObject({})).parse(await entities(client, references));
    expect(found).toHaveLength(36);
    expect(simulator.counts()).toEqual({
      goGetAllUsers: 1,
      goGetAllCampaigns: 1,
      getAllPortfolios: 1,
      getAllProfiles: 1,
      goGetAllCalltimes: 1,
      goGetCustomerInfo: 6,
    });
  });

  test('is planned, each thing once', async () => {
    const api = await startApi();
    const references = [
      agent('maria.ortiz'),
      agent('MARIA.ORTIZ'),
      lead('304'),
      lead('0304'),
      lead('305'),
      campaign('50020'),
      { __typename: 'Robot' },
    ];
    const selection = `__typename ... on Agent { name live { state } } ... on Lead { status }
      ... on Campaign { settings { leadOrder } }`;
    expect(
      await planned(
        api,
        `query ($references: [_Any!]!) { _entities(representations: $references) { ${selection} } }`,
        { references },
      ),
    ).toEqual({
      goGetAllUsers: 2,
      getLiveAgentInfo: 1,
      goGetCustomerInfo: 2,
      goGetAllCampaigns: 1,
      getCampaignInfo: 1,
    });
    expect(api.dialer.counts()).toEqual({});
  });
});

async function startViewed() {
  const dialer = await startPortfolioDialer();
  onTestFinished(() => dialer.close());
  const account = { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
  return {
    dialer,
    api: await startViewedApi(account, { DIALER_TIMEZONE: ZONE, LOOKUPS_PER_MINUTE: '2' }),
  };
}

describe('who may have them', () => {
  test('is decided type by type, as for nodes', async () => {
    const { api, dialer } = await startViewed();
    const references = [campaign('101'), lead(leadOf('NRD', 1))];
    const { data, errors } = await api.as(viewer(['agents:read'])).query(DOCUMENT, { references });
    expect(data).toMatchObject({ _entities: [{ campaignId: '101' }, null] });
    expect(errors.map(summary)).toEqual([
      { path: '_entities.1', code: 'FORBIDDEN', scope: 'leads:read', retryable: false },
    ]);
    const leads = await api.as(viewer(['leads:read'])).query(DOCUMENT, { references });
    expect(leads.data).toMatchObject({ _entities: [null, { leadId: leadOf('NRD', 1) }] });
    expect(leads.errors.map(summary)).toMatchObject([{ path: '_entities.0', scope: 'agents:read' }]);
    expect(dialer.counts()).toEqual({ goGetAllCampaigns: 1, goGetCustomerInfo: 1 });
  });

  test('limited viewers: what is not theirs is as if it were not there, and no lead is looked up', async () => {
    const { api, dialer } = await startViewed();
    const who = viewer(scopesWithout(), ['NRD']);
    const { data, errors } = await api.as(who).query('{ own: agents(first: 1) { nodes { username } } }');
    expect(errors).toEqual([]);
    const own = z
      .object({ own: z.object({ nodes: z.tuple([z.object({ username: z.string() })]) }) })
      .parse(data).own.nodes[0].username;
    dialer.clear();
    const answer = await api.as(who).query(DOCUMENT, {
      references: [agent(own), agent('jana.s'), portfolio('NRD'), portfolio('SUR'), lead(leadOf('NRD', 1))],
    });
    expect(answer.data).toMatchObject({ _entities: [{ username: own }, null, { code: 'NRD' }, null, null] });
    expect(answer.errors.map(summary)).toMatchObject([{ path: '_entities.4', code: 'FORBIDDEN' }]);
    expect(dialer.counts()['goGetCustomerInfo']).toBeUndefined();
  });

  test('leads are look-ups: written down, and limited by the minute', async () => {
    const { api } = await startViewed();
    const who = viewer(scopesWithout(), null, 'gateway-user');
    const references = [1, 2, 3].map((index) => lead(leadOf('NRD', index)));
    const { data, errors } = await api.as(who).query(DOCUMENT, { references });
    expect(data).toMatchObject({
      _entities: [{ leadId: references[0]?.['leadId'] }, expect.anything(), null],
    });
    expect(errors.map(summary)).toMatchObject([{ path: '_entities.2', code: 'RATE_LIMITED' }]);
    const audited = api.log.filter((line) => line.includes('"by":"entity"'));
    // Two were found, in one line; the third was refused.
    expect(audited).toHaveLength(2);
    expect(audited.every((line) => line.includes('"caller":"gateway-user"'))).toBe(true);
    const subjects = references.slice(0, 2).map((one) => `"${String(one['leadId'])}"`);
    expect(subjects.every((subject) => audited.join('').includes(subject))).toBe(true);
  });
});

describe('_service', () => {
  const SERVICE = '{ _service { sdl } }';

  test('gives the schema with its keys', async () => {
    const api = await startApi();
    const { _service: service } = await api.data(SERVICE);
    const { sdl } = z.object({ sdl: z.string() }).parse(service);
    expect(sdl).toBe(readFileSync(new URL('../../../schema/subgraph.graphql', import.meta.url), 'utf8'));
    expect(sdl).toContain('@key(fields: "username")');
    expect(sdl).not.toContain('_entities');
  });

  test('is refused where introspection is off, with what to do instead', async () => {
    const api = await startApi({ INTROSPECTION: 'off' });
    const { data, errors } = await api.query(SERVICE);
    expect(hasNoData(data)).toBe(true);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(errors[0]?.message).toContain('schema/subgraph.graphql');
    // In a fragment, under another name.
    const hidden = await api.query('{ ...s } fragment s on Query { agent: _service { sdl } }');
    expect(hidden.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    // What gateways need while they run is there.
    expect(await entities(api, [portfolio('NRD')])).toMatchObject([{ code: 'NRD' }]);
  });
});
