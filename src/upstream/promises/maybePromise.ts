/** A value that is at hand, or the promise of one. A value at hand needs no promise, and no turn of microtasks. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Goes on with a value: now if it is at hand, else when its promise has brought it. */
export const andThen = <Value, Result>(
  value: MaybePromise<Value>,
  go: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> => (value instanceof Promise ? value.then(go) : go(value));

/** Calls back when work has ended, however it ended. */
export function atEnd<Value>(work: () => MaybePromise<Value>, end: () => void): MaybePromise<Value> {
  let isUnderWay = false;
  try {
    const value = work();
    if (!(value instanceof Promise)) return value;
    isUnderWay = true;
    return value.finally(end);
  } finally {
    if (!isUnderWay) end();
  }
}
