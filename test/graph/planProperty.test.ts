import fc from 'fast-check';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { planOf } from '../../src/graph/plan.ts';
import { schema } from '../../src/graph/schema.ts';
import { startServer } from '../../src/server/server.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { Zone } from '../../src/upstream/zone.ts';
import { clientOf } from '../support/api.ts';
import { centreLiterals, sizesOf } from '../support/centreLiterals.ts';
import { randomOperation } from '../support/randomOperation.ts';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ agents: 21, callsPerDay: 40 });
});

afterAll(() => simulator.close());

/** What an operation asks the dialer on a server that remembers nothing. */
async function callsOf(document: string): Promise<Record<string, number>> {
  const config = configFrom({ PORT: '0', LOG_LEVEL: 'silent', MAX_CALLS_PER_OPERATION: '1000000' });
  const account = { baseUrl: new URL(simulator.url), user: simulator.user, pass: simulator.pass };
  const server = await startServer(config, account);
  simulator.clear();
  await clientOf(server.url).query(document);
  await server.close();
  return simulator.counts();
}

test('no operation asks more than its plan', { timeout: 600_000 }, async () => {
  const literals = centreLiterals(simulator.centre);
  const planning = { sizes: sizesOf(simulator.centre), zone: new Zone('UTC'), maxPeriodDays: 92 };
  const operation = fc.gen().map((g) => randomOperation({ upTo: (max) => g(fc.nat, { max }) }, literals, 5));
  let planned = 0;
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(operation, async (query) => {
      const document = parse(query);
      expect(validate(schema, document)).toEqual([]);
      const result = planOf({ schema, document }, planning);
      const calls = await callsOf(query);
      for (const [action, count] of Object.entries(calls)) {
        expect(count, action).toBeLessThanOrEqual(result?.plan.calls[action] ?? 0);
      }
      planned += result?.plan.total ?? 0;
      asked += Object.values(calls).reduce((sum, count) => sum + count, 0);
    }),
    { numRuns: Number(process.env['RUNS'] ?? 100), endOnFailure: true },
  );
  console.log({ planned, asked });
});
