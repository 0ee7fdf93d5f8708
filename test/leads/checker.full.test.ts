import { expect, test } from 'vitest';
import { faultsUnder } from './checker.ts';

test(
  '10,000 adds under 1,000 fault schedules: none lost in silence, none doubled',
  { timeout: 1_200_000 },
  async () => {
    expect((await faultsUnder(1000, 8)).slice(0, 10)).toEqual([]);
  },
);
