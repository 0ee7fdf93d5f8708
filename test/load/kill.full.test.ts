import { expect, test } from 'vitest';
import { killedAndResumed } from './killing.ts';

test('killed amid 10,000 rows, 3 % of them faulty, it goes on: no row twice, none lost, and its memory is steady', async () => {
  const { early, most } = await killedAndResumed(10_000, [0.05, 0.3]);
  // What a run of Node needs by itself is most of it.
  expect(most).toBeLessThan(200);
  expect(most - early).toBeLessThan(40);
}, 600_000);
