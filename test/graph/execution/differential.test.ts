import { expect, test } from 'vitest';
import { compared } from './differential.ts';

test(
  '150 random operations × random viewers: compiled and plain execution say the same',
  { timeout: 60_000 },
  async () => {
    const { differences, withData, withErrors, audited } = await compared(1, 150);
    expect(differences).toEqual([]);
    expect(withData).toBeGreaterThan(50);
    expect(withErrors).toBeGreaterThan(10);
    expect(audited).toBeGreaterThan(0);
  },
);
