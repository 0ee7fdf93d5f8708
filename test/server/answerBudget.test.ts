import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ANSWER_LIMITS } from '../../src/graph/answerBudget.ts';
import { configFrom } from '../../src/config.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { clientOf } from '../support/api.ts';

let simulator: Simulator;
let server: RunningServer;

beforeAll(async () => {
  simulator = await startSimulator({ agents: 120, callsPerDay: 3000 });
  const account = { baseUrl: new URL(simulator.url), user: simulator.user, pass: simulator.pass };
  server = await startServer(configFrom({ PORT: '0', LOG_LEVEL: 'silent' }), account);
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
    // 28,000,000 objects: they filled the memory until the process ended.
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
  expect(data).toBeNull();
  const limit = ANSWER_LIMITS[what];
  expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COMPLEX', limit } }]);
  expect(errors[0]?.message).toContain(`more than ${limit} ${what},`);
  expect(text.length).toBeLessThan(500);
  // The next one has a budget of its own.
  expect((await client.query('{ agents(first: 1) { nodes { username } } }')).errors).toEqual([]);
});

test('a large answer below that is given whole', async () => {
  // 1,000 calls, and 30 objects below each.
  const places = Array.from({ length: 30 }, (_, index) => `p${index}: portfolio { code }`).join(' ');
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
