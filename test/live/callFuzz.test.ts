import { expect, test } from 'vitest';
import { callFuzz } from './callFuzz.ts';

test.each([1, 2])(
  'every subscriber hears of each call once, and of its last change (seed %i)',
  async (seed) => {
    await expect(callFuzz(seed)).resolves.toBeUndefined();
  },
);
