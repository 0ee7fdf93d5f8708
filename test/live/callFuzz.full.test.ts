import { expect, test } from 'vitest';
import { callFuzzes } from './callFuzz.ts';

/** 25 seeds, five at once. */
const SEEDS = [100, 105, 110, 115, 120].map((first) => [0, 1, 2, 3, 4].map((more) => first + more));

test.each(SEEDS.map((seeds) => ({ seeds })))(
  'every subscriber hears of each call once, and of its last change (seeds $seeds)',
  async ({ seeds }) => {
    await expect(callFuzzes(seeds)).resolves.toBeUndefined();
  },
);
