import { expect, test } from 'vitest';
import { faultsUnder } from './checker.ts';

test(
  '200 adds under 20 fault schedules: none lost in silence, none doubled',
  { timeout: 180_000 },
  async () => {
    expect((await faultsUnder(20, 1)).slice(0, 10)).toEqual([]);
  },
);
