import { expect, test } from 'vitest';
import { faultsUnder } from './checker.ts';

test(
  '5,000 adds under the other 500 of 1,000 fault schedules: none lost in silence, none doubled',
  { timeout: 1_200_000 },
  async () => {
    expect((await faultsUnder(500, 0, 500)).slice(0, 10)).toEqual([]);
  },
);
