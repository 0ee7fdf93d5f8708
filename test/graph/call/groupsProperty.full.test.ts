import { expect, test } from 'vitest';
import { ALL_CALLS, startCallApi } from '../../support/callDay.ts';
import { compareGroups, NIGHT_CALLS } from './groupsOfRandomCalls.ts';

test.each([1, 2, 3, 4])(
  'groups of 500 random lists equal a naive count (seed %i)',
  { timeout: 300_000 },
  async (seed) => {
    const calls = [...ALL_CALLS, ...NIGHT_CALLS];
    expect(await compareGroups(await startCallApi(calls), calls, seed, 500)).toBe(500);
  },
);
