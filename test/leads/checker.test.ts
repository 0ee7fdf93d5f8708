import { expect, test } from 'vitest';
import { faultsUnder } from './checker.ts';

test(
  '100 adds under 10 fault schedules: none lost in silence, none doubled',
  { timeout: 180_000 },
  async () => {
    expect((await faultsUnder(10, 1)).slice(0, 10)).toEqual([]);
  },
);
