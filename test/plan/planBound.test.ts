import * as fc from 'fast-check';
import { LiveHistory } from '../../src/loaders/liveHistory.ts';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { planOf } from '../../src/plan/plan.ts';
import { schema } from '../../src/graph/schema.ts';
import { ANYONE } from '../../src/access/viewer.ts';
import { excessOf } from '../../src/server/limits/operationLimits.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { Zone } from '../../src/upstream/wire/zone.ts';
import { CHEAP } from '../support/api.ts';
import { A_MONTH_MS, ForwardedClock } from '../support/clock.ts';
import { centreLiterals, sizesOf } from '../support/centreLiterals.ts';
import { withCost } from '../support/dialerCost.ts';
import { randomOperation } from '../support/randomOperation.ts';

let simulator: Simulator;
let server: RunningServer;
const clock = new ForwardedClock();

beforeAll(async () => {
  // Fewer of everything than a list is taken to hold that nobody knows the length of.
  simulator = await startSimulator({ agents: 21, callsPerDay: 40 });
  const config = configFrom({
    PORT: '0',
    LOG_LEVEL: 'silent',
    MAX_CALLS_PER_OPERATION: '1000000',
    VOXO_URL: simulator.url,
    VOXO_TOKEN: simulator.voxoToken,
    VOXO_TENANT_ID: '1',
  });
  const account = { baseUrl: new URL(simulator.url), user: simulator.user, pass: simulator.pass };
  server = await startServer(config, account, undefined, CHEAP);
});

afterAll(async () => {
  await server.close();
  await simulator.close();
  clock.restore();
});

/** What an operation costs on a server whose answers have all expired. */
async function costOf(document: string) {
  clock.pass(A_MONTH_MS);
  simulator.clear();
  const { errors, extensions } = await withCost(server, 'actual', document);
  return { errors, plan: extensions?.dialer.plan.calls ?? {}, told: extensions?.dialer.calls };
}

/** How often an operation asked for each action, and its plans: with the true sizes of lists, and with none known. */
async function compared(query: string) {
  const known = {
    sizes: sizesOf(simulator.centre),
    zone: new Zone('UTC'),
    carrier: { tenantId: '1', zone: new Zone('America/Chicago') },
    now: new Date(),
    followed: new LiveHistory().followed(),
    activeUsers: () => null,
    maxPeriodDays: 92,
    viewer: ANYONE,
  };
  const plan = planOf({ schema, document: parse(query) }, known)?.plan.calls ?? {};
  const cold = await costOf(query);
  return { plan, cold, calls: simulator.counts() };
}

test('portfolios that are known later are not taken for those that were asked for before', async () => {
  const { plan, cold, calls } = await compared(
    '{ agentCallsReport(portfolios: ["CSC", "GAL"]) { rows { portfolio { calls { totalCount } } agent { portfolios { calls { asOf } } } } } }',
  );
  expect(calls['outbound_cdr']).toBe(2);
  expect(plan['outbound_cdr']).toBeGreaterThanOrEqual(2);
  expect(cold.plan['outbound_cdr']).toBeGreaterThanOrEqual(2);
});

test('no operation asks more than it is planned with', { timeout: 60_000 }, async () => {
  const literals = centreLiterals(simulator.centre);
  const operations = fc
    .gen()
    .map((draw) => randomOperation({ upTo: (max) => draw(fc.nat, { max }) }, literals, 5));
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(operations, async (query) => {
      const document = parse(query);
      expect(validate(schema, document)).toEqual([]);
      // Others are refused before they are planned.
      if (excessOf(document) !== undefined) return;
      const { plan, cold, calls } = await compared(query);
      // An error that takes its neighbours along ends the answer while they are still being asked for.
      expect(cold.told).toEqual(cold.errors.length === 0 ? calls : cold.told);
      for (const [action, count] of Object.entries(calls)) {
        expect(count, `${action}, sizes known`).toBeLessThanOrEqual(plan[action] ?? 0);
        expect(count, `${action}, sizes unknown`).toBeLessThanOrEqual(cold.plan[action] ?? 0);
        asked += count;
      }
    }),
    // Making it smaller takes minutes, and leaves little out.
    { numRuns: 150, endOnFailure: true },
  );
  expect(asked).toBeGreaterThan(100);
});
