import { eitherSignal } from '../../upstream/promises/eitherSignal.ts';

/**
 * Does something with a signal that is also aborted after a time.
 *
 * @param late makes the error if it took too long
 */
export async function withinTime<Value>(
  milliseconds: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<Value>,
  late: () => Error,
): Promise<Value> {
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(late()), Math.max(0, milliseconds));
  const either = eitherSignal(signal, time.signal);
  try {
    return await run(either.signal);
  } finally {
    clearTimeout(timer);
    either.end();
  }
}
