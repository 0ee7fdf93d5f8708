import { expect, test } from 'vitest';
import { faultsUnder } from './checker.ts';

test(
  '600 adds under 60 fault schedules: none lost in silence, none doubled',
  { timeout: 180_000 },
  async () => {
    expect((await faultsUnder(60, 1)).slice(0, 10)).toEqual([]);
  },
);
