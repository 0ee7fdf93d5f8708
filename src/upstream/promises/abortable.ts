import { handled } from './handled.ts';

/**
 * What a promise resolves to, or the signal's reason as soon as that is aborted. The promise itself goes on; if the
 * signal is aborted first, nobody waits for it, so that its rejection is handled here.
 */
export async function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  void handled(promise);
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
