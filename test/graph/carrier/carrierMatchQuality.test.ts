/** How well calls and the carrier's records are matched, held against what the simulator knows: `npm run bench` prints it too. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { matchQuality, qualityLine, startMatching } from '../../../bench/carrierMatch.ts';
import { sized } from '../../support/samples.ts';

let world: Awaited<ReturnType<typeof startMatching>>;

beforeAll(async () => {
  world = await startMatching(sized(600, 3000));
});

afterAll(() => world.close());

test(
  'of thousands of calls, clocks 90 s apart, 5 % missing and 5 % extra, more than 99 in 100 are right, and found',
  { timeout: 300_000 },
  async ({ annotate }) => {
    const quality = await matchQuality(world.simulator, world.url, 'calls');
    process.stdout.write(`\ncarrierMatch: ${qualityLine(quality)}\n`);
    await annotate(qualityLine(quality));
    expect(quality.calls).toBeGreaterThan(sized(2000, 10_000));
    expect(quality.precision).toBeGreaterThanOrEqual(0.99);
    expect(quality.recall).toBeGreaterThanOrEqual(0.99);
    // A page of a thousand calls is one request.
    expect(quality.requests).toBeLessThanOrEqual(Math.ceil(quality.calls / 1000));
  },
);

test('agents’ calls, told by their answers, are right as often', async () => {
  const quality = await matchQuality(world.simulator, world.url, 'agentCalls');
  process.stdout.write(`\ncarrierMatch of agents' calls: ${qualityLine(quality)}\n`);
  expect(quality.precision).toBeGreaterThanOrEqual(0.99);
  expect(quality.recall).toBeGreaterThanOrEqual(0.99);
});
