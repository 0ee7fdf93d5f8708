import { expect, test } from 'vitest';
import { callFuzz } from './callFuzz.ts';

const SEEDS = Array.from({ length: 25 }, (_, index) => 100 + index);

test.each(SEEDS)(
  'every subscriber hears of each call once, and of its last change (seed %i)',
  async (seed) => {
    await expect(callFuzz(seed)).resolves.toBeUndefined();
  },
  60_000,
);
