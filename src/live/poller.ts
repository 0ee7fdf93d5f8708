import { setTimeout as pause } from 'node:timers/promises';
import { UpstreamError } from '../upstream/errors.ts';

/** How often something is polled. */
export interface Pace {
  /** The time from the start of a poll to the start of the next, in milliseconds. */
  readonly intervalMs: number;
  /** The largest share of the time that polls may take, 0 to 1. A slow dialer is polled less often. */
  readonly mostShare: number;
  /** The pause after the first failed poll, in milliseconds. Default: as after a successful one. */
  readonly retryMs?: number;
  /** The longest pause after failed polls, in milliseconds. */
  readonly mostPauseMs: number;
}

export interface PollerOptions<Value> {
  readonly pace: Pace;
  /** Makes one poll. Its signal is aborted when the poller stops. */
  readonly poll: (signal: AbortSignal) => Promise<Value>;
  /** Called with the result of each poll. */
  readonly onValue: (value: Value) => void;
}

/**
 * Polls while it is started. Polls never overlap. After a failed poll the pause doubles; after a successful one it is
 * as before. A poll that an open circuit held back is no further failure: the circuit's own wait is enough.
 *
 * @returns stops it
 */
export function startPoller<Value>({ pace, poll, onValue }: PollerOptions<Value>): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const run = async (): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      const started = performance.now();
      let failure: unknown;
      try {
        const value = await poll(signal);
        if (signal.aborted) return;
        failures = 0;
        onValue(value);
      } catch (error) {
        if (!(error instanceof UpstreamError && error.shortCircuited)) failures += 1;
        failure = error;
      }
      const tookMs = performance.now() - started;
      await pause(pauseAfter(pace, { tookMs, failures, failure }), undefined, { signal, ref: false }).catch(
        () => undefined,
      );
    }
  };
  void run();
  return () => controller.abort();
}

/** The pause before the next poll, in milliseconds. */
export function pauseAfter(
  { intervalMs, mostShare, retryMs, mostPauseMs }: Pace,
  {
    tookMs,
    failures,
    failure,
  }: { readonly tookMs: number; readonly failures: number; readonly failure?: unknown },
): number {
  const least = tookMs * (1 / mostShare - 1);
  const usual = Math.max(intervalMs - tookMs, least);
  const wanted = failure instanceof UpstreamError ? (failure.retryAfterSeconds ?? 0) * 1000 : 0;
  // The first failure changes nothing: it may be the only one.
  const backoff = failures === 0 ? 0 : Math.min((retryMs ?? intervalMs) * 2 ** (failures - 1), mostPauseMs);
  const isRetry = failures > 0 && retryMs !== undefined;
  return Math.max(isRetry ? least : usual, backoff, Math.min(wanted, mostPauseMs));
}
