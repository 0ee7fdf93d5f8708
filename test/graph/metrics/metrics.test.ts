import { expect, onTestFinished, test, vi } from 'vitest';
import { compareMetrics, declaredMetrics } from './metrics.ts';

test.each([1, 2, 3])('every declared metric equals a naive recomputation (seed %i)', async (seed) => {
  onTestFinished(() => void vi.useRealTimers());
  const compared = await compareMetrics({ agents: 60, campaigns: 30, calls: 400, seed });
  expect(declaredMetrics().filter((name) => !compared.has(name))).toEqual([]);
});
