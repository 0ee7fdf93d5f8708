import { expect, onTestFinished, test } from 'vitest';
import { pauseAfter, startPoller, type Pace } from '../../src/live/poller.ts';
import { UpstreamUnavailable } from '../../src/upstream/errors.ts';

const PACE: Pace = { intervalMs: 2000, mostShare: 1 / 2, mostPauseMs: 30_000 };

const failure = (facts: { shortCircuited?: boolean; retryAfterSeconds?: number } = {}): UpstreamUnavailable =>
  new UpstreamUnavailable({ upstream: 'DIALER', action: 'getAgentStatus' }, 'It failed.', {
    sent: true,
    ...facts,
  });

test.each([
  ['a quick poll', PACE, { tookMs: 50, failures: 0 }, 1950],
  ['a slow poll, at most half of the time', PACE, { tookMs: 5000, failures: 0 }, 5000],
  [
    'a slow poll, at most a tenth of the time',
    { ...PACE, mostShare: 0.1 },
    { tookMs: 5000, failures: 0 },
    45_000,
  ],
  ['the first failure', PACE, { tookMs: 0, failures: 1, failure: failure() }, 2000],
  ['the third failure', PACE, { tookMs: 0, failures: 3, failure: failure() }, 8000],
  ['the tenth failure', PACE, { tookMs: 0, failures: 10, failure: failure() }, 30_000],
  [
    'a poll that was held back',
    PACE,
    { tookMs: 0, failures: 0, failure: failure({ shortCircuited: true, retryAfterSeconds: 5 }) },
    5000,
  ],
  [
    'a Retry-After of an hour',
    PACE,
    { tookMs: 0, failures: 1, failure: failure({ retryAfterSeconds: 3600 }) },
    30_000,
  ],
  ['a failed first list', { ...PACE, retryMs: 500 }, { tookMs: 100, failures: 1, failure: failure() }, 500],
] as const)('the pause after %s', (_, pace, facts, expected) => {
  expect(pauseAfter(pace, facts)).toBe(expected);
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
