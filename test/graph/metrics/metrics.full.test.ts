import { expect, onTestFinished, test, vi } from 'vitest';
import { compareMetrics, declaredMetrics } from './metrics.ts';

/**
 * 10,000 agents with up to three portfolios each, 5,000 campaigns, and 200,000 calls and records: an answer of VOXO may
 * have 256 MB, which is about 350,000 records. The million calls are in metricsOfAMillion.full.test.ts.
 */
test(
  'every declared metric equals a naive recomputation, of large reports',
  { timeout: 300_000 },
  async () => {
    onTestFinished(() => void vi.useRealTimers());
    const compared = await compareMetrics({ agents: 10_000, campaigns: 5000, calls: 200_000, seed: 20 });
    expect(declaredMetrics().filter((name) => !compared.has(name))).toEqual([]);
  },
);
