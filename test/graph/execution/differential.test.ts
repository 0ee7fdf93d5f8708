import { expect, test } from 'vitest';
import { compared } from './differential.ts';

test(
  '300 random operations × random viewers: compiled and plain execution say the same',
  { timeout: 60_000 },
  async () => {
    const { differences, withData, withErrors, audited } = await compared(1, 300);
    expect(differences).toEqual([]);
    expect(withData).toBeGreaterThan(100);
    expect(withErrors).toBeGreaterThan(20);
    expect(audited).toBeGreaterThan(0);
  },
);
