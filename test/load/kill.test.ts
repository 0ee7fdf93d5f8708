import { expect, test } from 'vitest';
import { killedAndResumed } from './killing.ts';

test('killed amid 500 rows, 3 % of them faulty, it goes on: no row twice, none lost', async () => {
  const { rowsPerSecond } = await killedAndResumed(500, [0.3]);
  expect(rowsPerSecond).toBeGreaterThan(0);
}, 60_000);
