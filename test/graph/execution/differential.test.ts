import { expect, test } from 'vitest';
import { compared } from './differential.ts';

test('300 random operations × random viewers: compiled and plain execution say the same', async () => {
  const [usual, columns] = await compared(1, 300);
  for (const { differences, withData, withErrors, audited } of [usual, columns]) {
    expect(differences).toEqual([]);
    expect(withData).toBeGreaterThan(50);
    expect(withErrors).toBeGreaterThan(10);
    expect(audited).toBeGreaterThan(0);
  }
});
