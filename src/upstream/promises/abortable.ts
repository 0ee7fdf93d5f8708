import { handled } from './handled.ts';

/**
 * Resolves as the promise does, or rejects with the signal's reason as soon as the signal is aborted. The promise
 * itself goes on. Its later rejection is handled here, because nothing else waits for it then.
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
