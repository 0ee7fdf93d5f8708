import { expect, test } from 'vitest';
import { killedAndResumed } from './killing.ts';

test('killed amid 10,000 rows, 3 % of them faulty, it goes on: no row twice, none lost, and its memory is steady', async () => {
  const { rowsPerSecond, early, most } = await killedAndResumed(10_000, [0.05, 0.3]);
  process.stdout.write(
    `${rowsPerSecond.toFixed(0)} rows/s; ${early.toFixed(0)} MB early, ${most.toFixed(0)} MB at most\n`,
  );
  // What a run of Node needs by itself is most of it.
  expect(most).toBeLessThan(200);
  expect(most - early).toBeLessThan(40);
}, 600_000);
