import { expect, test } from 'vitest';
import { faultsUnder } from './checker.ts';

test(
  '300 adds under 30 fault schedules: none lost in silence, none doubled',
  { timeout: 180_000 },
  async () => {
    expect((await faultsUnder(30, 1)).slice(0, 10)).toEqual([]);
  },
);
