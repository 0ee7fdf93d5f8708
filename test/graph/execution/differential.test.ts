import { expect, test } from 'vitest';
import { ALL_IN_COLUMNS, compared } from './differential.ts';

test.each([
  { what: 'as usual', options: {} },
  { what: 'with all answers in columns', options: ALL_IN_COLUMNS },
])(
  '150 random operations × random viewers, $what: compiled and plain execution say the same',
  { timeout: 60_000 },
  async ({ options }) => {
    const { differences, withData, withErrors, audited } = await compared(1, 150, options);
    expect(differences).toEqual([]);
    expect(withData).toBeGreaterThan(50);
    expect(withErrors).toBeGreaterThan(10);
    expect(audited).toBeGreaterThan(0);
  },
);
