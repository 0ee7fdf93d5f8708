import { expect, test } from 'vitest';
import { failing, invalid, leftBehind, MOST_LEFT } from './heap.ts';

test(
  '500 invalid documents, each with 900 KiB of variables, leave nothing behind',
  { timeout: 300_000 },
  async () => {
    expect(await leftBehind(500, invalid)).toBeLessThan(MOST_LEFT);
  },
);

test('whatever step operations fail at, they leave nothing behind', { timeout: 300_000 }, async () => {
  expect(await leftBehind(180, failing)).toBeLessThan(MOST_LEFT);
});
