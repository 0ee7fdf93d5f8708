import { expect, test } from 'vitest';
import { notRefusedOf } from './hostileOperations.ts';

test(
  '400 hostile operations are refused, quickly, and cost no dialer call',
  { timeout: 300_000 },
  async () => {
    expect((await notRefusedOf(400)).slice(0, 20)).toEqual([]);
  },
);
