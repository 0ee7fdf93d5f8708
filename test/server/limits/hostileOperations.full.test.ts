import { expect, test } from 'vitest';
import { notRefusedOf } from './hostileOperations.ts';

test(
  '10,000 hostile operations are refused, quickly, and cost no dialer call',
  { timeout: 400_000 },
  async () => {
    expect((await notRefusedOf(10_000)).slice(0, 20)).toEqual([]);
  },
);
