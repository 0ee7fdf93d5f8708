import { setTimeout as pause } from 'node:timers/promises';
import { FailedCalls } from './failedCalls.ts';
import type { PollRight } from './sharedFloor.ts';

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
  /** Whether this server polls at present; if left out, it does. */
  readonly right?: Pick<PollRight, 'isHeld' | 'held'>;
}

/**
 * Polls while it is started. Polls never overlap. After failed polls the pause doubles (see FailedCalls); after a
 * successful one it is as before.
 *
 * @returns stops it
 */
export function startPoller<Value>({ pace, poll, onValue, right }: PollerOptions<Value>): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const failed = new FailedCalls(pace.mostPauseMs);
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      if (right && !right.isHeld) {
        await right.held(signal);
        continue;
      }
      const startedAt = performance.now();
      let backoffMs: number | undefined;
      try {
        const value = await poll(signal);
        if (signal.aborted) return;
        failed.end();
        onValue(value);
      } catch (error) {
        backoffMs = failed.pauseAfter(error, { startedAt, gapMs: pace.retryMs ?? pace.intervalMs });
      }
      const pauseMs = pauseAfter(pace, { tookMs: performance.now() - startedAt, backoffMs });
      await pause(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  void run();
  return () => controller.abort();
}

/**
 * The pause before the next poll, in milliseconds.
 *
 * @param backoffMs the pause for the sake of failed polls; undefined after a successful one
 */
export function pauseAfter(
  { intervalMs, mostShare, retryMs }: Pace,
  { tookMs, backoffMs }: { readonly tookMs: number; readonly backoffMs?: number | undefined },
): number {
  const least = tookMs * (1 / mostShare - 1);
  const usual = Math.max(intervalMs - tookMs, least);
  if (backoffMs === undefined) return usual;
  return Math.max(retryMs === undefined ? usual : Math.max(retryMs, least), backoffMs);
}
