import { expect, test } from 'vitest';
import { callFuzzes } from './callFuzz.ts';

test('every subscriber hears of each call once, and of its last change (seeds 1 and 2)', async () => {
  await expect(callFuzzes([1, 2])).resolves.toBeUndefined();
});
