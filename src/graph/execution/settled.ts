/** Objects and lists of an answer with values that are still pending. */
import { handled } from '../../upstream/promises/handled.ts';

export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** The object when its pending members are settled. It keeps the order of its keys. Rejects with the first error. */
export const settledObject = <Answer extends Record<string, unknown>>(
  answer: Answer,
  pending: readonly (string & keyof Answer)[],
): Promise<Answer> => settled(answer, pending);

/** The list when its pending items are settled. Rejects with the first error. */
export const settledList = (answers: unknown[], pending: readonly number[]): Promise<unknown[]> =>
  settled(answers, pending);

/** Handles the rejections of promises in a list that is looked at later. */
export function holdRejections(values: readonly unknown[]): void {
  for (const value of values) if (isPromise(value)) void handled(value);
}

/** One promise for all: Promise.all would make two more for each. */
const settled = <Whole extends object>(whole: Whole, pending: readonly PropertyKey[]): Promise<Whole> =>
  new Promise((resolve, reject) => {
    let left = pending.length;
    for (const key of pending) {
      const value: unknown = Reflect.get(whole, key);
      if (!isPromise(value)) throw new Error('A pending value is no promise.');
      const settle = (done: unknown): void => {
        Reflect.set(whole, key, done);
        left -= 1;
        if (left === 0) resolve(whole);
      };
      value.then(settle, reject);
    }
  });
