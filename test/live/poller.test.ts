import { expect, onTestFinished, test } from 'vitest';
import { FailedCalls } from '../../src/live/failedCalls.ts';
import { pauseAfter, startPoller, type Pace } from '../../src/live/poller.ts';
import { UpstreamUnavailable } from '../../src/upstream/errors.ts';

const PACE: Pace = { intervalMs: 2000, mostShare: 1 / 2, mostPauseMs: 30_000 };

const failure = (facts: { shortCircuited?: boolean; retryAfterSeconds?: number } = {}): UpstreamUnavailable =>
  new UpstreamUnavailable({ upstream: 'DIALER', action: 'getAgentStatus' }, 'It failed.', {
    sent: true,
    ...facts,
  });

test.each([
  ['a quick poll', PACE, { tookMs: 50 }, 1950],
  ['a slow poll, at most half of the time', PACE, { tookMs: 5000 }, 5000],
  ['a slow poll, at most a tenth of the time', { ...PACE, mostShare: 0.1 }, { tookMs: 5000 }, 45_000],
  ['a first failure', PACE, { tookMs: 50, backoffMs: 0 }, 1950],
  ['further failures', PACE, { tookMs: 0, backoffMs: 8000 }, 8000],
  ['a first failed list', { ...PACE, retryMs: 500 }, { tookMs: 100, backoffMs: 0 }, 500],
] as const)('the pause after %s', (_, pace, facts, expected) => {
  expect(pauseAfter(pace, facts)).toBe(expected);
});

test('the pause doubles with failures in a row, but for those that were under way together or held back', () => {
  const failed = new FailedCalls(30_000);
  const pauses = (count: number, error = failure()): number[] =>
    Array.from({ length: count }, () =>
      failed.pauseAfter(error, { startedAt: Number.MAX_SAFE_INTEGER, gapMs: 2000 }),
    );
  expect(pauses(7)).toEqual([0, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  failed.end();
  expect(pauses(3, failure({ shortCircuited: true, retryAfterSeconds: 5 }))).toEqual([5000, 5000, 5000]);
  expect(pauses(1, failure({ retryAfterSeconds: 3600 }))).toEqual([30_000]);
  failed.end();
  expect(pauses(2)).toEqual([0, 2000]);
  // They began before the failure that was noted last.
  expect(failed.pauseAfter(failure(), { startedAt: -1, gapMs: 2000 })).toBe(2000);
});

test('polls that an open circuit holds back do not make the pauses longer', async () => {
  let polls = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = startPoller({
    pace: { intervalMs: 5, mostShare: 1, mostPauseMs: 60_000 },
    poll: () => {
      polls += 1;
      // With pauses that double, the thirtieth poll would come after months.
      return polls < 30 ? Promise.reject(failure({ shortCircuited: true })) : Promise.resolve();
    },
    onValue: resolve,
  });
  onTestFinished(stop);
  await promise;
  expect(polls).toBeGreaterThanOrEqual(30);
});
