import SchemaBuilder from '@pothos/core';
import type { GraphQLSchema } from 'graphql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { declarationOf } from '../../src/plan/cost.ts';
import { AGENTS, policyOf, type FieldPolicy } from '../../src/access/fieldPolicy.ts';
import { RULES } from '../../src/access/accessPlugin.ts';
import { summary } from '../support/api.ts';
import { declaredRule } from '../support/declaredAccess.ts';
import { DIALER_PASS, DIALER_USER, startOtherDialer } from '../support/otherDialer.ts';
import { isInterfaceType, isObjectType, OWN_TYPES } from '../support/schemaFields.ts';
import { startViewedApi, viewer, type ViewedApi } from '../support/viewers.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';

/** Every field there is, by its name: `Query.agent`. */
const FIELDS = OWN_TYPES.flatMap((type) =>
  isObjectType(type) || isInterfaceType(type)
    ? Object.values(type.getFields()).map((field) => ({
        name: `${type.name}.${field.name}`,
        type: type.name,
        needs: policyOf(field),
        actions: declarationOf(field)?.costs.map(({ action }) => action) ?? [],
      }))
    : [],
);

/** A schema of one field, which says this of who may read it. */
function schemaWith(needs: FieldPolicy | undefined): GraphQLSchema {
  const builder = new SchemaBuilder<object>({
    plugins: [RULES],
  });
  builder.queryType({ description: 'All.' });
  builder.queryField('open', (t) => t.string({ ...(needs ? { needs } : {}), resolve: () => '' }));
  return builder.toSchema();
}

describe('every field says who may read it', () => {
  test('or the schema cannot be built', () => {
    expect(() => schemaWith(undefined)).toThrow('Query.open has no access rule');
    expect(policyOf(schemaWith(AGENTS).getQueryType()?.getFields()['open'] ?? never())).toBe(AGENTS);
  });

  test('and says what the table says', () => {
    expect(FIELDS.length).toBeGreaterThan(350);
    const said = FIELDS.map(({ name, needs }) => [name, needs.scopes, needs.everyPortfolio, needs.personal]);
    const declared = FIELDS.map(({ name, type }) => {
      const { scopes, unlimited, personal = false } = declaredRule(type, name.slice(type.length + 1));
      return [name, scopes, unlimited, personal];
    });
    expect(said).toEqual(declared);
  });

  test('and what asks an action that tells no portfolio is for those without a limit to portfolios', () => {
    const untold = new Set([
      'getLeadsOnHopper',
      'getAgentStatus',
      'goGetTotalAgentsCall',
      'add_lead',
      'call-reports',
    ]);
    const asking = FIELDS.filter(({ actions }) => actions.some((action) => untold.has(action)));
    expect(asking.length).toBeGreaterThan(4);
    // Each kind of node has its own needs, and none of these is one. An argument of lists asks for call-reports:
    // `filter.carrier`, which is refused to such viewers (test/graph/carrier/carrierFilter.test.ts).
    expect(asking.filter(({ needs }) => !needs.everyPortfolio).map(({ name }) => name)).toEqual([
      'Agent.calls',
      'AgentCallConnection.groups',
      'CallConnection.groups',
      'Campaign.calls',
      'InboundCallConnection.groups',
      'OutboundCallConnection.groups',
      'Portfolio.calls',
      'Profile.calls',
      'Query.agentCalls',
      'Query.calls',
      'Query.inboundCalls',
      'Query.outboundCalls',
    ]);
    // A lead is, unless a call the viewer sees led to it.
    const leads = FIELDS.filter(({ actions }) => actions.includes('goGetCustomerInfo'));
    expect(
      leads.filter(({ needs, type }) => !needs.everyPortfolio && type !== 'Lead').map(({ name }) => name),
    ).toEqual([
      'AgentCall.lead',
      'Call.lead',
      'InboundCall.lead',
      'OutboundCall.lead',
      'Query._entities',
      'Query.node',
      'Query.nodes',
    ]);
  });
});

const never = (): never => {
  throw new Error('There is no such field.');
};

async function startForTest(): Promise<{ api: ViewedApi; dialer: ScriptedServer }> {
  const dialer = await startOtherDialer();
  onTestFinished(() => dialer.close());
  return { dialer, api: await startViewedApi({ url: dialer.url, user: DIALER_USER, pass: DIALER_PASS }) };
}

describe('what a viewer may not read', () => {
  test('is FORBIDDEN at its place, names the scope, costs nothing and leaves the rest alone', async () => {
    const { api, dialer } = await startForTest();
    const { status, data, errors } = await api
      .as(viewer(['agents:read']))
      .query(`{ campaign(campaignId: "50010") { name hopper { totalCount } callSummary { totalCalls } } }`);
    expect(status).toBe(200);
    expect(data).toEqual({ campaign: { name: 'Renovación', hopper: null, callSummary: null } });
    expect(errors.map(summary)).toEqual([
      { path: 'campaign.hopper', code: 'FORBIDDEN', scope: 'leads:read', retryable: false },
      { path: 'campaign.callSummary', code: 'FORBIDDEN', scope: 'calls:read', retryable: false },
    ]);
    expect(errors[0]?.message).toBe(
      'Campaign.hopper needs the scope leads:read. Send the request with a key or token that has it.',
    );
    expect(dialer.counts()).toEqual({ goGetAllCampaigns: 1 });
  });

  test('is not planned either', async () => {
    const { api } = await startForTest();
    const who = viewer(['agents:read']);
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-dialer-cost': 'plan', ...api.headersOf(who) },
      body: JSON.stringify({
        query:
          '{ campaign(campaignId: "50010") { name hopper { totalCount } calls { totalCount } } lead(leadId: 1) { status } }',
      }),
    });
    expect(await response.json()).toEqual({
      data: null,
      extensions: { dialer: { plan: { calls: { goGetAllCampaigns: 1 }, total: 1 } } },
    });
  });

  test('may be named by its key where a row leads to it', async () => {
    const { api } = await startForTest();
    const { data, errors } = await api
      .as(viewer(['reports:read']))
      .query(
        '{ agentDayReport { rows { sales agent { id username } portfolio { id code name } profile { profileId } } } }',
      );
    expect(data).toMatchObject({
      agentDayReport: {
        rows: [
          {
            sales: 10,
            agent: { username: 'maria.ortiz' },
            portfolio: { code: 'NRD', name: null },
            profile: { profileId: 'SERVERS_EU' },
          },
          {},
          {},
          {},
        ],
      },
    });
    expect(new Set(errors.map(({ extensions }) => extensions['scope']))).toEqual(new Set(['agents:read']));
  });

  test('is no node either', async () => {
    const { api, dialer } = await startForTest();
    const ids = ['Agent:maria.ortiz', 'Lead:304', 'Agent:nobody'].map((text) =>
      Buffer.from(text).toString('base64url'),
    );
    const ask = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const { data, errors } = await api.as(viewer(['calls:read', 'reports:read'])).query(ask, { ids });
    expect(data).toEqual({ nodes: [null, null, null] });
    expect(errors.map(summary)).toMatchObject([
      { path: 'nodes.0', code: 'FORBIDDEN', scope: 'agents:read' },
      { path: 'nodes.1', code: 'FORBIDDEN', scope: 'leads:read' },
      { path: 'nodes.2', code: 'FORBIDDEN', scope: 'agents:read' },
    ]);
    expect(dialer.counts()).toEqual({});
  });
});
