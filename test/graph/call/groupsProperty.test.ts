import { expect, test } from 'vitest';
import { ALL_CALLS, startCallApi } from '../../support/callDay.ts';
import { compareGroups, NIGHT_CALLS } from './groupsOfRandomCalls.ts';

test('groups of 60 random lists equal a naive count', async () => {
  const calls = [...ALL_CALLS, ...NIGHT_CALLS];
  expect(await compareGroups(await startCallApi(calls), calls, 20, 60)).toBe(60);
});
