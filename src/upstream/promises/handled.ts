/**
 * Returns the same promise, with a handler for its rejection. A stored promise may be awaited late or never, and a
 * rejection without a handler would end the process. Code that awaits it still gets the rejection.
 */
export function handled<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}
