import { expect, test } from 'vitest';
import { failing, invalid, leftBehind, MOST_LEFT } from './heap.ts';

test(
  '40 invalid documents, each with 900 KiB of variables, leave nothing behind',
  { timeout: 120_000 },
  async () => {
    expect(await leftBehind(40, invalid)).toBeLessThan(MOST_LEFT);
  },
);

test('whatever step operations fail at, they leave nothing behind', { timeout: 120_000 }, async () => {
  expect(await leftBehind(40, failing)).toBeLessThan(MOST_LEFT);
});
