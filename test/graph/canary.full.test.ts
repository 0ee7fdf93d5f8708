import { expect, test } from 'vitest';
import { searchAllThatIsSaid } from './canaryRun.ts';

test('nothing that is said in ten megabytes holds a secret', { timeout: 300_000 }, async ({ annotate }) => {
  const found = await searchAllThatIsSaid({ callsPerDay: 1500, rounds: 5, operations: 12, printed: 3 });
  await annotate(found.figures);
  expect(found.secrets).toEqual([]);
  expect(found.inside).toBe(false);
  expect(found.bytes).toBeGreaterThan(10_000_000);
  expect(found.errors).toBeGreaterThan(300);
  expect(found.logLines).toBeGreaterThan(50);
});
