/**
 * The same promise, marked as handled. A promise that is stored may be awaited later, or by nobody: without a handler
 * its rejection would end the process. Whoever awaits it still gets the rejection.
 */
export function handled<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}
