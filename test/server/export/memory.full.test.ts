/** The memory of a server that exports calls from a remembered window. */
import { expect, test } from 'vitest';
import { exportFigures } from '../../../bench/export.ts';

/** Several in each second, which are ordered by their ids. */
const CALLS = 500_000;

test(
  'an export leaves nothing in the old heap, whatever its number of rows',
  { timeout: 300_000 },
  async () => {
    const [, ...remembered] = await exportFigures(
      CALLS,
      ['text/csv', 'application/x-ndjson'],
      () => undefined,
    );
    expect(remembered).toHaveLength(2);
    for (const { bytes, oldSpread } of remembered) {
      expect(bytes).toBeGreaterThan(100 * CALLS);
      expect(oldSpread).toBeLessThan(10);
    }
  },
);
