import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { AnswerBudget } from '../../../src/graph/answerBudget.ts';
import { configFrom } from '../../../src/config.ts';
import { startServer, type RunningServer } from '../../../src/server/server.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/server.ts';
import { encodeId } from '../../../src/graph/relay/globalId.ts';
import { hasNoData, clientOf } from '../../support/api.ts';
import { startViewedApi, viewer } from '../../support/viewers.ts';

/** A tenth of what the server allows, and fewer rows, so that it takes a tenth of the time to reach it. */
const LIMITS = { values: 150_000, rows: 250_000 };

let simulator: Simulator;
let server: RunningServer;

beforeAll(async () => {
  simulator = await startSimulator({ agents: 120, callsPerDay: 3000 });
  const account = { baseUrl: new URL(simulator.url), user: simulator.user, pass: simulator.pass };
  server = await startServer(configFrom({ PORT: '0', LOG_LEVEL: 'silent' }), account, undefined, {
    answerLimits: LIMITS,
  });
});

afterAll(async () => {
  await server.close();
  await simulator.close();
});

const campaignCalls = z.object({
  campaignId: z.string(),
  calls: z.looseObject({ totalCount: z.int() }).nullable(),
});

const shape = z.object({
  outboundCalls: z.object({ nodes: z.array(z.object({ campaign: campaignCalls.nullable() })) }),
  campaigns: z.array(campaignCalls),
});

const agentsOfPortfolios = (below: string): string =>
  `portfolios { agents(first: 1000) { nodes { ${below} } } }`;

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r'];

/** The same rows looked at again and again, for groups nobody gets. */
const COUNTS = NAMES.flatMap((name) =>
  [1, 2, 3, 4, 5].map((times) => `${name}${times}: groups(by: [], first: 0) { count }`),
);

test.each([
  [
    // 28,000,000 objects: without a limit they filled the memory until the process ended.
    'values',
    `{ ${agentsOfPortfolios(agentsOfPortfolios(agentsOfPortfolios('portfolios { code }')))} }`,
  ],
  [
    'values',
    '{ agents(first: 1000) { nodes { calls(first: 1000) { nodes { agent { calls(first: 1000) { edges { node { id } } } } } } } } }',
  ],
  [
    'rows',
    `{ outboundCalls(first: 1000) { nodes { campaign { calls(first: 0) { ${COUNTS.join(' ')} } } } } }`,
  ],
] as const)('an answer of too many %s is refused as a whole, with one error', async (what, document) => {
  const client = clientOf(server.url);
  const { status, text, data, errors } = await client.query(document);
  expect(status).toBe(200);
  expect(hasNoData(data)).toBe(true);
  const limit = LIMITS[what];
  expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COMPLEX', limit } }]);
  expect(errors[0]?.message).toContain(`more than ${limit} ${what},`);
  expect(text.length).toBeLessThan(500);
  // The next one has a budget of its own.
  expect((await client.query('{ agents(first: 1) { nodes { username } } }')).errors).toEqual([]);
});

test('a large answer below that is given whole', async () => {
  // 1,000 calls, and ten objects below each.
  const places = Array.from({ length: 10 }, (_, index) => `p${index}: portfolio { code }`).join(' ');
  const { data, errors } = await clientOf(server.url).query(
    `{ outboundCalls(first: 1000) { totalCount nodes { ${places} } } }`,
  );
  expect(errors).toEqual([]);
  expect(data).toMatchObject({ outboundCalls: { nodes: expect.any(Array) } });
});

test('a list that many places of an answer want is the same in each', async () => {
  const { data, errors } = await clientOf(server.url).query(`{
    outboundCalls(first: 50) { nodes { campaign { campaignId calls(first: 2) { totalCount nodes { id } } } } }
    campaigns { campaignId calls(first: 2) { totalCount nodes { id } } }
  }`);
  expect(errors).toEqual([]);
  const { outboundCalls, campaigns } = shape.parse(data);
  const whole = new Map(campaigns.map((campaign) => [campaign.campaignId, campaign]));
  const met = outboundCalls.nodes.flatMap(({ campaign }) => campaign ?? []);
  expect(met.length).toBeGreaterThan(10);
  for (const campaign of met) expect(campaign).toEqual(whole.get(campaign.campaignId));
});

test('unless it is told otherwise, a server allows 1,500,000 values and 5,000,000 rows', () => {
  const budget = new AnswerBudget();
  budget.spend('values', 1_500_000);
  budget.spend('rows', 5_000_000);
  expect(() => budget.spend('values', 1)).toThrow('more than 1500000 values');
  expect(() => budget.spend('rows', 1)).toThrow('more than 1500000 values');
  expect(() => new AnswerBudget().spend('rows', 5_000_001)).toThrow('more than 5000000 rows');
});

const aliased = (count: number, field: string): string =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');

test('fields count as well: seventy-five of each call are not the price of one', async () => {
  const fields = aliased(75, 'disposition');
  // 150,000 fields, and 2,000 calls.
  const lists = aliased(2, 'outboundCalls(first: 1000) { nodes { ...F } }');
  const { data, errors } = await clientOf(server.url).query(
    `{ ${lists} } fragment F on OutboundCall { ${fields} }`,
  );
  expect(hasNoData(data)).toBe(true);
  expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COMPLEX', limit: LIMITS.values } }]);
});

// Each was a promise that failed and that nobody waited for any more, which ended the process.
test.each([
  ['that are none', 'Robot', {}],
  ['to leads, by who may not look for them', 'Lead', { leadId: '1' }],
])('references %s are refused, and nothing is left under way', async (_, typename, key) => {
  const dialer = { url: simulator.url, user: simulator.user, pass: simulator.pass };
  const api = await startViewedApi(dialer, { MAX_CALLS_PER_OPERATION: '1000000' });
  const client = api.as(viewer(['agents:read']));
  // As many in all as the lists of one operation may have members.
  const references = Array.from({ length: 500 }, (_reference, index) => ({
    __typename: typename,
    ...key,
    index,
  }));
  const { data, text } = await client.query(
    `query ($references: [_Any!]!) { ${aliased(40, '_entities(representations: $references) { __typename }')} }`,
    { references },
  );
  expect(hasNoData(data)).toBe(true);
  expect(text.length).toBeLessThan(20_000);
  expect((await client.query('{ agents(first: 1) { nodes { username } } }')).errors).toEqual([]);
});

test('ids of what may not be looked for are refused, and nothing is left under way', async () => {
  const dialer = { url: simulator.url, user: simulator.user, pass: simulator.pass };
  const client = (await startViewedApi(dialer)).as(viewer(['agents:read']));
  const ids = Array.from({ length: 500 }, (_, index) => encodeId('Lead', String(index + 1)));
  const { data, errors } = await client.query(
    `query ($ids: [ID!]!) { ${aliased(40, 'nodes(ids: $ids) { id }')} }`,
    { ids },
  );
  expect(hasNoData(data)).toBe(true);
  expect(errors[0]?.extensions['code']).toBe('FORBIDDEN');
  expect(errors.length).toBeLessThan(50);
  expect((await client.query('{ agents(first: 1) { nodes { username } } }')).errors).toEqual([]);
});

test('what a mutation did is told, however much that is', { timeout: 60_000 }, async () => {
  const inputs = Array.from({ length: 120 }, (_, index) => ({
    phoneNumber: `727555${String(1000 + index)}`,
    source: 'test',
  }));
  const { data, errors } = await clientOf(server.url).query(
    `mutation ($inputs: [AddLeadInput!]!) { addLeads(inputs: $inputs) { added ${aliased(95, 'results { ...R }')} } }
     fragment R on AddLeadSuccess { leadId a: leadId b: leadId phoneNumber c: phoneNumber listId d: listId gmtOffset notices }`,
    { inputs },
  );
  expect(errors).toEqual([]);
  expect(data).toMatchObject({ addLeads: { added: 120 } });
});

const outcomes = z.object({
  addLeads: z.object({ duplicates: z.int(), results: z.array(z.object({ existingLeadId: z.string() })) }),
});

test('but what a mutation goes on to read is counted', { timeout: 60_000 }, async () => {
  const [known] = simulator.leads;
  const agent = simulator.centre.agents.find(({ active }) => active);
  if (!known || !agent) throw new Error('There is nobody.');
  Object.assign(known, { user: agent.username });
  const reading = agentsOfPortfolios(agentsOfPortfolios('portfolios { code }'));
  const { data, errors } = await clientOf(server.url).query(
    `mutation ($inputs: [AddLeadInput!]!) { addLeads(inputs: $inputs) { duplicates results { ... on DuplicateLead {
      existingLeadId existingLead { agent { username ${reading} } }
    } } } }`,
    {
      inputs: Array.from({ length: 20 }, () => ({
        phoneNumber: known.phoneNumber,
        source: 'test',
        duplicateChecks: [{ match: 'PHONE', scope: 'SYSTEM' }],
      })),
    },
  );
  const { addLeads } = outcomes.parse(data);
  expect(addLeads.duplicates).toBe(20);
  expect(addLeads.results.every(({ existingLeadId }) => existingLeadId === String(known.leadId))).toBe(true);
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.length).toBeLessThan(200);
  for (const { extensions } of errors) expect(extensions['code']).toBe('OPERATION_TOO_COMPLEX');
});
