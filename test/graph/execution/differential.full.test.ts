import { expect, test } from 'vitest';
import { ALL_IN_COLUMNS, compared } from './differential.ts';

const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 2);

test.each([
  { what: 'as usual', options: {} },
  { what: 'with all answers in columns', options: ALL_IN_COLUMNS },
])(
  `10,000 random operations × random viewers, $what, say the same (DIFFERENTIAL_SEED=${SEED})`,
  { timeout: 900_000 },
  async ({ options }) => {
    const { differences } = await compared(SEED, 10_000, options);
    expect(differences).toEqual([]);
  },
);
