import { expect, test } from 'vitest';
import { faultsUnder } from './checker.ts';

// No server is killed here: `restart.test.ts` does that, and `checker.full.test.ts`.
test(
  '100 adds under 10 fault schedules: none lost in silence, none doubled',
  { timeout: 180_000 },
  async () => {
    expect((await faultsUnder(10, 0)).slice(0, 10)).toEqual([]);
  },
);
