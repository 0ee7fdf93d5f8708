import { expect, test } from 'vitest';
import { faultsUnder } from './checker.ts';

// `checkerRest.full.test.ts` has the other half of 1,000 schedules, so that two workers share them. Those whose server is
// killed are all here.
test(
  '5,000 adds under the first 500 of 1,000 fault schedules: none lost in silence, none doubled',
  { timeout: 1_200_000 },
  async () => {
    expect((await faultsUnder(500, 8)).slice(0, 10)).toEqual([]);
  },
);
