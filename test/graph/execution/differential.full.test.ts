import { expect, test } from 'vitest';
import { compared } from './differential.ts';

const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 2);

test(
  `10,000 random operations × random viewers, as usual and with all answers in columns, say the same (DIFFERENTIAL_SEED=${SEED})`,
  { timeout: 900_000 },
  async () => {
    for (const { differences, operations } of await compared(SEED, 10_000)) {
      expect(differences).toEqual([]);
      expect(operations).toBe(5000);
    }
  },
);
